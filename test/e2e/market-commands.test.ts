import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { homeFor, runCli } from '../support/run-cli.ts'

const DECIMAL = /^-?\d+(\.\d+)?$/
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/
const decimal = expect.stringMatching(DECIMAL)
const time = expect.stringMatching(ISO)

async function demoJson(...argv: string[]) {
  const result = await runCli([...argv, '--demo', '--json'])
  expect(result.exitCode).toBe(0)
  return { document: JSON.parse(result.stdout), stderr: result.stderr }
}

describe('liqwatch funding', () => {
  it('tells every field of every held position', async () => {
    const { document, stderr } = await demoJson('funding')
    expect(stderr).toBe('')
    expect(document).toMatchObject({
      schema: 'liqwatch/1',
      command: 'funding',
      asOf: time,
      verdict: null,
      error: null,
      gaps: [],
    })
    expect(document.funding.map((row: { symbol: string; side: string }) => [row.symbol, row.side])).toEqual([
      ['SOLUSDT', 'LONG'],
      ['DOGEUSDT', 'LONG'],
      ['BTCUSDT', 'LONG'],
      ['ETHUSDT', 'SHORT'],
    ])
    const [sol] = document.funding
    expect(sol).toMatchObject({
      rate: decimal,
      intervalHours: 4,
      intervalConfirmation: 'confirmed',
      rate8hPct: decimal,
      ratePerYearPct: decimal,
      nextFundingTime: time,
      nextPayment: decimal,
      costPerDay: decimal,
      cushionPctPerDay: decimal,
      paidSinceEntry: decimal,
      paidSinceEntryReason: null,
      enteredAt: time,
      nextTier: '5',
      daysToNextTier: decimal,
      flags: expect.any(Array),
      history: { last30: { count: 30, mean8hPct: decimal }, last90: { count: 90, percentile: decimal } },
    })
  })

  it('signs payments from your side, four hours apart', async () => {
    const { document } = await demoJson('funding')
    const [sol, , , eth] = document.funding
    expect(Number(sol.costPerDay)).toBeCloseTo(Number(sol.nextPayment) * 6, 6)
    expect(Number(sol.rate8hPct)).toBeCloseTo(Number(sol.rate) * 200, 8)
    expect([sol.nextPayment.startsWith('-'), eth.nextPayment.startsWith('-')]).toEqual([true, false])
  })

  it('draws a chart for one symbol, loosely typed', async () => {
    const { exitCode, stdout, stderr } = await runCli(['funding', 'sol', '--demo'])
    expect([exitCode, stderr]).toEqual([0, 'understood "sol" as SOLUSDT\n'])
    expect(stdout).toContain('every 4 h (settlements confirm it)')
    expect(stdout).toMatch(/┤[▁▂▃▄▅▆▇█ ]+\n/)
  })
})

describe('liqwatch oi', () => {
  it('tells every field', async () => {
    const { document } = await demoJson('oi', 'BTCUSDT')
    expect(document.openInterest).toEqual([
      {
        symbol: 'BTCUSDT',
        quantity: decimal,
        notional: decimal,
        change1hPct: decimal,
        change24hPct: decimal,
        priceChange1hPct: decimal,
        priceChange24hPct: decimal,
        zScore30d: decimal,
        zScoreReason: null,
        spike: expect.any(Boolean),
        past: expect.objectContaining({ hourlyChanges: expect.any(Number), meanPct: decimal, deviationPct: decimal }),
      },
    ])
  })

  it('prints a table for every held symbol as CSV', async () => {
    const { stdout } = await runCli(['oi', '--demo', '--csv'])
    const [header, ...rows] = stdout.trim().split('\r\n')
    expect(header).toMatch(/^symbol,quantity,notional,change1hPct,change24hPct,/)
    expect(rows.map((row) => row.split(',')[0])).toEqual(['SOLUSDT', 'DOGEUSDT', 'BTCUSDT', 'ETHUSDT'])
  })
})

describe('liqwatch xcheck', () => {
  it('tells every field, lots scaled, every source from the embedded exchange', async () => {
    const { document } = await demoJson('xcheck', '1000PEPEUSDT')
    const [row] = document.crossCheck
    expect(row).toMatchObject({
      symbol: '1000PEPEUSDT',
      markPrice: decimal,
      indexPrice: decimal,
      markIndexPct: decimal,
      coinsPerUnit: '1000',
      thresholdPct: '0.3',
      isSmallCap: false,
      result: 'agreement',
    })
    expect(row.sources.map((source: { name: string }) => source.name)).toEqual([
      'constituents',
      'Binance spot',
      'CoinGecko',
      'CryptoCompare',
    ])
    for (const source of row.sources) {
      expect(source).toEqual({
        name: expect.any(String),
        price: decimal,
        ageSeconds: expect.any(Number),
        divergencePct: decimal,
        markDivergencePct: decimal,
        status: 'agrees',
        reason: null,
      })
    }
  })

  it('is without a verdict where every source is hidden', async () => {
    const { document } = await demoJson('xcheck', 'AAPLUSDT')
    expect(document.crossCheck[0]).toMatchObject({ result: 'unknown', isSmallCap: true, thresholdPct: '1.5' })
  })
})

describe('liqwatch exchange', () => {
  it('tells every field', async () => {
    const { document } = await demoJson('exchange', 'SOLUSDT')
    const [row] = document.exchange
    expect(row).toMatchObject({
      symbol: 'SOLUSDT',
      adlQuantile: expect.any(Number),
      adlRisk: expect.stringMatching(/^(low|medium|high)$/),
      insuranceFund: {
        asset: 'USDT',
        balance: decimal,
        symbols: expect.arrayContaining(['SOLUSDT']),
        sinceLastSeen: null,
      },
      bracket: 1,
      markLastGapPct: decimal,
      markLastGapP99Pct: decimal,
      liquidationFeePct: '1.5',
      bracketChange: null,
    })
    expect(row.brackets[0]).toEqual({
      bracket: 1,
      notionalFloor: '0',
      notionalCap: decimal,
      maintMarginRatio: decimal,
      maintAmount: '0',
      initialLeverage: expect.any(Number),
    })
  })

  it('has no place in the queue for a symbol that is not held', async () => {
    const { document } = await demoJson('exchange', 'LINKUSDT')
    expect(document.exchange[0]).toMatchObject({ symbol: 'LINKUSDT', adlQuantile: null, bracket: null, positions: [] })
  })
})

describe.each(['funding', 'oi', 'xcheck', 'exchange'])('liqwatch %s', (command) => {
  it('answers an unknown symbol in one sentence', async () => {
    const { exitCode, stdout, stderr } = await runCli([command, 'SOLUDST', '--demo', '--json'])
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'unknown-symbol-typed',
      hint: expect.stringContaining('SOLUSDT'),
    })
    expect(stderr).toContain('there is no symbol "SOLUDST"')
  })

  it('has help with examples', async () => {
    const { exitCode, stdout } = await runCli([command, '--help'])
    expect([exitCode, stdout.includes('Examples:'), stdout.includes('liqwatch explain')]).toEqual([0, true, true])
  })

  it('has something to explain', async () => {
    const { exitCode, stdout } = await runCli(['explain', command, '--demo'])
    expect([exitCode, stdout.startsWith(`${command}: `)]).toEqual([0, true])
  })
})

describe('with an account of one’s own', () => {
  let empty: DemoExchange
  let full: DemoExchange
  beforeAll(async () => {
    ;[empty, full] = await Promise.all([startDemoExchange({ account: 'flat' }), startDemoExchange()])
  })
  afterAll(() => Promise.all([empty.close(), full.close()]))

  it.each(['funding', 'oi', 'xcheck', 'exchange'])('%s says what to type when nothing is held', async (command) => {
    const { exitCode, stderr } = await runCli([command], { env: homeFor(empty).env })
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`name one: liqwatch ${command} BTCUSDT`)
  })

  it('answers the second time from what it remembers, and says how old that is', async () => {
    const { env } = homeFor(full)
    const path = 'GET /fapi/v1/markPriceKlines'
    const first = await runCli(['exchange', 'btc', '--json'], { env })
    const asked = full.counters().requests.get(path)
    const second = await runCli(['exchange', 'btc', '--json'], { env })
    expect([first.exitCode, second.exitCode, full.counters().requests.get(path)]).toEqual([0, 0, asked])
    const [row] = JSON.parse(second.stdout).exchange
    expect(row.insuranceFund.sinceLastSeen).toEqual({ since: time, amount: decimal, pct: decimal })
  })

  it('goes on with a gap when an optional answer is missing', async () => {
    const lift = full.faults.http({ kind: 'html', path: '/fapi/v1/symbolAdlRisk' })
    const { exitCode, stdout } = await runCli(['exchange', 'ETHUSDT', '--json'], { env: homeFor(full).env })
    lift()
    const document = JSON.parse(stdout)
    expect([exitCode, document.exchange[0].adlRisk]).toEqual([0, null])
    expect(document.gaps[0]).toMatchObject({ what: 'symbolAdlRisk ETHUSDT', needed: false })
  })
})

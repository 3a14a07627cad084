import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { type CliHome, homeFor, runCli } from '../support/run-cli.ts'

/** Section d1 of the guidance: the 25 rules and the frame around them. */
const IDS = [
  ...['PS1', 'PS2', 'PS3', 'PS4', 'PS5', 'LM1', 'LM2', 'LM3', 'LM4', 'LM5', 'OT1', 'OT2', 'OT3', 'OT4', 'OT5'],
  ...['FR1', 'FR2', 'FR3', 'FR4', 'FR5', 'RM1', 'RM2', 'RM3', 'RM4', 'RM5'],
]
const FRAME = ['FQ1', 'FQ2', 'FQ3', 'FQ4', 'FQ5', 'FQ6']

interface RuleJson {
  readonly id: string
  readonly status: string
  readonly figure: string
  readonly evidence: readonly string[]
  readonly source: string
}

async function json(...argv: readonly string[]) {
  const { stdout, stderr, exitCode } = await runCli([...argv, '--json', '--demo'])
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return JSON.parse(stdout)
}

describe('with --demo', () => {
  it('rules --all --json has every id with status, figure, evidence and source', async () => {
    const { rules } = (await json('rules', '--all')) as { readonly rules: readonly RuleJson[] }
    const ids = rules.map(({ id }) => id)
    expect(ids.slice(0, 31)).toEqual([...IDS, ...FRAME])
    for (const rule of rules) {
      expect(rule.status).toMatch(/^(pass|warn|fail|unknown|info)$/)
      expect([rule.figure, rule.source, ...rule.evidence].every((text) => text.length > 0)).toBe(true)
      expect(rule.evidence.length).toBeGreaterThan(0)
    }
    const unknown = rules.filter(({ status }) => status === 'unknown').map(({ id }) => id)
    // The demo has no CPI dates and no earlier runs; everything else it can serve.
    expect(unknown).toEqual(['LM2'])
  })

  it('rules without --all are the 25', async () => {
    const { rules } = (await json('rules')) as { readonly rules: readonly RuleJson[] }
    expect(rules.map(({ id }) => id)).toEqual(IDS)
    expect(rules.find(({ id }) => id === 'PS1')?.status).toBe('fail')
    expect(rules.find(({ id }) => id === 'OT4')?.status).toBe('warn')
  })

  it('rules --id tells one in full; an unknown id is bad usage', async () => {
    const one = await runCli(['rules', '--id', 'ps1', '--demo'])
    expect(one.stdout).toContain('SOLUSDT long loses 980.74 at liquidation (no stop)')
    const none = await runCli(['rules', '--id', 'PS9', '--demo'])
    expect(none.exitCode).toBe(2)
    expect(none.stderr).toContain('there is no rule "PS9"')
    expect(none.stderr).toContain('did you mean PS')
  })

  it('orders finds the bare position, the part that no stop covers and the trigger on last', async () => {
    const { orders } = await json('orders')
    expect(orders.coverage).toEqual([
      { symbol: 'SOLUSDT', side: 'LONG', coveredPct: '0' },
      expect.objectContaining({ symbol: 'DOGEUSDT', coveredPct: '71' }),
      { symbol: 'BTCUSDT', side: 'LONG', coveredPct: '100' },
      { symbol: 'ETHUSDT', side: 'SHORT', coveredPct: '100' },
    ])
    const problems = orders.findings.filter(({ result }: { readonly result: string }) => result !== 'pass')
    expect(problems.map(({ rule, symbol, result }: Record<string, string>) => [rule, symbol, result])).toEqual([
      ['COVER', 'SOLUSDT', 'fail'],
      ['COVER', 'DOGEUSDT', 'warn'],
      ['OT4', 'BTCUSDT', 'warn'],
    ])
  })

  it('calendar is UNKNOWN while CPI dates are missing', async () => {
    const { calendar } = await json('calendar')
    expect(calendar).toMatchObject({ status: expect.stringMatching(/^(unknown|inside)$/), until: null })
    expect(calendar.coverage).toContainEqual({ kind: 'CPI', until: null, isKnown: false, source: null })
  })

  it.each([...IDS, ...FRAME])('explain %s', async (id) => {
    const { stdout, exitCode } = await runCli(['explain', id, '--demo'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('with your numbers:')
  })

  it('check --fail-on names broken rules, and refuses one that does not exist', async () => {
    const { stdout } = await runCli(['check', '--fail-on', 'OT4', '--demo'])
    expect(stdout).toMatch(/problem: demo: rule OT4 warn: BTCUSDT: .* watches the last price/)
    const none = await runCli(['check', '--fail-on', 'nonsense', '--demo'])
    expect(none.exitCode).toBe(3)
    expect(none.stderr).toContain('there is no rule "nonsense"')
  })
})

describe('with a config', () => {
  let exchange: DemoExchange
  beforeEach(async () => {
    exchange = await startDemoExchange({ speed: 0 })
  })
  afterEach(() => exchange.close())

  /** Five calm isolated positions, each with a stop that closes it. */
  function placeFive(): void {
    const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'DOGEUSDT', 'XRPUSDT']
    const held = symbols.map((symbol) => {
      const mark = exchange.venue.world.markPriceAt(symbol, exchange.nowMs())
      return {
        symbol,
        mark,
        quantity: mark
          .pow(-1)
          .times('100')
          .toFixed(symbol === 'BTCUSDT' ? 3 : 0),
      }
    })
    exchange.venue.place({
      wallets: { USDT: '100000' },
      positions: held.map(({ symbol, mark, quantity }) => ({
        symbol,
        quantity: quantity === '0' ? '1' : quantity,
        entryPrice: mark.toFixed(),
        isolatedWallet: mark.times(quantity === '0' ? '1' : quantity).toFixed(8),
        leverage: 2,
      })),
      stops: held.map(({ symbol, mark }) => ({
        symbol,
        side: 'SELL',
        triggerPrice: mark.times('0.95').toFixed(4),
        closePosition: true,
      })),
    })
  }

  /** Request weight so far; Binance counts calls of funding and open-interest history apart, at no weight. */
  function weight(): number {
    const { totalWeight, requests } = exchange.counters()
    const apart = [...requests].filter(([call]) => /\/futures\/data\/|\/funding(Rate|Info)$/.test(call))
    return apart.reduce((rest, [, count]) => rest - count, totalWeight)
  }

  async function weightOfRun(home: CliHome, ...argv: readonly string[]): Promise<number> {
    const before = weight()
    const { exitCode } = await runCli(argv, { env: home.env })
    expect(exitCode).toBe(0)
    return weight() - before
  }

  it.each([['rules'], ['rules', '--all']])(
    '%s %s: under 150 of weight for five symbols, less once remembered',
    async (...argv) => {
      placeFive()
      const home = homeFor(exchange)
      const cold = await weightOfRun(home, ...argv, '--json')
      expect(cold).toBeLessThan(150)
      expect(await weightOfRun(home, ...argv, '--json')).toBeLessThan(cold)
    },
  )

  it.each([
    { source: 'the order book', path: '/fapi/v1/depth', lost: ['PS2'] },
    { source: 'funding history', path: '/fapi/v1/fundingRate', lost: ['FR1', 'FR2', 'FR3', 'FR5'] },
    { source: 'open-interest history', path: '/futures/data/*', lost: ['RM5'] },
    { source: 'margin changes', path: '/fapi/v1/positionMargin/history', lost: ['RM3'] },
    {
      source: 'conditional orders',
      path: '/fapi/v1/openAlgoOrders',
      lost: ['PS1', 'LM3', 'LM4', 'OT1', 'OT2', 'OT3', 'OT4', 'OT5'],
    },
    { source: 'state of earlier runs', path: null, lost: ['RM1', 'RM3'] },
  ])('without $source the rest stands: $lost become unknown', async ({ path, lost }) => {
    const home = homeFor(exchange)
    if (path === null) writeFileSync(join(home.folder, 'state'), 'a file where a folder should be')
    else exchange.faults.http({ kind: 'status', status: 400, path })
    const { stdout, exitCode } = await runCli(['rules', '--json'], { env: home.env })
    expect(exitCode).toBe(0)
    const { rules } = JSON.parse(stdout) as { readonly rules: readonly RuleJson[] }
    const unknown = rules.filter(({ status }) => status === 'unknown').map(({ id }) => id)
    expect(new Set(unknown)).toEqual(new Set([...lost, 'LM2']))
  })

  it('a calm check fails on a rule that is broken', async () => {
    placeFive()
    const home = homeFor(exchange)
    expect((await runCli(['check'], { env: home.env })).exitCode).toBe(0)
    // LM1 would not mind 2x; the order book of the demo is deep; CPI is not known, which is no failure.
    expect((await runCli(['check', '--fail-on', 'rules'], { env: home.env })).exitCode).toBe(0)
    exchange.venue.cancelOrders('ETHUSDT')
    const { exitCode, stdout } = await runCli(['check', '--fail-on', 'PS1', '--json'], { env: home.env })
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'WARNING', exitCode: 1 })
  })

  it('tells where liquidation goes when resting orders fill, in status and in orders', async () => {
    exchange.venue.place({
      wallets: { USDT: '1000' },
      positions: [{ symbol: 'SOLUSDT', quantity: '60', entryPrice: '171.2', isolatedWallet: '1027.2', leverage: 10 }],
      orders: [{ symbol: 'SOLUSDT', side: 'BUY', quantity: '60', price: '165' }],
    })
    const home = homeFor(exchange)
    // 120 at 168.1, wallet 1027.2 + 990; bracket 1: (20172 − 2017.2) ÷ (120 × 0.995) = 152.05
    const status = await runCli(['status'], { env: home.env })
    expect(status.stdout).toContain('SOLUSDT long: LIQ 154.85 -> 152.05 if filled, 8.02%')
    const { stdout } = await runCli(['orders', '--json'], { env: home.env })
    const { orders, positions } = JSON.parse(stdout)
    expect(orders.findings).toContainEqual(expect.objectContaining({ rule: 'LADDER', symbol: 'SOLUSDT' }))
    expect(positions[0].ifFilled.liquidationPrice).toMatch(/^152\.05/)
  })

  it('reads the user’s own dates, and a file that is missing leaves the rest standing', async () => {
    const home = homeFor(exchange, { calendar: { files: ['cpi.json', 'gone.ics'] } })
    const soon = new Date(exchange.nowMs() + 3_600_000).toISOString().slice(0, 16)
    writeFileSync(join(home.folder, 'cpi.json'), JSON.stringify([{ name: 'CPI', at: `${soon}Z` }]))
    const { stdout } = await runCli(['calendar', '--json'], { env: home.env })
    const { calendar } = JSON.parse(stdout)
    expect(calendar.status).toBe('inside')
    expect(calendar.events[0]).toMatchObject({ name: 'CPI', at: `${soon}:00.000Z`, inWindow: true })
    expect(calendar.problems).toEqual([{ file: join(home.folder, 'gone.ics'), why: 'it does not exist' }])
    expect(calendar.exposure.halving).toMatchObject({ isDone: null, effectiveLeverage: expect.stringMatching(/^4\.9/) })
  })
})

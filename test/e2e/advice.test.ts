import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { type CliHome, homeFor, runCli } from '../support/run-cli.ts'

const decimal = expect.stringMatching(/^-?\d+(\.\d+)?$/)
const NOTICE = 'Nothing was sent. These are calculations, not advice.'

/** An exchange whose marks stand still, and a config that leads there. */
interface Stage {
  readonly exchange: DemoExchange
  readonly home: CliHome
}

const ACCOUNTS = ['default', 'hedge', 'multi-assets', 'usdc', 'flat', 'coin-m'] as const
type AccountName = (typeof ACCOUNTS)[number]
const stages = new Map<AccountName, Stage>()

beforeAll(async () => {
  for (const account of ACCOUNTS) {
    const exchange = await startDemoExchange({ account, speed: 0 })
    stages.set(account, { exchange, home: homeFor(exchange) })
  }
})

afterAll(() => Promise.all([...stages.values()].map(({ exchange }) => exchange.close())))

function on(account: AccountName, ...argv: string[]) {
  const stage = stages.get(account)
  if (stage === undefined) throw new Error(`no exchange for ${account}`)
  return runCli(argv, { env: stage.home.env })
}

async function jsonOn(account: AccountName, ...argv: string[]) {
  const { exitCode, stdout } = await on(account, ...argv, '--json')
  const document = JSON.parse(stdout)
  expect([exitCode, document.schema, document.command, document.error]).toEqual([0, 'liqwatch/1', argv[0], null])
  return document
}

describe('liqwatch fix', () => {
  it('tells every promised member, in the order in which the options are worth trying', async () => {
    const { fix } = await jsonOn('default', 'fix', 'SOLUSDT', '--budget', '500')
    expect(fix).toMatchObject({
      symbol: 'SOLUSDT',
      targetPct: '15',
      now: { liquidationPrice: '154.85427136', distancePct: '6.3192550776' },
      free: { asset: 'USDT', amount: decimal },
      notice: NOTICE,
    })
    expect(fix.options.map(({ kind }: { kind: string }) => kind)).toEqual(['stop', 'close', 'mixed', 'add-margin'])
    for (const option of fix.options) {
      expect(option).toMatchObject({ realizedPnl: decimal, feasible: true, sideEffects: expect.any(Array) })
      expect(option.after).toMatchObject({ liquidationPrice: decimal, distancePct: decimal })
    }
    const [, close, , add] = fix.options
    // (856.6515 ÷ 25.497525) up to the step; 60 × (171.2 − 140.505 × 0.995) − 1,027.20 up to the cent
    expect([close.closeQuantity, close.addMargin, add.closeQuantity, add.addMargin]).toEqual([
      '33.6',
      null,
      null,
      '856.66',
    ])
    expect(close.released).toMatchObject({ distancePct: '6.3192550776', addBack: '376.93' })
    expect(add.sideEffects[0]).toEqual({ symbol: 'BTCUSDT', side: 'LONG', before: decimal, after: decimal })
    expect(fix.budget.places.map(({ gain }: { gain: string }) => Number(gain))).toEqual(
      [...fix.budget.places].map(({ gain }: { gain: string }) => Number(gain)).sort((a, b) => b - a),
    )
  })

  it('puts the joint distance of a pool at the target', async () => {
    const { fix } = await jsonOn('usdc', 'fix', 'account', '--pool', 'usdc', '--target', '50')
    expect(fix).toMatchObject({ symbol: null, pool: 'USDC', now: { jointDistancePct: decimal } })
    const [stop, ...others] = fix.options
    expect(stop.kind).toBe('stop')
    for (const { after } of others) expect(Number(after.jointDistancePct)).toBeGreaterThanOrEqual(50)
    const money = others.at(-1)
    expect(money).toMatchObject({ kind: 'add-margin', feasible: false, transfer: money.addMargin })
  })

  it('marks money from outside, and names legs in hedge mode', async () => {
    const { stdout } = await on('hedge', 'fix', 'account', '--target', '60')
    expect(stdout).toMatch(/needs a transfer of [\d,.]+ USDT, which may stall/)
    expect(stdout).toMatch(/STOP_MARKET on mark: ETHUSDT long [\d,.]+, ETHUSDT short [\d,.]+, BTCUSDT/)
    expect(stdout).toContain('ETHUSDT from the long leg')
    expect(stdout).not.toContain('leverage')
  })
})

describe('liqwatch stress', () => {
  it('tells rows, order and exact moves', async () => {
    const { stress } = await jsonOn('default', 'stress', '--shock', '-5,-10,-75')
    expect(stress).toMatchObject({
      mode: 'market',
      firstDeath: { symbol: 'SOLUSDT', side: 'LONG', movePct: '-6.3192550776' },
      poolDeathPct: '-69.110457777',
    })
    const names = stress.rows.map(({ liquidated }: { liquidated: { symbol: string }[] }) =>
      liquidated.map(({ symbol }) => symbol),
    )
    expect(names).toEqual([[], ['SOLUSDT'], ['SOLUSDT', 'DOGEUSDT', 'BTCUSDT', 'ETHUSDT']])
    expect(stress.rows[1]).toMatchObject({ shockPct: '-10', equity: '7857.1245', crossMarginRatio: decimal })
  })

  it.each(['--adverse', '--beta'])('takes %s', async (flag) => {
    const { stress } = await jsonOn('default', 'stress', flag)
    expect(stress.mode).toBe(flag.slice(2))
    expect(stress.rows).toHaveLength(3)
  })

  it('takes scenarios from a file, and says what stands still', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'liqwatch-scenario-')), 'own.json')
    writeFileSync(file, JSON.stringify({ 'alts bleed': { BTC: -5, '*': -20 } }))
    const { stress } = await jsonOn('coin-m', 'stress', '--file', file)
    expect(stress.rows).toMatchObject([{ name: 'alts bleed', shockPct: null }])
    expect(stress.unknown).toMatchObject([{ what: 'BTCUSD_PERP' }])
  })
})

describe('liqwatch size', () => {
  it('tells every promised member and stays within the budget', async () => {
    const { size } = await jsonOn('default', 'size', 'sol', '--side', 'long', '--stop', '158', '--target', '190')
    expect(size).toMatchObject({
      symbol: 'SOLUSDT',
      side: 'LONG',
      entryPrice: decimal,
      stopPrice: '158.00000000',
      quantity: expect.stringMatching(/^\d+(\.\d{1,2})?$/),
      notional: decimal,
      riskBudget: '105.95005',
      realRisk: decimal,
      rMultiple: decimal,
      breakEvenWinRatePct: decimal,
      maintenanceMargin: decimal,
      bracket: 1,
      liquidationPrice: decimal,
      fundingFactor: '1',
      macro: { status: expect.stringMatching(/^(inside|outside|unknown)$/) },
      notice: NOTICE,
    })
    expect(Number(size.realRisk)).toBeLessThanOrEqual(105.95005)
  })

  it('without a stop refuses and says why', async () => {
    const { exitCode, stderr } = await on('default', 'size', 'sol', '--side', 'long')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('size needs a stop: the size follows from what is lost there')
  })

  it('refuses a stop that liquidation outruns, with both prices', async () => {
    const { exitCode, stderr } = await on('default', 'size', 'SOLUSDT', '--side', 'long', '--stop', '120')
    expect([exitCode, /the stop 120\.00 lies beyond the liquidation price 15\d\.\d\d/.test(stderr)]).toEqual([2, true])
  })
})

describe('liqwatch leverage', () => {
  it('tells a row per leverage and the highest safe one', async () => {
    const { leverage } = await jsonOn('default', 'leverage', 'SOLUSDT', '--entry', '165', '--stop', '155')
    expect(leverage).toMatchObject({ symbol: 'SOLUSDT', side: 'LONG', highestSafe: 7, setting: 10, maxLeverage: 100 })
    // (165 − 16.5) ÷ 0.995
    expect(leverage.rows).toContainEqual(
      expect.objectContaining({ leverage: 10, liquidationPrice: '149.24623116', verdict: 'tight' }),
    )
    for (const row of leverage.rows.slice(1)) {
      expect(row).toMatchObject({ liquidationPrice: decimal, distancePct: decimal, stopMultiple: decimal })
    }
  })
})

describe('liqwatch stop', () => {
  it('tells every promised member of every position', async () => {
    const { stops } = await jsonOn('default', 'stop', '--period', '10', '--interval', '1h', '--mult', '2')
    expect(stops.map(({ symbol }: { symbol: string }) => symbol)).toEqual(['SOLUSDT', 'DOGEUSDT', 'BTCUSDT', 'ETHUSDT'])
    for (const row of stops) {
      expect(row).toMatchObject({ period: 10, interval: '1h', multiple: '2', atr: decimal, stopPrice: decimal })
      expect(row.beyondLiquidation).toBe(false)
    }
    expect(stops[2].existing).toEqual([
      {
        orderId: expect.any(String),
        type: 'STOP_MARKET',
        triggerPrice: '91500',
        workingType: 'CONTRACT_PRICE',
        coveredPct: '100',
      },
    ])
  })

  it('spells the order out: on the mark, reduce-only, or by its leg', async () => {
    const oneWay = await on('default', 'stop', 'SOLUSDT')
    expect(oneWay.stdout).toMatch(
      /STOP_MARKET sell 60\.00 SOLUSDT, trigger [\d.]+, working type mark price, reduce-only/,
    )
    const hedged = await on('hedge', 'stop', 'SOLUSDT')
    expect(hedged.stdout).toContain('working type mark price, position side SHORT')
  })
})

describe('liqwatch modes', () => {
  it('puts the book into each mode', async () => {
    const { modes } = await jsonOn('default', 'modes')
    // 0.25 × 96,420 ÷ 20 + 3.2 × 3,310 ÷ 20 + 1,027.20 + 1,727.38
    expect(modes).toMatchObject([
      { mode: 'current', maxLoss: '12400', lockedCapital: decimal, jointDistancePct: '25.16809988' },
      { mode: 'isolated', maxLoss: '4489.43', lockedCapital: '4489.43', jointDistancePct: null },
      { mode: 'cross', maxLoss: '12400', jointDistancePct: '19.843911806' },
    ])
    // (24,105 − 1,205.25) ÷ (0.25 × 0.996)
    expect(modes[1].positions).toContainEqual(
      expect.objectContaining({ symbol: 'BTCUSDT', side: 'LONG', liquidationPrice: '91966.86746988' }),
    )
  })

  it('says that multi-assets mode has no isolated margin, and names what it leaves out', async () => {
    const { modes } = await jsonOn('multi-assets', 'modes')
    expect(modes[1]).toMatchObject({ reason: 'multi-assets mode has cross margin only', lockedCapital: null })
    const { unknown } = await jsonOn('coin-m', 'modes')
    expect(unknown).toMatchObject([{ what: 'BTCUSD_PERP' }])
  })
})

describe('liqwatch liquidate', () => {
  it('walks through the steps with the numbers of the position', async () => {
    const { liquidation } = await jsonOn('default', 'liquidate', 'SOLUSDT')
    expect(liquidation).toMatchObject({ symbol: 'SOLUSDT', side: 'LONG', liquidationFeePct: '1.5' })
    const steps = liquidation.steps.map((step: Record<string, unknown>) => [
      step.name,
      step.price,
      step.fee,
      step.remaining,
    ])
    // 60 × 154.854271 × 0.005 = 46.456; 1.5 % of what is closed would be 139.37: all that is left goes
    expect(steps).toEqual([
      ['trigger', '154.85427136', null, '46.456281407'],
      ['orders-cancelled', null, null, null],
      ['close', '154.85427136', '46.456281407', '0'],
      ['bankruptcy', '154.08000000', null, '0'],
      ['insurance-fund', null, '46.456281407', null],
      ['auto-deleveraging', '154.08000000', null, null],
      ['left', null, null, '0'],
    ])
  })

  it('takes the pool along for a cross position', async () => {
    const { liquidation } = await jsonOn('default', 'liquidate', 'BTCUSDT')
    expect(liquidation.casualties).toMatchObject([{ symbol: 'BTCUSDT' }, { symbol: 'ETHUSDT' }])
  })
})

describe('an account without positions', () => {
  it.each(['stress', 'modes', 'stop'])('%s says so', async (command) => {
    const { exitCode, stdout } = await on('flat', command)
    expect([exitCode, stdout]).toEqual([0, 'no open positions\n'])
  })

  it.each([
    ['fix', 'account'],
    ['fix', 'SOLUSDT'],
    ['liquidate', 'SOLUSDT'],
  ])('%s %s has nothing to work on', async (...argv) => {
    const { exitCode, stderr } = await on('flat', ...argv)
    expect([exitCode, stderr.includes('no open positions')]).toEqual([2, true])
  })
})

describe('bad input', () => {
  it.each([
    'fix SOLUSDT --target 0',
    'fix SOLUSDT --target -5',
    'fix SOLUSDT --budget x',
    'fix SOLUSDT --pool USDT',
    'fix LINKUSDT',
    'stress --shock 0',
    'stress --shock -100',
    'stress --beta --adverse',
    'stress --file /nowhere/scenarios.json',
    'size SOLUSDT --side long --stop 999',
    'size SOLUSDT --side long --stop -1',
    'size SOLUSTD --side long --stop 155',
    'size SOLUSDT --stop 155',
    'leverage SOLUSDT --entry 165',
    'leverage SOLUSDT --entry 165 --stop 155 --side short',
    'leverage SOLUSDT --entry 165 --stop 155 --quantity 0',
    'stop SOLUSDT --period 0',
    'stop SOLUSDT --interval 7h',
    'stop LINKUSDT',
    'modes --shock nonsense',
    'liquidate SOLUSDT --side short',
    'liquidate',
  ])('%s gets one sentence and exit 2', async (line) => {
    const { exitCode, stdout, stderr } = await on('default', ...line.split(' '), '--json')
    const { error } = JSON.parse(stdout)
    expect(exitCode).toBe(2)
    expect(error).toMatchObject({ code: expect.any(String), message: expect.any(String), hint: expect.any(String) })
    expect(stderr.trim().split('\n')).toHaveLength(2)
    expect(stderr).not.toContain('defect')
  })
})

describe.each([
  { command: 'fix', topic: 'fix' },
  { command: 'stress', topic: 'stress' },
  { command: 'size', topic: 'sizing' },
  { command: 'leverage', topic: 'leverage' },
  { command: 'stop', topic: 'trailing-stop' },
  { command: 'modes', topic: 'modes' },
  { command: 'liquidate', topic: 'liquidate' },
])('liqwatch $command', ({ command, topic }) => {
  it('has help with examples that leads to its topic', async () => {
    const { exitCode, stdout } = await on('default', command, '--help')
    expect([exitCode, stdout.includes('Examples:')]).toEqual([0, true])
    expect(stdout).toContain(`liqwatch explain ${topic}`)
  })

  it('has something to explain', async () => {
    const { exitCode, stdout } = await on('default', 'explain', topic)
    expect([exitCode, stdout.startsWith(`${topic}: `)]).toEqual([0, true])
  })
})

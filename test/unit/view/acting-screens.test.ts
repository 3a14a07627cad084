import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { type FixSubject, fixReport } from '../../../src/risk/fix.ts'
import { liquidationWalk } from '../../../src/risk/liquidation-steps.ts'
import { modeReadings, USUAL_SHOCKS_PCT } from '../../../src/risk/modes.ts'
import { type StressOptions, stressReport } from '../../../src/risk/stress.ts'
import { fixDocument, fixScreen } from '../../../src/view/fix-screen.ts'
import type { Json } from '../../../src/view/json.ts'
import { liquidateDocument, liquidateScreen } from '../../../src/view/liquidate-screen.ts'
import { modesDocument, modesScreen } from '../../../src/view/modes-screen.ts'
import { widthOf } from '../../../src/view/screen.ts'
import { stressDocument, stressScreen } from '../../../src/view/stress-screen.ts'
import { aBook, aContext, rowIn, someRules } from '../../support/acting.ts'
import { aBracket, anOrder, aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'
import { expectGolden } from './golden.ts'
import { aScreen } from './reports.ts'

const AT = { asOfMs: TAKEN_AT_MS }

function fixOf(
  symbol: string | null,
  { snapshot = aBook(), target = '15', budget = null as string | null, takerRate = '0.0005' as string | null } = {},
) {
  const context = aContext(snapshot, takerRate)
  const [pool] = context.risk.pools
  if (symbol === null && pool === undefined) throw new Error('no pool')
  const subject: FixSubject =
    symbol === null && pool !== undefined
      ? { kind: 'account', pool }
      : { kind: 'position', row: rowIn(context, symbol ?? '') }
  const gaps =
    takerRate === null ? [{ what: 'commissionRate SOLUSDT', why: 'HTTP 503 after 3 tries', needed: false }] : []
  return fixReport({ subject, targetPct: d(target), budget: budget === null ? null : d(budget) }, context, gaps)
}

function stressOf(overrides: Partial<StressOptions> = {}, snapshot: AccountSnapshot = aBook()) {
  const options = {
    mode: 'market',
    shocksPct: USUAL_SHOCKS_PCT,
    scenarios: [],
    betas: new Map(),
    tiers: tierTable(),
    ...overrides,
  } as const
  return { ...AT, before: aContext(snapshot).risk, report: stressReport(snapshot, options), assumedBetas: [] }
}

function modesOf(snapshot: AccountSnapshot = aBook()) {
  return {
    ...AT,
    before: aContext(snapshot).risk,
    readings: modeReadings(snapshot, { tiers: tierTable(), shocksPct: USUAL_SHOCKS_PCT }),
  }
}

const FUND = { symbols: ['SOLUSDT'], assets: [{ asset: 'USDT', balance: d('168886306.51'), updatedAtMs: TAKEN_AT_MS }] }

function liquidateOf(symbol: string, snapshot: AccountSnapshot = aBook()) {
  const context = aContext(snapshot)
  const feeRates = new Map(
    [...snapshot.rules].flatMap(([name, { liquidationFeeRate }]) =>
      liquidationFeeRate === null ? [] : [[name, liquidationFeeRate] as const],
    ),
  )
  return {
    ...AT,
    before: context.risk,
    walk: liquidationWalk(snapshot, rowIn(context, symbol), tierTable()),
    feeRates,
    funds: [FUND],
  }
}

const hedged = aSnapshot({
  hedgeMode: true,
  wallets: [{ ...aWallet('USDT', '500', '700'), availableBalance: d('120') }],
  positions: [
    aPosition({
      symbol: 'SOLUSDT',
      positionSide: 'LONG',
      quantity: '20',
      entryPrice: '170',
      markPrice: '165',
      isolatedWallet: '200',
    }),
    aPosition({ symbol: 'BTCUSDT', positionSide: 'LONG', quantity: '0.03', entryPrice: '94000', markPrice: '94000' }),
    aPosition({
      symbol: 'BTCUSDT',
      positionSide: 'SHORT',
      side: 'SHORT',
      quantity: '0.01',
      entryPrice: '94000',
      markPrice: '94000',
    }),
  ],
  rules: new Map([
    ['SOLUSDT', someRules('SOLUSDT', { maxMarketQuantity: '5' })],
    ['BTCUSDT', someRules('BTCUSDT', { tickSize: '0.1', stepSize: '0.001', minQuantity: '0.001' })],
  ]),
})

const scenario = { name: 'alts bleed', movesPct: new Map([['BTCUSDT', d('-5')]]), othersPct: d('-20') }
const betas = new Map([
  ['SOLUSDT', d('1.4')],
  ['DOGEUSDT', d('1.81')],
  ['BTCUSDT', d('1')],
])

const screens: Readonly<Record<string, (columns: number) => string>> = {
  'fix-isolated': (columns) => fixScreen(fixOf('SOLUSDT', { budget: '500' }), aScreen(columns)),
  'fix-cross': (columns) => fixScreen(fixOf('BTCUSDT', { target: '50', takerRate: null }), aScreen(columns)),
  'fix-account': (columns) => fixScreen(fixOf(null, { target: '40', budget: '500' }), aScreen(columns)),
  'fix-hedged': (columns) => fixScreen(fixOf('SOLUSDT', { snapshot: hedged, target: '20' }), aScreen(columns)),
  'fix-reached': (columns) => fixScreen(fixOf('ETHUSDT'), aScreen(columns)),
  'stress-market': (columns) => stressScreen(stressOf(), aScreen(columns)),
  'stress-adverse': (columns) =>
    stressScreen(stressOf({ mode: 'adverse', shocksPct: ['10', '30'].map(d) }), aScreen(columns)),
  'stress-beta': (columns) =>
    stressScreen(
      { ...stressOf({ mode: 'beta', betas }), assumedBetas: [{ symbol: 'ETHUSDT', why: 'too few daily candles' }] },
      aScreen(columns),
    ),
  'stress-custom': (columns) => stressScreen(stressOf({ shocksPct: [], scenarios: [scenario] }), aScreen(columns)),
  modes: (columns) => modesScreen(modesOf(), aScreen(columns)),
  'liquidate-isolated': (columns) => liquidateScreen(liquidateOf('SOLUSDT'), aScreen(columns)),
  'liquidate-cross': (columns) => liquidateScreen({ ...liquidateOf('BTCUSDT'), funds: null }, aScreen(columns)),
}

const cases = Object.keys(screens).flatMap((name) => [60, 80, 140].map((columns) => ({ name, columns })))

describe('golden screens', () => {
  it.each(cases)('$name at $columns columns', ({ name, columns }) => {
    const screen = screens[name]?.(columns) ?? ''
    expectGolden(`${name}-${columns}`, screen)
    expect(screen.split('\n').filter((line) => widthOf(line) > columns)).toEqual([])
  })

  it.each(Object.keys(screens))('%s ends by saying that nothing was sent', (name) => {
    expect(screens[name]?.(140).trimEnd().endsWith('Nothing was sent. These are calculations, not advice.')).toBe(true)
  })
})

describe('an account without positions', () => {
  const flat = aSnapshot({ wallets: [aWallet('USDT', '2500')] })

  it('has nothing to shock and nothing to put into another mode', () => {
    expect(stressScreen(stressOf({}, flat), aScreen(140))).toBe('no open positions\n')
    expect(modesScreen(modesOf(flat), aScreen(140))).toBe('no open positions\n')
  })
})

describe('a row that could not be read', () => {
  const why = 'entryPrice is missing'
  const row = { symbol: 'XRPUSDT', positionSide: 'BOTH', marginType: 'ISOLATED', marginAsset: 'USDT', why } as const
  const partly = { ...aBook(), unreadable: [row] }

  it('is named by modes and stress, on the screen and in the document', () => {
    expect(modesScreen(modesOf(partly), aScreen(140))).toContain(`? XRPUSDT is left out: ${why}`)
    expect(modesDocument(modesOf(partly))).toMatchObject({ unknown: [{ what: 'XRPUSDT', why }] })
    expect(stressScreen(stressOf({}, partly), aScreen(140))).toContain(`? XRPUSDT stands still in this test: ${why}`)
  })

  it('alone is not the same as no position', () => {
    const alone = aSnapshot({ wallets: [aWallet('USDT', '2500')], unreadable: [row] })
    expect(stressScreen(stressOf({}, alone), aScreen(140))).toContain('XRPUSDT')
    expect(modesScreen(modesOf(alone), aScreen(140))).toContain('XRPUSDT')
  })
})

describe('fix', () => {
  it('names the legs of a symbol that is held both ways, and stops that rest there', () => {
    const orders = [anOrder({ symbol: 'BTCUSDT', positionSide: 'LONG', triggerPrice: '93990', quantity: '0.03' })]
    const snapshot = { ...hedged, orders: new Map([['BTCUSDT', orders]]) }
    const text = fixScreen(fixOf(null, { snapshot, target: '60' }), aScreen(null))
    expect(text).toMatch(/STOP_MARKET on mark: BTCUSDT long 93,990\.0 \(in place\), BTCUSDT short [\d,.]+ /)
    expect(text).toContain('if all are hit')
  })

  it('says where the money of a budget has to come from', () => {
    const budgeted = (snapshot: AccountSnapshot) =>
      fixScreen(fixOf(null, { snapshot, target: '60', budget: '500' }), aScreen(null))
    expect(budgeted(aBook())).toContain(
      'New money needs a transfer, which may stall; up to 7,069.23 that is free can go into an isolated position at once, out of what backs the pool.',
    )
    const crossOnly = aBook().positions.filter(({ marginType }) => marginType === 'CROSSED')
    expect(budgeted({ ...aBook(), positions: crossOnly })).toContain('New money needs a transfer, which may stall.\n')
  })
})

describe('liquidate', () => {
  it('names the leg that goes to the market when it is not the one that was asked for', () => {
    const both = (side: 'LONG' | 'SHORT', quantity: string, entryPrice: string) =>
      aPosition({ symbol: 'BTCUSDT', positionSide: side, side, quantity, entryPrice, markPrice: '94000' })
    const snapshot = aSnapshot({
      hedgeMode: true,
      wallets: [aWallet('USDT', '3000')],
      positions: [both('LONG', '0.5', '93000'), both('SHORT', '0.49', '95000')],
      brackets: [
        aBracket(
          [
            ['0', '0.004', '0'],
            ['300000', '0.5', '148800'],
          ],
          'BTCUSDT',
        ),
      ],
      rules: new Map([['BTCUSDT', someRules('BTCUSDT', { stepSize: '0.001', minQuantity: '0.001' })]]),
    })
    const { walk } = liquidateOf('BTCUSDT', snapshot)
    expect(walk.casualties.map(({ side }) => side)).toEqual(['SHORT'])
    expect(liquidateScreen(liquidateOf('BTCUSDT', snapshot), aScreen(null))).toMatch(
      /Close: 0\.\d+ of BTCUSDT short go to the market/,
    )
  })

  it('tells the range of rates where the members of a pool have their own', () => {
    const book = aBook()
    const rules = new Map([...book.rules, ['ETHUSDT', someRules('ETHUSDT', { liquidationFeeRate: '0.015' })] as const])
    expect(liquidateScreen(liquidateOf('BTCUSDT', { ...book, rules }), aScreen(null))).toContain(
      '(1.25% to 1.50% of what is closed, by symbol, at most what is left)',
    )
  })
})

describe('hostile names', () => {
  it('never steer the terminal', () => {
    const evil = 'EVIL\u001b[2J\u202eUSDT'
    const positions = [aPosition({ symbol: evil, isolatedWallet: '10', markPrice: '95', entryPrice: '100' })]
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '0', '10')],
      positions,
      rules: new Map([[evil, someRules(evil)]]),
    })
    const texts = [
      fixScreen(fixOf(evil, { snapshot }), aScreen(140)),
      stressScreen(stressOf({}, snapshot), aScreen(140)),
      modesScreen(modesOf(snapshot), aScreen(140)),
      liquidateScreen(liquidateOf(evil, snapshot), aScreen(140)),
    ]
    for (const text of texts) expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
  })
})

function memberOf(document: Record<string, Json>, name: string): Json {
  expect(document).toMatchObject({ schema: 'liqwatch/1', error: null })
  return document[name] ?? null
}

describe('documents', () => {
  it('fix', () => {
    const fix = memberOf(fixDocument(fixOf('SOLUSDT', { budget: '500' }), AT), 'fix')
    expect(fix).toMatchObject({
      symbol: 'SOLUSDT',
      side: 'LONG',
      targetPct: '15',
      now: { liquidationPrice: '154.85427136', distancePct: '6.3192550776' },
      free: { amount: '7069.23', asset: 'USDT' },
    })
    expect(fix).toMatchObject({
      options: [
        { kind: 'stop', stops: [{ price: '160.08', lossFromHere: '313.2' }], feasible: true },
        {
          kind: 'close',
          closeQuantity: '33.6',
          addMargin: null,
          realizedPnl: '-198.24',
          released: { addBack: '376.93' },
        },
        { kind: 'mixed', closeQuantity: '16.8', addMargin: '428.3' },
        {
          kind: 'add-margin',
          closeQuantity: null,
          addMargin: '856.66',
          transfer: '0',
          sideEffects: [
            { symbol: 'BTCUSDT', side: 'LONG' },
            { symbol: 'ETHUSDT', side: 'SHORT' },
          ],
        },
      ],
      budget: { amount: '500', places: [{ symbol: 'DOGEUSDT' }, { symbol: 'SOLUSDT' }, { pool: 'USDT' }] },
    })
  })

  it('fix of the account', () => {
    const fix = memberOf(fixDocument(fixOf(null, { target: '40' }), AT), 'fix')
    expect(fix).toMatchObject({ symbol: null, pool: 'USDT', now: { jointDistancePct: '25.16809988' } })
    expect(JSON.stringify(fix)).toMatch(/"jointDistancePct":"40\.\d+"/)
  })

  it('stress', () => {
    const stress = memberOf(stressDocument(stressOf()), 'stress')
    expect(stress).toMatchObject({
      mode: 'market',
      firstDeath: { symbol: 'SOLUSDT', side: 'LONG', movePct: '-6.3192550776' },
      rows: [
        { shockPct: '-5', liquidated: [] },
        { shockPct: '-10', liquidated: [{ symbol: 'SOLUSDT', side: 'LONG' }] },
        { shockPct: '-20' },
      ],
    })
  })

  it('modes', () => {
    const modes = memberOf(modesDocument(modesOf()), 'modes')
    expect(modes).toMatchObject([
      {
        mode: 'current',
        maxLoss: '12400',
        positions: [{ symbol: 'SOLUSDT' }, { symbol: 'DOGEUSDT' }, { symbol: 'BTCUSDT' }, { symbol: 'ETHUSDT' }],
      },
      { mode: 'isolated', lockedCapital: '4489.43', jointDistancePct: null },
      { mode: 'cross' },
    ])
  })

  it('liquidate', () => {
    const liquidation = memberOf(liquidateDocument(liquidateOf('SOLUSDT')), 'liquidation')
    expect(liquidation).toMatchObject({
      symbol: 'SOLUSDT',
      side: 'LONG',
      reason: null,
      atStake: '1027.2',
      liquidationFeePct: '1.5',
      insuranceFunds: [{ asset: 'USDT', balance: '168886306.51' }],
      steps: [
        { name: 'trigger', price: '154.85427136' },
        { name: 'orders-cancelled', quantity: '0' },
        { name: 'close', quantity: '60', remaining: '0' },
        { name: 'bankruptcy', price: '154.08000000' },
        { name: 'insurance-fund' },
        { name: 'auto-deleveraging' },
        { name: 'left', remaining: '0' },
      ],
    })
  })

  it('carries amounts as text, never as numbers', () => {
    const documents = [
      fixDocument(fixOf('SOLUSDT'), AT),
      stressDocument(stressOf()),
      modesDocument(modesOf()),
      liquidateDocument(liquidateOf('BTCUSDT')),
    ]
    const numbers = JSON.stringify(documents).match(/"[a-zA-Z]+":-?\d[^,}\]]*/g) ?? []
    expect([...new Set(numbers.map((found) => found.split(':')[0]))].sort()).toEqual([
      '"cancelledOrders"',
      '"openPositions"',
    ])
  })
})

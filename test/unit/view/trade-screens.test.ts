import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { leverageLadder } from '../../../src/risk/leverage-ladder.ts'
import type { TrailingStop } from '../../../src/risk/trailing-stop.ts'
import type { Json } from '../../../src/view/json.ts'
import type { LeverageReport } from '../../../src/view/leverage-report.ts'
import { leverageDocument, leverageScreen } from '../../../src/view/leverage-screen.ts'
import type { Screen } from '../../../src/view/screen.ts'
import { widthOf } from '../../../src/view/screen.ts'
import { sizeDocument } from '../../../src/view/size-json.ts'
import { sizeScreen } from '../../../src/view/size-screen.ts'
import type { StopReport } from '../../../src/view/stop-report.ts'
import { stopDocument, stopScreen } from '../../../src/view/stop-screen.ts'
import { anOrder, TAKEN_AT_MS } from '../../support/builders.ts'
import { expectGolden } from './golden.ts'
import { aPositionRisk, aScreen, BTC, DOGE, ETH, SOL } from './reports.ts'
import { aSizeReport, BTC_BRACKET, SIZE_CASES } from './trade-reports.ts'

const question = {
  side: 'LONG',
  entryPrice: d('94000'),
  stopPrice: d('92500'),
  quantity: d('0.065'),
  bracket: { ...BTC_BRACKET, rows: BTC_BRACKET.rows.map((row) => ({ ...row, initialLeverage: 100 })) },
  setting: 20,
} as const

const leverage: LeverageReport = {
  ...question,
  asOfMs: TAKEN_AT_MS,
  symbol: 'BTCUSDT',
  baseAsset: 'BTC',
  tickSize: d('0.1'),
  stepSize: d('0.001'),
  ladder: leverageLadder(question),
  setting: { marginType: 'CROSSED', leverage: 20 },
  joined: {
    crossLiquidation: {
      status: 'price',
      price: d('59400.5'),
      edges: { below: d('59400.5'), above: null },
      reason: null,
    },
    effectiveLeverageBefore: d('4.9'),
    effectiveLeverageAfter: d('5.5'),
  },
  account: { name: 'main', environment: 'LIVE' },
  bracketsFetchedAtMs: TAKEN_AT_MS,
}

const leverageCases: Readonly<Record<string, LeverageReport>> = {
  normal: leverage,
  keyless: {
    ...leverage,
    setting: { marginType: null, leverage: null },
    joined: null,
    account: null,
    bracketsFetchedAtMs: TAKEN_AT_MS - 40 * 86_400_000,
    ladder: { ...leverage.ladder, highestSafe: null },
  },
}

const hedgedPool: LeverageReport['joined'] = {
  crossLiquidation: {
    status: 'price',
    price: d('310000'),
    edges: { below: null, above: d('310000') },
    reason: null,
  },
  effectiveLeverageBefore: d('4.9'),
  effectiveLeverageAfter: d('5.5'),
}

it.each([
  { name: 'a price on the winning side only', joined: hedgedPool, says: 'in your pool: none on the losing side' },
  { name: 'the other side held', joined: null, says: 'held the other way round' },
])('leverage with $name', ({ joined, says }) => {
  expect(leverageScreen({ ...leverage, joined }, aScreen(null))).toContain(says)
})

const found: TrailingStop = {
  status: 'found',
  atr: d('3.5727'),
  extremePrice: d('171.9'),
  stopPrice: d('166.54'),
  isPassed: true,
  freshStopPrice: d('159.95'),
  activationPrice: d('176.56'),
  callbackRatePct: d('3.1'),
  orderPrice: d('159.95'),
  isBeyondLiquidation: false,
  existing: [],
}

const since = { status: 'found', sinceMs: TAKEN_AT_MS - 86_400_000, sinceWhy: null } as const

const stops: StopReport = {
  asOfMs: TAKEN_AT_MS,
  account: 'main',
  environment: 'LIVE',
  period: 14,
  interval: '4h',
  multiple: d('1.5'),
  rows: [
    { risk: aPositionRisk(SOL), outcome: { ...since, stop: found } },
    {
      risk: aPositionRisk(BTC),
      outcome: {
        ...since,
        sinceWhy: 'it was opened before that: earlier prices are not counted',
        stop: {
          ...found,
          atr: d('8000'),
          extremePrice: d('97012.4'),
          stopPrice: d('85012.4'),
          orderPrice: d('85012.4'),
          isPassed: false,
          activationPrice: null,
          callbackRatePct: null,
          existing: [
            {
              order: anOrder({ workingType: 'CONTRACT_PRICE' }),
              triggerPrice: d('91500'),
              coveredPct: d('100'),
              isBeyondLiquidation: false,
              isLooser: false,
            },
            {
              order: anOrder({ type: 'TRAILING_STOP_MARKET' }),
              triggerPrice: null,
              coveredPct: d('40'),
              isBeyondLiquidation: null,
              isLooser: null,
            },
          ],
        },
      },
    },
    {
      risk: aPositionRisk(DOGE),
      outcome: {
        ...since,
        stop: {
          ...found,
          atr: d('0.03'),
          extremePrice: d('0.205'),
          activationPrice: d('0.2494'),
          callbackRatePct: null,
          stopPrice: d('0.16'),
          orderPrice: d('0.16'),
          isPassed: false,
          isBeyondLiquidation: true,
          existing: null,
        },
      },
    },
    { risk: aPositionRisk(ETH), outcome: { status: 'none', why: 'too-few-candles' } },
  ],
}

const hedged = aPositionRisk({ ...SOL, liquidation: { status: 'unknown', reason: 'its brackets are missing' } })
const stopCases: Readonly<Record<string, StopReport>> = {
  normal: stops,
  empty: { ...stops, rows: [] },
  hedge: {
    ...stops,
    rows: [
      {
        risk: { ...hedged, position: { ...hedged.position, positionSide: 'LONG' } },
        outcome: { ...since, stop: { ...found, isBeyondLiquidation: null } },
      },
      { risk: aPositionRisk(ETH), outcome: { status: 'unreadable', why: 'HTTP 503 after 3 tries' } },
      { risk: aPositionRisk(BTC), outcome: { status: 'none', why: 'wider-than-the-price' } },
    ],
  },
}

interface ScreenCase {
  readonly name: string
  readonly draw: (screen: Screen) => string
}

const cases: readonly ScreenCase[] = [
  ...Object.entries(SIZE_CASES).map(([name, report]) => ({
    name: `size-${name}`,
    draw: (screen: Screen) => sizeScreen(report, screen),
  })),
  ...Object.entries(leverageCases).map(([name, report]) => ({
    name: `leverage-${name}`,
    draw: (screen: Screen) => leverageScreen(report, screen),
  })),
  ...Object.entries(stopCases).map(([name, report]) => ({
    name: `stop-${name}`,
    draw: (screen: Screen) => stopScreen(report, screen),
  })),
]

const atWidths = cases.flatMap((one) => [60, 80, 140].map((columns) => ({ ...one, columns })))

it('size names a few of many and counts the others', () => {
  const report = aSizeReport()
  const { plan } = report
  if (plan.effect === null) throw new Error('no effect')
  const held = Array.from({ length: 9 }, (_, index) => ({ symbol: `C${index}USDT`, side: 'LONG' }) as const)
  const others = held.map((each) => ({ ...each, before: d('10'), after: d('11'), tickSize: d('1') }))
  const crowded = {
    ...plan,
    effect: { ...plan.effect, others },
    stopOut: { ...plan.stopOut, unbounded: held },
  }
  const text = sizeScreen({ ...report, plan: crowded }, aScreen(null))
  expect(text).toContain('C5USDT long liq 10 -> 11 and 3 more, joint distance')
  expect(text).toContain(
    'not in it: C0USDT long, C1USDT long, C2USDT long, C3USDT long, C4USDT long, C5USDT long and 3 more',
  )
  expect(text).not.toContain('C6USDT')
})

describe('golden screens', () => {
  it.each(atWidths)('$name at $columns columns', ({ name, draw, columns }) => {
    const screen = draw(aScreen(columns))
    expectGolden(`${name}-${columns}`, screen)
    expect(screen.split('\n').filter((line) => widthOf(line) > columns)).toEqual([])
  })
})

function member(document: Record<string, Json>, name: string): Record<string, Json> {
  const value = document[name]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${name} is no object`)
  return value as Record<string, Json>
}

describe('documents', () => {
  it('size has the fields that are promised, as decimal strings', () => {
    const report = aSizeReport({ riskPct: d('1'), setting: { marginType: 'ISOLATED', leverage: 10 } })
    const size = member(sizeDocument(report), 'size')
    expect(size).toMatchObject({
      symbol: 'BTCUSDT',
      side: 'LONG',
      entryPrice: '94000.00000000',
      stopPrice: '92500.00000000',
      quantity: '0.062',
      notional: '5828',
      riskBudget: '100',
      bracket: 1,
      fundingFactor: '1',
      limitedBy: 'risk',
    })
    for (const name of ['realRisk', 'rMultiple', 'breakEvenWinRatePct', 'maintenanceMargin', 'liquidationPrice']) {
      expect(size[name], name).toMatch(/^\d+(\.\d+)?$/)
    }
  })

  it('size gives a reason where something is absent', () => {
    const unknown = member(sizeDocument(SIZE_CASES.unknown ?? aSizeReport()), 'size')
    expect(unknown).toMatchObject({ liquidationPrice: null, maintenanceMargin: null, bracket: null, rMultiple: null })
    expect(unknown.liquidationReason).toBe('brackets or margin mode are not known')
    const keyless = member(sizeDocument(SIZE_CASES.keyless ?? aSizeReport()), 'size')
    expect([keyless.slippage, keyless.slippageReason]).toEqual([null, 'the order book could not be read'])
  })

  it('leverage has a row each, with numbers for settings and text for prices', () => {
    const document = member(leverageDocument(leverage), 'leverage')
    // (94000 − 9400) ÷ 0.996 = 84,939.759…, 9,060.24 away, the stop 1,500
    expect(document.rows).toContainEqual(
      expect.objectContaining({
        leverage: 10,
        liquidationPrice: '84939.75903614',
        stopMultiple: '6.0401606426',
        verdict: 'safe',
      }),
    )
    expect(document).toMatchObject({ highestSafe: 27, maxLeverage: 100, setting: 20 })
  })

  it('stop has the promised fields for every position, null with a reason where there is no stop', () => {
    const rows = stopDocument(stops).stops
    expect(rows).toHaveLength(4)
    expect(rows).toContainEqual(
      expect.objectContaining({
        symbol: 'BTCUSDT',
        side: 'LONG',
        period: 14,
        interval: '4h',
        multiple: '1.5',
        atr: '8000.00000000',
        stopPrice: '85012.40000000',
        activationPrice: null,
        callbackRatePct: null,
        beyondLiquidation: false,
      }),
    )
    expect(rows).toContainEqual(
      expect.objectContaining({ symbol: 'ETHUSDT', stopPrice: null, existing: null, reason: 'too-few-candles' }),
    )
  })
})

import { d } from '../../../src/model/decimal.ts'
import type { BookLevel, OrderBook } from '../../../src/model/market-data.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import { type MacroEvent, readMacroCalendar } from '../../../src/risk/macro-window.ts'
import { fundingGuard, macroGuard } from '../../../src/risk/size-guard.ts'
import { planSize, type SizeRequest } from '../../../src/risk/size-plan.ts'
import type { SizeReport } from '../../../src/view/size-report.ts'
import { aBracket, anOrder, aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'
import { someRules } from '../risk/some-rules.ts'

/** A pool of one long with a stop, and an isolated short without one. */
export const BOOK = aSnapshot({
  wallets: [{ ...aWallet('USDT', '9500', '10000'), availableBalance: d('6000') }],
  positions: [
    aPosition({ symbol: 'ETHUSDT', quantity: '4', entryPrice: '3400', markPrice: '3350' }),
    aPosition({
      symbol: 'SOLUSDT',
      side: 'SHORT',
      quantity: '30',
      entryPrice: '160',
      markPrice: '165',
      isolatedWallet: '500',
    }),
  ],
  orders: [anOrder({ symbol: 'ETHUSDT', triggerPrice: '3200', quantity: '4' })],
})

export const STANDING = {
  snapshot: BOOK,
  tiers: tierTable(),
  risk: assessAccount(BOOK, { tiers: tierTable(), nowMs: TAKEN_AT_MS }),
}

function levels(from: number, way: 1 | -1): readonly BookLevel[] {
  return [0, 1, 2, 3].map((step) => ({ price: d(String(from + way * step * 10)), quantity: d('0.2') }))
}

export const ORDER_BOOK: OrderBook = { asks: levels(94_000, 1), bids: levels(93_990, -1), atMs: TAKEN_AT_MS }

export const BTC_BRACKET = aBracket([
  ['0', '0.004', '0'],
  ['300000', '0.005', '300'],
])

function aRequest(traits: Partial<SizeRequest> = {}): SizeRequest {
  return {
    symbol: 'BTCUSDT',
    terms: {
      side: 'LONG',
      entryPrice: d('94000'),
      stopPrice: d('92500'),
      entryType: 'MARKET',
      feeRate: d('0.0005'),
      book: ORDER_BOOK,
    },
    targetPrice: d('98000'),
    riskPct: d('5'),
    equity: d('10000'),
    guards: [],
    rules: someRules({ step: '0.001', tick: '0.1' }),
    bracket: BTC_BRACKET,
    setting: { marginType: 'ISOLATED', leverage: 25 },
    ...traits,
  }
}

function macroOf(...events: readonly (readonly [kind: MacroEvent['kind'], hoursAhead: number])[]) {
  const calendar = events.map(([kind, hoursAhead]) => ({
    kind,
    name: kind === 'FOMC' ? 'FOMC statement' : 'CPI release',
    atMs: TAKEN_AT_MS + hoursAhead * 3_600_000,
    isAllDay: false,
    source: 'a test',
  }))
  return readMacroCalendar({ events: calendar, problems: [] }, { nowMs: TAKEN_AT_MS, windowHours: 24 })
}

/** A report around a plan of the given request. */
export function aSizeReport(request: Partial<SizeRequest> = {}, traits: Partial<SizeReport> = {}): SizeReport {
  const plan = planSize(aRequest(request), STANDING)
  if (plan.status !== 'sized') throw new Error(plan.status)
  return {
    asOfMs: TAKEN_AT_MS,
    plan,
    account: { name: 'main', environment: 'LIVE' },
    before: STANDING.risk,
    freeBalance: d('6000'),
    mostRiskPct: d('3'),
    isFeeAssumed: false,
    funding: { rate: d('0.0001'), intervalHours: 8 },
    crowding: { beyond: 1, of: 9, isPersistent: false },
    macro: macroOf(['FOMC', 400]),
    atrStop: null,
    bracketsFetchedAtMs: TAKEN_AT_MS,
    gaps: [],
    ...traits,
  }
}

const DEAR_FUNDING = { rate: d('0.001'), intervalHours: 4 }
const NEAR_EVENT = macroOf(['FOMC', 400], ['CPI', 3])

/** Reports that show each thing that `size` can say. */
export const SIZE_CASES: Readonly<Record<string, SizeReport>> = {
  normal: aSizeReport(
    { riskPct: d('1'), setting: { marginType: 'ISOLATED', leverage: 10 } },
    { atrStop: { atr: d('1000'), period: 14, interval: '4h', multiple: d('1.5') } },
  ),
  warned: aSizeReport(
    { guards: [fundingGuard('LONG', DEAR_FUNDING) ?? [], macroGuard(NEAR_EVENT) ?? []].flat() },
    {
      macro: NEAR_EVENT,
      funding: DEAR_FUNDING,
      crowding: { beyond: 7, of: 9, isPersistent: true },
      freeBalance: d('100'),
      gaps: [{ what: 'klines BTCUSDT', why: 'HTTP 503 after 3 tries', needed: false }],
    },
  ),
  keyless: aSizeReport(
    {
      targetPrice: d('94010'),
      terms: { ...aRequest().terms, entryType: 'LIMIT', book: null, stopPrice: d('93900') },
      setting: { marginType: 'CROSSED', leverage: null },
    },
    {
      account: null,
      isFeeAssumed: true,
      funding: null,
      crowding: null,
      freeBalance: null,
      bracketsFetchedAtMs: TAKEN_AT_MS - 5 * 86_400_000,
    },
  ),
  unknown: aSizeReport({ bracket: null, targetPrice: null }),
}

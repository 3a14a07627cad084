import type { CommissionRate } from '../model/account-history.ts'
import { type Decimal, d } from '../model/decimal.ts'
import { DEFAULT_FUNDING_INTERVAL_HOURS, type FundingInfo, type MarkPrice } from '../model/market.ts'
import type { FundingSettlement, OrderBook } from '../model/market-data.ts'
import type { Gap } from '../model/snapshot.ts'
import type { Exchange } from '../ports/exchange.ts'
import type { MarketData } from '../ports/market-data.ts'
import { closedCandles, wilderAtr } from '../risk/atr.ts'
import { type FundingReading, SETTLEMENTS_READ } from '../risk/size-guard.ts'
import { createGapLog } from './gap-log.ts'
import type { AtrChoice } from './rule-market.ts'

/** The public calls that a planned entry needs. */
export type EntryData = Pick<Exchange, 'fetchMark' | 'fetchCandles'> &
  Pick<MarketData, 'fetchDepth' | 'fetchFundingHistory'>

/** What a planned entry is read from. */
export interface EntrySource {
  readonly data: EntryData
  readonly symbol: string
  /** `null` without a key: a usual rate is assumed. */
  readonly fetchCommission: (() => Promise<CommissionRate>) | null
  /** Funding intervals; `null` in the map means every 8 hours. */
  readonly fundingInfo: () => Promise<ReadonlyMap<string, FundingInfo>>
  /** Which ATR is wanted; `null` for none. */
  readonly atr: AtrChoice | null
  readonly nowMs: number
}

/** What was read of the market that a planned entry meets; what could not be read is `null`, with a gap. */
export interface EntryMarket {
  readonly mark: MarkPrice | null
  readonly book: OrderBook | null
  /** Quote per base unit. */
  readonly atr: Decimal | null
  readonly funding: FundingReading | null
  readonly settlements: readonly FundingSettlement[] | null
  readonly fee: FeeRate
  readonly gaps: readonly Gap[]
}

/** What a fill that takes liquidity costs. */
export interface FeeRate {
  /** Fraction of the notional. */
  readonly rate: Decimal
  /** Not the account's own. */
  readonly isAssumed: boolean
}

/** The taker rate of an ordinary account without discounts. */
export const USUAL_TAKER_RATE = d('0.0005')

const BOOK_LEVELS = 500
/** Ample for Wilder's average to forget its seed. */
const CANDLES_PER_PERIOD = 10
const MOST_CANDLES = 1000

/** Reads the market around a planned entry side by side. Never rejects: what failed is a gap. */
export async function readEntryMarket(source: EntrySource): Promise<EntryMarket> {
  const { data, symbol, fetchCommission, atr } = source
  const { gaps, orNull } = createGapLog()
  const [mark, book, atrReading, info, settlements, commission] = await Promise.all([
    orNull(`premiumIndex ${symbol}`, data.fetchMark(symbol)),
    orNull(`depth ${symbol}`, data.fetchDepth(symbol, BOOK_LEVELS)),
    atr === null ? null : orNull(`klines ${symbol}`, readAtr(source, atr)),
    orNull('fundingInfo', source.fundingInfo()),
    orNull(`fundingRate ${symbol}`, data.fetchFundingHistory(symbol, SETTLEMENTS_READ)),
    fetchCommission === null ? null : orNull(`commissionRate ${symbol}`, fetchCommission()),
  ])
  return {
    mark,
    book,
    atr: atrReading,
    funding: fundingOf(symbol, mark, info),
    settlements,
    fee: commission === null ? ASSUMED_FEE : { rate: commission.takerRate, isAssumed: false },
    gaps,
  }
}

const ASSUMED_FEE: FeeRate = { rate: USUAL_TAKER_RATE, isAssumed: true }

async function readAtr({ data, symbol, nowMs }: EntrySource, { period, interval }: AtrChoice): Promise<Decimal> {
  const limit = Math.min(MOST_CANDLES, Math.max(99, period * CANDLES_PER_PERIOD))
  const atr = wilderAtr(closedCandles(await data.fetchCandles(symbol, interval, limit), nowMs), period)
  if (atr === null) throw new Error(`fewer than ${period + 1} closed ${interval} candles`)
  return atr
}

/** An interval that could not be read is unknown, not 8 hours; delivery contracts have no rate at all. */
function fundingOf(
  symbol: string,
  mark: MarkPrice | null,
  info: ReadonlyMap<string, FundingInfo> | null,
): FundingReading | null {
  if (mark?.fundingRate == null || info === null) return null
  const intervalHours = info.get(symbol)?.fundingIntervalHours ?? DEFAULT_FUNDING_INTERVAL_HOURS
  return { rate: mark.fundingRate, intervalHours }
}

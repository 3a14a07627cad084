import { type Decimal, HUNDRED, ONE, sum, ZERO } from '../model/decimal.ts'
import type { BookLevel, DayTicker, OrderBook } from '../model/market-data.ts'

/** From where on a market counts as thin. Both in quote asset. */
export interface ThinFigures {
  /** Turnover of 24 hours. */
  readonly dayVolume: Decimal
  /** What each side of the book holds near the best price. */
  readonly depth: Decimal
}

/** What is known of a symbol's market; `null` where it could not be read. */
export interface MarketDepth {
  readonly ticker: DayTicker | null
  readonly book: OrderBook | null
}

/** How much there is to trade against. */
export interface Thinness {
  readonly isThin: boolean
  /** Quote asset in 24 hours; `null` when not known. */
  readonly dayVolume: Decimal | null
  /** Quote asset within half a percent of the best price, the thinner side; `null` when the levels read do not tell. */
  readonly depth: Decimal | null
}

const NEAR_PCT = ONE.div(2)

/**
 * Whether a market is thin: little turnover, or little in the book near the best price. What is missing counts neither
 * way; a book's orders are no commitment.
 *
 * @returns `null` when nothing is known
 */
export function thinnessOf({ ticker, book }: MarketDepth, figures: ThinFigures): Thinness | null {
  if (ticker === null && book === null) return null
  const dayVolume = ticker?.quoteVolume ?? null
  const depth = book === null ? null : thinnerSide(book)
  const isThin = (dayVolume?.lt(figures.dayVolume) ?? false) || (depth?.lt(figures.depth) ?? false)
  return { isThin, dayVolume, depth }
}

/** `null` when the levels that were read end too early to tell: they are a part of what is there. */
function thinnerSide({ bids, asks }: OrderBook): Decimal | null {
  const [bid, ask] = [valueNear(bids), valueNear(asks)]
  if (bid === null || ask === null) return bid ?? ask
  return bid.lt(ask) ? bid : ask
}

function valueNear(levels: readonly BookLevel[]): Decimal | null {
  const best = levels[0]?.price
  if (best === undefined) return ZERO
  const reach = best.times(NEAR_PCT).div(HUNDRED)
  const near = levels.filter(({ price }) => price.minus(best).abs().lte(reach))
  if (near.length === levels.length) return null
  return sum(near.map(({ price, quantity }) => price.times(quantity)))
}

import { type Decimal, d, ONE } from '../model/decimal.ts'
import type { IsolatedMarginPair, IsolatedMarginTier, MarginCoefficients } from '../model/margin-account.ts'
import { owedOf, ownedOf } from '../model/margin-account.ts'

/** Where a line came from. `implied`: computed from the liquidation price that Binance shows. */
export type BarSource = 'binance' | 'implied' | 'published'

/** The lines of one margin account. */
export interface MarginBars {
  /** Above it assets may be moved out; `null` when not known. */
  readonly normal: Decimal | null
  readonly call: Decimal
  readonly callFrom: BarSource
  readonly liquidation: Decimal
  readonly liquidationFrom: BarSource
  /** 3, 5 or 10; `null` when the lines fit no published mode. */
  readonly multiplier: Decimal | null
  /** Why these lines and no others, where that is not plain; `null` otherwise. */
  readonly note: string | null
}

/** When the published table was read. */
export const PUBLISHED_ON = '2026-11-21'

interface PublishedLines {
  readonly multiplier: Decimal
  readonly call: Decimal
  readonly liquidation: Decimal
}

function lines(multiplier: string, call: string, liquidation: string): PublishedLines {
  return { multiplier: d(multiplier), call: d(call), liquidation: d(liquidation) }
}

/** Of an isolated pair of the lowest multiplier: its lines are reached first. */
const EARLIEST = lines('3', '1.22', '1.18')

/** @see Binance FAQ, Margin Level and Risk Control; Tiered Leverage Function on Isolated Margin */
const PUBLISHED = {
  classic: [lines('3', '1.3', '1.1'), lines('5', '1.16', '1.1')],
  pro: [lines('10', '1.5', '1')],
  isolated: [lines('10', '1.1', '1.05'), lines('5', '1.19', '1.15'), EARLIEST],
} as const

/** Lines of the cross account: Binance's, else the published ones of the mode, with the earliest call. */
export function crossBars(isPro: boolean, coefficients: MarginCoefficients | null): MarginBars {
  const published: readonly PublishedLines[] = isPro ? PUBLISHED.pro : PUBLISHED.classic
  if (coefficients === null) {
    const [first = PUBLISHED.classic[0]] = published
    const note = isPro ? null : 'the multiplier is not known: the call line is that of 3x, the earliest'
    return { ...first, normal: null, multiplier: isPro ? first.multiplier : null, ...FROM_TABLE, note }
  }
  const { normalBar, marginCallBar, forceLiquidationBar } = coefficients
  const fitting = published.find(({ call, liquidation }) => {
    return call.eq(marginCallBar) && liquidation.eq(forceLiquidationBar)
  })
  return {
    normal: normalBar,
    call: marginCallBar,
    callFrom: 'binance',
    liquidation: forceLiquidationBar,
    liquidationFrom: 'binance',
    multiplier: fitting?.multiplier ?? null,
    note: fitting === undefined ? `these lines stand in no table published up to ${PUBLISHED_ON}` : null,
  }
}

const FROM_TABLE = { callFrom: 'published', liquidationFrom: 'published' } as const

/** Implied and listed lines nearer to each other than this are one: interest accrues between two readings. */
const SAME_LINE = d('0.002')

/**
 * Lines of an isolated pair: liquidation by the tier that holds its debts, the call by the published table, which is
 * all there is. Where the liquidation price that Binance shows implies an earlier line, that one counts.
 *
 * @param tiers `null` when they could not be read
 */
export function isolatedBars(pair: IsolatedMarginPair, tiers: readonly IsolatedMarginTier[] | null): MarginBars {
  const tier = tiers === null ? null : tierOf(pair, tiers)
  const implied = impliedLine(pair)
  const table = publishedFor(tier?.effectiveMultiple ?? null, implied)
  const listed = tier?.liquidationRiskRatio ?? implied ?? table.liquidation
  const isEarlier = implied?.gt(listed.plus(SAME_LINE)) ?? false
  const liquidation = isEarlier && implied !== null ? implied : listed
  const call = liquidation.gt(table.call) ? liquidation : table.call
  return {
    normal: null,
    call,
    callFrom: 'published',
    liquidation,
    liquidationFrom:
      isEarlier || (tier === null && implied !== null) ? 'implied' : tier === null ? 'published' : 'binance',
    multiplier: tier?.effectiveMultiple ?? null,
    note: isEarlier
      ? `Binance's liquidation price implies the line ${liquidation.toFixed(4)}, its tier list says ${listed.toFixed()}: the earlier one counts`
      : null,
  }
}

/** The first tier that may hold what is owed; the last one when none may. */
function tierOf(pair: IsolatedMarginPair, tiers: readonly IsolatedMarginTier[]): IsolatedMarginTier | null {
  const fitting = tiers.find(
    ({ baseAssetMaxBorrowable, quoteAssetMaxBorrowable }) =>
      pair.base.borrowed.lte(baseAssetMaxBorrowable) && pair.quote.borrowed.lte(quoteAssetMaxBorrowable),
  )
  return fitting ?? tiers.at(-1) ?? null
}

/** The level at the price that Binance shows; `null` without one, or when it makes no sense as a line. */
function impliedLine({ base, quote, liquidatePrice }: IsolatedMarginPair): Decimal | null {
  if (liquidatePrice === null) return null
  const debt = owedOf(base).times(liquidatePrice).plus(owedOf(quote))
  if (debt.isZero()) return null
  const line = ownedOf(base).times(liquidatePrice).plus(ownedOf(quote)).div(debt)
  return line.gt(ONE) && line.lt('1.5') ? line.toDecimalPlaces(8) : null
}

/** The row of the multiplier, else the nearest lower one; by the implied line, or the earliest, without one. */
function publishedFor(multiplier: Decimal | null, implied: Decimal | null): PublishedLines {
  const rows: readonly PublishedLines[] = PUBLISHED.isolated
  const byMultiplier = multiplier === null ? undefined : rows.find((row) => row.multiplier.lte(multiplier))
  const byLine = implied === null ? undefined : rows.find((row) => row.liquidation.plus(SAME_LINE).gte(implied))
  return byMultiplier ?? (multiplier === null ? byLine : undefined) ?? EARLIEST
}

import type { Decimal } from '../model/decimal.ts'
import {
  type CrossMarginAccount,
  type IsolatedMarginPair,
  type IsolatedMarginTier,
  type MarginCoefficients,
  type MarginHolding,
  owedOf,
} from '../model/margin-account.ts'
import type { Gap } from '../model/snapshot.ts'
import { innermostTier } from '../model/tiers.ts'
import { crossBars, isolatedBars, type MarginBars } from './margin-bars.ts'
import {
  fallToPct,
  isNoDebtLevel,
  type MarginZone,
  marginLevelOf,
  marginTotals,
  marginZone,
  proFallToPct,
} from './margin-level.ts'
import type { AssetPrices } from './margin-prices.ts'
import type { Verdict } from './report.ts'
import { tierVerdict, worstVerdict } from './verdict.ts'

/** What was read of the margin accounts behind one API key. */
export interface MarginSnapshot {
  readonly account: string
  readonly takenAtMs: number
  /** `null` when it was never opened, or a gap says that it could not be read. */
  readonly cross: CrossMarginAccount | null
  readonly isolated: readonly IsolatedMarginPair[]
  /** `null` when they could not be read. */
  readonly coefficients: MarginCoefficients | null
  /** By pair; one that is absent could not be read. */
  readonly tiers: ReadonlyMap<string, readonly IsolatedMarginTier[]>
  /** What could not be read; a `needed` one makes the verdict UNKNOWN. */
  readonly gaps: readonly Gap[]
}

export type MarginMode = 'classic' | 'pro' | 'isolated'

/** One margin account against its lines. */
export interface MarginRow {
  /** `null` for the cross account. */
  readonly symbol: string | null
  readonly mode: MarginMode
  readonly bars: MarginBars
  /** Binance's own level; `null` when it could not be read. */
  readonly exchangeLevel: Decimal | null
  /**
   * The level that counts: Binance's, moved by prices since or not, else our own from its totals; `null` without debt, or
   * when neither is known.
   */
  readonly level: Decimal | null
  /** True when prices moved it since Binance told it. */
  readonly isMoved: boolean
  readonly zone: MarginZone | 'no-debt' | 'unknown'
  /** Share of the collateral that may be lost, in percent; 0 when reached; `null` without debt or when not known. */
  readonly fallToCallPct: Decimal | null
  readonly fallToLiquidationPct: Decimal | null
  /** The innermost tier that holds the fall to liquidation; `null` outside all. */
  readonly tier: Decimal | null
  readonly verdict: Verdict
  /** Why it is unknown; `null` when it is not. */
  readonly why: string | null
  readonly holdings: readonly MarginHolding[]
  readonly isTradeEnabled: boolean | null
}

/** Every margin account behind one API key, worst first. */
export interface MarginStanding {
  readonly account: string
  readonly takenAtMs: number
  readonly verdict: Verdict
  readonly rows: readonly MarginRow[]
  readonly gaps: readonly Gap[]
}

/** Judges what was read by the tiers, outermost first. */
export function assessMargin(snapshot: MarginSnapshot, tiers: readonly Decimal[]): MarginStanding {
  const { account, takenAtMs, cross, isolated, coefficients, gaps } = snapshot
  const rows = [
    ...(cross === null ? [] : [crossRow(cross, coefficients, tiers)]),
    ...isolated.map((pair) => isolatedRow(pair, snapshot.tiers.get(pair.symbol) ?? null, tiers)),
  ].sort(worseFirst)
  const blind = gaps.some(({ needed }) => needed) ? (['UNKNOWN'] as const) : []
  return { account, takenAtMs, rows, gaps, verdict: worstVerdict([...rows.map(({ verdict }) => verdict), ...blind]) }
}

/** By the fall to liquidation; unknown ones first, those without debt, or with dust of it, last. */
function worseFirst(one: MarginRow, other: MarginRow): number {
  const rank = ({ why, fallToLiquidationPct: fall }: MarginRow): number => (why !== null ? 0 : fall === null ? 2 : 1)
  if (one.fallToLiquidationPct === null || other.fallToLiquidationPct === null) return rank(one) - rank(other)
  return one.fallToLiquidationPct.cmp(other.fallToLiquidationPct)
}

function crossRow(
  cross: CrossMarginAccount,
  coefficients: MarginCoefficients | null,
  tiers: readonly Decimal[],
): MarginRow {
  const { isPro, holdings, marginLevel, collateralMarginLevel, totalAssetOfBtc, totalLiabilityOfBtc } = cross
  const bars = crossBars(isPro, coefficients)
  const fromTotals = isPro ? null : marginLevelOf({ assets: totalAssetOfBtc, debt: totalLiabilityOfBtc })
  const level = marginLevel ?? fromTotals
  const fallTo = (from: Decimal, line: Decimal): Decimal | null =>
    isPro ? proFallToPct({ marginLevel: from, collateralMarginLevel }, line) : fallToPct(from, line)
  const facts = { symbol: null, mode: isPro ? 'pro' : 'classic', bars, holdings, fallTo, tiers } as const
  return judged({ ...facts, exchangeLevel: marginLevel, level, isTradeEnabled: cross.isTradeEnabled })
}

function isolatedRow(
  pair: IsolatedMarginPair,
  listed: readonly IsolatedMarginTier[] | null,
  tiers: readonly Decimal[],
): MarginRow {
  const { symbol, marginLevel, isTradeEnabled } = pair
  const holdings = [pair.base, pair.quote]
  const bars = isolatedBars(pair, listed)
  const level = marginLevel ?? levelAtIndex(pair)
  const facts = { symbol, mode: 'isolated', bars, holdings, fallTo: fallToPct, tiers } as const
  return judged({ ...facts, exchangeLevel: marginLevel, level, isTradeEnabled })
}

/** Our own level of a pair at Binance's index price; `null` without debt. */
export function levelAtIndex({ base, quote, indexPrice }: IsolatedMarginPair): Decimal | null {
  const reading = marginTotals([base, quote], quotePrices({ base, quote }, indexPrice))
  return 'totals' in reading ? marginLevelOf(reading.totals) : null
}

/** Prices of both assets of a pair in its quote asset. */
export function quotePrices(
  { base, quote }: Pick<IsolatedMarginPair, 'base' | 'quote'>,
  basePrice: Decimal,
): AssetPrices {
  return new Map([
    [base.asset, basePrice],
    [quote.asset, basePrice.div(basePrice)],
  ])
}

interface Facts {
  readonly symbol: string | null
  readonly mode: MarginMode
  readonly bars: MarginBars
  readonly exchangeLevel: Decimal | null
  readonly level: Decimal | null
  readonly holdings: readonly MarginHolding[]
  readonly isTradeEnabled: boolean | null
  readonly fallTo: (level: Decimal, line: Decimal) => Decimal | null
  readonly tiers: readonly Decimal[]
}

function judged({ fallTo, tiers, ...facts }: Facts): MarginRow {
  const { bars, level, holdings } = facts
  const nothing = { fallToCallPct: null, fallToLiquidationPct: null, tier: null, why: null, isMoved: false } as const
  const hasDebt = holdings.some((holding) => !owedOf(holding).isZero())
  if (!hasDebt) return { ...facts, ...nothing, level: null, zone: 'no-debt', verdict: 'OK' }
  if (level === null) return { ...facts, ...nothing, zone: 'unknown', verdict: 'UNKNOWN', why: NO_LEVEL }
  if (isNoDebtLevel(level)) return { ...facts, ...nothing, zone: 'normal', verdict: 'OK' }
  const [fallToCallPct, fallToLiquidationPct] = [fallTo(level, bars.call), fallTo(level, bars.liquidation)]
  const zone = marginZone(level, bars)
  if (fallToLiquidationPct === null) {
    return { ...facts, ...nothing, zone, verdict: 'UNKNOWN', why: NO_COLLATERAL_LEVEL }
  }
  const tier = innermostTier(fallToLiquidationPct, tiers)
  const byZone = zone === 'liquidation' ? 'CRITICAL' : zone === 'margin-call' ? 'WARNING' : 'OK'
  const verdict = worstVerdict([tierVerdict(fallToLiquidationPct, tiers), byZone])
  return { ...facts, ...nothing, fallToCallPct, fallToLiquidationPct, tier, zone, verdict }
}

const NO_LEVEL = 'its margin level could not be read'
const NO_COLLATERAL_LEVEL = 'Cross Pro needs the level after haircuts, which could not be read'

/** The name of a margin account in texts: `cross margin`, `SOLUSDT isolated margin`. */
export function marginName({ symbol }: { readonly symbol: string | null }): string {
  return symbol === null ? 'cross margin' : `${symbol} isolated margin`
}

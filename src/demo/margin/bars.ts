import { type Decimal, d } from '../../model/decimal.ts'

/** Levels at which something happens to a pool, and the share of the debt that a liquidation costs. */
export interface Bars {
  /** Above it assets may be moved out. */
  readonly normal: Decimal
  readonly call: Decimal
  readonly liquidation: Decimal
  readonly feeRate: Decimal
}

/** Kinds of cross account: Classic at 3x and 5x, and Pro. */
export type CrossMode = '3x' | '5x' | 'pro'

function bars(normal: string, call: string, liquidation: string, feeRate: string): Bars {
  return { normal: d(normal), call: d(call), liquidation: d(liquidation), feeRate: d(feeRate) }
}

/** Bars of the cross modes. @see Margin Level and Risk Control; What Is Margin Liquidation */
export const CROSS_BARS: Readonly<Record<CrossMode, Bars>> = {
  '3x': bars('1.5', '1.3', '1.1', '0.02'),
  '5x': bars('1.25', '1.16', '1.1', '0.02'),
  pro: bars('2', '1.5', '1', '0.03'),
}

/** One tier of isolated margin: the more is borrowed, the lower the multiplier and the earlier the liquidation. */
export interface IsolatedTier {
  readonly multiple: 3 | 5 | 10
  readonly initialRiskRatio: string
  readonly bars: Bars
  /** Share of the pair's highest borrow limits. */
  readonly borrowShare: string
}

const TIERS: readonly IsolatedTier[] = [
  { multiple: 10, initialRiskRatio: '1.111', bars: bars('2', '1.1', '1.05', '0.02'), borrowShare: '0.2' },
  { multiple: 5, initialRiskRatio: '1.25', bars: bars('2', '1.19', '1.15', '0.02'), borrowShare: '0.5' },
  { multiple: 3, initialRiskRatio: '1.5', bars: bars('2', '1.22', '1.18', '0.02'), borrowShare: '1' },
]

/** Tiers of a pair, highest multiplier first. @see Tiered Leverage Function on Isolated Margin */
export function isolatedTiers(highest: 3 | 5 | 10): readonly IsolatedTier[] {
  return TIERS.filter((tier) => tier.multiple <= highest)
}

/** How the venue words the level of an isolated pair. */
export function levelStatus(level: Decimal, of: Bars): string {
  if (level.lte(of.liquidation)) return 'FORCE_LIQUIDATION'
  if (level.lte(of.liquidation.plus(of.call).div(2))) return 'PRE_LIQUIDATION'
  if (level.lte(of.call)) return 'MARGIN_CALL'
  return level.lt(of.normal) ? 'NORMAL' : 'EXCESSIVE'
}

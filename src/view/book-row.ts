import type { Decimal } from '../model/decimal.ts'
import type { MarginType, UnreadablePosition } from '../model/position.ts'
import type { TierTable } from '../model/tiers.ts'
import { tiersOf } from '../model/tiers.ts'
import { isStopUnreadable } from '../risk/protective-stop.ts'
import type { AccountRisk, NoLiquidationReason, PositionRisk } from '../risk/report.ts'
import { tierVerdict } from '../risk/verdict.ts'
import { distanceAtrs, distancePercent, fixed, NOT_AVAILABLE, price, quantity, tierName, times } from './format.ts'
import type { Tone } from './palette.ts'
import { foreign } from './screen.ts'
import type { Cell } from './table.ts'

/** One line of an account's book: a computed position, or one that could not be read. */
export type BookRow =
  | { readonly kind: 'known'; readonly risk: PositionRisk; readonly account: AccountRisk }
  | { readonly kind: 'unreadable'; readonly position: UnreadablePosition; readonly account: AccountRisk }

/** Every row of an account, worst first; what cannot be read stands behind the rows inside a tier. */
export function bookRows(account: AccountRisk): readonly BookRow[] {
  const known = account.positions.map((risk): BookRow => ({ kind: 'known', risk, account }))
  const unreadable = account.unreadable.map((position): BookRow => ({ kind: 'unreadable', position, account }))
  const inTier = account.positions.findLastIndex(({ tier }) => tier !== null) + 1
  return [...known.slice(0, inTier), ...unreadable, ...known.slice(inTier)]
}

/** True when a tier is critical: not the symbol's outermost one, or its only one. */
export function isInnerTier(symbol: string, tier: Decimal, tiers: TierTable): boolean {
  return tierVerdict(tier, tiersOf(tiers, symbol)) === 'CRITICAL'
}

/** How alarming a row is. */
export function rowTone(row: BookRow, tiers: TierTable): Tone {
  if (row.kind === 'unreadable' || row.risk.liquidation.status === 'unknown') return 'unknown'
  const { tier, position } = row.risk
  if (tier === null) return 'plain'
  return isInnerTier(position.symbol, tier, tiers) ? 'critical' : 'warning'
}

/** The symbol with its mark: `!` inside a tier, `?` where something is not known. */
export function symbolCell(row: BookRow, tiers: TierTable): Cell {
  const tone = rowTone(row, tiers)
  const mark = { critical: '!', warning: '!', unknown: '?' }[tone as string] ?? ' '
  return { text: `${mark} ${foreign(symbolOf(row))}`, tone }
}

export function symbolOf(row: BookRow): string {
  return row.kind === 'known' ? row.risk.position.symbol : row.position.symbol
}

/** A cell of a computed position; `n/a` for a row that could not be read. */
export function ofRisk(cell: (risk: PositionRisk, account: AccountRisk) => string): (row: BookRow) => string {
  return (row) => (row.kind === 'known' ? cell(row.risk, row.account) : NOT_AVAILABLE)
}

/** `long` or `short`; a row that could not be read may still know its slot. */
export function sideText(row: BookRow): string {
  if (row.kind === 'known') return row.risk.position.side.toLowerCase()
  const slot = row.position.positionSide
  return slot === null || slot === 'BOTH' ? NOT_AVAILABLE : slot.toLowerCase()
}

export function modeText(row: BookRow): string {
  const marginType = row.kind === 'known' ? row.risk.position.marginType : toldMarginType(row.position)
  if (marginType === null) return NOT_AVAILABLE
  return marginType === 'ISOLATED' ? 'isol' : 'cross'
}

/** What is known of a broken row's margin type; a COIN-M position is kept apart whatever its own is. */
export function toldMarginType({ marginType, isCoinM }: UnreadablePosition): MarginType | null {
  return isCoinM === true ? null : marginType
}

export const sizeText = ofRisk(({ position, stepSize }) => quantity(position.quantity, stepSize))
export const entryText = ofRisk(({ position, tickSize }) => price(position.entryPrice, tickSize))
export const markText = ofRisk(({ position, tickSize }) => price(position.markPrice, tickSize))
export const liquidationText = ofRisk((risk) => liquidationPriceText(risk))
export const distanceText = ofRisk(({ liquidation, distancePct }) =>
  liquidation.status === 'none' ? 'none' : distancePercent(distancePct),
)
export const atrsText = ofRisk((risk) =>
  risk.liquidation.status === 'none' ? 'none' : distanceAtrs(risk.distanceAtr()),
)
export const effectiveLeverageText = ofRisk((risk) =>
  risk.position.marginType === 'CROSSED' ? 'pool' : times(risk.effectiveLeverage()),
)
export const tierText = ofRisk(({ tier, liquidation }) => {
  if (liquidation.status === 'unknown') return NOT_AVAILABLE
  return tier === null ? '-' : tierName(tier)
})
export const stopText = ofRisk((risk, account) => {
  const { stop, tickSize, position } = risk
  if (stop === null) return isStopUnreadable(position.symbol, account) ? NOT_AVAILABLE : 'none'
  const covered = stop.coveredPct.lt('100') ? ` ${fixed(stop.coveredPct, 0)}%` : ''
  return `${price(stop.price, tickSize)}${covered}${stop.workingType === 'CONTRACT_PRICE' ? ' (last)' : ''}`
})

/** The liquidation price on the symbol's grid, `none`, or `n/a`. */
export function liquidationPriceText({
  liquidation,
  tickSize,
}: Pick<PositionRisk, 'liquidation' | 'tickSize'>): string {
  if (liquidation.status === 'none') return 'none'
  return liquidation.status === 'unknown' ? NOT_AVAILABLE : price(liquidation.price, tickSize)
}

/** The liquidation price that Binance shows, `none` where it says that there is none, or `n/a`. */
export function exchangePriceText({ drift, position, tickSize }: PositionRisk): string {
  if (drift.exchangePrice !== null) return price(drift.exchangePrice, tickSize)
  return position.exchange.liquidationPriceReason === 'none' ? 'none' : NOT_AVAILABLE
}

/** The bankruptcy price on the symbol's grid, `none`, or `n/a`. */
export function bankruptcyPriceText(risk: PositionRisk): string {
  const bankruptcyPrice = risk.bankruptcyPrice()
  if (bankruptcyPrice !== null) return price(bankruptcyPrice, risk.tickSize)
  return risk.liquidation.status === 'unknown' ? NOT_AVAILABLE : 'none'
}

/** Why a liquidation price of none is proven. */
export const WHY_NO_PRICE: Readonly<Record<NoLiquidationReason, string>> = {
  'fully-funded': 'its margin covers a fall of the price to zero',
  'hedged-flat': 'its long and short legs cancel each other out',
}

/** What would save a position that can be liquidated already: a price of its own symbol, or none. */
export function recoveryText({ liquidation, tickSize }: PositionRisk): string {
  const isSavable = liquidation.status === 'price' && (liquidation.edges.below ?? liquidation.edges.above) !== null
  return isSavable
    ? `it would recover at ${price(liquidation.price, tickSize)}`
    : 'no move of its own price would save it'
}

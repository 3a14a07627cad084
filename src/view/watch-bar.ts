import type { Decimal } from '../model/decimal.ts'
import { d, ZERO } from '../model/decimal.ts'
import { type TierTable, tiersOf } from '../model/tiers.ts'

const BEYOND_OUTERMOST = d('4').div('3')

/** The distance at which bars are full, in percent: a third beyond the outermost tier of all. */
function barScale({ default: tiers, bySymbol }: TierTable): Decimal {
  const outermost = [tiers, ...bySymbol.values()].flatMap(([first]) => first ?? [])
  return outermost.reduce((most, tier) => (tier.gt(most) ? tier : most), ZERO).times(BEYOND_OUTERMOST)
}

/** What a bar is drawn from. */
export interface BarTraits {
  readonly symbol: string
  readonly tiers: TierTable
  readonly columns: number
}

/** The room that is left, from nothing on the left; ticks stand at the symbol's tiers. It only draws, it never decides. */
export function distanceBar(distancePct: Decimal, { symbol, tiers, columns }: BarTraits): string {
  const scale = barScale(tiers)
  const filled = distancePct.isZero() ? 0 : Math.max(1, placeOf(distancePct, scale, columns))
  const ticks = new Set(tiersOf(tiers, symbol).map((tier) => placeOf(tier, scale, columns)))
  return Array.from({ length: columns }, (_, index) => {
    if (ticks.has(index)) return index < filled ? '┃' : '│'
    return index < filled ? '█' : '·'
  }).join('')
}

/** The tiers of all symbols above their ticks, as far as they have room. */
export function barTitle(tiers: TierTable, columns: number): string {
  const scale = barScale(tiers)
  return [...tiers.default].reverse().reduce((title, tier) => {
    const place = placeOf(tier, scale, columns)
    const name = tier.toFixed()
    return place > title.length && place + name.length <= columns ? title.padEnd(place) + name : title
  }, '0')
}

function placeOf(points: Decimal, scale: Decimal, columns: number): number {
  if (scale.isZero()) return columns
  return Math.min(columns, points.div(scale).times(String(columns)).round().toNumber())
}

import { compare, type Decimal, d } from '../model/decimal.ts'
import type { Reading } from './readings.ts'

/** Halvings of the innermost tier that still count: 5 % ÷ 2¹⁰ is under 0.005 %, where a position is all but gone. */
const MOST_HALVINGS = 10
const TWO = d('2')

type Tiered = Pick<Reading, 'kind' | 'distance' | 'tiers'> & { readonly isHedged?: boolean }

/**
 * How deep a reading stands in danger: 0 outside all tiers, then one for each tier that holds its distance (inclusive,
 * unrounded), then one for each halving below the innermost. A hedged pool is never deeper than 1.
 *
 * @returns `null` when the distance is not known
 */
export function depthOf(reading: Tiered): number | null {
  return countDepth(reading, (distancePct, threshold) => compare(distancePct, threshold) <= 0)
}

/**
 * The depth that a reading has not yet left: it leaves a threshold when it stands `rearmPct` points above. Never less
 * than `depthOf`.
 *
 * @returns `null` when the distance is not known
 */
export function clearedDepth(reading: Tiered, rearmPct: Decimal): number | null {
  return countDepth(reading, (distancePct, threshold) => distancePct.lt(threshold.plus(rearmPct)))
}

/** The tier at a depth: the innermost for its halvings too; `null` at depth 0. */
export function tierAt(depth: number, tiers: readonly Decimal[]): Decimal | null {
  return tiers[Math.min(depth, tiers.length) - 1] ?? null
}

/** Whether a depth is more than a mere warning: only the outermost of several tiers is that. */
export function isInner(depth: number, tiers: readonly Decimal[]): boolean {
  return depth > 1 || (depth === 1 && tiers.length === 1)
}

function countDepth(reading: Tiered, isHeld: (distancePct: Decimal, threshold: Decimal) => boolean): number | null {
  if (reading.distance.status === 'unknown') return null
  if (reading.distance.status === 'calm') return 0
  const { distancePct } = reading.distance
  const most = reading.isHedged === true ? 1 : reading.tiers.length + MOST_HALVINGS
  let threshold: Decimal | undefined
  for (let depth = 0; depth < most; depth += 1) {
    threshold = reading.tiers[depth] ?? threshold?.div(TWO)
    if (threshold === undefined || !isHeld(distancePct, threshold)) return depth
  }
  return most
}

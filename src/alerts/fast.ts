import { compare, type Decimal, HUNDRED, isAboveZero } from '../model/decimal.ts'
import { type AlertRules, MINUTE_MS } from './rules.ts'
import type { AlertState, DistanceSample } from './state.ts'

/** Of each twentieth of the window at most one sample is kept: a month of seconds must not fill the memory. */
const SLICES = 20

type FastRules = NonNullable<AlertRules['fast']>

/**
 * The samples with this distance added, without those older than the window and without those that are no higher than
 * a later one: only the highest is ever asked for, and of these the later one stays in the window longer. What is kept
 * falls from sample to sample.
 */
export function withSample(
  samples: readonly DistanceSample[],
  sample: DistanceSample,
  rules: FastRules,
): readonly DistanceSample[] {
  const windowMs = rules.minutes * MINUTE_MS
  const isRecent = ({ atMs }: DistanceSample): boolean => atMs >= sample.atMs - windowMs
  const kept = samples.every(isRecent) ? samples : samples.filter(isRecent)
  const last = kept.at(-1)
  const sliceOf = (atMs: number): number => Math.floor((atMs * SLICES) / windowMs)
  const isSameSlice = last !== undefined && sliceOf(last.atMs) === sliceOf(sample.atMs)
  if (isSameSlice && compare(sample.distancePct, last.distancePct) <= 0) return kept
  return [...kept.filter(({ distancePct }) => compare(distancePct, sample.distancePct) > 0), sample]
}

/**
 * Whether the distance lost `lossPct` percent of itself within the window. After one such message within the window the
 * same share must be lost again, counted from what was told: a price that swings tells its fall once.
 */
export function isFastLoss(
  state: Pick<AlertState, 'samples' | 'fastTold'>,
  now: DistanceSample,
  rules: FastRules,
): boolean {
  const windowMs = rules.minutes * MINUTE_MS
  const isRecent = ({ atMs }: DistanceSample): boolean => now.atMs - atMs <= windowMs
  const lost = (from: DistanceSample): boolean => hasLost(from.distancePct, now.distancePct, rules.lossPct)
  const highest = highestOf(state.samples.filter(isRecent))
  if (highest === null || !lost(highest)) return false
  return state.fastTold === null || !isRecent(state.fastTold) || lost(state.fastTold)
}

/** Of several distances the highest has lost the largest share: the others need not be asked. */
function highestOf(samples: readonly DistanceSample[]): DistanceSample | null {
  let [highest = null] = samples
  for (const sample of samples) {
    if (highest === null || compare(sample.distancePct, highest.distancePct) > 0) highest = sample
  }
  return highest
}

/** Whether this share of a distance is gone, by multiplying: hundreds of divisions a second would delay an alert. */
function hasLost(from: Decimal, to: Decimal, sharePct: Decimal): boolean {
  return isAboveZero(from) && from.minus(to).times(HUNDRED).gte(sharePct.times(from))
}

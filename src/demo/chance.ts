/** A 32-bit hash of a text, the starting point of the repeatable noise of one name. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** A repeatable number in [0, 1) for a key and an integer. */
export function chanceOf(key: number, index: number): number {
  let mixed = (key ^ Math.imul(index | 0, 0x9e3779b1)) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x100000000
}

/** Periods of the waves that make up a price path, in seconds: from seconds to a month. */
const PERIODS = [5, 23, 127, 811, 4_001, 19_997, 86_028, 431_009, 2_592_007] as const
const DAY_SECONDS = 86_400

/** A smooth repeatable wave in [−1, 1] at `seconds` that turns about once per `period`. */
function wave(key: number, period: number, seconds: number): number {
  const place = seconds / period
  const index = Math.floor(place)
  const part = place - index
  const eased = part * part * (3 - 2 * part)
  const from = chanceOf(key, index)
  return (from + (chanceOf(key, index + 1) - from) * eased) * 2 - 1
}

/**
 * The logarithm of a wandering price at `seconds`: waves of many periods, each with an amplitude that grows with the
 * square root of its period, as random walks do.
 *
 * @param dailyMove the typical move of a day, as a fraction
 */
export function wander(key: number, dailyMove: number, seconds: number): number {
  let total = 0
  for (let index = 0; index < PERIODS.length; index++) {
    const period = PERIODS[index] ?? 1
    total += Math.sqrt(period / DAY_SECONDS) * wave(key + index * 7919, period, seconds)
  }
  return total * dailyMove
}

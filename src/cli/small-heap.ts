import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** By then the first replies, by far the largest, have been read. */
const STARTED_AFTER_MS = 20_000
/** Holds most of what one evaluation of some hundred positions makes, and no more than a processor's cache does. */
const YOUNG_BYTES = 8_000_000
const LOOK_EVERY_MS = 1000

/**
 * Asks the engine to collect garbage early, for a process that runs for months: left alone it lets the heap grow to
 * many times what is alive, most of all while the first replies are read. Nothing is capped: what is needed is given.
 */
export function keepHeapSmall(): void {
  keepYoungGeneration()
  setInterval(keepYoungGeneration, LOOK_EVERY_MS).unref()
  growOldBy(20)
  // Later less is thrown away, and collecting as often would only get in the way of evaluations.
  setTimeout(() => growOldBy(60), STARTED_AFTER_MS).unref()
}

/**
 * Nearly all that a second makes is dead by the next, so that the young generation need not grow. In a calm hour the
 * engine shrinks it, and would then interrupt an evaluation a dozen times: it may grow back.
 */
function keepYoungGeneration(): void {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
  const isShrunk = young !== undefined && young.space_size < YOUNG_BYTES
  setFlagsFromString(`--semi-space-growth-factor=${isShrunk ? 2 : 1}`)
}

/** By how much the old generation may grow before it is collected again. */
function growOldBy(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`)
}

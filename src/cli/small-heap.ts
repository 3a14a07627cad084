import { setFlagsFromString } from 'node:v8'

/** By then the first replies, by far the largest, have been read. */
const STARTED_AFTER_MS = 20_000

/**
 * Asks the engine to collect garbage early, for a process that runs for months: left alone it lets the heap grow to
 * many times what is alive, most of all while the first replies are read. Nothing is capped: what is needed is given.
 */
export function keepHeapSmall(): void {
  // The young generation stays as small as it is: nearly all that a second makes is dead by the next.
  setFlagsFromString('--semi-space-growth-factor=1')
  growBy(20)
  // Later less is thrown away, and collecting as often would only get in the way of evaluations.
  setTimeout(() => growBy(60), STARTED_AFTER_MS).unref()
}

/** By how much the old generation may grow before it is collected again. */
function growBy(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`)
}

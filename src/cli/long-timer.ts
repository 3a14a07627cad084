/** A timer set for longer would fire at once. */
const LONGEST_MS = 2 ** 31 - 1

/** Acts after any length of time, months included; the process need not stay for it. */
export function actAfter(delayMs: number, act: () => void): void {
  const stepMs = Math.min(delayMs, LONGEST_MS)
  const next = delayMs > stepMs ? () => actAfter(delayMs - stepMs, act) : act
  setTimeout(next, stepMs).unref()
}

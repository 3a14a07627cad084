/** Takes a timer back. */
export type Cancel = () => void

/** Two clocks and timers, as a stream needs them; tests replace them. */
export interface StreamTime {
  /** Time of day: it also runs while the machine sleeps, and can be set. */
  wallMs(): number
  /** Runs evenly while the machine is awake; on Linux it stands still while it sleeps. */
  steadyMs(): number
  every(periodMs: number, act: () => void): Cancel
  after(delayMs: number, act: () => void): Cancel
}

/** The machine's own clocks and timers. */
export const machineTime: StreamTime = {
  wallMs: () => Date.now(),
  steadyMs: () => performance.now(),
  every: (periodMs, act) => {
    const timer = setInterval(act, periodMs)
    return () => clearInterval(timer)
  },
  after: (delayMs, act) => {
    const timer = setTimeout(act, delayMs)
    return () => clearTimeout(timer)
  },
}

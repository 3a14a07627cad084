/** Milliseconds since 1970, and waiting; tests replace both. */
export interface Clock {
  nowMs(): number
  sleep(durationMs: number): Promise<void>
}

import type { AccountSnapshot } from '../model/snapshot.ts'

/** Age of a symbol's mark, or of the whole snapshot where it came without one. */
export function dataAgeMs(symbol: string, { marks, takenAtMs }: AccountSnapshot, nowMs: number): number {
  return Math.max(0, nowMs - (marks.get(symbol)?.atMs ?? takenAtMs))
}

/** Age of the oldest data among symbols; 0 for none. */
export function oldestMs(symbols: readonly string[], snapshot: AccountSnapshot, nowMs: number): number {
  return symbols.reduce((oldest, symbol) => Math.max(oldest, dataAgeMs(symbol, snapshot, nowMs)), 0)
}

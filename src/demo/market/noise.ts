import type { World } from '../world.ts'

/**
 * Repeatable noise in [−1, 1) that is continuous in `x`: a fresh value at each whole `x`, straight lines between.
 *
 * `x` is usually an instant divided by the time over which the thing should change.
 */
export function smoothNoise(world: World, name: string, x: number): number {
  const cell = Math.floor(x)
  const from = world.chance(name, cell) * 2 - 1
  const to = world.chance(name, cell + 1) * 2 - 1
  return from + (to - from) * (x - cell)
}

/** Relative move of the mark over the last `spanMs`, as a positive fraction: how rough the market is at `atMs`. */
export function recentMove(world: World, symbol: string, atMs: number, spanMs: number): number {
  const before = world.markPriceAt(symbol, atMs - spanMs)
  return world.markPriceAt(symbol, atMs).minus(before).div(before).abs().toNumber()
}

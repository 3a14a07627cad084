import { expect, it } from 'vitest'
import { ReadingWish } from '../../../src/app/reading-wish.ts'

const CALM_MS = 15_000

it('reads regularly, and out of turn only when asked', () => {
  const wish = new ReadingWish()
  wish.begin()
  expect([14_999, 15_000].map((sinceMs) => wish.isDue(sinceMs, CALM_MS))).toEqual([false, true])
  wish.want()
  expect([1499, 1500].map((sinceMs) => wish.isDue(sinceMs, CALM_MS))).toEqual([false, true])
})

it('reads at once for a first time', () => {
  expect(new ReadingWish().isDue(Number.POSITIVE_INFINITY, CALM_MS)).toBe(true)
})

it('lets readings out of turn come ever farther apart, until a regular one', () => {
  const wish = new ReadingWish()
  /** Seconds after the last reading at which a wish that never ends is heard. */
  const heardAfter = (): number => {
    wish.begin()
    wish.want()
    return [1.5, 3, 5, 15].find((seconds) => wish.isDue(seconds * 1000, CALM_MS)) ?? 0
  }
  expect([heardAfter(), heardAfter(), heardAfter(), heardAfter()]).toEqual([1.5, 3, 5, 5])
  expect(wish.isDue(CALM_MS, CALM_MS)).toBe(true)
  expect(heardAfter()).toBe(1.5)
})

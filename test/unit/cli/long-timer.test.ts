import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { actAfter } from '../../../src/cli/long-timer.ts'

const DAY_MS = 86_400_000

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

it.each([
  { name: 'an hour', delayMs: 3_600_000 },
  { name: 'the longest that a timer takes', delayMs: 2_147_483_647 },
  { name: 'a month, longer than that', delayMs: 30 * DAY_MS },
  { name: 'a year', delayMs: 365 * DAY_MS },
])('acts once after $name, and not before', ({ delayMs }) => {
  const act = vi.fn()
  actAfter(delayMs, act)
  vi.advanceTimersByTime(delayMs - 1)
  expect(act).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(act).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(60 * DAY_MS)
  expect(act).toHaveBeenCalledTimes(1)
})

import { describe, expect, it } from 'vitest'
import { ChannelError } from '../../../src/notify/channel-error.ts'
import { retryWaitMs, withRetries } from '../../../src/notify/retry.ts'

function failure(retryable: boolean, retryAfterMs: number | null = null): ChannelError {
  return new ChannelError('no', { hint: 'none', retryable, retryAfterMs })
}

describe('retryWaitMs', () => {
  it.each([
    { name: 'first try, middle of the jitter', error: failure(true), retriesDone: 0, random: 0.5, waitMs: 250 },
    { name: 'second try, twice as long', error: failure(true), retriesDone: 1, random: 0.5, waitMs: 500 },
    { name: 'full jitter reaches down to nothing', error: failure(true), retriesDone: 1, random: 0, waitMs: 0 },
    { name: 'no third retry', error: failure(true), retriesDone: 2, random: 0.5, waitMs: null },
    { name: 'refused for good', error: failure(false), retriesDone: 0, random: 0.5, waitMs: null },
    { name: 'asked for 10 s', error: failure(true, 10_000), retriesDone: 0, random: 0, waitMs: 10_000 },
    { name: 'never sooner than asked', error: failure(true, 2000), retriesDone: 0, random: 0.999, waitMs: 2249 },
    { name: 'asked for more', error: failure(true, 10_001), retriesDone: 0, random: 0, waitMs: null },
    { name: 'a failure nobody foresaw', error: new Error('x'), retriesDone: 0, random: 0, waitMs: null },
  ])('$name: $waitMs', ({ error, retriesDone, random, waitMs }) => {
    expect(retryWaitMs(error, retriesDone, () => random)).toBe(waitMs)
  })
})

describe('withRetries', () => {
  function run(tries: readonly (ChannelError | null)[], tryTakesMs: number) {
    let nowMs = 0
    let made = 0
    const wait = async (waitMs: number) => {
      nowMs += waitMs
    }
    const clock = { nowMs: () => nowMs, sleep: wait }
    const attempt = async () => {
      nowMs += tryTakesMs
      const outcome = tries[made]
      made += 1
      if (outcome) throw outcome
    }
    const end = withRetries(attempt, { clock, random: () => 0.5, deadlineMs: 5000 })
    return end.then(
      () => ({ made, nowMs, failed: false }),
      () => ({ made, nowMs, failed: true }),
    )
  }

  it.each([
    { name: 'stops at the first yes', tries: [null], tryTakesMs: 100, end: { made: 1, nowMs: 100, failed: false } },
    {
      name: 'delivers at the third try',
      tries: [failure(true), failure(true), null],
      tryTakesMs: 5000,
      end: { made: 3, nowMs: 15_750, failed: false },
    },
    {
      name: 'fails after three',
      tries: [failure(true), failure(true), failure(true), null],
      tryTakesMs: 0,
      end: { made: 3, nowMs: 750, failed: true },
    },
    {
      name: 'has no time for another try',
      tries: [failure(true, 10_000), null],
      tryTakesMs: 5001,
      end: { made: 1, nowMs: 5001, failed: true },
    },
  ])('$name', async ({ tries, tryTakesMs, end }) => {
    expect(await run(tries, tryTakesMs)).toEqual(end)
  })
})

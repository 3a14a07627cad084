import { expect, it } from 'vitest'
import { candleClock } from '../../../src/demo/market/candle-times.ts'

const AT_MS = Date.UTC(2026, 10, 21, 22, 41, 30)

it.each([
  ['1m', '2026-11-21T22:41:00.000Z', '2026-11-21T22:42:00.000Z'],
  ['3m', '2026-11-21T22:39:00.000Z', '2026-11-21T22:42:00.000Z'],
  ['5m', '2026-11-21T22:40:00.000Z', '2026-11-21T22:45:00.000Z'],
  ['15m', '2026-11-21T22:30:00.000Z', '2026-11-21T22:45:00.000Z'],
  ['1h', '2026-11-21T22:00:00.000Z', '2026-11-21T23:00:00.000Z'],
  ['4h', '2026-11-21T20:00:00.000Z', '2026-11-22T00:00:00.000Z'],
  ['8h', '2026-11-21T16:00:00.000Z', '2026-11-22T00:00:00.000Z'],
  ['1d', '2026-11-21T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
  // a Saturday: the week began on Monday the 16th
  ['1w', '2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
  ['1M', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
])('%s candles open at %s', (interval, open, next) => {
  const clock = candleClock(interval)
  if (clock === null) throw new Error('unknown interval')
  const openMs = clock.openAtMs(AT_MS)
  expect(new Date(openMs).toISOString()).toBe(open)
  expect(new Date(clock.shift(openMs, 1)).toISOString()).toBe(next)
  expect(clock.shift(clock.shift(openMs, 1), -1)).toBe(openMs)
})

it.each(['1s', '7m', '1D', '', 'h'])('knows no interval named %j', (interval) => {
  expect(candleClock(interval)).toBeNull()
})

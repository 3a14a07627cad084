import { describe, expect, it } from 'vitest'
import { durationFlag } from '../../../src/cli/duration-flag.ts'

describe('a length of time', () => {
  it.each([
    { text: '90s', durationMs: 90_000 },
    { text: '30m', durationMs: 1_800_000 },
    { text: '2h', durationMs: 7_200_000 },
    { text: '1d', durationMs: 86_400_000 },
    { text: '2w', durationMs: 1_209_600_000 },
    { text: '1h30m', durationMs: 5_400_000 },
    { text: ' 1H 30M ', durationMs: 5_400_000 },
  ])('reads $text', ({ text, durationMs }) => {
    expect(durationFlag(text)).toBe(durationMs)
  })

  it.each(['', '5', '0m', '-5m', '2 hours', '1.5h', 'h', '2h5', '5m!'])('refuses %j', (text) => {
    expect(() => durationFlag(text)).toThrow(/length of time with its unit/)
  })
})

import { expect, it } from 'vitest'
import { readingEveryMs } from '../../../src/app/watch-pace.ts'

it.each([
  { name: 'calm', isInDanger: false, staleMs: 60_000, everyMs: 15_000 },
  { name: 'inside a tier', isInDanger: true, staleMs: 60_000, everyMs: 5000 },
  { name: 'calm, with little patience', isInDanger: false, staleMs: 30_000, everyMs: 10_000 },
  { name: 'inside a tier, with less', isInDanger: true, staleMs: 6000, everyMs: 2000 },
])('an account that is $name is read every $everyMs ms', ({ isInDanger, staleMs, everyMs }) => {
  expect(readingEveryMs(isInDanger, staleMs)).toBe(everyMs)
})

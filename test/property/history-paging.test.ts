import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSpan, type Span, windowsOf } from '../../src/app/history/read-span.ts'

interface Row {
  readonly id: number
  readonly atMs: number
}

/** Few distinct times, so that milliseconds are shared at every border. */
const times = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 60 })
const listRules = fc.record({ limit: fc.integer({ min: 2, max: 12 }), keeps: fc.constantFrom('oldest', 'newest') })

async function readAll(rows: readonly Row[], { limit, keeps }: { limit: number; keeps: string }, span: Span) {
  const got: Row[] = []
  const crowds: number[] = []
  let calls = 0
  const list = {
    limit,
    atMsOf: ({ atMs }: Row) => atMs,
    fetch: async ({ fromMs, toMs }: Span) => {
      calls += 1
      if (fromMs > toMs) throw new Error('reversed')
      const found = rows.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
      return keeps === 'oldest' ? found.slice(0, limit) : found.slice(-limit)
    },
  }
  await readSpan(list, span, { onRows: (page) => void got.push(...page), onCrowd: (atMs) => void crowds.push(atMs) })
  return { got: new Set(got.map(({ id }) => id)), crowds, calls }
}

describe('reading a list by time', () => {
  it('loses no row but in a millisecond that holds a whole answer, and says which that is', async () => {
    await fc.assert(
      fc.asyncProperty(times, listRules, async (at, rules) => {
        const rows = at.toSorted((a, b) => a - b).map((atMs, id) => ({ id, atMs }))
        const { got, crowds, calls } = await readAll(rows, rules, { fromMs: 0, toMs: 60 })
        const lost = rows.filter(({ id }) => !got.has(id))
        expect(lost.filter(({ atMs }) => !crowds.includes(atMs))).toEqual([])
        for (const atMs of crowds)
          expect(rows.filter((row) => row.atMs === atMs).length).toBeGreaterThanOrEqual(rules.limit)
        expect(calls).toBeLessThan(4 * rows.length + 4)
      }),
      { numRuns: 300 },
    )
  })

  it('never asks for what lies outside the span', async () => {
    await fc.assert(
      fc.asyncProperty(times, listRules, async (at, rules) => {
        const rows = at.toSorted((a, b) => a - b).map((atMs, id) => ({ id, atMs }))
        const { got } = await readAll(rows, { ...rules, limit: 100 }, { fromMs: 20, toMs: 40 })
        expect([...got]).toEqual(rows.filter(({ atMs }) => atMs >= 20 && atMs <= 40).map(({ id }) => id))
      }),
    )
  })

  it('cuts a span into windows that cover each instant once', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.integer({ min: 1, max: 90 }), (fromMs, lengthMs, windowMs) => {
        const windows = windowsOf({ fromMs, toMs: fromMs + lengthMs }, windowMs)
        const instants = windows.flatMap((window) =>
          Array.from({ length: window.toMs - window.fromMs + 1 }, (_, index) => window.fromMs + index),
        )
        expect(instants).toEqual(Array.from({ length: lengthMs + 1 }, (_, index) => fromMs + index))
        expect(windows.every((window) => window.toMs - window.fromMs < windowMs)).toBe(true)
      }),
    )
  })
})

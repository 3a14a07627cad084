import fc from 'fast-check'
import { expect, it } from 'vitest'
import { depthOf } from '../../src/alerts/depth.ts'
import type { Reading } from '../../src/alerts/readings.ts'
import { aJointReading, aMember, aReading, RULES } from '../support/alert-readings.ts'
import { alertWorld, due, POLICY } from '../support/alert-world.ts'

const distance = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 3000 }).map((hundredths) => (hundredths / 100).toFixed(2)), weight: 12 },
  { arbitrary: fc.constantFrom('none', 'unknown'), weight: 1 },
)
const look = fc.record({
  sol: distance,
  eth: distance,
  joint: distance,
  isGone: fc.boolean(),
  failing: fc.subarray(['desktop', 'phone']),
  // No sum of these is the length of a window or a reminder: the two worlds look a millisecond apart.
  pauseMs: fc.integer({ min: 1, max: 450 }).map((steps) => steps * 1370),
})

function readingsOf({ sol, eth, joint, isGone }: { sol: string; eth: string; joint: string; isGone: boolean }) {
  const pool: readonly Reading[] = [aMember('ETHUSDT', eth), aJointReading(joint)]
  return isGone ? pool : [aReading(sol), ...pool]
}

const isInside = (reading: Reading): boolean => (depthOf(reading) ?? 0) > 0
const sorted = (told: Iterable<string>): readonly string[] => [...new Set(told)].sort()

it('telling what stands inside a tier ahead of the rest tells the same in the end', () => {
  const policy = { ...POLICY, fast: RULES.fast }
  let early = 0
  fc.assert(
    fc.property(fc.array(look, { minLength: 1, maxLength: 25 }), (path) => {
      const [eager, plain] = [alertWorld(policy), alertWorld(policy)]
      let atMs = 0
      for (const { pauseMs, failing, ...point } of path) {
        atMs += pauseMs
        const [atSeconds, later] = [atMs / 1000, (atMs + 1) / 1000]
        const readings = readingsOf(point)
        const first = due(eager.urgent({ atSeconds, readings: readings.filter(isInside) }, failing))
        const rest = due(eager.look({ atSeconds: later, readings }, failing))
        const told = due(plain.look({ atSeconds: later, readings }, failing))
        expect(sorted([...first, ...rest])).toEqual(sorted(told))
        if (failing.length === 0) expect(first.length + rest.length).toBe(told.length)
        early += first.length
      }
      const standOf = (world: ReturnType<typeof alertWorld>) =>
        [...world.memory().states].map(([key, { depth, toldDepth }]) => [key, depth, toldDepth]).sort()
      expect(standOf(eager)).toEqual(standOf(plain))
      expect(eager.memory().sights).toEqual(plain.memory().sights)
    }),
    { numRuns: 200 },
  )
  expect(early).toBeGreaterThan(100)
})

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
  pause: fc.integer({ min: 1, max: 600 }),
})

function readingsOf({ sol, eth, joint, isGone }: { sol: string; eth: string; joint: string; isGone: boolean }) {
  const pool: readonly Reading[] = [aMember('ETHUSDT', eth), aJointReading(joint)]
  return isGone ? pool : [aReading(sol), ...pool]
}

it.each([RULES.rearmSeconds, 0])(
  'telling what stands inside a tier ahead of the rest tells the same in the end, and nothing twice: %i s to re-arm',
  (rearmSeconds) => {
    const policy = { ...POLICY, fast: RULES.fast, rearmSeconds }
    let early = 0
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 25 }), (path) => {
        const [eager, plain] = [alertWorld(policy), alertWorld(policy)]
        let atSeconds = 0
        for (const point of path) {
          atSeconds += point.pause
          const readings = readingsOf(point)
          const isInside = (reading: Reading): boolean => (depthOf(reading) ?? 0) > 0
          const first = due(eager.look({ atSeconds, readings: readings.filter(isInside), isPart: true }))
          const rest = due(eager.look({ atSeconds, readings }))
          expect([...first, ...rest].sort()).toEqual([...due(plain.look({ atSeconds, readings }))].sort())
          expect(rest.filter((entry) => /\b(entered|worsened)\b/.test(entry))).toEqual([])
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
  },
)

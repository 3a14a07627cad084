import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { depthOf } from '../../src/alerts/depth.ts'
import type { AlertRules } from '../../src/alerts/rules.ts'
import type { AlertState } from '../../src/alerts/state.ts'
import { type AlertStep, stepAlert } from '../../src/alerts/step.ts'
import { d } from '../../src/model/decimal.ts'
import { aReading, RULES } from '../support/alert-readings.ts'
import { alertWorld, POLICY } from '../support/alert-world.ts'

const START_MS = 1_800_000_000_000

/** A distance with two decimals, dense around the tiers. */
const figure = fc.oneof(
  fc.integer({ min: 0, max: 10_000 }),
  fc.integer({ min: 0, max: 2000 }),
  fc.constantFrom(0, 63, 125, 250, 500, 1000, 1500),
)
const distance = fc.oneof(
  { arbitrary: figure.map((hundredths) => (hundredths / 100).toFixed(2)), weight: 10 },
  { arbitrary: fc.constantFrom('none', 'unknown'), weight: 1 },
)
/** Mostly seconds to an hour; now and then the clock is set back. */
const pause = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 3600 }), weight: 9 },
  { arbitrary: fc.integer({ min: -7200, max: 0 }), weight: 1 },
)
const walk = fc.array(fc.record({ distance, pause }), { minLength: 1, maxLength: 40 })
const SILENT: AlertRules = { ...RULES, reminders: [], fast: null }

interface Visit {
  readonly step: AlertStep
  readonly before: AlertState | null
  readonly nowMs: number
  readonly distance: string
}

function visits(path: readonly { readonly distance: string; readonly pause: number }[], rules = RULES): Visit[] {
  let before: AlertState | null = null
  let nowMs = START_MS
  return path.map((point) => {
    nowMs += point.pause * 1000
    const step = stepAlert(before, aReading(point.distance), { nowMs, rules })
    const visit = { step, before, nowMs, distance: point.distance }
    before = step.next
    return visit
  })
}

const check = (property: fc.IProperty<[{ distance: string; pause: number }[]]>): void =>
  fc.assert(property, { numRuns: 200 })

describe('whatever the distances and the clock do', () => {
  it('no tier is entered without a message due', () => {
    check(
      fc.property(walk, (path) => {
        for (const { step, before } of visits(path)) {
          const isDeeper = step.next.depth > (before?.depth ?? 0)
          if (isDeeper) expect(['entered', 'worsened']).toContain(step.reason)
        }
      }),
    )
  })

  it('no state is calmer than its reading', () => {
    check(
      fc.property(walk, (path) => {
        for (const { step } of visits(path)) {
          expect(step.next.depth).toBeGreaterThanOrEqual(depthOf(step.reading) ?? 0)
        }
      }),
    )
  })

  it('the same evaluation again sends nothing new', () => {
    check(
      fc.property(walk, (path) => {
        for (const { step, nowMs } of visits(path)) {
          expect(stepAlert(step.next, step.reading, { nowMs, rules: RULES }).reason).toBeNull()
        }
      }),
    )
  })

  it('an unknown reading changes no depth and tells nothing', () => {
    check(
      fc.property(walk, (path) => {
        for (const { step, before, distance: at } of visits(path)) {
          if (at !== 'unknown') continue
          expect([step.reason, step.next.depth]).toEqual([null, before?.depth ?? 0])
        }
      }),
    )
  })

  it('what is held back stays due until it is told or over', () => {
    check(
      fc.property(walk, (path) => {
        for (const { step, nowMs } of visits(path, SILENT)) {
          if (step.reason !== 'entered' && step.reason !== 'worsened') continue
          const later = stepAlert(step.held, step.reading, { nowMs: nowMs + 1000, rules: SILENT })
          expect(later.reason).toBe(step.reason)
        }
      }),
    )
  })

  it('every climb is told at most once, and only after a fall was', () => {
    check(
      fc.property(walk, (path) => {
        const told = visits(path, SILENT).flatMap(({ step }) => (step.reason === null ? [] : [step.reason]))
        told.forEach((reason, index) => {
          if (reason === 'recovered') expect(['entered', 'worsened']).toContain(told[index - 1])
        })
      }),
    )
  })
})

describe('calm sequences', () => {
  it('that never worsen and never remind send nothing', () => {
    const rising = fc
      .array(fc.integer({ min: 1501, max: 9000 }), { minLength: 1, maxLength: 40 })
      .map((figures) => figures.sort((a, b) => a - b).map((value) => (value / 100).toFixed(2)))
    fc.assert(
      fc.property(rising, fc.integer({ min: 1, max: 600 }), (distances, seconds) => {
        const path = distances.map((at) => ({ distance: at, pause: seconds }))
        expect(visits(path, { ...RULES, reminders: [] }).map(({ step }) => step.reason)).toEqual(path.map(() => null))
      }),
      { numRuns: 100 },
    )
  })

  it('that flap around 10 % within the margin send one message', () => {
    const flaps = fc.array(fc.integer({ min: 900, max: 1099 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(flaps, fc.integer({ min: 1, max: 120 }), (figures, seconds) => {
        const path = [1000, ...figures].map((value) => ({ distance: (value / 100).toFixed(2), pause: seconds }))
        const told = visits(path, { ...RULES, reminders: [] }).flatMap(({ step }) => step.reason ?? [])
        expect(told).toEqual(['entered'])
      }),
      { numRuns: 100 },
    )
  })
})

describe('whole evaluations', () => {
  const looks = fc.array(
    fc.record({
      sol: distance,
      doge: distance,
      pause: fc.integer({ min: 1, max: 900 }),
      failing: fc.subarray(['desktop', 'phone']),
      isLost: fc.boolean(),
    }),
    { minLength: 1, maxLength: 25 },
  )

  it('send at most one message per channel, and one alert per reading', () => {
    fc.assert(
      fc.property(looks, (path) => {
        const world = alertWorld()
        let atSeconds = 0
        for (const { sol, doge, pause: seconds, failing } of path) {
          atSeconds += seconds
          const readings = [aReading(sol), aReading(doge, { key: 'main/DOGEUSDT/long', symbol: 'DOGEUSDT' })]
          const { messages } = world.look({ atSeconds, readings }, failing)
          const channels = messages.map(({ channel }) => channel)
          expect(new Set(channels).size).toBe(channels.length)
          for (const { message } of messages) {
            const keys = message.alerts.map(({ key }) => key)
            expect(new Set(keys).size).toBe(keys.length)
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  it('reach the phone about 10 % and worse as soon as the phone works, unless all danger is over by then', () => {
    fc.assert(
      fc.property(looks, (path) => {
        const world = alertWorld({ ...POLICY, reminders: [] })
        let atSeconds = 0
        let isOwed = false
        for (const { sol, pause: seconds, failing } of path) {
          atSeconds += seconds
          const before = world.memory().states.get('main/SOLUSDT/long')?.depth ?? 0
          const { messages } = world.look({ atSeconds, readings: [aReading(sol)] }, failing)
          const after = world.memory().states.get('main/SOLUSDT/long')?.depth ?? 0
          isOwed = (isOwed || (after > before && after >= 2)) && after > 0
          if (!isOwed || failing.includes('phone')) continue
          expect(messages.map(({ channel }) => channel)).toContain('phone')
          isOwed = false
        }
      }),
      { numRuns: 100 },
    )
  })

  it('end with nothing owed when all channels work and all is seen', () => {
    fc.assert(
      fc.property(looks, (path) => {
        const world = alertWorld()
        let atSeconds = 0
        for (const { sol, pause: seconds, failing, isLost } of path) {
          atSeconds += seconds
          const problems = isLost ? [{ what: 'account', why: 'HTTP 503' }] : []
          world.look({ atSeconds, readings: isLost ? null : [aReading(sol)], problems }, failing)
        }
        world.look({ atSeconds: atSeconds + 1, readings: [aReading('40')] })
        const open = [...world.memory().outbox.values()].filter(({ deliveries }) =>
          deliveries.some(({ status }) => status === 'pending'),
        )
        expect(open).toEqual([])
        expect(world.memory().sights.get('main')?.failures).toBe(0)
      }),
      { numRuns: 100 },
    )
  })
})

describe('depth', () => {
  it('never falls as the distance shrinks', () => {
    const tiers = fc
      .uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 })
      .map((values) => values.sort((a, b) => b - a).map((value) => d(String(value))))
    fc.assert(
      fc.property(tiers, figure, figure, (list, one, other) => {
        const at = (hundredths: number) => depthOf(aReading((hundredths / 100).toFixed(2), { tiers: list })) ?? -1
        expect(at(Math.min(one, other))).toBeGreaterThanOrEqual(at(Math.max(one, other)))
      }),
      { numRuns: 200 },
    )
  })
})

import { describe, expect, it } from 'vitest'
import { type AlertState, continuedState, extendedRun, hasLasted, unseenState } from '../../../src/alerts/state.ts'
import { stepAlert } from '../../../src/alerts/step.ts'
import { d } from '../../../src/model/decimal.ts'
import { aReading, RULES, TIERS } from '../../support/alert-readings.ts'

const at = (seconds: number) => 1_800_000_000_000 + seconds * 1000

describe('going on from a state', () => {
  const state: AlertState = {
    ...stepAlert(null, aReading('9'), { nowMs: at(0), rules: RULES }).next,
    clear: { sinceMs: at(10), evaluations: 1, depth: 0 },
    driftClear: { sinceMs: at(20), evaluations: 1, depth: 0 },
    zoneClear: { sinceMs: at(30), evaluations: 1, depth: 0 },
    evaluatedAtMs: at(100),
  }

  it.each([
    { name: 'more tiers', tiers: ['15', '10', '5', '2'] },
    { name: 'fewer tiers', tiers: ['15', '10'] },
    { name: 'one other tier', tiers: ['15', '10', '4'] },
    { name: 'one other tier in front', tiers: ['14', '10', '5'] },
    { name: 'no tiers', tiers: [] },
  ])('counted under $name starts afresh', ({ tiers }) => {
    const reading = aReading('9', { tiers: tiers.map(d) })
    expect(continuedState(state, reading, at(100))).toEqual(unseenState(reading, at(100)))
  })

  it('keeps it as it is while the clock goes on', () => {
    expect(continuedState(state, aReading('9', { tiers: [...TIERS] }), at(100))).toBe(state)
  })

  it('moves every remembered time back with the clock', () => {
    const moved = continuedState(state, aReading('9'), at(40))
    expect(moved).toEqual({
      ...state,
      enteredAtMs: at(-60),
      worsenedAtMs: at(-60),
      lastSentAtMs: at(-60),
      clear: { sinceMs: at(-50), evaluations: 1, depth: 0 },
      driftClear: { sinceMs: at(-40), evaluations: 1, depth: 0 },
      zoneClear: { sinceMs: at(-30), evaluations: 1, depth: 0 },
      samples: [{ atMs: at(-60), distancePct: d('9') }],
      fastTold: { atMs: at(-60), distancePct: d('9') },
      evaluatedAtMs: at(40),
    })
  })

  it('counts the same evaluation once', () => {
    const run = { sinceMs: 1000, evaluations: 1, depth: 1 }
    expect(extendedRun(run, 0, { nowMs: 5000, evaluatedAtMs: 5000 })).toEqual(run)
    expect(extendedRun(run, 2, { nowMs: 5000, evaluatedAtMs: 4999 })).toEqual({ ...run, evaluations: 2, depth: 2 })
    expect(extendedRun(null, 2, { nowMs: 5000, evaluatedAtMs: 1 })).toEqual({ sinceMs: 5000, evaluations: 1, depth: 2 })
  })

  it.each([
    { evaluations: 1, nowMs: 99_000, is: false },
    { evaluations: 2, nowMs: 60_999, is: false },
    { evaluations: 2, nowMs: 61_000, is: true },
  ])('$evaluations evaluations until $nowMs have lasted a minute: $is', ({ evaluations, nowMs, is }) => {
    expect(hasLasted({ sinceMs: 1000, evaluations, depth: 0 }, nowMs, 60_000)).toBe(is)
  })
})

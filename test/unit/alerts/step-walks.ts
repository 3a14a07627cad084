import type { PositionReading, Reading } from '../../../src/alerts/readings.ts'
import type { AlertRules } from '../../../src/alerts/rules.ts'
import type { AlertState } from '../../../src/alerts/state.ts'
import { type AlertStep, stepAlert } from '../../../src/alerts/step.ts'
import { aReading, RULES } from '../../support/alert-readings.ts'

/** Noon of some day, in seconds; walks count from here. */
export const START = 1_800_000_000

/** Distances at moments, in the order of time. */
export type Walk = readonly (readonly [atSeconds: number, distance: string])[]

/** Rules without the alert on speed, for walks that are about something else. */
export const SLOW: AlertRules = { ...RULES, fast: null }

/** Steps along the walk; returns what was due, as `seconds reason tier`. */
export function walked(walk: Walk, rules = SLOW, fields: Partial<PositionReading> = {}): readonly string[] {
  return stepsOf(
    walk.map(([at, distance]) => [at, aReading(distance, fields)] as const),
    rules,
  ).flatMap((step, index) => (step.reason === null ? [] : [`${walk[index]?.[0]} ${said(step)}`]))
}

/** What one step was about, as `reason+reason tier`. */
export function said({ causes, tier }: AlertStep): string {
  return `${causes.join('+')} ${tier?.toFixed() ?? '-'}`
}

/** Every step of a walk of readings, each on the state that the one before left. */
export function stepsOf(walk: readonly (readonly [number, Reading])[], rules = SLOW): readonly AlertStep[] {
  let state: AlertState | null = null
  return walk.map(([at, reading]) => {
    const step = stepAlert(state, reading, { nowMs: (START + at) * 1000, rules })
    state = step.next
    return step
  })
}

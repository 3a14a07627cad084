import type { LevelZone, Reading } from './readings.ts'
import { type Evaluation, SECOND_MS } from './rules.ts'
import { type AlertState, extendedRun, hasLasted } from './state.ts'

/** From calm to gravest. */
const GRAVITY: readonly LevelZone[] = ['calm', 'margin-call', 'liquidation']

function gravity(zone: LevelZone): number {
  return GRAVITY.indexOf(zone)
}

/** The line of a margin account that is crossed and not told yet; `null` for none. */
export function crossedLine(state: AlertState, reading: Reading): 'margin-call' | 'margin-liquidation' | null {
  if (reading.kind !== 'margin' || gravity(reading.zone) <= gravity(state.zoneTold)) return null
  return reading.zone === 'liquidation' ? 'margin-liquidation' : 'margin-call'
}

/** A line that was told must be left for as long as a tier before it can be told again. */
export function withZone(state: AlertState, reading: Reading, from: AlertState, evaluation: Evaluation): AlertState {
  const { nowMs, rules } = evaluation
  if (reading.kind !== 'margin' || gravity(reading.zone) >= gravity(from.zoneTold)) {
    return state.zoneClear === null ? state : { ...state, zoneClear: null }
  }
  const run = extendedRun(from.zoneClear, gravity(reading.zone), { nowMs, evaluatedAtMs: from.evaluatedAtMs })
  if (!hasLasted(run, nowMs, rules.rearmSeconds * SECOND_MS)) return { ...state, zoneClear: run }
  return { ...state, zoneTold: GRAVITY[run.depth] ?? 'calm', zoneClear: null }
}

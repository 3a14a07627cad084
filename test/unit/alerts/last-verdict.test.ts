import { describe, expect, it } from 'vitest'
import { lastVerdict } from '../../../src/alerts/last-verdict.ts'
import { type AlertMemory, EMPTY_MEMORY } from '../../../src/alerts/memory.ts'
import type { SightProblem } from '../../../src/alerts/readings.ts'
import { paceOf } from '../../../src/model/looks.ts'
import type { DistancePast, RecordedPast } from '../../../src/model/past.ts'
import { aJointReading, aReading } from '../../support/alert-readings.ts'
import { alertWorld } from '../../support/alert-world.ts'
import { aDistance, anEmptyPast, slope, TO_MS } from '../../support/past-cases.ts'

const JOINT: DistancePast = aDistance({ key: 'main/joint', subject: { kind: 'joint', asset: null } })

/** An account seen every minute until now, with these distances. */
function seenUntilNow(...distances: readonly DistancePast[]): RecordedPast {
  const equity = slope(0, 120, [100, 100])
  return {
    ...anEmptyPast(),
    equity,
    distances,
    pace: paceOf(
      equity.map(({ atMs }) => atMs),
      TO_MS,
    ),
  }
}

const ending = (last: number, of: DistancePast = aDistance()): DistancePast => ({
  ...of,
  points: slope(0, 120, [50, last]),
})

/** What alerting remembers after these readings. */
function remembering(
  readings: Parameters<ReturnType<typeof alertWorld>['look']>[0]['readings'],
  problems: readonly SightProblem[] = [],
): AlertMemory {
  const world = alertWorld()
  world.look({ atSeconds: 0, readings, problems })
  return world.memory()
}

describe('the verdict of the last look', () => {
  it.each([
    { last: 16, verdict: 'OK' },
    { last: 15, verdict: 'WARNING' },
    { last: 10, verdict: 'CRITICAL' },
    { last: 0.4, verdict: 'CRITICAL' },
  ])('at $last % is $verdict', ({ last, verdict }) => {
    expect(lastVerdict(seenUntilNow(ending(last)), EMPTY_MEMORY, TO_MS)).toMatchObject({ verdict, doubt: null })
  })

  it('names what was closest then, not what was closest ever', () => {
    const gone = aDistance({ points: slope(0, 50, [20, 0.8]) })
    const there = ending(30, JOINT)
    const { closest, verdict } = lastVerdict(seenUntilNow(gone, ending(40), there), EMPTY_MEMORY, TO_MS)
    expect([closest?.key, verdict]).toEqual(['main/joint', 'OK'])
  })

  it('is OK with nothing that could be liquidated', () => {
    expect(lastVerdict(seenUntilNow(), EMPTY_MEMORY, TO_MS)).toEqual({ verdict: 'OK', closest: null, doubt: null })
  })

  it('keeps a hedged pool at WARNING, as alerting did', () => {
    const past = seenUntilNow(ending(4, JOINT))
    expect(lastVerdict(past, remembering([aJointReading('4', { isHedged: true })]), TO_MS).verdict).toBe('WARNING')
    expect(lastVerdict(past, remembering([aJointReading('4')]), TO_MS).verdict).toBe('CRITICAL')
  })

  it('is UNKNOWN when nobody has looked since, or ever', () => {
    const past = seenUntilNow(ending(30))
    expect(lastVerdict(past, EMPTY_MEMORY, TO_MS + 600_000)).toMatchObject({
      verdict: 'UNKNOWN',
      doubt: 'nobody has looked since',
    })
    expect(lastVerdict(anEmptyPast(), EMPTY_MEMORY, TO_MS)).toMatchObject({
      verdict: 'UNKNOWN',
      doubt: 'it was never seen in this time',
    })
  })

  it('is UNKNOWN while something cannot be read, and CRITICAL all the same where something is', () => {
    const memory = remembering([aReading('30')], [{ what: 'ETHUSDT short', why: 'no bracket' }])
    const blind = { verdict: 'UNKNOWN', doubt: 'ETHUSDT short: no bracket' }
    expect(lastVerdict(seenUntilNow(ending(30)), memory, TO_MS)).toMatchObject(blind)
    expect(lastVerdict(seenUntilNow(ending(3)), memory, TO_MS).verdict).toBe('CRITICAL')
  })
})

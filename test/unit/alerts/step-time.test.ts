import { describe, expect, it } from 'vitest'
import { stepAlert } from '../../../src/alerts/step.ts'
import { aReading, RULES } from '../../support/alert-readings.ts'
import { SLOW, START, said, type Walk, walked } from './step-walks.ts'

describe('reminders', () => {
  const every = (minutes: number, from: number, to: number, distance: string): Walk =>
    Array.from({ length: (to - from) / minutes + 1 }, (_, index) => [(from + index * minutes) * 60, distance] as const)

  it('never at 15 %', () => {
    expect(walked([[0, '14'], ...every(10, 10, 600, '14')])).toEqual(['0 entered 15'])
  })

  it('every 30 minutes at 10 %', () => {
    const due = walked([[0, '9'], ...every(1, 1, 95, '9')])
    expect(due).toEqual(['0 entered 10', '1800 reminder 10', '3600 reminder 10', '5400 reminder 10'])
  })

  it('every 5 minutes at 5 % for half an hour, then every 15', () => {
    const due = walked([[0, '4'], ...every(1, 1, 62, '4')])
    expect(due.map((line) => Number(line.split(' ')[0]) / 60)).toEqual([0, 5, 10, 15, 20, 25, 30, 45, 60])
  })

  it('starts the half hour anew when it gets worse', () => {
    const due = walked([[0, '4'], ...every(1, 1, 40, '4'), [41 * 60, '2.4'], ...every(1, 42, 47, '2.4')])
    expect(due.slice(-2)).toEqual([`${41 * 60} worsened 5`, `${46 * 60} reminder 5`])
  })

  it('repeats nothing in the margin above the tier', () => {
    expect(walked([[0, '9'], ...every(1, 1, 120, '10.5')])).toEqual(['0 entered 10'])
  })

  it('acknowledged, waits for any worsening', () => {
    const entered = stepAlert(null, aReading('4'), { nowMs: START * 1000, rules: SLOW })
    const state = { ...entered.next, acknowledged: { depth: 3, atMs: START * 1000 } }
    const at = (minutes: number) => ({ nowMs: (START + minutes * 60) * 1000, rules: SLOW })
    const quiet = stepAlert(state, aReading('4'), at(30))
    const worse = stepAlert(quiet.next, aReading('2.5'), at(31))
    const after = stepAlert(worse.next, aReading('2.4'), at(36))
    expect([quiet, worse, after].map(said)).toEqual([' 5', 'worsened 5', 'reminder 5'])
  })
})

describe('time and repetition', () => {
  it.each(['20', '14', '9', '4', '0', 'none', 'unknown'])(
    'the same evaluation at %s again says nothing',
    (distance) => {
      const at = { nowMs: START * 1000, rules: RULES }
      const first = stepAlert(null, aReading(distance), at)
      expect(stepAlert(first.next, aReading(distance), at).reason).toBeNull()
    },
  )

  it('what was held back is due again at the next evaluation', () => {
    const at = { nowMs: START * 1000, rules: RULES }
    const first = stepAlert(null, aReading('9'), at)
    expect(stepAlert(first.held, aReading('9'), { ...at, nowMs: at.nowMs + 1000 }).reason).toBe('entered')
  })

  it('a clock set back neither silences nor repeats', () => {
    const hour = 3600
    const walk: Walk = [
      [0, '4'],
      [60, '4'],
      [60 - hour, '4'],
      [300 - hour, '4'],
      [301 - hour, '4'],
    ]
    expect(walked(walk)).toEqual(['0 entered 5', `${300 - hour} reminder 5`])
  })

  it('a clock set back does not shorten the minute of re-arming', () => {
    const walk: Walk = [
      [0, '9'],
      [60, '12'],
      [10, '12'],
      [69, '12'],
      [70, '12'],
    ]
    expect(walked(walk)).toEqual(['0 entered 10', '70 recovered 10'])
  })

  it('the night passes in one step: the reminder comes, the recovery needs a second look', () => {
    expect(
      walked([
        [0, '4'],
        [36_000, '4'],
      ]),
    ).toEqual(['0 entered 5', '36000 reminder 5'])
    expect(
      walked([
        [0, '4'],
        [36_000, '30'],
        [36_060, '30'],
      ]),
    ).toEqual(['0 entered 5', '36060 recovered 5'])
  })
})

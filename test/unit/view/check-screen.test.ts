import { describe, expect, it } from 'vitest'
import { type AlertStep, stepAlert } from '../../../src/alerts/step.ts'
import { checkScreen } from '../../../src/view/check-screen.ts'
import { plainPalette } from '../../../src/view/palette.ts'
import { aReading, RULES } from '../../support/alert-readings.ts'
import { anAccount, aReport, NOW_MS } from './reports.ts'

const HOUR_MS = 3_600_000
const SCREEN = { columns: null, palette: plainPalette, timeZone: 'UTC' }

/** A look at a position that stood at the same distance so many hours before. */
function standingFor(hours: number): AlertStep {
  const reading = aReading('13')
  const look = (nowMs: number) => ({ nowMs, rules: RULES, hasReminders: true })
  const { next } = stepAlert(null, reading, look(NOW_MS - hours * HOUR_MS))
  return stepAlert(next, reading, look(NOW_MS))
}

function screenOf(step: AlertStep, silencedForHours: number | null = null): string {
  const untilMs = NOW_MS + (silencedForHours ?? 0) * HOUR_MS
  return checkScreen(
    {
      status: aReport([anAccount()]),
      exitCode: 1,
      readings: [step.reading],
      steps: [step],
      held: silencedForHours === null ? [] : [{ step, untilMs }],
      reports: [],
      problems: [],
      dataAgeMs: 0,
      staleSeconds: 60,
      rules: RULES,
    },
    SCREEN,
  )
}

describe('what check prints of a reading without news', () => {
  it.each([
    { hours: 3, since: 'since 11:32, told, no reminders at 15%' },
    { hours: 27, since: 'since 2026-11-20 11:32, told, no reminders at 15%' },
  ])('says since when, and the day where it is another: $since', ({ hours, since }) => {
    expect(screenOf(standingFor(hours))).toContain(since)
  })

  it.each([
    { hours: 2, until: 'SILENCED until 16:32\n' },
    { hours: 24, until: 'SILENCED until 2026-11-22 14:32\n' },
  ])('says until when it is silenced: $until', ({ hours, until }) => {
    expect(screenOf(standingFor(3), hours)).toContain(until)
  })
})

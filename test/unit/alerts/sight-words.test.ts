import { describe, expect, it } from 'vitest'
import { unseenSight } from '../../../src/alerts/blind.ts'
import { sightAlert, type TextOptions, vanishedAlert } from '../../../src/alerts/due-alert.ts'
import { unseenState } from '../../../src/alerts/state.ts'
import { d } from '../../../src/model/decimal.ts'
import { aReading } from '../../support/alert-readings.ts'
import { START_MS } from '../../support/alert-world.ts'

const OPTIONS: TextOptions = { nowMs: START_MS, detail: 'full', namesAccount: false, remedies: new Map() }

describe('an account that cannot be seen', () => {
  const problems = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((what) => ({ what, why: 'HTTP 503' }))
  const step = (blindSinceMs: number | null, count: number) => ({
    key: 'main/data',
    next: unseenSight('main', START_MS),
    reason: 'blind' as const,
    problems: problems.slice(0, count),
    isInDanger: false,
    blindSinceMs,
  })

  it('names five problems and counts the rest', () => {
    const five = ['a: HTTP 503', 'b: HTTP 503', 'c: HTTP 503', 'd: HTTP 503', 'e: HTTP 503']
    expect(sightAlert(step(START_MS, 5), 'main', 'blind', OPTIONS).lines).toEqual(five)
    expect(sightAlert(step(START_MS, 7), 'main', 'blind', OPTIONS).lines).toEqual([...five, 'and 2 more'])
  })

  it.each([
    { name: 'at once', since: null, reason: 'blind', is: 'cannot see main' },
    { name: 'within the first minute', since: 59_999, reason: 'blind', is: 'cannot see main' },
    { name: 'after a minute', since: 60_000, reason: 'blind', is: 'cannot see main for 60 s' },
    { name: 'repeated', since: 600_000, reason: 'reminder', is: 'still cannot see main for 10 min' },
    { name: 'and seen again', since: 600_000, reason: 'sighted', is: 'main can be seen again, after 10 min' },
  ] as const)('$name: $is', ({ since, reason, is }) => {
    const alert = sightAlert(step(since === null ? null : START_MS - since, 1), 'main', reason, OPTIONS)
    expect(alert.headline).toBe(is)
    expect([alert.severity, alert.lines]).toEqual(reason === 'sighted' ? ['info', []] : ['critical', ['a: HTTP 503']])
    expect(alert.causes).toEqual([reason === 'reminder' ? 'blind' : reason])
  })
})

describe('a position that is gone', () => {
  const subject = { kind: 'position', symbol: 'SOLUSDT', side: 'LONG' } as const
  const state = { ...unseenState(aReading('9'), START_MS), subject }
  const seen = {
    atMs: START_MS - 5000,
    distancePct: d('4.2'),
    quantity: d('60'),
    updatedAtMs: 1,
    markPrice: d('165.3'),
    liquidationPrice: d('154.85'),
  }

  it('says how far from liquidation it was last seen, and when', () => {
    const alert = vanishedAlert({ ...state, lastSeen: seen }, 'liquidated', { ...OPTIONS, tier: d('5') })
    expect(alert).toMatchObject({
      headline: 'SOLUSDT long was LIQUIDATED',
      lines: ['last seen 4.20% from liquidation'],
      severity: 'critical',
      dataAtMs: START_MS - 5000,
    })
  })

  it.each([
    { name: 'never seen', lastSeen: null, dataAtMs: null },
    { name: 'without a liquidation price', lastSeen: { ...seen, distancePct: null }, dataAtMs: START_MS - 5000 },
  ])('$name: says so by saying nothing', ({ lastSeen, dataAtMs }) => {
    const alert = vanishedAlert({ ...state, lastSeen }, 'closed', { ...OPTIONS, namesAccount: true, tier: null })
    expect(alert).toMatchObject({ headline: 'main: SOLUSDT long is closed', lines: [], severity: 'info', dataAtMs })
  })
})

import { expect, it } from 'vitest'
import type { Delivery, OutboxEntry } from '../../../src/alerts/outbox.ts'
import { pastAlerts } from '../../../src/cli/past-alerts.ts'
import { StoreError } from '../../../src/errors.ts'
import { aReading } from '../../support/alert-readings.ts'
import { alertWorld, START_MS } from '../../support/alert-world.ts'

/** An alert of main with what became of it on the phone. */
function anEntry(phone: Partial<Delivery>, account = 'main'): OutboxEntry {
  const [entry] = alertWorld().look({ atSeconds: 0, readings: [aReading('9')] }).due
  if (entry === undefined) throw new Error('nothing was due')
  const sent = { channel: 'desktop', status: 'delivered', attempts: 2, failure: 'HTTP 500', claim: null } as const
  return { alert: { ...entry.alert, account }, deliveries: [sent, { ...sent, channel: 'phone', ...phone }] }
}

const logOf = (...entries: readonly OutboxEntry[]) => ({
  history: (_nowMs: number, limit: number) => entries.slice(0, limit),
})

const HEADLINE = 'SOLUSDT long 9.00% from liquidation (10% tier)'

it.each([
  { status: 'delivered', text: HEADLINE },
  { status: 'superseded', text: HEADLINE },
  { status: 'pending', text: `${HEADLINE}; phone FAILED: HTTP 500` },
  { status: 'given-up', text: `${HEADLINE}; phone FAILED: HTTP 500` },
] as const)('an alert of an earlier run that was $status reads as it did then', ({ status, text }) => {
  const alerts = pastAlerts(logOf(anEntry({ status })), ['main'], START_MS)
  expect(alerts).toEqual([{ atMs: START_MS, severity: 'critical', text }])
})

it('leaves out accounts that are not watched', () => {
  const log = logOf(anEntry({}, 'hedge'), anEntry({}, 'main'), anEntry({}, 'other'))
  expect(pastAlerts(log, ['main', 'other'], START_MS)).toHaveLength(2)
})

it('is empty when the log cannot be read, and hides no other fault', () => {
  const failing = (error: Error) => ({
    history: () => {
      throw error
    },
  })
  const broken = failing(new StoreError('the state is locked', { fault: 'locked', hint: '' }))
  expect(pastAlerts(broken, ['main'], START_MS)).toEqual([])
  expect(() => pastAlerts(failing(new RangeError('a bug')), ['main'], START_MS)).toThrow('a bug')
})

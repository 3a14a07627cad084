import { describe, expect, it } from 'vitest'
import { readingAlert } from '../../../src/alerts/due-alert.ts'
import {
  type ChannelHealth,
  claimedEntry,
  type Delivery,
  healthAfter,
  isWorthTelling,
  newEntry,
  settledEntry,
  supersededEntry,
} from '../../../src/alerts/outbox.ts'
import { causesWithOwed } from '../../../src/alerts/plan.ts'
import { d } from '../../../src/model/decimal.ts'
import { aJointReading, aMember, aReading } from '../../support/alert-readings.ts'
import { alertWorld, POLICY, START_MS } from '../../support/alert-world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const READING = aReading('9')
const ALERT = readingAlert(
  { reading: READING, reason: 'entered', causes: ['entered', 'drift'], tier: d('10'), isFirstSight: false },
  { nowMs: START_MS, detail: 'full', namesAccount: false, remedies: new Map() },
)

function entry(...deliveries: readonly Partial<Delivery>[]) {
  const made = newEntry(ALERT, ['desktop', 'phone'])
  return { ...made, deliveries: made.deliveries.map((delivery, index) => ({ ...delivery, ...deliveries[index] })) }
}
const result = (failure: string | null, channel = 'phone') => ({
  channel,
  alertIds: [ALERT.id],
  aboutChannels: [],
  failure,
})

describe('deliveries', () => {
  it('count every attempt and keep the last failure', () => {
    const failed = settledEntry(settledEntry(entry(), result('HTTP 500')), result('HTTP 502'))
    expect(failed.deliveries[1]).toEqual({
      channel: 'phone',
      status: 'pending',
      attempts: 2,
      failure: 'HTTP 502',
      claim: null,
    })
    expect(settledEntry(failed, result(null)).deliveries[1]).toMatchObject({
      status: 'delivered',
      attempts: 3,
      failure: null,
    })
  })

  it('that were made stay made', () => {
    const delivered = entry({}, { status: 'delivered', attempts: 1 })
    expect(settledEntry(delivered, result('HTTP 500')).deliveries).toEqual(delivered.deliveries)
  })

  it('are claimed on the channels that are sent to, unless another is sending there', () => {
    const claim = { holder: 'me', atMs: START_MS }
    const other = { holder: 'other', atMs: START_MS - MINUTE + 1 }
    const claims = (mine: Partial<Delivery>) =>
      claimedEntry(entry({}, mine), new Set(['phone']), claim).deliveries.map((delivery) => delivery.claim)
    expect(claims({})).toEqual([null, claim])
    expect(claims({ claim: other })).toEqual([null, other])
    expect(claims({ claim: { ...other, atMs: START_MS - MINUTE } })).toEqual([null, claim])
    expect(claims({ status: 'delivered' })).toEqual([null, null])
  })

  it('that wait are left to a newer alert', () => {
    const superseded = supersededEntry(entry({ status: 'delivered' }), START_MS)
    expect(superseded.deliveries.map(({ channel, status }) => `${channel} ${status}`)).toEqual([
      'desktop delivered',
      'phone superseded',
    ])
  })
})

describe('a channel that fails', () => {
  const ill = (failures: number, toldAtMs: number | null): ChannelHealth => ({
    channel: 'phone',
    failures,
    failingSinceMs: START_MS,
    lastFailure: 'HTTP 500',
    toldAtMs,
  })

  it.each([
    { name: 'once', health: ill(1, null), is: false },
    { name: 'twice', health: ill(2, null), is: true },
    { name: 'told just now', health: ill(9, START_MS), is: false },
    { name: 'told almost six hours ago', health: ill(9, START_MS - 6 * HOUR + 1), is: false },
    { name: 'told six hours ago', health: ill(9, START_MS - 6 * HOUR), is: true },
    { name: 'told by a clock that was six hours ahead', health: ill(9, START_MS + 6 * HOUR), is: true },
  ])('$name is worth telling: $is', ({ health, is }) => {
    expect(isWorthTelling(health, START_MS)).toBe(is)
  })

  it('keeps the time at which it began', () => {
    const first = healthAfter(null, result('HTTP 500'), START_MS)
    expect(first).toEqual(ill(1, null))
    expect(healthAfter(first, result('HTTP 502'), START_MS + 5)).toEqual({ ...ill(2, null), lastFailure: 'HTTP 502' })
    expect(healthAfter(first, result(null), START_MS)).toBeNull()
  })
})

describe('what an earlier alert still has to tell', () => {
  const owed = { outbox: new Map([[ALERT.id, entry({ status: 'delivered' })]]), nowMs: START_MS }
  const told = { ...owed, outbox: new Map([[ALERT.id, entry({ status: 'delivered' }, { status: 'delivered' })]]) }

  it.each([
    { name: 'is told with the next', causes: ['worsened'], input: owed, is: ['worsened', 'entered', 'drift'] },
    { name: 'is told once', causes: ['drift'], input: owed, is: ['drift', 'entered'] },
    { name: 'is not told with the end of it', causes: ['drift', 'recovered'], input: owed, is: ['drift', 'recovered'] },
    { name: 'is nothing once everybody has it', causes: ['worsened'], input: told, is: ['worsened'] },
  ] as const)('$name', ({ causes, input, is }) => {
    expect(causesWithOwed(causes, READING.key, input)).toEqual(is)
  })

  it('is nothing of another reading', () => {
    expect(causesWithOwed(['worsened'], 'main/DOGEUSDT/long', owed)).toEqual(['worsened'])
  })
})

describe('who speaks for whom', () => {
  const keys = (...readings: Parameters<ReturnType<typeof alertWorld>['look']>[0]['readings'] & object) =>
    alertWorld(POLICY)
      .look({ atSeconds: 0, readings })
      .messages[0]?.message.alerts.map(({ key }) => key)
  const drift = { status: 'warning', driftPct: d('1.4'), exchangePrice: d('150') } as const

  it('a pool for a member of its tier, not for one that has more to tell', () => {
    expect(keys(aMember('BTCUSDT', '9'), aJointReading('8'))).toEqual(['main/joint'])
    expect(keys(aMember('BTCUSDT', '9', { drift }), aJointReading('8'))).toContain('main/BTCUSDT/long')
  })

  it('no pool for a member that is told less gravely, at the outermost tier of a single one', () => {
    const member = aMember('BTCUSDT', '14', { tiers: [d('15'), d('10')] })
    const joint = aJointReading('14', { tiers: [d('15')] })
    expect(keys(member, joint)).toEqual(['main/joint', 'main/BTCUSDT/long'])
  })

  it('no other pool', () => {
    const member = aMember('BTCUSDT', '9', { poolKey: 'main/joint/USDC' })
    expect(keys(member, aJointReading('8'))).toContain('main/BTCUSDT/long')
  })
})

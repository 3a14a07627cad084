import { describe, expect, it } from 'vitest'
import { unseenSight } from '../../../src/alerts/blind.ts'
import { readingAlert } from '../../../src/alerts/due-alert.ts'
import { withGivenUp } from '../../../src/alerts/given-up.ts'
import { type AlertMemory, EMPTY_MEMORY } from '../../../src/alerts/memory.ts'
import { type Delivery, newEntry } from '../../../src/alerts/outbox.ts'
import { unseenState } from '../../../src/alerts/state.ts'
import type { AlertReason } from '../../../src/alerts/step.ts'
import { d } from '../../../src/model/decimal.ts'
import { aReading } from '../../support/alert-readings.ts'
import { POLICY, START_MS } from '../../support/alert-world.ts'

const HALF_AN_HOUR = 30 * 60_000
const READING = aReading('9')
const OPTIONS = { nowMs: START_MS, detail: 'full', namesAccount: false, remedies: new Map() } as const

interface Owed {
  readonly causes: readonly AlertReason[]
  readonly deliveries?: readonly Partial<Delivery>[]
  readonly channels?: readonly string[]
}

/** A memory with one alert that is still due, by default on the phone alone. */
function owing({ causes, deliveries, channels = ['phone'] }: Owed, kept: Partial<AlertMemory> = {}): AlertMemory {
  const [reason = 'entered'] = causes
  const alert = readingAlert({ reading: READING, reason, causes, tier: d('10'), isFirstSight: false }, OPTIONS)
  const entry = newEntry(alert, channels)
  const changed = entry.deliveries.map((delivery, index) => ({ ...delivery, ...deliveries?.[index] }))
  return { ...EMPTY_MEMORY, outbox: new Map([[alert.id, { ...entry, deliveries: changed }]]), ...kept }
}

function statuses(memory: AlertMemory, afterMs = HALF_AN_HOUR, policy = POLICY): readonly string[] {
  const [entry] = withGivenUp(memory, START_MS + afterMs, policy).outbox.values()
  return entry?.deliveries.map(({ channel, status }) => `${channel} ${status}`) ?? []
}

const standing = (fields: Partial<ReturnType<typeof unseenState>>) => ({
  states: new Map([[READING.key, { ...unseenState(READING, START_MS), ...fields }]]),
})
const blind = (blindSinceMs: number | null) => ({
  sights: new Map([['main', { ...unseenSight('main', START_MS), blindSinceMs }]]),
})

describe('an alert that nobody has taken', () => {
  it.each([
    { name: 'of a tier that is still held', causes: ['entered'], kept: standing({ depth: 1 }), isKept: true },
    { name: 'of a worsening, still held', causes: ['worsened'], kept: standing({ depth: 2 }), isKept: true },
    { name: 'of a reminder, still held', causes: ['reminder'], kept: standing({ depth: 1 }), isKept: true },
    { name: 'of a tier that was left', causes: ['entered'], kept: standing({ depth: 0 }), isKept: false },
    { name: 'of a worsening that is over', causes: ['worsened'], kept: standing({ depth: 0 }), isKept: false },
    { name: 'of a reminder that is over', causes: ['reminder'], kept: standing({ depth: 0 }), isKept: false },
    { name: 'of a position that is forgotten', causes: ['entered'], kept: {}, isKept: false },
    { name: 'of a liquidation', causes: ['liquidated'], kept: {}, isKept: true },
    { name: 'of auto-deleveraging', causes: ['deleveraged'], kept: {}, isKept: true },
    { name: 'of drift that stands', causes: ['drift'], kept: standing({ isDriftTold: true }), isKept: true },
    { name: 'of drift that is gone', causes: ['drift'], kept: standing({ depth: 1 }), isKept: false },
    { name: 'of drift of a position that is gone', causes: ['drift'], kept: {}, isKept: false },
    {
      name: 'of a margin call that stands',
      causes: ['margin-call'],
      kept: standing({ zoneTold: 'margin-call' }),
      isKept: true,
    },
    {
      name: 'of a margin call gone worse',
      causes: ['margin-call'],
      kept: standing({ zoneTold: 'liquidation' }),
      isKept: true,
    },
    { name: 'of a margin call that is over', causes: ['margin-call'], kept: standing({ depth: 1 }), isKept: false },
    { name: 'of a margin account that is closed', causes: ['margin-call'], kept: {}, isKept: false },
    {
      name: 'of a liquidation line that is crossed',
      causes: ['margin-liquidation'],
      kept: standing({ zoneTold: 'liquidation' }),
      isKept: true,
    },
    {
      name: 'of a liquidation line that was left',
      causes: ['margin-liquidation'],
      kept: standing({ zoneTold: 'margin-call' }),
      isKept: false,
    },
    { name: 'of blindness that lasts', causes: ['blind'], kept: blind(START_MS), isKept: true },
    { name: 'of blindness that is over', causes: ['blind'], kept: blind(null), isKept: false },
    { name: 'of an account that is forgotten', causes: ['blind'], kept: {}, isKept: false },
    { name: 'of a climb into a lesser tier', causes: ['recovered'], kept: standing({ depth: 1 }), isKept: true },
    { name: 'of a part closed, still in a tier', causes: ['reduced'], kept: standing({ depth: 1 }), isKept: true },
    { name: 'of a recovery', causes: ['recovered'], kept: { ...standing({ depth: 0 }), ...blind(1) }, isKept: false },
    {
      name: 'of two things, one of which stands',
      causes: ['fast', 'entered'],
      kept: standing({ depth: 1 }),
      isKept: true,
    },
  ] as const)('$name: kept $isKept', ({ causes, kept, isKept }) => {
    const memory = owing({ causes }, kept)
    expect(statuses(memory, HALF_AN_HOUR - 1)).toEqual(['phone pending'])
    expect(statuses(memory)).toEqual([isKept ? 'phone pending' : 'phone given-up'])
  })
})

describe('an alert that stands', () => {
  const stands = standing({ depth: 1 })

  it('is given up elsewhere once the phone has it', () => {
    const two = { causes: ['entered'], channels: ['phone', 'desktop'] } as const
    const taken = owing({ ...two, deliveries: [{ status: 'delivered' }] }, stands)
    expect(statuses(taken)).toEqual(['phone delivered', 'desktop given-up'])
  })

  it('is not given up because the desktop has it', () => {
    const two = { causes: ['entered'], channels: ['phone', 'desktop'] } as const
    const taken = owing({ ...two, deliveries: [{}, { status: 'delivered' }] }, stands)
    expect(statuses(taken)).toEqual(['phone pending', 'desktop delivered'])
  })

  it('is left to whoever is sending it just now', () => {
    const claim = { holder: 'another', atMs: START_MS + HALF_AN_HOUR - 30_000 }
    const sending = owing({ causes: ['recovered'], deliveries: [{ claim }] }, standing({ depth: 0 }))
    expect(statuses(sending)).toEqual(['phone pending'])
    expect(statuses(sending, HALF_AN_HOUR + 30_000)).toEqual(['phone given-up'])
  })

  it('moves to the channels of today when its own left the config, and only to configured ones', () => {
    const routes = { byTier: [{ tier: d('10'), channels: ['chat', 'ghost'] }], blind: [] }
    const policy = { ...POLICY, channels: [{ name: 'chat', isRemote: true }], routes }
    expect(statuses(owing({ causes: ['entered'] }, stands), 60_000, policy)).toEqual(['chat pending'])
  })

  it('its half hour starts anew after the clock was set back', () => {
    const memory = owing({ causes: ['recovered'] })
    const back = withGivenUp(memory, START_MS - 3_600_000, POLICY)
    expect(statuses(back, HALF_AN_HOUR - 3_600_001)).toEqual(['phone pending'])
    expect(statuses(back, HALF_AN_HOUR - 3_600_000)).toEqual(['phone given-up'])
  })
})

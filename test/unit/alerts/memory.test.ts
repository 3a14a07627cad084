import { describe, expect, it } from 'vitest'
import { unseenSight } from '../../../src/alerts/blind.ts'
import {
  acknowledgedMemory,
  EMPTY_MEMORY,
  settledMemory,
  silencedMemory,
  standingKeys,
  withoutDone,
} from '../../../src/alerts/memory.ts'
import { unseenState } from '../../../src/alerts/state.ts'
import { aJointReading, aReading } from '../../support/alert-readings.ts'
import { alertWorld, START_MS } from '../../support/alert-world.ts'

const SOL = { ...unseenState(aReading('9'), START_MS), depth: 2 }
const CALM = { ...unseenState(aReading('40', { key: 'main/DOGEUSDT/long', symbol: 'DOGEUSDT' }), START_MS) }
const HEDGE = { ...SOL, key: 'hedge/SOLUSDT/long', account: 'hedge' }
const JOINT = { ...unseenState(aJointReading('9'), START_MS), depth: 1 }
const BLIND = { ...unseenSight('main', START_MS), blindSinceMs: START_MS }
const SEEN = unseenSight('hedge', START_MS)

const memory = {
  ...EMPTY_MEMORY,
  states: new Map([SOL, CALM, HEDGE, JOINT].map((state) => [state.key, state])),
  sights: new Map([BLIND, SEEN].map((sight) => [sight.account, sight])),
}

describe('what an acknowledgement means', () => {
  it.each([
    { account: null, subject: 'all', keys: ['main/SOLUSDT/long', 'hedge/SOLUSDT/long', 'main/joint', 'main/data'] },
    { account: 'main', subject: 'all', keys: ['main/SOLUSDT/long', 'main/joint', 'main/data'] },
    { account: 'hedge', subject: 'all', keys: ['hedge/SOLUSDT/long'] },
    { account: null, subject: 'SOLUSDT', keys: ['main/SOLUSDT/long', 'hedge/SOLUSDT/long'] },
    { account: 'hedge', subject: 'SOLUSDT', keys: ['hedge/SOLUSDT/long'] },
    { account: null, subject: 'joint', keys: ['main/joint'] },
    { account: null, subject: 'data', keys: ['main/data'] },
    { account: 'hedge', subject: 'data', keys: [] },
    { account: null, subject: 'DOGEUSDT', keys: [] },
  ])('$subject of $account: $keys', ({ account, subject, keys }) => {
    expect(standingKeys(memory, { account, subject })).toEqual(keys)
  })

  it('marks exactly those, with the depth that was seen', () => {
    const { states, sights } = acknowledgedMemory(memory, ['main/SOLUSDT/long', 'main/data'], START_MS + 5)
    expect([...states.values()].map(({ acknowledged }) => acknowledged)).toEqual([
      { depth: 2, atMs: START_MS + 5 },
      null,
      null,
      null,
    ])
    expect([...sights.values()]).toEqual([{ ...BLIND, acknowledged: { depth: 1, atMs: START_MS + 5 } }, SEEN])
    expect(acknowledgedMemory(memory, ['main/SOLUSDT/long'], 0).sights.get('main')).toBe(BLIND)
  })
})

describe('what is remembered', () => {
  it('a silence over the same subject replaces the earlier one', () => {
    const silence = { subject: 'SOLUSDT', account: null, setAtMs: 1, untilMs: 2 }
    const once = silencedMemory(memory, silence)
    const twice = silencedMemory(once, { ...silence, untilMs: 9 })
    const other = silencedMemory(twice, { ...silence, account: 'main' })
    expect([...other.silences]).toEqual([
      ['*/SOLUSDT', { ...silence, untilMs: 9 }],
      ['main/SOLUSDT', { ...silence, account: 'main' }],
    ])
  })

  it('results of alerts that are gone change nothing', () => {
    const result = { channel: 'phone', alertIds: ['gone'], aboutChannels: ['ghost'], failure: 'HTTP 500' }
    const settled = settledMemory(memory, [result], START_MS)
    expect(settled.outbox.size).toBe(0)
    expect([...settled.channels.values()]).toEqual([
      { channel: 'phone', failures: 1, failingSinceMs: START_MS, lastFailure: 'HTTP 500', toldAtMs: null },
    ])
  })

  it('alerts that are done with are dropped, those still due are kept', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [aReading('14')] })
    expect(withoutDone(world.memory()).outbox.size).toBe(0)
    world.look({ atSeconds: 60, readings: [aReading('9')] }, ['phone'])
    const owing = withoutDone(world.memory())
    expect([...owing.outbox.values()].map(({ deliveries }) => deliveries.map(({ status }) => status))).toEqual([
      ['delivered', 'pending'],
    ])
    expect(withoutDone(owing)).toBe(owing)
  })
})

import { describe, expect, it } from 'vitest'
import { type SightState, unseenSight } from '../../../src/alerts/blind.ts'
import type { AlertDecision } from '../../../src/alerts/decide.ts'
import { type AlertMemory, EMPTY_MEMORY } from '../../../src/alerts/memory.ts'
import { isQuiet, isSameStand } from '../../../src/alerts/quiet.ts'
import { type AlertState, unseenState } from '../../../src/alerts/state.ts'
import { aReading } from '../../support/alert-readings.ts'
import { alertWorld, START_MS } from '../../support/alert-world.ts'

const STATE = unseenState(aReading('20'), START_MS)
const SIGHT = unseenSight('main', START_MS)

function remembering(states: readonly AlertState[], sights: readonly SightState[] = [SIGHT]): AlertMemory {
  return {
    ...EMPTY_MEMORY,
    states: new Map(states.map((state) => [state.key, state])),
    sights: new Map(sights.map((sight) => [sight.account, sight])),
  }
}

const decided = (memory: AlertMemory, fields: Partial<AlertDecision> = {}): AlertDecision => ({
  memory,
  messages: [],
  due: [],
  steps: [],
  sights: [],
  held: [],
  unexplained: [],
  ...fields,
})
const noisy = alertWorld().look({ atSeconds: 0, readings: [aReading('9')] })

describe('whether a decision changed anything that must be saved', () => {
  const before = remembering([STATE])
  const other = { ...STATE, key: 'main/DOGEUSDT/long' }

  it.each([
    { name: 'nothing', after: before, isQuiet: true },
    {
      name: 'the runs and samples of a state',
      after: remembering([{ ...STATE, clear: { sinceMs: 1, evaluations: 1, depth: 0 }, evaluatedAtMs: 5 }]),
      isQuiet: true,
    },
    { name: 'a depth', after: remembering([{ ...STATE, depth: 1 }]), isQuiet: false },
    { name: 'what was told of it', after: remembering([{ ...STATE, toldDepth: 1 }]), isQuiet: false },
    { name: 'drift', after: remembering([{ ...STATE, isDriftTold: true }]), isQuiet: false },
    { name: 'a margin line', after: remembering([{ ...STATE, zoneTold: 'margin-call' }]), isQuiet: false },
    {
      name: 'an acknowledgement',
      after: remembering([{ ...STATE, acknowledged: { depth: 1, atMs: 1 } }]),
      isQuiet: false,
    },
    { name: 'the time of the last message', after: remembering([{ ...STATE, lastSentAtMs: 1 }]), isQuiet: false },
    { name: 'one state of two', after: remembering([STATE, { ...other, depth: 1 }]), isQuiet: false },
    { name: 'a new reading', after: remembering([STATE, other]), isQuiet: false },
    { name: 'a reading that is gone', after: remembering([]), isQuiet: false },
    { name: 'one reading for another', after: remembering([other]), isQuiet: false },
    { name: 'a failure', after: remembering([STATE], [{ ...SIGHT, failures: 1 }]), isQuiet: false },
    { name: 'blindness', after: remembering([STATE], [{ ...SIGHT, blindSinceMs: 1 }]), isQuiet: false },
    {
      name: 'a new account',
      after: remembering([STATE], [SIGHT, { ...SIGHT, account: 'b', failures: 1 }]),
      isQuiet: false,
    },
  ] as const)('$name: quiet $isQuiet', ({ after, isQuiet: expected }) => {
    expect(isQuiet(before, decided(after))).toBe(expected)
  })

  it('never with a message, a due alert or one that is held', () => {
    const { messages, due, steps } = noisy
    const held = steps.map((step) => ({ step, untilMs: 1 }))
    const quiet = (fields: Partial<AlertDecision>) => isQuiet(before, decided(before, fields))
    expect([quiet({}), quiet({ messages }), quiet({ due }), quiet({ held })]).toEqual([true, false, false, false])
  })

  it('never when the outbox grew or shrank', () => {
    const owing = { ...before, outbox: noisy.memory.outbox }
    expect([isQuiet(before, decided(owing)), isQuiet(owing, decided(before))]).toEqual([false, false])
  })

  it('a state without a past is new', () => {
    expect([isSameStand(undefined, STATE), isSameStand(STATE, STATE)]).toEqual([false, true])
  })
})

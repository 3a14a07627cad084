import { describe, expect, it } from 'vitest'
import { type AlertDecision, decideAlerts } from '../../../src/alerts/decide.ts'
import type { AccountInput } from '../../../src/alerts/decision-input.ts'
import { marginInput } from '../../../src/alerts/margin-input.ts'
import { type AlertMemory, EMPTY_MEMORY, settledMemory } from '../../../src/alerts/memory.ts'
import { vanishedStates } from '../../../src/alerts/vanished.ts'
import { assessMargin } from '../../../src/risk/margin-standing.ts'
import { aJointReading, aReading, TIERS } from '../../support/alert-readings.ts'
import { due, inputOf, POLICY, resultsOf, titles } from '../../support/alert-world.ts'
import { aCrossAccount, aMarginSnapshot } from '../../support/margin-builders.ts'

const DAY_SECONDS = 86_400
const POWER = 'it can move money (enableWithdrawals)'
const margin = marginInput(assessMargin(aMarginSnapshot({ cross: aCrossAccount() }), TIERS), TIERS)

const whole = (fields: Partial<AccountInput>): AccountInput => ({
  account: 'main',
  sight: { account: 'main', problems: [], dataAgeMs: null },
  readings: [],
  unreadableSymbols: [],
  ...fields,
})
const part = (fields: Partial<AccountInput>): AccountInput => ({ ...whole(fields), sight: null })
const blind = whole({
  sight: { account: 'main', problems: [{ what: 'account', why: 'HTTP 503' }], dataAgeMs: null },
  readings: null,
})

/** Decides at a second; nothing is heard until it is delivered. */
function decide(memory: AlertMemory, seconds: number, account: AccountInput): AlertDecision {
  return decideAlerts(memory, { ...inputOf({ atSeconds: seconds, readings: [] }), accounts: [account] }, POLICY)
}
/** Decides at a second; all that it has to say is heard. */
function look(memory: AlertMemory, seconds: number, account: AccountInput): AlertDecision {
  const decision = decide(memory, seconds, account)
  const { nowMs } = inputOf({ atSeconds: seconds, readings: [] })
  return { ...decision, memory: settledMemory(decision.memory, resultsOf(decision, []), nowMs) }
}

const doge = (distance: string) => aReading(distance, { key: 'main/DOGEUSDT/long', symbol: 'DOGEUSDT' })
const book = [aReading('9'), doge('12'), aJointReading('14')]

describe('an account of which some readings were looked at', () => {
  const { memory } = look(EMPTY_MEMORY, 0, whole({ readings: book, margin, keyPower: POWER }))

  it('steps those, and tells what is due of them', () => {
    const decision = look(memory, 60, part({ readings: [aReading('4')] }))
    expect(due(decision)).toEqual(['main/SOLUSDT/long worsened'])
    expect(titles(decision)).toHaveLength(2)
    expect(decision.steps.map(({ reading }) => reading.key)).toEqual(['main/SOLUSDT/long'])
    expect(decision.memory.states.get('main/SOLUSDT/long')?.depth).toBe(3)
  })

  it('tells them on first sight too', () => {
    const decision = look(EMPTY_MEMORY, 0, part({ readings: [aReading('4'), aJointReading('9')] }))
    expect(due(decision)).toEqual(['main/SOLUSDT/long entered', 'main/joint entered'])
    expect([decision.sights, decision.memory.sights.size]).toEqual([[], 0])
  })

  it('leaves all others as they were: no position is gone, no pool and no margin account has ended', () => {
    const input = part({ readings: [aReading('4')] })
    const decision = look(memory, 60, input)
    expect(vanishedStates(memory, input)).toEqual([])
    expect(decision.unexplained).toEqual([])
    const others = ['main/DOGEUSDT/long', 'main/joint', 'main/margin']
    expect(others.map((key) => memory.states.get(key)?.key)).toEqual(others)
    expect(others.map((key) => decision.memory.states.get(key))).toEqual(others.map((key) => memory.states.get(key)))
  })

  it('would have lost them, had it been looked at as a whole', () => {
    const position = look(memory, 60, whole({ readings: [aReading('4'), aJointReading('14')] }))
    expect(position.unexplained.map(({ what }) => what)).toEqual(['DOGEUSDT long'])
    const pool = look(memory, 60, whole({ readings: [aReading('4'), doge('12')] }))
    expect(pool.memory.states.has('main/joint')).toBe(false)
  })

  it('is seen neither better nor worse for it', () => {
    const decision = look(memory, 60, part({ readings: [aReading('4')] }))
    expect(decision.sights).toEqual([])
    expect(memory.sights.has('main')).toBe(true)
    expect(decision.memory.sights.get('main')).toBe(memory.sights.get('main'))
  })

  it('does not come between two failures that make it blind', () => {
    const calm = look(EMPTY_MEMORY, 0, whole({ readings: [aReading('40')] })).memory
    const failed = look(calm, 5, blind)
    const between = look(failed.memory, 6, part({ readings: [aReading('40')] }))
    expect([failed, between, look(between.memory, 10, blind)].map(due)).toEqual([[], [], ['main/data blind']])
  })

  it('says nothing of its key, and remembers when that was told', () => {
    const input = { readings: [aReading('9')], keyPower: POWER }
    const powerAlerts = (decision: AlertDecision) => due(decision).filter((text) => text.includes('key-power'))
    const told = memory.sights.get('main')?.powerToldAtMs
    expect(told).toBe(inputOf({ atSeconds: 0, readings: [] }).nowMs)
    const decision = look(memory, DAY_SECONDS, part(input))
    expect(powerAlerts(decision)).toEqual([])
    expect(decision.memory.sights.get('main')?.powerToldAtMs).toBe(told)
    expect(powerAlerts(look(decision.memory, DAY_SECONDS, whole(input)))).toEqual(['main/key key-power'])
  })
})

describe('the whole of the account at the same moment', () => {
  const { memory } = look(EMPTY_MEMORY, 0, whole({ readings: book }))
  const now = [aReading('4'), doge('8'), aJointReading('9')]
  const near = part({ readings: [aReading('4'), aJointReading('9')] })

  it('sends only what was not looked at before', () => {
    const first = look(memory, 60, near)
    const second = look(first.memory, 60, whole({ readings: now }))
    expect([first, second].map(due)).toEqual([
      ['main/SOLUSDT/long worsened', 'main/joint worsened'],
      ['main/DOGEUSDT/long worsened'],
    ])
  })

  it('sends nothing that is on its way still', () => {
    const first = decide(memory, 60, near)
    const second = decide(first.memory, 60, whole({ readings: [aReading('4'), doge('12'), aJointReading('9')] }))
    expect([first.messages.length, second.messages.length]).toEqual([2, 0])
  })

  it('comes to the states that it comes to alone', () => {
    const second = look(look(memory, 60, near).memory, 60, whole({ readings: now }))
    expect(second.memory.states).toEqual(look(memory, 60, whole({ readings: now })).memory.states)
    expect(second.memory.sights).toEqual(look(memory, 60, whole({ readings: now })).memory.sights)
  })
})

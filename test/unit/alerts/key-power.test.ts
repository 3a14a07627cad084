import { describe, expect, it } from 'vitest'
import { decideAlerts } from '../../../src/alerts/decide.ts'
import { stepKeyPower } from '../../../src/alerts/key-power.ts'
import { EMPTY_MEMORY } from '../../../src/alerts/memory.ts'
import { inputOf, POLICY, START_MS } from '../../support/alert-world.ts'

const HOUR_MS = 3_600_000
const POWER = 'it can move money (enableWithdrawals)'
const options = { nowMs: START_MS, detail: 'full', namesAccount: false, remedies: new Map() } as const

describe('a key that may do more than read', () => {
  it.each([
    { name: 'is harmless', power: null, toldAtMs: null, isTold: false, next: null },
    { name: 'is harmless again', power: null, toldAtMs: START_MS - HOUR_MS, isTold: false, next: null },
    { name: 'is first seen', power: POWER, toldAtMs: null, isTold: true, next: START_MS },
    { name: 'was told 23 hours ago', power: POWER, toldAtMs: START_MS - 23 * HOUR_MS, isTold: false, next: -23 },
    { name: 'was told 24 hours ago', power: POWER, toldAtMs: START_MS - 24 * HOUR_MS, isTold: true, next: START_MS },
    { name: 'was told by a clock now set back', power: POWER, toldAtMs: START_MS + HOUR_MS, isTold: false, next: 1 },
  ])('that $name', ({ power, toldAtMs, isTold, next }) => {
    const step = stepKeyPower('main', { power, toldAtMs }, options)
    expect(step.alert !== null).toBe(isTold)
    expect(step.toldAtMs).toBe(next === null || next === START_MS ? next : START_MS + next * HOUR_MS)
  })

  it('goes to the route of blindness, in words that hold no more than the power', () => {
    const input = inputOf({ atSeconds: 0, readings: [] })
    const accounts = input.accounts.map((account) => ({ ...account, keyPower: POWER }))
    const { messages } = decideAlerts(EMPTY_MEMORY, { ...input, accounts }, POLICY)
    expect(messages.map(({ channel }) => channel)).toEqual(['desktop', 'phone'])
    expect(messages[0]?.message).toMatchObject({
      title: 'WARNING the API key of main can do more than read',
      body: POWER,
      severity: 'warning',
    })
  })

  it('is an alert of the account, without figures', () => {
    expect(stepKeyPower('main', { power: POWER, toldAtMs: null }, options).alert).toMatchObject({
      id: `main/key@${START_MS}`,
      key: 'main/key',
      account: 'main',
      reason: 'key-power',
      causes: ['key-power'],
      figures: { distancePct: null, markPrice: null, liquidationPrice: null },
      dataAtMs: null,
    })
  })

  it('stays told while the account cannot be read', () => {
    const input = inputOf({ atSeconds: 0, readings: [] })
    const seen = { ...input, accounts: input.accounts.map((account) => ({ ...account, keyPower: POWER })) }
    const first = decideAlerts(EMPTY_MEMORY, seen, POLICY)
    const lost = inputOf({ atSeconds: 5, readings: null, problems: [{ what: 'account', why: 'HTTP 503' }] })
    const second = decideAlerts(first.memory, lost, POLICY)
    const third = decideAlerts(second.memory, { ...seen, nowMs: START_MS + 10_000 }, POLICY)
    expect(third.due.filter(({ alert }) => alert.reason === 'key-power' && alert.dueAtMs > START_MS)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { decideAlerts } from '../../../src/alerts/decide.ts'
import type { AccountInput, AlertPolicy } from '../../../src/alerts/decision-input.ts'
import { type MarginInput, marginInput } from '../../../src/alerts/margin-input.ts'
import { type AlertMemory, EMPTY_MEMORY } from '../../../src/alerts/memory.ts'
import { sightLost } from '../../../src/alerts/readings.ts'
import { d } from '../../../src/model/decimal.ts'
import { assessMargin, type MarginSnapshot } from '../../../src/risk/margin-standing.ts'
import { aReading, RULES, TIERS } from '../../support/alert-readings.ts'
import { aCrossAccount, aMarginSnapshot } from '../../support/margin-builders.ts'

const policy: AlertPolicy = {
  ...RULES,
  detail: 'full',
  namesAccount: false,
  channels: [{ name: 'phone', isRemote: true }],
  routes: {
    byTier: [
      { tier: d('15'), channels: [] },
      { tier: d('10'), channels: ['phone'] },
      { tier: d('5'), channels: ['phone'] },
    ],
    blind: ['phone'],
  },
}

function margin(fields: Partial<MarginSnapshot>): MarginInput {
  return marginInput(assessMargin(aMarginSnapshot(fields), TIERS), TIERS)
}

const atLevel = (level: string) => margin({ cross: aCrossAccount({ marginLevel: d(level) }) })
const seen: AccountInput = {
  account: 'main',
  sight: { account: 'main', problems: [], dataAgeMs: 0 },
  readings: [aReading('8')],
  unreadableSymbols: [],
}
const lost: AccountInput = { ...seen, sight: sightLost('main', 'HTTP 503'), readings: null }
const outage = { readings: [], problems: [{ what: 'cross margin account', why: 'HTTP 503' }] }

function look(memory: AlertMemory, seconds: number, account: AccountInput) {
  const nowMs = seconds * 1000
  return decideAlerts(
    memory,
    { nowMs, holder: 'test', accounts: [account], evidence: new Map(), remedies: new Map() },
    policy,
  )
}

describe('futures and margin in one decision', () => {
  it('go out in one message, gravest first', () => {
    const { messages } = look(EMPTY_MEMORY, 0, { ...seen, margin: atLevel('1.2') })
    expect(messages.map(({ channel, message }) => [channel, message.title])).toEqual([
      ['phone', 'CRITICAL SOLUSDT long 8.00% from liquidation (10% tier), +1 more'],
    ])
    expect(messages[0]?.message.body).toContain(
      'cross margin has reached its MARGIN CALL, 8.33% of collateral from liquidation',
    )
    expect(messages[0]?.message.body).toContain('margin level 1.2000  call 1.3000  liquidation 1.1000')
  })

  it('lost futures do not hide margin', () => {
    const { steps, messages } = look(EMPTY_MEMORY, 0, { ...lost, margin: atLevel('1.2') })
    expect(steps.map(({ reading, causes }) => [reading.key, causes])).toEqual([
      ['main/margin', ['margin-call', 'entered']],
    ])
    expect(messages).toHaveLength(1)
  })

  it('lost margin does not hide futures, and is told as blindness', () => {
    const first = look(EMPTY_MEMORY, 0, { ...seen, margin: atLevel('1.25') })
    const second = look(first.memory, 30, { ...seen, readings: [aReading('4')], margin: outage })
    const told = second.due.map(({ alert }) => [alert.key, alert.reason])
    expect(told).toContainEqual(['main/SOLUSDT/long', 'worsened'])
    expect(told).toContainEqual(['main/data', 'blind'])
    expect(second.memory.states.has('main/margin')).toBe(true)
  })

  it('a margin account that is closed is forgotten', () => {
    const first = look(EMPTY_MEMORY, 0, { ...seen, margin: atLevel('1.25') })
    const second = look(first.memory, 30, { ...seen, margin: { readings: [], problems: [] } })
    expect(second.memory.states.has('main/margin')).toBe(false)
    const notLooked = look(first.memory, 30, seen)
    expect(notLooked.memory.states.has('main/margin')).toBe(true)
  })
})

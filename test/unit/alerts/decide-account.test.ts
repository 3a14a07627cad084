import { describe, expect, it } from 'vitest'
import { unseenSight } from '../../../src/alerts/blind.ts'
import { decideAlerts } from '../../../src/alerts/decide.ts'
import { type AccountInput, computedAccount, lostAccount } from '../../../src/alerts/decision-input.ts'
import { type MarginInput, marginInput } from '../../../src/alerts/margin-input.ts'
import { type AlertMemory, EMPTY_MEMORY, settledMemory, silencedMemory } from '../../../src/alerts/memory.ts'
import type { Reading } from '../../../src/alerts/readings.ts'
import { unseenState } from '../../../src/alerts/state.ts'
import { NO_EVIDENCE } from '../../../src/alerts/vanish.ts'
import { lastPosition, suspectKeys, vanishedStates } from '../../../src/alerts/vanished.ts'
import { d } from '../../../src/model/decimal.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import { assessMargin } from '../../../src/risk/margin-standing.ts'
import { aJointReading, aReading, TIERS } from '../../support/alert-readings.ts'
import { due, inputOf, POLICY, resultsOf, START_MS } from '../../support/alert-world.ts'
import { aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'
import { aCrossAccount, aMarginSnapshot, aPair } from '../../support/margin-builders.ts'

/** One look at accounts that share a memory; everything it has to say is heard. */
function look(memory: AlertMemory, seconds: number, accounts: readonly AccountInput[]) {
  const input = { ...inputOf({ atSeconds: seconds, readings: [] }), accounts }
  const decision = decideAlerts(memory, input, POLICY)
  return { ...decision, memory: settledMemory(decision.memory, resultsOf(decision, []), input.nowMs) }
}
const account = (name: string, fields: Partial<AccountInput> = {}): AccountInput => ({
  account: name,
  sight: { account: name, problems: [], dataAgeMs: null },
  readings: [],
  unreadableSymbols: [],
  ...fields,
})
const failing = (name: string, fields: Partial<AccountInput> = {}) =>
  account(name, {
    sight: { account: name, problems: [{ what: 'account', why: 'HTTP 503' }], dataAgeMs: null },
    ...fields,
  })
const of = (name: string, reading: Reading): Reading => ({ ...reading, account: name, key: `${name}/SOLUSDT/long` })

describe('the danger an account is in', () => {
  it('is its own: blindness elsewhere is believed at the second failure only', () => {
    const { memory } = look(EMPTY_MEMORY, 0, [account('main', { readings: [aReading('9')] }), account('hedge')])
    const both = [account('main', { readings: [aReading('9')] }), failing('hedge')]
    expect(due(look(memory, 60, both))).toEqual([])
    const own = [failing('main', { readings: null }), account('hedge')]
    expect(due(look(memory, 60, own))).toEqual(['main/data blind'])
  })

  it('is there with one reading in a tier among many outside', () => {
    const calm = aReading('40', { key: 'main/DOGEUSDT/long', symbol: 'DOGEUSDT' })
    const { memory } = look(EMPTY_MEMORY, 0, [account('main', { readings: [calm, aReading('9')] })])
    expect(due(look(memory, 60, [failing('main', { readings: null })]))).toEqual(['main/data blind'])
  })

  it('is not there outside all tiers', () => {
    const { memory } = look(EMPTY_MEMORY, 0, [account('main', { readings: [aReading('40')] })])
    expect(due(look(memory, 60, [failing('main', { readings: null })]))).toEqual([])
  })
})

describe('pools without positions', () => {
  const { memory } = look(EMPTY_MEMORY, 0, [account('main', { readings: [aJointReading('40')] })])
  const kept = (input: AccountInput) => look(memory, 60, [input]).memory.states.has('main/joint')

  it('are forgotten, unless anything is unclear', () => {
    expect(kept(account('main'))).toBe(false)
    expect(kept(failing('main'))).toBe(true)
    expect(kept(account('main', { readings: null }))).toBe(true)
    expect(kept(account('main', { readings: [aJointReading('40')] }))).toBe(true)
  })
})

describe('margin accounts that are closed', () => {
  const margin: MarginInput = marginInput(
    assessMargin(aMarginSnapshot({ cross: aCrossAccount(), isolated: [aPair()] }), TIERS),
    TIERS,
  )
  const { memory } = look(EMPTY_MEMORY, 0, [account('main', { readings: [aReading('40')], margin })])

  it('are forgotten one by one, and nothing else with them', () => {
    const cross = { ...margin, readings: margin.readings.filter(({ symbol }) => symbol === null) }
    const after = look(memory, 60, [account('main', { readings: [aReading('40')], margin: cross })]).memory
    expect([...after.states.keys()].sort()).toEqual(['main/SOLUSDT/long', 'main/margin'])
  })
})

describe('a silence over a position', () => {
  const silence = { subject: 'SOLUSDT', account: null, setAtMs: START_MS, untilMs: START_MS + 1e9 }
  const forced = (kind: 'liquidated' | 'deleveraged') => aReading('9', { forced: { kind, atMs: START_MS } })
  const { memory } = look(EMPTY_MEMORY, 0, [account('main', { readings: [aReading('9')] })])
  const silent = silencedMemory(memory, silence)

  it.each(['liquidated', 'deleveraged'] as const)('does not hold back that a part was %s', (kind) => {
    expect(due(look(silent, 60, [account('main', { readings: [forced(kind)] })]))).toEqual([
      `main/SOLUSDT/long ${kind}`,
    ])
  })

  it('holds back that its owner closed it', () => {
    const evidence = new Map([['main/SOLUSDT/long', { ...NO_EVIDENCE, forced: [], totals: 'agree' as const }]])
    const closing = (from: AlertMemory) =>
      due(decideAlerts(from, inputOf({ atSeconds: 60, readings: [], evidence }), POLICY))
    expect([closing(memory), closing(silent)]).toEqual([['main/SOLUSDT/long closed'], []])
  })

  it('is mentioned only where there is something to hold back', () => {
    expect(look(silent, 60, [account('main', { readings: [aReading('9')] })]).held).toEqual([])
    expect(look(silent, 60, [account('main', { readings: [aReading('4')] })]).held).toHaveLength(1)
  })
})

describe('positions that are gone', () => {
  const state = { ...unseenState(aReading('40'), START_MS), lastSeen: null }
  const memory = { ...EMPTY_MEMORY, states: new Map([[state.key, state]]) }

  it('are looked for in their own account', () => {
    expect(vanishedStates(memory, account('main')).map(({ key }) => key)).toEqual(['main/SOLUSDT/long'])
    expect(vanishedStates(memory, account('hedge'))).toEqual([])
    expect(vanishedStates(memory, account('main', { unreadableSymbols: ['SOLUSDT'] }))).toEqual([])
    expect(vanishedStates(memory, account('main', { readings: null }))).toEqual([])
  })

  it('of which nothing was ever known are forgotten without a word', () => {
    const decision = look(memory, 60, [account('main')])
    expect([due(decision), decision.unexplained, decision.memory.states.size]).toEqual([[], [], 0])
  })

  it('are known only with a quantity and a time', () => {
    const seen = {
      atMs: 1,
      distancePct: null,
      quantity: d('60'),
      updatedAtMs: 5,
      markPrice: null,
      liquidationPrice: null,
    }
    expect(lastPosition({ ...state, lastSeen: seen })).toEqual({
      symbol: 'SOLUSDT',
      side: 'LONG',
      quantity: d('60'),
      updatedAtMs: 5,
    })
    expect(lastPosition({ ...state, lastSeen: { ...seen, quantity: null } })).toBeNull()
    expect(lastPosition({ ...state, lastSeen: { ...seen, updatedAtMs: null } })).toBeNull()
    expect(lastPosition({ ...unseenState(aJointReading('9'), 0), lastSeen: seen })).toBeNull()
  })

  it('are asked for, as are smaller ones; one of the same size, a new one and a pool are not', () => {
    const book = [aReading('40'), of('b', aReading('40')), aJointReading('40')]
    const first = look(EMPTY_MEMORY, 0, [account('main', { readings: book })]).memory
    const quantity = d('59')
    const now = [
      aReading('40'),
      { ...of('b', aReading('40')), quantity } as Reading,
      aJointReading('40'),
      of('c', aReading('4')),
    ]
    expect(suspectKeys(first, [account('main', { readings: now })])).toEqual(['b/SOLUSDT/long'])
    expect(suspectKeys(first, [account('main', { readings: null })])).toEqual([])
    expect(suspectKeys(memory, [account('main', { readings: [aReading('40')] })])).toEqual([])
  })
})

describe('what an evaluation is given', () => {
  it('of an account that was computed', () => {
    const snapshot = aSnapshot({
      positions: [aPosition({ isolatedWallet: '10' })],
      wallets: [aWallet('USDT', '0', '10')],
      unreadable: [
        { symbol: 'XUSDT', positionSide: 'BOTH', marginType: 'ISOLATED', marginAsset: 'USDT', why: 'no mark' },
      ],
    })
    const input = computedAccount(assessAccount(snapshot, { tiers: tierTable(), nowMs: TAKEN_AT_MS }), tierTable())
    expect(input.readings?.map(({ key }) => key)).toEqual(['main/BTCUSDT/long'])
    expect([input.account, input.unreadableSymbols, input.sight.problems]).toEqual([
      'main',
      ['XUSDT'],
      [{ what: 'XUSDT', why: 'no mark' }],
    ])
  })

  it('of one that could not be read', () => {
    expect(lostAccount('main', 'HTTP 503')).toEqual({
      account: 'main',
      sight: { account: 'main', problems: [{ what: 'account', why: 'HTTP 503' }], dataAgeMs: null },
      readings: null,
      unreadableSymbols: [],
    })
  })

  it('sight is told per account', () => {
    const decision = look(EMPTY_MEMORY, 0, [account('main'), failing('hedge')])
    expect(decision.sights.map(({ key, problems }) => [key, problems.length])).toEqual([
      ['main/data', 0],
      ['hedge/data', 1],
    ])
    expect(decision.memory.sights.get('main')).toEqual(unseenSight('main', START_MS))
  })
})

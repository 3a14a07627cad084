import { expect, it, vi } from 'vitest'
import { unseenSight } from '../../../src/alerts/blind.ts'
import { type AlertMemory, EMPTY_MEMORY, settledMemory } from '../../../src/alerts/memory.ts'
import type { Evaluator } from '../../../src/app/evaluate.ts'
import { startUrgent, type UrgentLook } from '../../../src/app/urgent.ts'
import type { AlertLog } from '../../../src/ports/state-store.ts'
import { assessUrgent } from '../../../src/risk/assess.ts'
import { stakeSource } from '../../../src/risk/stake-reading.ts'
import { POLICY } from '../../support/alert-world.ts'
import { aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'

/** An isolated long at 50,000: liquidation at (50000 − wallet ÷ quantity) ÷ 0.996, with 5,000 behind each 9.6 % away. */
function urgentLook(quantity = '1'): UrgentLook {
  const snapshot = aSnapshot({
    positions: [aPosition({ isolatedWallet: '5000', quantity, entryPrice: '50000', markPrice: '50000' })],
    wallets: [aWallet('USDT', '10000')],
  })
  const source = stakeSource(snapshot)
  const rows = assessUrgent(source, { tiers: tierTable(), nowMs: TAKEN_AT_MS })
  if (rows === null) throw new Error('nothing is near')
  return { rows, source }
}

function evaluatorWith(policy: Partial<Evaluator['policy']> = {}) {
  let memory: AlertMemory = EMPTY_MEMORY
  const log: AlertLog = {
    load: () => memory,
    decide: (_nowMs, decide) => {
      const decision = decide(memory)
      memory = decision.memory
      return decision
    },
    settle: (nowMs, results) => {
      memory = settledMemory(memory, results, nowMs)
    },
    update: () => memory,
    history: () => [],
    takeFaults: () => [],
  }
  const deliver = vi.fn<Evaluator['deliver']>(async (messages) =>
    messages.map((message) => ({ ...message, failure: null })),
  )
  const evaluator: Evaluator = {
    log,
    policy: { ...POLICY, ...policy },
    tiers: tierTable(),
    holder: 'me',
    maySend: () => true,
    deliver,
  }
  return {
    evaluator,
    deliver,
    states: () => memory.states,
    blind: () => {
      const sight = { ...unseenSight('main', TAKEN_AT_MS), blindSinceMs: TAKEN_AT_MS }
      memory = { ...memory, sights: new Map([['main', sight]]) }
    },
  }
}

it('hands an entry over at once, with what would help, and has nothing due the second time', async () => {
  const { evaluator, deliver } = evaluatorWith()
  const urgent = startUrgent([urgentLook()], evaluator, TAKEN_AT_MS)
  expect(deliver).toHaveBeenCalledOnce()
  const bodies = deliver.mock.calls[0]?.[0].map(({ channel, message }) => [channel, message.body])
  expect(bodies?.map(([channel]) => channel)).toEqual(['desktop', 'phone'])
  // 15 % below 50,000 is 42,500: 50,000 − 42,500 × 0.996 − 5,000 = 2,670.
  expect(bodies?.[0]?.[1]).toMatch(/^back to 15%: close \S+ \(\d+%\), or add 2670.00 USDT$/m)
  await urgent?.sent
  expect(startUrgent([urgentLook()], evaluator, TAKEN_AT_MS + 1000)).toBeNull()
  expect(deliver).toHaveBeenCalledOnce()
})

it('counts an alert that is only printed as due', () => {
  const { evaluator } = evaluatorWith({ channels: [] })
  const urgent = startUrgent([urgentLook()], evaluator, TAKEN_AT_MS)
  expect(urgent?.decision.due.map(({ alert }) => alert.key)).toEqual(['main/BTCUSDT/long'])
})

it('leaves a position that became smaller alone: what took the rest is asked first', () => {
  const { evaluator, deliver, states } = evaluatorWith()
  startUrgent([urgentLook('1')], evaluator, TAKEN_AT_MS)
  const before = states().get('main/BTCUSDT/long')
  expect(startUrgent([urgentLook('0.9')], evaluator, TAKEN_AT_MS + 1000)).toBeNull()
  expect(states().get('main/BTCUSDT/long')).toBe(before)
  expect(deliver).toHaveBeenCalledOnce()
})

it('has nothing due when nothing is near, without a look at the memory', () => {
  const { evaluator } = evaluatorWith()
  const load = vi.spyOn(evaluator.log, 'load')
  expect(startUrgent([], evaluator, TAKEN_AT_MS)).toBeNull()
  expect(load).not.toHaveBeenCalled()
})

it('leaves an account that was blind alone: one message tells what stands there when it is seen again', () => {
  const { evaluator, deliver, states, blind } = evaluatorWith()
  blind()
  expect(startUrgent([urgentLook()], evaluator, TAKEN_AT_MS + 1000)).toBeNull()
  expect([deliver.mock.calls.length, states().size]).toEqual([0, 0])
})

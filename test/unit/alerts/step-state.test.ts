import { describe, expect, it } from 'vitest'
import type { Reading } from '../../../src/alerts/readings.ts'
import type { AlertRules } from '../../../src/alerts/rules.ts'
import { type AlertStep, stepAlert } from '../../../src/alerts/step.ts'
import { d } from '../../../src/model/decimal.ts'
import { aJointReading, aReading, RULES } from '../../support/alert-readings.ts'

const START_MS = 1_800_000_000_000
const SLOW: AlertRules = { ...RULES, fast: null }

/** Steps through readings by second; the last step. */
function stepped(walk: readonly (readonly [seconds: number, reading: Reading])[], rules = SLOW): AlertStep {
  let step: AlertStep | null = null
  for (const [seconds, reading] of walk) {
    step = stepAlert(step?.next ?? null, reading, { nowMs: START_MS + seconds * 1000, rules })
  }
  if (step === null) throw new Error('no walk')
  return step
}
const at = (seconds: number) => START_MS + seconds * 1000

describe('the state of a reading', () => {
  it('knows when it entered and when it last got worse, and forgets both outside all tiers', () => {
    const worse = stepped([
      [0, aReading('14')],
      [60, aReading('9')],
    ]).next
    expect([worse.enteredAtMs, worse.worsenedAtMs, worse.depth, worse.toldDepth]).toEqual([at(0), at(60), 2, 2])
    const less = stepped([
      [0, aReading('9')],
      [60, aReading('12')],
      [120, aReading('12')],
    ]).next
    expect([less.enteredAtMs, less.worsenedAtMs, less.depth, less.toldDepth]).toEqual([at(0), at(0), 1, 1])
    const out = stepped([
      [0, aReading('9')],
      [60, aReading('20')],
      [120, aReading('20')],
    ]).next
    expect([out.enteredAtMs, out.worsenedAtMs, out.depth, out.toldDepth]).toEqual([null, null, 0, 0])
  })

  it('goes on with a run of its own when the climb goes higher than the run', () => {
    const higher = stepped([
      [0, aReading('4')],
      [60, aReading('6.5')],
      [120, aReading('20')],
    ]).next
    expect([higher.depth, higher.clear]).toEqual([2, { sinceMs: at(120), evaluations: 1, depth: 0 }])
    const level = stepped([
      [0, aReading('4')],
      [60, aReading('6.5')],
      [120, aReading('6.5')],
    ]).next
    expect([level.depth, level.clear]).toEqual([2, null])
  })

  it('keeps an acknowledgement on a climb to another tier, and drops it outside all', () => {
    const acknowledged = { depth: 2, atMs: at(0) }
    const entered = { ...stepped([[0, aReading('9')]]).next, acknowledged }
    const climb = (distance: string) => {
      const first = stepAlert(entered, aReading(distance), { nowMs: at(60), rules: SLOW })
      return stepAlert(first.next, aReading(distance), { nowMs: at(120), rules: SLOW }).next.acknowledged
    }
    expect([climb('12'), climb('20')]).toEqual([acknowledged, null])
  })

  it('remembers the figures it was last seen with', () => {
    const { lastSeen } = stepped([[0, aReading('9', { dataAtMs: 7, updatedAtMs: 5 })]]).next
    expect(lastSeen).toEqual({
      atMs: 7,
      distancePct: d('9'),
      quantity: d('60'),
      updatedAtMs: 5,
      markPrice: d('165.3'),
      liquidationPrice: d('154.85427136'),
    })
    expect(stepped([[0, aReading('none', { dataAtMs: 7 })]]).next.lastSeen?.distancePct).toBeNull()
    expect(stepped([[0, aJointReading('9', { dataAtMs: 7 })]]).next.lastSeen).toEqual({
      atMs: 7,
      distancePct: d('9'),
      quantity: null,
      updatedAtMs: null,
      markPrice: null,
      liquidationPrice: null,
    })
  })

  it('an unknown reading is due nothing, and no first sight once something was seen', () => {
    const unknown = stepped([[0, aReading('unknown')]])
    expect([unknown.reason, unknown.causes, unknown.isFirstSight]).toEqual([null, [], true])
    const later = stepped([
      [0, aReading('9')],
      [60, aReading('unknown')],
    ])
    expect([later.isFirstSight, later.tier?.toFixed(), later.next.evaluatedAtMs]).toEqual([false, '10', at(60)])
  })

  it('drift of a pool is none, and no quantity is remembered of it', () => {
    const { next } = stepped([
      [0, aJointReading('9')],
      [60, aJointReading('8')],
    ])
    expect([next.driftClear, next.isDriftTold, next.quantityInDanger]).toEqual([null, false, null])
  })

  it('the quantity in danger is that of the last uncleared reading', () => {
    const small = (distance: string) => aReading(distance, { quantity: d('30') })
    expect(stepped([[0, aReading('40')]]).next.quantityInDanger).toBeNull()
    const cleared = stepped([
      [0, aReading('9')],
      [60, small('20')],
    ])
    expect(cleared.next.quantityInDanger?.toFixed()).toBe('60')
  })
})

describe('fast losses of pools', () => {
  const walk = (isHedged: boolean) =>
    stepped(
      [
        [0, aJointReading('60', { isHedged })],
        [60, aJointReading('30', { isHedged })],
      ],
      RULES,
    ).reason

  it('are told, but for a hedged one', () => {
    expect([walk(false), walk(true)]).toEqual(['fast', null])
  })

  it('count from the distance that was told with an inner tier, not with the outermost', () => {
    const told = (distance: string) => stepped([[0, aReading(distance)]], RULES).next.fastTold
    expect([told('14'), told('9')?.distancePct.toFixed()]).toEqual([null, '9'])
  })
})

describe('climbs', () => {
  it('are not told when the entry was not', () => {
    const held = stepAlert(null, aReading('9'), { nowMs: at(0), rules: SLOW }).held
    const first = stepAlert(held, aReading('20'), { nowMs: at(60), rules: SLOW }).held
    const second = stepAlert(first, aReading('20'), { nowMs: at(120), rules: SLOW })
    expect([second.next.depth, second.reason]).toEqual([0, null])
  })

  it('of a pool are recoveries', () => {
    const step = stepped([
      [0, aJointReading('9')],
      [60, aJointReading('20')],
      [120, aJointReading('20')],
    ])
    expect(step.reason).toBe('recovered')
  })
})

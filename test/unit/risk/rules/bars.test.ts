import { describe, expect, it } from 'vitest'
import { RULEBOOK } from '../../../../src/risk/rules/rulebook.ts'
import { aRulesInput, judged } from '../../../support/rules-input.ts'

/** The bars of the guidance where it names one, ours where it does not. */
const BARS: readonly (readonly [id: string, bar: string])[] = [
  ['PS1', '1.00% advised, 3.00% at most, of equity lost at the stop'],
  ['PS2', 'above 50.00% of the allowed leverage, leaving may cost 10.00% of the way to liquidation'],
  ['PS3', 'maintenance margin from brackets less than a day old'],
  ['PS4', 'smaller beyond 0.10% per 8 h, when you pay it'],
  ['PS5', 'review beyond 10.00% from entry or of weight'],
  ['LM1', 'a setting that is neither 20x nor the maximum, or that you changed'],
  ['LM2', 'half the effective leverage inside the window'],
  ['LM3', 'a cross position has a stop within 10.00%'],
  ['LM5', 'effective leverage not above the setting'],
  ['OT2', 'callback of at least 1.5 ATR(14) of 4h'],
  ['OT3', 'post-only where less than 10,000,000 trades a day or 100,000 rests near the price'],
  ['FR1', 'the present rate is not among the dearest tenth of its last 90'],
  ['FR2', 'not above 0.0500% per 8 h in 6 of the last 9 settlements'],
  ['FR3', 'not below -0.0700% per 8 h in 6 of the last 9 settlements'],
  ['FR4', 'funding takes at most 1.00% of the cushion a day'],
  ['FR5', 'no change of sign within 24 h, beyond 0.0050% on either side'],
  ['RM1', 'an evaluation by check or watch within 10 min'],
  ['RM2', '15% / 10% / 5%'],
  ['RM3', 'nothing added and no leverage raised while losing, no jump of the used margin, within 24 h'],
  ['RM5', 'an hourly rise below 3 standard deviations'],
  ['FQ1', 'a fund that did not lose 10.00% within a day'],
  ['FQ3', 'not in profit and first in the queue (4 of 4), nor at high risk'],
  ['FQ5', 'a target worth at least the risk (R of 1)'],
  ['RR1', 'closed when maintenance margin reaches the balance (ratio 100%)'],
]

describe('the bar a rule goes by', () => {
  it.each(BARS)('%s: %s', (id, bar) => {
    expect(judged(id, aRulesInput()).figure).toBe(bar)
  })

  it('follows the configuration', () => {
    const figures = { fundingBothSigns: true, profile: 'beginner' } as const
    const input = aRulesInput({ figures })
    expect([judged('PS4', input).figure, judged('IC4', input).figure]).toEqual([
      'smaller beyond 0.10% per 8 h, paid or received',
      'profile beginner',
    ])
  })

  it.each(RULEBOOK.map(({ id }) => id))('%s has one, and says something with nothing open', (id) => {
    const { figure, evidence } = judged(id, aRulesInput())
    expect([figure, ...evidence].filter((text) => text.trim() === '')).toEqual([])
    expect(evidence.length).toBeGreaterThan(0)
  })
})

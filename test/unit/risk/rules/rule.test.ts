import { describe, expect, it } from 'vitest'
import { d } from '../../../../src/model/decimal.ts'
import { phrase } from '../../../../src/risk/phrase.ts'
import { nearestOf, type RuleStatus, verdictOver } from '../../../../src/risk/rules/rule.ts'
import { judgeRules, RULEBOOK, ruleNamed } from '../../../../src/risk/rules/rulebook.ts'
import { phraseText } from '../../../../src/view/phrase.ts'
import { ETH_SHORT, FUNDED, LONG } from '../../../support/rule-edges.ts'
import { aRulesInput } from '../../../support/rules-input.ts'

describe('the verdict over several judgements', () => {
  const over = (...statuses: readonly RuleStatus[]) => {
    const judgements = statuses.map((status) => ({ status, text: phrase`${status}` }))
    const { status, evidence, concerns } = verdictOver(phrase`bar`, judgements, phrase`nothing`)
    return { status, evidence: evidence.map(phraseText).join(' '), concerns }
  }

  it.each([
    { name: 'of each kind', is: over('pass', 'info', 'unknown', 'warn', 'fail'), status: 'fail', concerns: 3 },
    { name: 'of unknown and passed', is: over('pass', 'unknown'), status: 'unknown', concerns: 1 },
    { name: 'of passed and told', is: over('info', 'pass'), status: 'pass', concerns: undefined },
    { name: 'of none', is: over(), status: 'info', concerns: undefined },
  ])('$name is $status, with $concerns lines that speak for it', ({ is, status, concerns }) => {
    expect([is.status, is.concerns]).toEqual([status, concerns])
  })

  it('tells the gravest first, and what it was told to say of nothing', () => {
    expect(over('pass', 'info', 'unknown', 'warn', 'fail').evidence).toBe('fail warn unknown pass info')
    expect(over().evidence).toBe('nothing')
  })

  it('has no count of concerns where there are none', () => {
    expect(verdictOver(phrase`bar`, [{ status: 'pass', text: phrase`fine` }], phrase`nothing`)).not.toHaveProperty(
      'concerns',
    )
  })
})

describe('the position nearest to its liquidation', () => {
  /** Liquidated 9.6386, 49.7992 and never away. */
  const { positions } = aRulesInput({
    positions: [LONG, ETH_SHORT, { ...FUNDED, symbol: 'XRPUSDT' }],
    equity: '50',
  }).risk
  const [near, far, never] = positions
  if (near === undefined || far === undefined || never === undefined) throw new Error('three rows')

  it.each([
    { name: 'first', rows: [near, far, never] },
    { name: 'last', rows: [never, far, near] },
    { name: 'in the middle', rows: [far, near, never] },
    { name: 'before two that nothing liquidates', rows: [near, never, never] },
  ])('$name', ({ rows }) => {
    expect(nearestOf(rows)).toBe(near)
  })

  it('has no distance where none has, and is nobody among none', () => {
    expect(nearestOf([never])?.distancePct).toBeNull()
    expect(nearestOf([])).toBeNull()
  })
})

describe('the rulebook over an account', () => {
  it('answers rule by rule, in the order asked, with everything a screen needs', () => {
    const rules = ['LM1', 'PS3'].flatMap((id) => ruleNamed(id) ?? [])
    const [first, second] = judgeRules(rules, aRulesInput({ positions: [{ ...LONG, leverage: 20 }] }))
    expect([first?.id, first?.status, first?.section, first?.isCore, first?.title, first?.more]).toEqual([
      'LM1',
      'warn',
      'Leverage',
      true,
      'choose leverage yourself',
      'liqwatch leverage',
    ])
    expect(first).not.toHaveProperty('judge')
    expect([second?.id, second?.status, second?.evidence.length]).toEqual(['PS3', 'pass', 1])
  })

  it('counts the account among the concerns of effective leverage', () => {
    const rule = ruleNamed('LM5')
    // 97 ÷ 7 is more than 10x for the position, 97 ÷ 8 for the account
    const losing = aRulesInput({ positions: [{ ...LONG, markPrice: d('97') }], equity: '11' })
    const cross = aRulesInput({ positions: [ETH_SHORT], equity: '5' })
    expect([rule?.judge(losing).concerns, rule?.judge(cross).concerns]).toEqual([2, 1])
    expect(rule?.judge(aRulesInput({ positions: [LONG] })).concerns).toBeUndefined()
  })

  it('holds every rule once', () => {
    expect(judgeRules(RULEBOOK, aRulesInput())).toHaveLength(RULEBOOK.length)
  })
})

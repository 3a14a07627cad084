import { FRAME_RULES } from './frame.ts'
import { FUNDING_RULES } from './funding-awareness.ts'
import { ISOLATED_CROSS_RULES } from './isolated-cross.ts'
import { LEVERAGE_RULES } from './leverage-management.ts'
import { ORDER_RULES } from './order-types.ts'
import { POSITION_SIZING_RULES } from './position-sizing.ts'
import { MONITORING_RULES } from './risk-monitoring.ts'
import { RISK_RESERVE_RULES } from './risk-reserve.ts'
import type { Rule, RuleResult, RulesInput } from './rule.ts'

/** Every rule, in the order of the guidance: the 25, the frame around them, then the two other documents. */
export const RULEBOOK: readonly Rule[] = [
  ...POSITION_SIZING_RULES,
  ...LEVERAGE_RULES,
  ...ORDER_RULES,
  ...FUNDING_RULES,
  ...MONITORING_RULES,
  ...FRAME_RULES,
  ...RISK_RESERVE_RULES,
  ...ISOLATED_CROSS_RULES,
]

/** The rule with this id; case makes no difference. `null` for none. */
export function ruleNamed(typed: string): Rule | null {
  const id = typed.trim().toUpperCase()
  return RULEBOOK.find((rule) => rule.id === id) ?? null
}

/** What these rules say of an account. */
export function judgeRules(rules: readonly Rule[], input: RulesInput): readonly RuleResult[] {
  return rules.map(({ judge, ...rule }) => ({ ...rule, ...judge(input) }))
}

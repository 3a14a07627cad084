import type { Config } from '../config/config.ts'
import type { AuditFigures } from '../risk/order-audit.ts'
import type { RuleFigures } from '../risk/rules/rule.ts'

/** The figures that the rules go by, as the config has them. */
export function ruleFigures({ rules, openInterest }: Config): RuleFigures {
  const { thinBook, ...rest } = rules
  return { ...rest, thin: thinBook, openInterestZ: openInterest.zScore }
}

/** The figures that the audit of orders goes by. */
export function auditFigures({ rules, tiers }: Config): AuditFigures {
  return { atrMultiple: rules.atr.multiple, atrInterval: rules.atr.interval, thin: rules.thinBook, tiers }
}

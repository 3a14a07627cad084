import type { LeverageBracket } from '../../model/bracket.ts'
import type { AccountRisk, PoolRisk, PositionRisk } from '../../risk/report.ts'
import type { RuleResult } from '../../risk/rules/rule.ts'
import { liquidationPriceText } from '../book-row.ts'

/** The user's own figures, as far as they are at hand; `null` where there are none. */
export interface Own {
  readonly account: AccountRisk | null
  readonly position: PositionRisk | null
  /** Brackets of the position's symbol. */
  readonly bracket: LeverageBracket | null
  /** What the rule that is explained says of the account; absent for other topics. */
  readonly rule?: RuleResult
}

export const NOTHING_OWN: Own = { account: null, position: null, bracket: null }

export type TopicKind = 'column' | 'formula' | 'alert' | 'word' | 'setting' | 'rule' | 'failure'

/** One thing that can be explained. */
export interface Topic {
  readonly kind: TopicKind
  /** What the user types, in the spelling that the list shows. */
  readonly name: string
  readonly title: string
  /** General words, one paragraph an entry. */
  readonly text: readonly string[]
  /** The same with the user's own numbers; empty when they do not suffice. */
  readonly own: (own: Own) => readonly string[]
  /** Other names it is found by. */
  readonly aliases?: readonly string[]
  /** Topics that say more; each is the name of one. */
  readonly see?: readonly string[]
}

/** A topic without numbers. */
export function plainTopic(kind: TopicKind, name: string, title: string, ...text: readonly string[]): Topic {
  return { kind, name, title, text, own: () => [] }
}

/** Lines about the user's position, when there is one. */
export function aboutPosition(lines: (risk: PositionRisk, own: Own) => readonly string[]): Topic['own'] {
  return (own) => (own.position === null ? [] : lines(own.position, own))
}

/** The pool that a cross position lives in; `null` for an isolated one or when it is not known. */
export function poolOf(risk: PositionRisk, { account }: Own): PoolRisk | null {
  if (account === null || risk.position.marginType === 'ISOLATED') return null
  return account.pools.find(({ symbols }) => symbols.includes(risk.position.symbol)) ?? null
}

/** `SOLUSDT long`. */
export function subjectOf({ position }: PositionRisk): string {
  return `${position.symbol} ${position.side.toLowerCase()}`
}

/** The liquidation price for a sentence. */
export function liquidationWords(risk: PositionRisk): string {
  return risk.liquidation.status === 'unknown' ? `n/a (${risk.liquidation.reason})` : liquidationPriceText(risk)
}

import type { LeverageBracket } from '../../model/bracket.ts'
import { isStopUnreadable } from '../../risk/protective-stop.ts'
import type { AccountRisk, PoolRisk, PositionRisk } from '../../risk/report.ts'
import type { RuleResult } from '../../risk/rules/rule.ts'
import { liquidationPriceText } from '../book-row.ts'
import { percent, tierName } from '../format.ts'

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

/** The distance for a sentence. */
export function distanceWords({ liquidation, distancePct }: PositionRisk): string {
  if (liquidation.status === 'unknown') return `n/a (${liquidation.reason})`
  return liquidation.status === 'none' ? 'none' : percent(distancePct)
}

/** Where the distance stands among the tiers, for a sentence. */
export function tierWords({ liquidation, tier }: PositionRisk): string {
  if (liquidation.status === 'unknown') return `n/a (${liquidation.reason})`
  return tier === null ? 'outside every tier' : `inside the ${tierName(tier)} tier`
}

/** Why there is no stop to tell of: `none`, unless the orders could not be read. */
export function noStopWords({ position }: PositionRisk, { account }: Own): string {
  const isUnreadable = account !== null && isStopUnreadable(position.symbol, account)
  return isUnreadable ? 'n/a, because its orders could not be read' : 'none was found'
}

/** The liquidation price for a sentence. */
export function liquidationWords(risk: PositionRisk): string {
  return risk.liquidation.status === 'unknown' ? `n/a (${risk.liquidation.reason})` : liquidationPriceText(risk)
}

import type { Rule } from '../../risk/rules/rule.ts'
import { RULEBOOK } from '../../risk/rules/rulebook.ts'
import { phraseText } from '../phrase.ts'
import { RULE_WORDS } from './rule-words.ts'
import type { Own, Topic } from './topic.ts'

/** One topic for each rule of the guidance. */
export const RULE_TOPICS: readonly Topic[] = RULEBOOK.map((rule) => ({
  kind: 'rule',
  name: rule.id,
  title: rule.title,
  text: [...(RULE_WORDS[rule.id] ?? []), `How far the source can be trusted: ${rule.source}.`, `More: ${rule.more}`],
  own: (own) => ownLines(rule, own),
}))

function ownLines({ id }: Rule, { rule }: Own): readonly string[] {
  if (rule === undefined || rule.id !== id) return []
  return [`${rule.status}; figure: ${phraseText(rule.figure)}`, ...rule.evidence.map(phraseText)]
}

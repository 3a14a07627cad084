import { nearestNames } from '../../model/suggest.ts'
import { foreign, type Screen, wrap } from '../screen.ts'
import { ACTING_TOPICS } from './acting.ts'
import { COLUMN_TOPICS } from './columns.ts'
import { ENTRY_TOPICS } from './entries.ts'
import { FAILURE_TOPICS } from './failures.ts'
import { FORMULA_TOPICS } from './formulas.ts'
import { MARGIN_TOPICS } from './margin.ts'
import { MARKET_TOPICS } from './market.ts'
import { ORDER_TOPICS } from './orders.ts'
import { RULE_TOPICS } from './rules.ts'
import type { Own, Topic, TopicKind } from './topic.ts'

/** Every topic of columns, formulas, rules and failures, in the order of the list. */
export const TOPICS: readonly Topic[] = [
  ...COLUMN_TOPICS,
  ...FORMULA_TOPICS,
  ...MARGIN_TOPICS,
  ...ENTRY_TOPICS,
  ...ACTING_TOPICS,
  ...MARKET_TOPICS,
  ...ORDER_TOPICS,
  ...RULE_TOPICS,
  ...FAILURE_TOPICS,
]

export type FoundTopic =
  | { readonly status: 'found'; readonly topic: Topic }
  /** Nearest names first; empty when nothing comes near. */
  | { readonly status: 'unknown'; readonly suggestions: readonly string[] }

const SUGGESTIONS = 3

/**
 * The topic with this name; case, blanks and underscores make no difference.
 *
 * @param topics what can be explained; other rooms may add theirs to `TOPICS`
 */
export function findTopic(typed: string, topics: readonly Topic[] = TOPICS): FoundTopic {
  const wanted = plainName(typed)
  const topic = topics.find(({ name }) => plainName(name) === wanted)
  if (topic !== undefined) return { status: 'found', topic }
  const names = topics.map(({ name }) => name)
  return { status: 'unknown', suggestions: nearestNames(wanted, names, SUGGESTIONS) }
}

function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
}

/** A topic in words, then with the user's own numbers where there are some. */
export function explanation(topic: Topic, own: Own, screen: Screen): string {
  const title = wrap(`${topic.name}: ${topic.title}`, screen).map((line) => screen.palette('strong', line))
  const general = topic.text.flatMap((paragraph) => ['', ...wrap(paragraph, screen, 0, 0)])
  const mine = topic.own(own).flatMap((line) => wrap(foreign(line), screen, 2))
  const withOwn = mine.length === 0 ? [] : ['', 'with your numbers:', ...mine]
  return `${[...title, ...general, ...withOwn].join('\n')}\n`
}

const KIND_TITLES: Readonly<Record<TopicKind, string>> = {
  column: 'columns',
  formula: 'formulas',
  rule: 'rules',
  failure: 'error codes',
}

/** The names of all topics by kind, for `explain` without one. */
export function topicList(screen: Screen, topics: readonly Topic[] = TOPICS): string {
  const kinds = [...new Set(topics.map(({ kind }) => kind))]
  const lines = kinds.flatMap((kind) => {
    const names = topics.filter((topic) => topic.kind === kind).map(({ name }) => name)
    return [screen.palette('strong', KIND_TITLES[kind]), ...wrap(`  ${names.join('  ')}`, screen, 2), '']
  })
  return `${lines.join('\n')}`
}

import { nearestNames } from '../../model/suggest.ts'
import { foreign, type Screen, wrap } from '../screen.ts'
import { ACTING_TOPICS } from './acting.ts'
import { COLUMN_TOPICS } from './columns.ts'
import { ACTING_COLUMN_TOPICS } from './columns-acting.ts'
import { LOOKING_COLUMN_TOPICS } from './columns-looking.ts'
import { POSITION_COLUMN_TOPICS } from './columns-positions.ts'
import { ENTRY_TOPICS } from './entries.ts'
import { FAILURE_TOPICS } from './failures.ts'
import { SETUP_FAILURE_TOPICS } from './failures-setup.ts'
import { FORMULA_TOPICS } from './formulas.ts'
import { JOURNAL_TOPICS } from './journal.ts'
import { MARGIN_TOPICS } from './margin.ts'
import { MARKET_TOPICS } from './market.ts'
import { METRICS_TOPICS } from './metrics.ts'
import { ORDER_TOPICS } from './orders.ts'
import { PAST_TOPICS } from './past.ts'
import { REASON_TOPICS } from './reasons.ts'
import { RULE_TOPICS } from './rules.ts'
import { ALERTING_SETTING_TOPICS } from './settings-alerting.ts'
import { RULE_SETTING_TOPICS } from './settings-rules.ts'
import type { Own, Topic } from './topic.ts'
import { WORD_TOPICS } from './words.ts'

/** Every topic of columns, formulas, rules and failures, in the order of the list. */
export const TOPICS: readonly Topic[] = [
  ...COLUMN_TOPICS,
  ...POSITION_COLUMN_TOPICS,
  ...ACTING_COLUMN_TOPICS,
  ...LOOKING_COLUMN_TOPICS,
  ...FORMULA_TOPICS,
  ...MARGIN_TOPICS,
  ...ENTRY_TOPICS,
  ...ACTING_TOPICS,
  ...MARKET_TOPICS,
  ...ORDER_TOPICS,
  ...JOURNAL_TOPICS,
  ...PAST_TOPICS,
  ...REASON_TOPICS,
  ...WORD_TOPICS,
  ...METRICS_TOPICS,
  ...ALERTING_SETTING_TOPICS,
  ...RULE_SETTING_TOPICS,
  ...RULE_TOPICS,
  ...FAILURE_TOPICS,
  ...SETUP_FAILURE_TOPICS,
]

export type FoundTopic =
  | { readonly status: 'found'; readonly topic: Topic }
  /** Nearest names first; empty when nothing comes near. */
  | { readonly status: 'unknown'; readonly suggestions: readonly string[] }

const SUGGESTIONS = 3

/**
 * The topic with this name, or else with this alias; case, blanks and punctuation make no difference.
 *
 * @param topics what can be explained; other rooms may add theirs to `TOPICS`
 */
export function findTopic(typed: string, topics: readonly Topic[] = TOPICS): FoundTopic {
  const wanted = plainName(typed)
  const topic =
    topics.find(({ name }) => plainName(name) === wanted) ??
    topics.find(({ aliases = [] }) => aliases.some((alias) => plainName(alias) === wanted))
  if (topic !== undefined) return { status: 'found', topic }
  const names = topics.map(({ name }) => name)
  return { status: 'unknown', suggestions: nearestNames(wanted, names, SUGGESTIONS) }
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.#]+/gu, '-')
    .replace(/^-|-$/g, '')
}

/** A topic in words, then with the user's own numbers where there are some. */
export function explanation(topic: Topic, own: Own, screen: Screen): string {
  const title = wrap(`${topic.name}: ${topic.title}`, screen).map((line) => screen.palette('strong', line))
  const general = topic.text.flatMap((paragraph) => ['', ...wrap(paragraph, screen, 0, 0)])
  const mine = topic.own(own).flatMap((line) => wrap(foreign(line), screen, 2))
  const withOwn = mine.length === 0 ? [] : ['', 'with your numbers:', ...mine]
  return `${[...title, ...general, ...withOwn, ...seeAlso(topic, screen)].join('\n')}\n`
}

function seeAlso({ see = [] }: Topic, screen: Screen): readonly string[] {
  if (see.length === 0) return []
  return ['', ...wrap(`see also: liqwatch explain ${see.join(', ')}`, screen, 0, 2)]
}

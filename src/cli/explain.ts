import { observeAccount } from '../app/observe.ts'
import { EXIT, type ExitCode, LiqwatchError, UsageError } from '../errors.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { AccountRisk, PositionRisk } from '../risk/report.ts'
import { explanation, findTopic, TOPICS } from '../view/explain/explain.ts'
import { NOTHING_OWN, type Own, type Topic } from '../view/explain/topic.ts'
import { chapterList, topicList, topicsOfChapter } from '../view/explain/topic-index.ts'
import { headDocument, jsonText } from '../view/json.ts'
import { plainPalette } from '../view/palette.ts'
import type { ExplainFlags } from './commands/explain.ts'
import { printAnswer, printNotice } from './output.ts'
import type { RulesCase } from './rules.ts'
import { screenOf } from './screen.ts'
import { openServices, type Services } from './services.ts'
import { heldSymbol } from './symbol-argument.ts'

/** Prints one topic with the user's own numbers where the account can be read, or the list of topics. */
export async function runExplain(typed: string | undefined, flags: ExplainFlags): Promise<ExitCode> {
  const screen = screenOf(process.stdout, flags)
  if (typed === undefined) {
    printAnswer(flags.json === true ? topicsDocument(TOPICS) : topicList(screen))
    return EXIT.ok
  }
  const chapter = topicsOfChapter(typed)
  if (chapter !== null) {
    printAnswer(flags.json === true ? topicsDocument(chapter) : (chapterList(typed, screen) ?? ''))
    return EXIT.ok
  }
  const topic = topicNamed(typed)
  const own = topic.kind === 'failure' ? NOTHING_OWN : await ownNumbers(topic, flags)
  printAnswer(flags.json === true ? explainDocument(topic, own) : explanation(topic, own, screen))
  return EXIT.ok
}

function topicNamed(typed: string): Topic {
  const found = findTopic(typed)
  if (found.status === 'found') return found.topic
  const { suggestions } = found
  throw new UsageError(`there is no topic ${JSON.stringify(typed)}`, {
    hint: suggestions.length === 0 ? 'liqwatch explain lists the topics' : `did you mean ${suggestions.join(', ')}?`,
  })
}

/** A topic is told without numbers where there is no config, and with a notice where the account cannot be read. */
async function ownNumbers(topic: Topic, flags: ExplainFlags): Promise<Own> {
  try {
    const services = await openServices(flags)
    try {
      const [account] = await services.openEach('all')
      if (account === undefined) return NOTHING_OWN
      if ('failure' in account) throw account.failure
      return await services.withinTimeout(async () => {
        const observation = await observeAccount(account, services.config.tiers)
        const own = ownOf(observation.snapshot, observation.risk, flags.symbol)
        return topic.kind === 'rule'
          ? { ...own, ...(await ruleResult(topic, services, { account, observation })) }
          : own
      })
    } finally {
      await services.close()
    }
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof LiqwatchError)) throw error
    if (error.code !== 'config-missing') printNotice(`without your own numbers: ${error.message}`)
    return NOTHING_OWN
  }
}

async function ruleResult(
  { name }: Topic,
  services: Services,
  read: Omit<RulesCase, 'rules'>,
): Promise<Pick<Own, 'rule'>> {
  const { judgeAccount, rulesNamed } = await import('./rules.ts')
  const { results } = await judgeAccount(services, { ...read, rules: rulesNamed(name) })
  const [rule] = results
  return rule === undefined ? {} : { rule }
}

function ownOf(snapshot: AccountSnapshot, risk: AccountRisk, typed: string | undefined): Own {
  const position = typed === undefined ? (risk.positions[0] ?? null) : positionOf(risk, typed)
  const bracket = position === null ? null : (snapshot.brackets.get(position.position.symbol) ?? null)
  return { account: risk, position, bracket }
}

function positionOf(risk: AccountRisk, typed: string): PositionRisk | null {
  const symbol = heldSymbol(typed, risk)
  return risk.positions.find(({ position }) => position.symbol === symbol) ?? null
}

function explainDocument(topic: Topic, own: Own): string {
  const plain = { columns: null, palette: plainPalette, timeZone: 'UTC' }
  const head = headDocument({ command: 'explain', asOfMs: Date.now(), verdict: null })
  return jsonText({ ...head, topic: { name: topic.name, kind: topic.kind, text: explanation(topic, own, plain) } })
}

function topicsDocument(topics: readonly Topic[]): string {
  const head = headDocument({ command: 'explain', asOfMs: Date.now(), verdict: null })
  return jsonText({ ...head, topics: topics.map(({ name, kind, title }) => ({ name, kind, title })) })
}

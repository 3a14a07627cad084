import type { Observation } from '../app/observe.ts'
import { type RulesReading, readRules, weightPerSymbol } from '../app/rules-reading.ts'
import { loadMacroCalendar } from '../config/calendar-files.ts'
import { type ExitCode, UsageError } from '../errors.ts'
import { nearestName } from '../model/suggest.ts'
import type { Rule, RuleResult } from '../risk/rules/rule.ts'
import { judgeRules, RULEBOOK, ruleNamed } from '../risk/rules/rulebook.ts'
import { type RulesReport, rulesDocument, rulesRows, rulesScreen } from '../view/rules-screen.ts'
import type { RulesFlags } from './commands/rules.ts'
import { observeOne } from './one-account.ts'
import { printFlatTable } from './print-table.ts'
import { tellingReading } from './reading-line.ts'
import { ruleFigures } from './rule-figures.ts'
import type { OpenAccount, Services } from './services.ts'
import { readStateFacts } from './state-facts.ts'

/** Judges the chosen rules on one account and prints them. */
export async function runRules(services: Services, flags: RulesFlags): Promise<ExitCode> {
  const rules = chosenRules(flags)
  const { account, ...observation } = await observeOne(services)
  const { results, reading } = await judgeAccount(services, { account, observation, rules })
  const { snapshot, risk } = observation
  const report: RulesReport = {
    account: risk.account,
    asOfMs: Math.max(services.clock.nowMs(), snapshot.takenAtMs),
    dataAgeMs: Math.max(0, services.clock.nowMs() - snapshot.takenAtMs),
    profile: services.config.rules.profile,
    results,
    gaps: [...snapshot.gaps, ...reading.gaps],
    ages: reading.ages,
  }
  return printFlatTable(services, {
    document: () => rulesDocument(report),
    rows: () => rulesRows(report),
    screen: (screen) => rulesScreen(report, screen, flags.id === undefined ? 'list' : 'full'),
  })
}

/** One account with the rules that are to be judged on it. */
export interface RulesCase {
  readonly account: OpenAccount
  readonly observation: Observation
  readonly rules: readonly Rule[]
}

/** Reads what the rules need beyond the account, and what they say of it. */
export async function judgeAccount(
  services: Services,
  { account, observation, rules }: RulesCase,
): Promise<{ readonly results: readonly RuleResult[]; readonly reading: RulesReading }> {
  const { config } = services
  const [calendar, state] = await Promise.all([
    loadMacroCalendar(config.calendar.files),
    readStateFacts(services, account.account),
  ])
  const question = {
    rules,
    tiers: config.tiers,
    figures: ruleFigures(config),
    crossCheck: config.crossCheck,
    calendar,
    windowHours: config.calendar.windowHours,
    state,
  }
  const symbols = new Set(observation.snapshot.positions.map(({ symbol }) => symbol)).size
  const long = { what: 'the market', symbols, weight: symbols * weightPerSymbol(rules) }
  const reading = await tellingReading(services, account.exchange, long, (exchange) =>
    readRules({ ...account, exchange }, observation, question),
  )
  return { results: judgeRules(rules, reading.input), reading }
}

function chosenRules({ id, all }: RulesFlags): readonly Rule[] {
  if (id !== undefined) return rulesNamed(id)
  return all === true ? RULEBOOK : RULEBOOK.filter(({ isCore }) => isCore)
}

/**
 * The rules of a list of ids, separated by commas.
 *
 * @throws UsageError for an id that does not exist
 */
export function rulesNamed(typed: string): readonly Rule[] {
  return typed.split(',').map((id) => {
    const rule = ruleNamed(id)
    if (rule !== null) return rule
    const near = nearestName(
      id.trim().toUpperCase(),
      RULEBOOK.map((known) => known.id),
    )
    throw new UsageError(`there is no rule ${JSON.stringify(id)}`, {
      hint: near === null ? 'liqwatch rules --all lists them' : `did you mean ${near}?`,
    })
  })
}

import { rememberBook } from '../app/book-looks.ts'
import { type CheckedAccount, type CheckResult, COMPLETE_BY_MS } from '../app/check.ts'
import { reasonOf } from '../app/reason.ts'
import { CHECK_EXIT } from '../errors.ts'
import type { Rule, RuleResult } from '../risk/rules/rule.ts'
import { RULEBOOK } from '../risk/rules/rulebook.ts'
import { worstVerdict } from '../risk/verdict.ts'
import type { CheckReport } from '../view/check-screen.ts'
import type { Json } from '../view/json.ts'
import { phraseText } from '../view/phrase.ts'
import { ruleJson } from '../view/rules-screen.ts'
import { judgeAccount, rulesNamed } from './rules.ts'
import type { OpenAccount, Services } from './services.ts'

/** What `--fail-on` names: `rules` for any of the 25 that fails, or ids, of which a warning counts too. */
export interface RuleBar {
  readonly rules: readonly Rule[]
  readonly isBroken: (result: RuleResult) => boolean
}

/**
 * Reads the value of `--fail-on`.
 *
 * @throws UsageError for an id that does not exist
 */
export function ruleBar(typed: string): RuleBar {
  if (typed === 'rules') {
    return { rules: RULEBOOK.filter(({ isCore }) => isCore), isBroken: ({ status }) => status === 'fail' }
  }
  return { rules: rulesNamed(typed), isBroken: ({ status }) => status === 'fail' || status === 'warn' }
}

/** What the rules said in a check. */
export interface CheckedRules {
  readonly result: CheckResult
  /** For the lines of the screen. */
  readonly problems: readonly string[]
  /** For the document. */
  readonly json: Json
}

/** A check whose rules are to be judged. */
export interface RuleCheck {
  readonly looked: CheckResult
  readonly bar: RuleBar
  readonly startedAtMs: number
}

/** Judges the rules on every account that could be read; a broken one makes an OK check a WARNING. */
export async function checkRules(
  services: Services,
  accounts: readonly OpenAccount[],
  { looked, bar, startedAtMs }: RuleCheck,
): Promise<CheckedRules> {
  const leftMs = Math.max(0, COMPLETE_BY_MS - (services.clock.nowMs() - startedAtMs))
  const judged = await Promise.all(
    looked.accounts.map((checked) =>
      judgeChecked(services, { checked, account: openOf(accounts, checked), bar, leftMs }),
    ),
  )
  const problems = judged.flatMap(({ problems: own }) => own)
  const isBroken = judged.some(({ broken }) => broken.length > 0)
  const json = judged.flatMap(({ account, results }) => results.map((one) => ({ account, ...ruleJson(one) })))
  return { result: isBroken ? withWarning(looked) : looked, problems, json }
}

function openOf(accounts: readonly OpenAccount[], { account }: CheckedAccount): OpenAccount | undefined {
  return accounts.find((open) => open.account === account)
}

interface JudgedAccount {
  readonly account: string
  readonly results: readonly RuleResult[]
  readonly broken: readonly RuleResult[]
  readonly problems: readonly string[]
}

async function judgeChecked(
  services: Services,
  one: {
    readonly checked: CheckedAccount
    readonly account: OpenAccount | undefined
    readonly bar: RuleBar
    readonly leftMs: number
  },
): Promise<JudgedAccount> {
  const { checked, account, bar, leftMs } = one
  const nothing = { account: checked.account, results: [], broken: [], problems: [] }
  if (account === undefined || !('risk' in checked)) return nothing
  try {
    const judging = judgeAccount(services, { account, observation: checked, rules: bar.rules })
    const { results } = await Promise.race([judging, tooLate(services, leftMs)])
    const broken = results.filter(bar.isBroken)
    return {
      account: checked.account,
      results,
      broken,
      problems: broken.map((rule) => brokenText(checked.account, rule)),
    }
  } catch (error) {
    return { ...nothing, problems: [`${checked.account}: the rules could not be judged: ${reasonOf(error)}`] }
  }
}

async function tooLate({ clock }: Services, leftMs: number): Promise<never> {
  await clock.sleep(leftMs)
  throw new Error('no time was left for them')
}

function brokenText(account: string, { id, status, title, evidence }: RuleResult): string {
  const [first] = evidence
  return `${account}: rule ${id} ${status}: ${first === undefined ? title : phraseText(first)}`
}

function withWarning(result: CheckResult): CheckResult {
  const exitCode = result.exitCode === CHECK_EXIT.ok ? CHECK_EXIT.warning : result.exitCode
  return { ...result, verdict: worstVerdict([result.verdict, 'WARNING']), exitCode }
}

/** The check as it is told, with what was found besides; `null` for nothing. */
export function withProblems(report: CheckReport, found: { readonly problems: readonly string[] } | null): CheckReport {
  return found === null ? report : { ...report, problems: [...report.problems, ...found.problems] }
}

/** Remembers every book that was read, for rules that ask what it was before. Never rejects. */
export async function rememberBooks(
  accounts: readonly OpenAccount[],
  { accounts: checked }: CheckResult,
): Promise<void> {
  await Promise.all(
    checked.map(async (one) => {
      const account = openOf(accounts, one)
      if (account !== undefined && 'risk' in one)
        await rememberBook(account.reference.memory, one.risk).catch(() => undefined)
    }),
  )
}

import type { Gap } from '../model/snapshot.ts'
import type { RuleResult, RuleStatus } from '../risk/rules/rule.ts'
import { duration } from './format.ts'
import { headDocument, type Json } from './json.ts'
import { gapText } from './notes.ts'
import type { Tone } from './palette.ts'
import { phraseText } from './phrase.ts'
import { foreign, type Screen, wrap } from './screen.ts'

/** Everything that `rules` shows. */
export interface RulesReport {
  readonly account: string
  readonly asOfMs: number
  readonly dataAgeMs: number
  readonly profile: string
  readonly results: readonly RuleResult[]
  readonly gaps: readonly Gap[]
  /** How old the remembered answers are. */
  readonly ages: readonly { readonly what: string; readonly ageMs: number }[]
}

/** In short, or one rule with everything that is known about it. */
export type RulesDetail = 'list' | 'full'

const STATUSES: readonly RuleStatus[] = ['fail', 'warn', 'unknown', 'pass', 'info']
const MARKS: Readonly<Record<RuleStatus, string>> = { fail: '!', warn: '!', unknown: '?', pass: ' ', info: ' ' }
const TONES: Readonly<Record<RuleStatus, Tone>> = {
  fail: 'critical',
  warn: 'warning',
  unknown: 'unknown',
  pass: 'calm',
  info: 'plain',
}
const MOST_EVIDENCE = 3
const INDENT = 15

/** The rules by section, each with what speaks against it, or one in full. */
export function rulesScreen(report: RulesReport, screen: Screen, detail: RulesDetail): string {
  const body = detail === 'full' ? report.results.flatMap((one) => ruleInFull(one, screen)) : sections(report, screen)
  const lines = [...title(report, screen), ...body, '', ...footer(report, screen)]
  return `${lines.join('\n')}\n`
}

function title({ account, results, dataAgeMs, profile }: RulesReport, screen: Screen): readonly string[] {
  const counts = STATUSES.flatMap((status) => {
    const count = results.filter((result) => result.status === status).length
    return count === 0 ? [] : [`${count} ${status}`]
  })
  const rules = results.length === 1 ? 'one rule' : `${results.length} rules`
  const text = `${foreign(account)}  ${rules}: ${counts.join(', ')}   profile ${profile}   data ${duration(dataAgeMs)} old`
  return wrap(text, screen).map((line) => screen.palette('strong', line))
}

function sections({ results }: RulesReport, screen: Screen): readonly string[] {
  const names = [...new Set(results.map(({ section }) => section))]
  return names.flatMap((name) => [
    '',
    screen.palette('strong', name),
    ...results.filter(({ section }) => section === name).flatMap((result) => ruleLines(result, screen)),
  ])
}

function ruleHead({ id, status, title: name }: RuleResult, screen: Screen): readonly string[] {
  const word = `${MARKS[status]} ${status.padEnd(7)}`
  const [first = '', ...rest] = wrap(`${word} ${id.padEnd(4)} ${name}`, screen, 0, INDENT)
  return [screen.palette(TONES[status], word) + first.slice(word.length), ...rest]
}

function ruleLines(result: RuleResult, screen: Screen): readonly string[] {
  const { status, evidence, more } = result
  const head = ruleHead(result, screen)
  if (status === 'pass') return head
  const against = evidence.slice(0, result.concerns ?? evidence.length)
  const shown = against.slice(0, MOST_EVIDENCE)
  const rest = against.length - shown.length
  const told = [...shown.map(phraseText), ...(rest > 0 ? [`and ${rest} more: liqwatch rules --id ${result.id}`] : [])]
  const next = status === 'fail' || status === 'warn' ? [`more: ${more}`] : []
  return [...head, ...[...told, ...next].flatMap((text) => wrap(text, screen, INDENT, INDENT))]
}

function ruleInFull(result: RuleResult, screen: Screen): readonly string[] {
  const { figure, evidence, source, more, id } = result
  const told = evidence.flatMap((one) => wrap(phraseText(one), screen, 2, 4))
  return [
    '',
    ...ruleHead(result, screen),
    ...wrap(`figure: ${phraseText(figure)}`, screen, 2, 4),
    ...told,
    ...wrap(`source: ${source}`, screen, 2, 4),
    ...wrap(`more: ${more}, liqwatch explain ${id}`, screen, 2, 4),
  ]
}

function footer({ gaps, ages, results }: RulesReport, screen: Screen): readonly string[] {
  const remembered = ages.map(({ what, ageMs }) => `${what} ${duration(ageMs)}`).join(', ')
  const hint =
    results.length > 1 ? ['liqwatch rules --id PS1 tells one in full, liqwatch explain PS1 what it means'] : []
  return [...gaps.map(gapText), ...(remembered === '' ? [] : [`remembered: ${remembered}`]), ...hint].flatMap((text) =>
    wrap(text, screen).map((line) => screen.palette('faint', line)),
  )
}

/** The document of `rules --json`. */
export function rulesDocument(report: RulesReport): Record<string, Json> {
  const { asOfMs, account, gaps, ages, results } = report
  return {
    ...headDocument({ command: 'rules', asOfMs, verdict: null }),
    account,
    rules: results.map(ruleJson),
    gaps: gaps.map(({ what, why }) => ({ what, why })),
    remembered: ages.map(({ what, ageMs }) => ({ what, ageMs })),
    notice: 'calculations, not advice',
  }
}

/** One rule as it stands in documents. */
export function ruleJson({ id, section, isCore, title: name, status, figure, evidence, source, more }: RuleResult) {
  return {
    id,
    section,
    isCore,
    title: name,
    status,
    figure: phraseText(figure),
    evidence: evidence.map(phraseText),
    source,
    more,
  } satisfies Json
}

/** The rules as rows of a table. */
export function rulesRows({ results }: RulesReport): readonly Readonly<Record<string, Json>>[] {
  return results.map(({ id, status, title: name, figure, evidence }) => ({
    id,
    status,
    title: name,
    figure: phraseText(figure),
    evidence: evidence.map(phraseText).join('; '),
  }))
}

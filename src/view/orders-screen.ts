import type { Gap } from '../model/snapshot.ts'
import type { FindingRule, OrderAudit, OrderFinding } from '../risk/order-audit.ts'
import type { AccountRisk } from '../risk/report.ts'
import { positionJson } from './account-json.ts'
import { duration } from './format.ts'
import { figureJson, headDocument, type Json } from './json.ts'
import { gapText } from './notes.ts'
import type { Tone } from './palette.ts'
import { phraseText } from './phrase.ts'
import { foreign, type Screen, wrap } from './screen.ts'

/** Everything that `orders` shows. */
export interface OrdersReport {
  readonly risk: AccountRisk
  readonly asOfMs: number
  readonly audit: OrderAudit
  readonly gaps: readonly Gap[]
  /** Age of the ATRs; `null` when none was needed. */
  readonly atrAgeMs: number | null
}

/** With the findings that pass, or without. */
export type OrdersDetail = 'all' | 'problems'

/** What each finding is about, in the order of the screen. */
const SUBJECTS: Readonly<Record<FindingRule, string>> = {
  COVER: 'what stops leave open',
  BEYOND: 'stops that come too late',
  LADDER: 'orders that enlarge a position',
  LM4: 'orders that could open the other side',
  OT1: 'stop-limit orders',
  OT2: 'trailing stops',
  OT3: 'post-only orders',
  OT4: 'triggers',
  OT5: 'reduce-only',
  ORPHAN: 'orders with nothing to close',
}
const RANK = { fail: 0, warn: 1, pass: 2 } as const
const TONES: Readonly<Record<OrderFinding['result'], Tone>> = { fail: 'critical', warn: 'warning', pass: 'calm' }
const INDENT = 14

/** The audit by subject, gravest first. */
export function ordersScreen(report: OrdersReport, screen: Screen, detail: OrdersDetail): string {
  const { audit } = report
  const shown = audit.findings.filter(({ result }) => detail === 'all' || result !== 'pass')
  const body = Object.entries(SUBJECTS).flatMap(([rule, subject]) => {
    const found = shown.filter((finding) => finding.rule === rule).sort(gravestFirst)
    if (found.length === 0) return []
    return ['', screen.palette('strong', subject), ...found.flatMap((finding) => findingLines(finding, screen))]
  })
  const lines = [...title(report, screen), ...body, '', ...footer(report, screen)]
  return `${lines.join('\n')}\n`
}

function gravestFirst(one: OrderFinding, other: OrderFinding): number {
  return RANK[one.result] - RANK[other.result]
}

function title({ audit, risk, asOfMs }: OrdersReport, screen: Screen): readonly string[] {
  const count = (result: OrderFinding['result']) => audit.findings.filter((one) => one.result === result).length
  const noun = audit.count === 1 ? '1 resting order' : `${audit.count} resting orders`
  // What was not read may hold any number of them.
  const orders = audit.gaps.some(({ rule }) => rule === 'all') ? `${noun} could be read` : noun
  const verdict = `${count('fail')} fail, ${count('warn')} warn, ${count('pass')} pass`
  const unknown = audit.gaps.length === 0 ? '' : `, ${audit.gaps.length} unknown`
  const age = `data ${duration(asOfMs - risk.takenAtMs)} old`
  const text = `${foreign(risk.account)}  ${orders}: ${verdict}${unknown}   ${age}`
  return wrap(text, screen).map((line) => screen.palette('strong', line))
}

function findingLines({ rule, result, symbol, orderId, message }: OrderFinding, screen: Screen): readonly string[] {
  const word = `${result === 'pass' ? ' ' : '!'} ${result.padEnd(4)}`
  const about = orderId === null ? '' : `${foreign(symbol)}: `
  const [first = '', ...rest] = wrap(`${word} ${rule.padEnd(6)} ${about}${phraseText(message)}`, screen, 0, INDENT)
  return [screen.palette(TONES[result], word) + first.slice(word.length), ...rest]
}

function footer(report: OrdersReport, screen: Screen): readonly string[] {
  const { audit, gaps, risk, atrAgeMs } = report
  const passing = audit.findings.filter(({ result }) => result === 'pass').length
  const lines = [
    ...audit.gaps.map(
      ({ symbol, why, rule }) => `? ${foreign(symbol)}${rule === 'all' ? '' : ` ${rule}`}: ${foreign(why)}`,
    ),
    ...risk.unreadable.map(({ symbol, why }) => `? ${foreign(symbol)}: ${foreign(why)}`),
    ...gaps.map(gapText),
    ...(risk.positions.length === 0 && risk.unreadable.length === 0 ? ['no open positions'] : []),
    ...(atrAgeMs === null ? [] : [`ATR read ${duration(atrAgeMs)} ago`]),
    ...(passing > 0
      ? [`liqwatch orders --all shows the ${passing} that pass; liqwatch explain OT1 says what a rule means`]
      : []),
  ]
  return lines.flatMap((text) => wrap(text, screen).map((line) => screen.palette('faint', line)))
}

/** The document of `orders --json`. */
export function ordersDocument({ risk, asOfMs, audit, gaps }: OrdersReport): Record<string, Json> {
  return {
    ...headDocument({ command: 'orders', asOfMs, verdict: null }),
    account: risk.account,
    orders: {
      findings: audit.findings.map(findingJson),
      coverage: audit.coverage.map(({ symbol, side, coveredPct }) => ({
        symbol,
        side,
        coveredPct: figureJson(coveredPct),
      })),
      unknown: audit.gaps.map(({ rule, symbol, why }) => ({ rule, symbol, why })),
    },
    positions: risk.positions.map(positionJson),
    gaps: gaps.map(({ what, why }) => ({ what, why })),
  }
}

function findingJson({ rule, result, symbol, orderId, message }: OrderFinding): Record<string, Json> {
  return { rule, result, symbol, orderId, message: phraseText(message) }
}

/** The findings as rows of a table. */
export function ordersRows({ audit }: OrdersReport): readonly Readonly<Record<string, Json>>[] {
  return audit.findings.map(findingJson)
}

import type { MarginRow, MarginStanding } from '../risk/margin-standing.ts'
import type { StatusReport } from '../risk/report.ts'
import { accountJson, failedAccountJson } from './account-json.ts'
import { isoTime } from './format.ts'
import { exactJson, failureJson, figureJson, gapJson, headDocument, type Json } from './json.ts'
import { marginsOf } from './margin-lines.ts'
import { worstFirst } from './worst-first.ts'

/** The document of `status` and `positions`; `check` adds its members to it. */
export function statusDocument(report: StatusReport): Record<string, Json> {
  const { command, asOfMs, verdict } = report
  const accounts = worstFirst(report).map((section) =>
    'risk' in section
      ? { ...accountJson(section.risk, section.environment), ...marginMember(report, section.risk.account) }
      : { ...failedAccountJson(section), ...marginMember(report, section.account) },
  )
  return headDocument({ command, asOfMs, verdict, accounts, error: wholeFailure(report) })
}

/** With nothing but failures the first one is the answer. */
function wholeFailure({ accounts, failures: [first] }: StatusReport): Json {
  return accounts.length > 0 || first === undefined ? null : failureJson(first)
}

/** The margin accounts of an account; no member where they were not looked at, `null` where there are none. */
function marginMember(report: StatusReport, account: string): Record<string, Json> {
  if (report.margins === undefined) return {}
  const standing = marginsOf(report, account)
  return { margin: standing === null ? null : marginStandingJson(standing) }
}

function marginStandingJson({ verdict, takenAtMs, rows, gaps }: MarginStanding): Json {
  return {
    verdict,
    takenAt: isoTime(takenAtMs),
    accounts: rows.map(marginRowJson),
    gaps: gaps.map(gapJson),
  }
}

/** One margin account against its lines, without prices. */
export function marginRowJson(row: MarginRow): Record<string, Json> {
  const { bars } = row
  return {
    symbol: row.symbol,
    mode: row.mode,
    multiplier: exactJson(bars.multiplier),
    verdict: row.verdict,
    state: row.zone,
    exchangeLevel: exactJson(row.exchangeLevel),
    movedLevel: row.isMoved ? figureJson(row.level) : null,
    callLevel: exactJson(bars.call),
    callLevelFrom: bars.callFrom,
    liquidationLevel: exactJson(bars.liquidation),
    liquidationLevelFrom: bars.liquidationFrom,
    fallToCallPct: figureJson(row.fallToCallPct),
    fallToLiquidationPct: figureJson(row.fallToLiquidationPct),
    tier: exactJson(row.tier),
    isVerified: row.mode !== 'pro',
    reason: row.why ?? (row.zone === 'no-debt' ? 'no debt' : null),
  }
}

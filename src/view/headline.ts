import type { Decimal } from '../model/decimal.ts'
import { isStopUnreadable } from '../risk/protective-stop.ts'
import type { AccountRisk, PoolRisk, PositionRisk, StatusReport, Verdict } from '../risk/report.ts'
import { poolVerdict } from '../risk/verdict.ts'
import { isInnerTier, recoveryText } from './book-row.ts'
import { duration, percent, tierName } from './format.ts'
import { marginDangers, marginUnknowns } from './margin-headline.ts'
import type { Tone } from './palette.ts'
import { poolMembers } from './pool-line.ts'
import { foreign } from './screen.ts'

/** One thing that can be in danger: a position by itself, or a pool together. */
interface Danger {
  readonly account: Pick<AccountRisk, 'account'>
  readonly distancePct: Decimal
  readonly tier: Decimal | null
  readonly isCritical: boolean
  /** A margin account past its call line. */
  readonly isCalled?: boolean
  readonly sentence: string
}

export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  OK: 'calm',
  WARNING: 'warning',
  CRITICAL: 'critical',
  UNKNOWN: 'unknown',
}

/** The one sentence that stands behind the verdict: its worst cause, and how much else there is. */
export function headline(report: StatusReport): string {
  const margins = report.margins ?? []
  const onMargin = margins.flatMap((account) => marginDangers(account).map((danger) => ({ account, ...danger })))
  const dangers = [...report.accounts.flatMap(({ risk }) => dangersOf(risk, report)), ...onMargin].sort(
    (a, b) => Number(b.isCritical) - Number(a.isCritical) || a.distancePct.cmp(b.distancePct),
  )
  const inTier = dangers.filter(({ tier, isCalled }) => tier !== null || isCalled === true)
  const unknowns = unknownCauses(report)
  const isBlindFirst = report.verdict === 'UNKNOWN' || inTier.length === 0
  if (isBlindFirst && unknowns.length > 0) return sentence(unknowns, inTier.length, 'in a tier')
  if (inTier.length > 0) return inTierHeadline(inTier, unknowns.length, report)
  const drift = report.accounts.flatMap(({ risk }) => risk.positions.flatMap((row) => driftCause(row, risk, report)))
  if (drift.length > 0) return sentence(drift, 0, '')
  return calmHeadline(dangers, report)
}

function inTierHeadline(inTier: readonly Danger[], unknown: number, report: StatusReport): string {
  const texts = inTier.map(({ account, sentence: text }) => named(account.account, text, report))
  return sentence([texts[0] ?? '', ...texts.slice(1)], unknown, 'unknown', 'in a tier')
}

function sentence(causes: readonly string[], others: number, othersAre: string, alike = ''): string {
  const more = causes.length > 1 ? `; ${causes.length - 1} more${alike === '' ? '' : ` ${alike}`}` : ''
  const besides = others > 0 ? `; ${others} ${othersAre}` : ''
  return `${causes[0]}${more}${besides}.`
}

function calmHeadline(dangers: readonly Danger[], report: StatusReport): string {
  const nearest = dangers[0]
  const isEmpty = report.accounts.every(({ risk }) => risk.positions.length === 0)
  if (isEmpty && nearest === undefined) return 'no open positions.'
  if (nearest === undefined) return 'no open position can be liquidated as things stand.'
  return `nearest: ${named(nearest.account.account, nearest.sentence, report)}.`
}

/** The account's name in front, where there are several. */
function named(account: string, text: string, report: StatusReport): string {
  return report.accounts.length + report.failures.length > 1 ? `${foreign(account)}: ${text}` : text
}

function dangersOf(account: AccountRisk, report: StatusReport): readonly Danger[] {
  return [
    ...account.positions.flatMap((risk) => positionDanger(risk, account, report)),
    ...account.pools.flatMap((pool) => jointDanger(pool, account, report)),
  ]
}

function positionDanger(risk: PositionRisk, account: AccountRisk, { tiers }: StatusReport): readonly Danger[] {
  const { distancePct, tier, position } = risk
  if (distancePct === null) return []
  const isCritical = tier !== null && isInnerTier(position.symbol, tier, tiers)
  return [{ account, distancePct, tier, isCritical, sentence: positionSentence(risk, account) }]
}

function positionSentence(risk: PositionRisk, account: AccountRisk): string {
  const { position, liquidation, distancePct, tier, stop } = risk
  const subject = `${foreign(position.symbol)} ${position.side.toLowerCase()}`
  if (liquidation.status === 'price' && liquidation.reason === 'already-liquidatable') {
    return `${subject} can be liquidated now; ${recoveryText(risk)}`
  }
  const where = `${subject} is ${percent(distancePct)} from liquidation`
  if (tier === null) return where
  const isBare = stop === null && !isStopUnreadable(position.symbol, account)
  return `${where} (${tierName(tier)} tier)${isBare ? ' and has no stop' : ''}`
}

function jointDanger(pool: PoolRisk, account: AccountRisk, { tiers }: StatusReport): readonly Danger[] {
  const { jointDistancePct, jointTier } = pool
  // A pool of one says nothing that its position does not say better.
  if (jointDistancePct === null || pool.symbols.length < 2) return []
  const isCritical = poolVerdict(pool, tiers.default) === 'CRITICAL'
  const { names, together } = poolMembers(pool)
  const tierText = jointTier === null ? '' : ` (${tierName(jointTier)} tier)`
  const text = `the cross pool ${names} dies if ${together} you by ${percent(jointDistancePct)}${tierText}`
  return [{ account, distancePct: jointDistancePct, tier: jointTier, isCritical, sentence: text }]
}

function unknownCauses(report: StatusReport): readonly string[] {
  return [
    ...report.failures.map(({ account, message }) => `${foreign(account)} could not be read: ${foreign(message)}`),
    ...report.accounts.flatMap(({ risk }) =>
      unknownsOf(risk, report).map((cause) => named(risk.account, cause, report)),
    ),
    ...(report.margins ?? []).flatMap((standing) =>
      marginUnknowns(standing).map((cause) => named(standing.account, cause, report)),
    ),
  ]
}

function unknownsOf(risk: AccountRisk, { asOfMs, staleAfterMs }: StatusReport): readonly string[] {
  const ageMs = asOfMs - risk.takenAtMs
  return [
    ...(ageMs > staleAfterMs ? [`the data is ${duration(ageMs)} old`] : []),
    ...risk.unreadable.map(({ symbol, why }) => `${foreign(symbol)} cannot be judged: ${foreign(why)}`),
    ...risk.positions.flatMap(({ position, liquidation }) =>
      liquidation.status === 'unknown'
        ? [
            `${foreign(position.symbol)} ${position.side.toLowerCase()} cannot be judged: ${foreign(liquidation.reason)}`,
          ]
        : [],
    ),
    ...risk.gaps.filter(({ needed }) => needed).map(({ what, why }) => `${foreign(what)} is missing: ${foreign(why)}`),
  ]
}

function driftCause({ position, drift }: PositionRisk, risk: AccountRisk, report: StatusReport): readonly string[] {
  if (!drift.isWarning) return []
  const text =
    drift.driftPct === null
      ? `Binance and liqwatch disagree whether ${foreign(position.symbol)} can be liquidated at all`
      : `own liquidation price of ${foreign(position.symbol)} is ${percent(drift.driftPct)} away from Binance's`
  return [named(risk.account, text, report)]
}

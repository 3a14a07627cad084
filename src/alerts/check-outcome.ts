import type { Decimal } from '../model/decimal.ts'
import type { Verdict } from '../risk/report.ts'
import { worstVerdict } from '../risk/verdict.ts'
import type { AlertDecision } from './decide.ts'
import { depthOf, tierAt } from './depth.ts'
import { accountName } from './margin-text.ts'
import { type AlertJson, alertJson, percentText, tierText, trimmedPercent } from './message.ts'
import { type DeliveryResult, type OutboxEntry, settledEntry, takenBy } from './outbox.ts'
import { positionName, type Reading } from './readings.ts'
import { type ChannelInfo, isRouteSatisfied } from './routes.ts'
import { safeName, safeSentence } from './safe-text.ts'

/** An alert of this run and what became of it. */
export interface AlertReport {
  readonly json: AlertJson
  /** What it tells, in words. */
  readonly headline: string
  /** Enough of the channels that must hear of it have taken it; true with none to ask. */
  readonly isDelivered: boolean
}

/** What became of every alert that was due. */
export function alertReports(
  decision: Pick<AlertDecision, 'due'>,
  results: readonly DeliveryResult[],
  channels: readonly ChannelInfo[],
): readonly AlertReport[] {
  return decision.due.map((entry) => {
    const own = results.filter(({ alertIds }) => alertIds.includes(entry.alert.id))
    const settled = own.reduce(settledEntry, entry)
    const route = settled.deliveries.map(({ channel }) => channel)
    return {
      json: alertJson(settled.alert, { delivered: takenBy(settled), failed: failuresOf(settled) }),
      headline: settled.alert.headline,
      isDelivered: isRouteSatisfied(route, takenBy(settled), channels),
    }
  })
}

function failuresOf({ deliveries }: OutboxEntry): readonly { readonly channel: string; readonly why: string }[] {
  return deliveries.flatMap(({ channel, status, failure }) =>
    status === 'delivered' ? [] : [{ channel, why: safeSentence(failure ?? 'was not sent') }],
  )
}

/** What decides about the exit code of `check`. */
export interface CheckOutcome {
  /** Of the accounts, missing data included. */
  readonly verdict: Verdict
  readonly reports: readonly AlertReport[]
  /** The state could not be read or written: alerts went out, but who was told what is not remembered. */
  readonly isStateLost: boolean
}

const CODES: Readonly<Record<Verdict, 0 | 1 | 2 | 3>> = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 }

/**
 * Exit code of `check`, as monitoring plug-ins have it: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. A due alert that no
 * required channel took is 3 whatever the verdict, and so is a state that is lost.
 */
export function checkExitCode({ verdict, reports, isStateLost }: CheckOutcome): 0 | 1 | 2 | 3 {
  if (isStateLost || reports.some(({ isDelivered }) => !isDelivered)) return CODES.UNKNOWN
  return CODES[verdict]
}

/** The verdict of a run: the accounts', and UNKNOWN for positions that are gone without an explanation. */
export function checkVerdict(verdicts: Iterable<Verdict>, decision: Pick<AlertDecision, 'unexplained'>): Verdict {
  return worstVerdict([...verdicts, ...(decision.unexplained.length > 0 ? (['UNKNOWN'] as const) : [])])
}

/** What the first line of `check` says. */
export interface CheckLine {
  readonly verdict: Verdict
  readonly readings: readonly Reading[]
  /** More than one account was looked at: the reading's is named. */
  readonly namesAccount: boolean
  /** What could not be seen or delivered, gravest first. */
  readonly problems: readonly string[]
  /** Age of the oldest figures; `null` when there are none. */
  readonly dataAgeMs: number | null
  readonly staleSeconds: number
}

/** Rows older than this many seconds lose their bar on screen; the first threshold of the age. */
const OLD_ROW_SECONDS = 20

/** The first line of `check`: verdict, the nearest reading or the gravest problem, then performance data. */
export function checkLine(line: CheckLine): string {
  return `LIQWATCH ${line.verdict} - ${checkSummary(line)} | ${perfdata(line)}`
}

function checkSummary({ verdict, readings, namesAccount, problems }: CheckLine): string {
  const ranked = readings.filter(isKnown).sort((a, b) => a.distance.distancePct.cmp(b.distance.distancePct))
  const inside = ranked.filter((reading) => (depthOf(reading) ?? 0) > 0)
  const [nearest] = inside.length > 0 ? inside : ranked
  const owner = namesAccount && nearest !== undefined ? `${safeName(nearest.account)}: ` : ''
  const distances =
    nearest === undefined ? calmSummary(readings) : `${owner}${nearestText(nearest)}${othersText(inside)}`
  const words = problems.map(safeSentence)
  return verdict === 'UNKNOWN' || nearest === undefined
    ? [...words, distances].join('; ')
    : [distances, ...words].join('; ')
}

type KnownReading = Reading & { readonly distance: { readonly status: 'known' } }

function isKnown(reading: Reading): reading is KnownReading {
  return reading.distance.status === 'known'
}

function calmSummary(readings: readonly Reading[]): string {
  if (readings.every(({ kind }) => kind === 'margin')) {
    return readings.length === 0 ? 'no positions' : 'no positions, no margin debt'
  }
  const unknown = readings.filter(({ distance }) => distance.status === 'unknown').length
  return unknown > 0 ? `${unknown} of ${readings.length} distances unknown` : 'no position can be liquidated'
}

function nearestText(reading: KnownReading): string {
  const notes = [
    tierNote(reading),
    reading.kind === 'position' && reading.stop === 'none' ? 'no stop' : null,
    reading.kind === 'margin' && reading.zone === 'margin-call' ? 'margin call' : null,
  ]
  const shown = notes.filter((note) => note !== null)
  const of = reading.kind === 'margin' ? ' of collateral' : ''
  const distance = `${shortName(reading)} ${percentText(reading.distance.distancePct)}${of} to liquidation`
  return shown.length === 0 ? distance : `${distance} (${shown.join(', ')})`
}

function tierNote(reading: Reading): string | null {
  const tier = tierAt(depthOf(reading) ?? 0, reading.tiers)
  return tier === null ? null : `${tierText(tier)} tier`
}

function shortName(reading: Reading): string {
  if (reading.kind === 'position') return positionName({ symbol: safeName(reading.symbol), side: reading.side })
  if (reading.kind === 'margin') return accountName(reading)
  return `${safeName(reading.asset)} cross pool`
}

/** The other readings inside a tier, counted by tier. */
function othersText(inside: readonly Reading[]): string {
  const counts = new Map<string, number>()
  for (const reading of inside.slice(1)) {
    const note = tierNote(reading) ?? ''
    counts.set(note, (counts.get(note) ?? 0) + 1)
  }
  return [...counts].map(([note, count]) => `; +${count} in ${note}`).join('')
}

/**
 * Performance data of the monitoring plug-in form: each distance with its two outer tiers as ranges ("alert below"),
 * `U` for one that is not known; a reading without a liquidation price has no figure. Then the age of the data.
 */
export function perfdata({
  readings,
  dataAgeMs,
  staleSeconds,
}: Omit<CheckLine, 'verdict' | 'problems' | 'namesAccount'>): string {
  const distances = readings.flatMap((reading) => {
    const { distance } = reading
    if (distance.status === 'calm') return []
    const value = distance.status === 'unknown' ? 'U' : trimmedPercent(distance.distancePct)
    return [`'${perfLabel(reading.key)}'=${value}${thresholds(reading)}`]
  })
  const age = dataAgeMs === null ? 'U' : `${Math.max(0, Math.round(dataAgeMs / 1000))}s`
  return [...distances, `age=${age};${OLD_ROW_SECONDS};${staleSeconds}`].join(' ')
}

function perfLabel(key: string): string {
  return key.split('/').map(safeName).join('/')
}

/** Warning in the outermost tier, critical in the next; a single tier, or an only warning one, leaves a gap. */
function thresholds(reading: Reading): string {
  const [first, second] = reading.tiers
  if (reading.kind === 'joint' && reading.isHedged) return `;${below(first)};`
  return second === undefined ? `;;${below(first)}` : `;${below(first)};${below(second)}`
}

function below(tier: Decimal | undefined): string {
  return tier === undefined ? '' : `${tierText(tier).replace('%', '')}:`
}

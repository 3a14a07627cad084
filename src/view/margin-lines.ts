import { PUBLISHED_ON } from '../risk/margin-bars.ts'
import { type MarginRow, type MarginStanding, marginName } from '../risk/margin-standing.ts'
import type { AccountRisk, StatusReport } from '../risk/report.ts'
import { worstVerdict } from '../risk/verdict.ts'
import { fixed, NOT_AVAILABLE, percent, tierName } from './format.ts'
import { gapText } from './notes.ts'
import type { Tone } from './palette.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import { type Column, renderTable } from './table.ts'

const LEVEL_PLACES = 4

/** A margin level or line with four decimals: `1.2987`; `n/a` for `null`. */
export function levelText(level: MarginRow['level']): string {
  return level === null ? NOT_AVAILABLE : fixed(level, LEVEL_PLACES)
}

/** A line without superfluous zeros: `1.1`. */
export function lineText(line: MarginRow['bars']['call']): string {
  return line.toDecimalPlaces(LEVEL_PLACES).toFixed()
}

/** `cross 3x`, `cross Pro`, `SOLUSDT isolated 5x`. */
export function modeName({ symbol, mode, bars }: MarginRow): string {
  if (mode === 'pro') return 'cross Pro'
  const multiplier = bars.multiplier === null ? '' : ` ${bars.multiplier.toFixed()}x`
  return symbol === null ? `cross${multiplier}` : `${foreign(symbol)} isolated${multiplier}`
}

/** `cross`, or the pair of an isolated account. */
export function marginSubject({ symbol }: Pick<MarginRow, 'symbol'>): string {
  return symbol ?? 'cross'
}

const STATES: Readonly<Record<MarginRow['zone'], string>> = {
  'no-debt': 'no debt',
  normal: 'normal',
  'margin-call': 'MARGIN CALL',
  liquidation: 'LIQUIDATION',
  unknown: 'unknown',
}

/** Where the level stands, in words. */
export function stateText({ zone }: MarginRow): string {
  return STATES[zone]
}

const TONES: Readonly<Record<MarginRow['verdict'], Tone>> = {
  OK: 'plain',
  WARNING: 'warning',
  CRITICAL: 'critical',
  UNKNOWN: 'unknown',
}

/** Colour of a margin account; words say the same. */
export function marginTone({ verdict }: MarginRow): Tone {
  return TONES[verdict]
}

function fallText(row: MarginRow, fall: MarginRow['fallToCallPct']): string {
  if (fall !== null) return percent(fall)
  return row.why === null ? 'none' : NOT_AVAILABLE
}

/** What a live screen adds to the rows. */
export interface MarginMarks {
  readonly isSelected: (row: MarginRow) => boolean
  /** Stands behind the tier: `ack`, `mute`; empty for nothing. */
  readonly hush: (row: MarginRow) => string
}

function columnsOf(marks: MarginMarks | null): readonly Column<MarginRow>[] {
  const named = (row: MarginRow): string => `${markOf(row)} ${modeName(row)}`
  const tiered = ({ tier }: MarginRow): string => (tier === null ? '-' : tierName(tier))
  const chosen = (row: MarginRow): string => `${marks?.isSelected(row) === true ? '>' : ' '}${named(row)}`
  return [
    {
      title: marks === null ? '  MARGIN' : '   MARGIN',
      align: 'left',
      priority: 0,
      cell: (row) => ({ text: marks === null ? named(row) : chosen(row), tone: marginTone(row) }),
    },
    ...FIGURES,
    {
      title: 'TIER',
      align: 'right',
      priority: 0,
      cell: (row) => `${tiered(row)} ${marks?.hush(row) ?? ''}`.trimEnd(),
    },
  ]
}

const FIGURES: readonly Column<MarginRow>[] = [
  { title: 'LEVEL', align: 'right', priority: 0, cell: (row) => (row.zone === 'no-debt' ? '-' : levelText(row.level)) },
  { title: 'CALL', align: 'right', priority: 2, cell: ({ bars }) => lineText(bars.call) },
  { title: 'LIQ', align: 'right', priority: 2, cell: ({ bars }) => lineText(bars.liquidation) },
  { title: 'TO CALL', align: 'right', priority: 1, cell: (row) => fallText(row, row.fallToCallPct) },
  {
    title: 'TO LIQ',
    align: 'right',
    priority: 0,
    cell: (row) => ({ text: fallText(row, row.fallToLiquidationPct), tone: marginTone(row) }),
  },
  { title: 'STATE', align: 'left', priority: 0, cell: (row) => ({ text: stateText(row), tone: marginTone(row) }) },
]

function markOf({ verdict }: MarginRow): string {
  if (verdict === 'UNKNOWN') return '?'
  return verdict === 'OK' ? ' ' : '!'
}

/**
 * The margin accounts of one key as a table, worst first, with what the cells cannot say below it.
 *
 * @param marks of a live screen; `null` elsewhere
 */
export function marginTable(
  { rows, gaps }: MarginStanding,
  screen: Screen,
  marks: MarginMarks | null = null,
): readonly string[] {
  const table = rows.length === 0 ? [] : renderTable(rows, columnsOf(marks), screen)
  const unknown = rows.flatMap((row) =>
    row.why === null ? [] : [`? ${foreign(marginName(row))}: ${foreign(row.why)}`],
  )
  const unverified = rows.some(({ mode }) => mode === 'pro')
    ? ["Cross Pro: the level is Binance's; the falls are computed from it and not verified"]
    : []
  const missing = gaps.map((gap) => `${gap.needed ? '? ' : ''}${gapText(gap)}`)
  return [...table, ...[...unknown, ...unverified, ...missing].flatMap((note) => wrap(note, screen))]
}

/** Where the lines of an account came from. */
export function barsSource({ bars }: MarginRow): string {
  const words = {
    binance: "Binance's",
    implied: "implied by Binance's liquidation price",
    published: `published table, read ${PUBLISHED_ON}`,
  } as const
  if (bars.callFrom === bars.liquidationFrom) return words[bars.callFrom]
  return `liquidation ${words[bars.liquidationFrom]}, call ${words[bars.callFrom]}`
}

/** The margin standing of an account in a report; `null` where it has none. */
export function marginsOf({ margins }: StatusReport, account: string): MarginStanding | null {
  return margins?.find((standing) => standing.account === account) ?? null
}

/** Whether the margin accounts are in more danger than the positions beside them; `risk` is `null` for unread ones. */
export function isMarginWorse(risk: AccountRisk | null, { verdict, rows }: MarginStanding): boolean {
  const theirs = risk?.verdict ?? 'UNKNOWN'
  if (theirs !== verdict) return worstVerdict([theirs, verdict]) === verdict
  const nearest = rows[0]?.fallToLiquidationPct ?? null
  const known = (risk?.positions ?? []).flatMap(({ distancePct }) => (distancePct === null ? [] : [distancePct]))
  return verdict !== 'OK' && nearest !== null && known.length > 0 && known.every((pct) => nearest.lt(pct))
}

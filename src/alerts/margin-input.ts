import type { Decimal } from '../model/decimal.ts'
import type { MarginRow, MarginStanding } from '../risk/margin-standing.ts'
import { type Distance, type ForcedReduction, type MarginReading, marginKey, type SightProblem } from './readings.ts'

/** What one evaluation found out about the spot-margin accounts behind one key. */
export interface MarginInput {
  readonly readings: readonly MarginReading[]
  /** What could not be read; empty means that a reading which is missing is gone. */
  readonly problems: readonly SightProblem[]
}

/** Margin accounts that were never opened. */
export const NO_MARGIN: MarginInput = { readings: [], problems: [] }

/**
 * Margin accounts as input for a decision.
 *
 * @param tiers percent points, outermost first
 * @param forced liquidations found since the last evaluation, by reading key
 */
export function marginInput(
  standing: MarginStanding,
  tiers: readonly Decimal[],
  forced: ReadonlyMap<string, ForcedReduction> = new Map(),
): MarginInput {
  const readings = standing.rows.map((row) => marginReading(standing, row, { tiers, forced }))
  const unknown = standing.rows.flatMap(({ symbol, why }) => {
    return why === null ? [] : [{ what: symbol === null ? 'cross margin' : `${symbol} margin`, why }]
  })
  const gaps = standing.gaps.filter(({ needed }) => needed).map(({ what, why }) => ({ what, why }))
  return { readings, problems: [...gaps, ...unknown] }
}

/** The margin readings of a computed standing. */
export function marginReadings(standing: MarginStanding, tiers: readonly Decimal[]): readonly MarginReading[] {
  return marginInput(standing, tiers).readings
}

interface ReadingOptions {
  readonly tiers: readonly Decimal[]
  readonly forced: ReadonlyMap<string, ForcedReduction>
}

function marginReading(
  { account, takenAtMs }: MarginStanding,
  row: MarginRow,
  { tiers, forced }: ReadingOptions,
): MarginReading {
  const key = marginKey(account, row.symbol)
  return {
    kind: 'margin',
    key,
    account,
    symbol: row.symbol,
    level: row.level,
    callLevel: row.bars.call,
    liquidationLevel: row.bars.liquidation,
    zone: row.zone === 'margin-call' || row.zone === 'liquidation' ? row.zone : 'calm',
    isMoved: row.isMoved,
    distance: distanceOf(row),
    tiers,
    forced: forced.get(key) ?? null,
    dataAtMs: takenAtMs,
  }
}

function distanceOf({ why, fallToLiquidationPct }: MarginRow): Distance {
  if (why !== null) return { status: 'unknown', why }
  return fallToLiquidationPct === null ? { status: 'calm' } : { status: 'known', distancePct: fallToLiquidationPct }
}

import type { Decimal } from '../model/decimal.ts'
import { type MarginRow, type MarginStanding, marginName } from '../risk/margin-standing.ts'
import { percent, tierName } from './format.ts'
import { foreign } from './screen.ts'

/** One margin account that can be in danger, as a sentence. */
export interface MarginDanger {
  readonly distancePct: Decimal
  readonly tier: Decimal | null
  readonly isCritical: boolean
  /** Past the call line: worth a word even outside all tiers. */
  readonly isCalled: boolean
  readonly sentence: string
}

/** The margin accounts with debt. */
export function marginDangers({ rows }: MarginStanding): readonly MarginDanger[] {
  return rows.flatMap((row) => {
    const { fallToLiquidationPct: distancePct, tier, zone, verdict } = row
    if (distancePct === null) return []
    const isCalled = zone === 'margin-call' || zone === 'liquidation'
    return [{ distancePct, tier, isCalled, isCritical: verdict === 'CRITICAL', sentence: sentenceOf(row) }]
  })
}

function sentenceOf(row: MarginRow): string {
  const { fallToLiquidationPct, tier, zone } = row
  const name = foreign(marginName(row))
  if (zone === 'liquidation') return `${name} has reached its liquidation line`
  const tierWords = tier === null ? '' : ` (${tierName(tier)} tier)`
  const call = zone === 'margin-call' ? ' and in the margin call' : ''
  return `${name} is ${percent(fallToLiquidationPct)} of its collateral from liquidation${tierWords}${call}`
}

/** What is not known of the margin accounts. */
export function marginUnknowns({ rows, gaps }: MarginStanding): readonly string[] {
  return [
    ...rows.flatMap((row) => (row.why === null ? [] : [`${foreign(marginName(row))} cannot be judged: ${row.why}`])),
    ...gaps.filter(({ needed }) => needed).map(({ what, why }) => `${foreign(what)} is missing: ${foreign(why)}`),
  ]
}

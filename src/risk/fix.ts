import type { Decimal } from '../model/decimal.ts'
import type { Gap } from '../model/snapshot.ts'
import { positionRemedies } from './remedy.ts'
import { type BudgetPlace, budgetPlaces, freeBalance, type Removable, removables } from './remedy-now.ts'
import type { RemedyContext, RemedyOption } from './remedy-option.ts'
import { poolRemedies } from './remedy-pool.ts'
import type { PoolRisk, PositionRisk } from './report.ts'

/** What is to be put at a distance: one position, or a whole cross pool. */
export type FixSubject =
  | { readonly kind: 'position'; readonly row: PositionRisk }
  | { readonly kind: 'account'; readonly pool: PoolRisk }

export interface FixRequest {
  readonly subject: FixSubject
  readonly targetPct: Decimal
  /** A sum to be spent where it buys most; `null` when none was named. */
  readonly budget: Decimal | null
}

/** Everything that `fix` says. */
export interface FixReport extends FixRequest {
  readonly options: readonly RemedyOption[]
  /** Percent points of the subject now; `null` for none, or unknown. */
  readonly distancePct: Decimal | null
  readonly isReached: boolean
  readonly free: { readonly amount: Decimal | null; readonly asset: string }
  /** What could be taken out of isolated positions, the subject's first. */
  readonly removables: readonly Removable[]
  /** Widest gain first; empty without a budget. */
  readonly places: readonly BudgetPlace[]
  readonly context: RemedyContext
  /** What could not be read for these figures alone. */
  readonly gaps: readonly Gap[]
}

/** Solves the options of `fix`, and what is possible now. */
export function fixReport(request: FixRequest, context: RemedyContext, gaps: readonly Gap[]): FixReport {
  const { subject, targetPct, budget } = request
  const distancePct = subject.kind === 'position' ? subject.row.distancePct : subject.pool.jointDistancePct
  const options =
    subject.kind === 'position'
      ? positionRemedies({ row: subject.row, targetPct }, context)
      : poolRemedies({ pool: subject.pool, targetPct }, context)
  const asset = assetOf(subject, context)
  return {
    ...request,
    options,
    distancePct,
    isReached: distancePct === null || distancePct.gte(targetPct),
    free: { amount: freeBalance(context.snapshot, asset), asset },
    removables: removablesFor(subject, context),
    places: budget === null ? [] : budgetPlaces(budget, context),
    context,
    gaps,
  }
}

function assetOf(subject: FixSubject, { snapshot }: RemedyContext): string {
  if (subject.kind === 'position') return subject.row.position.marginAsset
  return snapshot.multiAssetsMode ? 'USDT' : subject.pool.asset
}

function removablesFor(subject: FixSubject, { risk, snapshot }: RemedyContext): readonly Removable[] {
  const own = subject.kind === 'position' ? [subject.row] : []
  return removables([...own, ...risk.positions.filter((row) => !own.includes(row))], snapshot)
}

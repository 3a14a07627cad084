import type { Remedy } from '../alerts/due-alert.ts'
import type { Decimal } from '../model/decimal.ts'
import type { FundingCost } from '../risk/funding-cost.ts'
import type { PositionRisk } from '../risk/report.ts'
import { money, percent, quantity, tierName } from './format.ts'
import { foreign } from './screen.ts'

/** What to close or add to stand at the target again, closing first; empty when there is no such way. */
export function remedyTexts(
  { close, add, targetPct }: Remedy,
  { stepSize }: Pick<PositionRisk, 'stepSize'>,
): readonly string[] {
  const goal = `to stand at ${tierName(targetPct)}`
  return [
    ...(close === null ? [] : [`close ${quantity(close.quantity, stepSize)} (${whole(close.sharePct)}) ${goal}`]),
    ...(add === null ? [] : [`add ${money(add.amount)} ${foreign(add.asset)} ${goal}`]),
  ]
}

function whole(pct: Decimal): string {
  return `${pct.toFixed(0)}%`
}

/** How funding at its present rate moves the liquidation price; `null` when it does not come closer. */
export function fundingDriftText({
  perDay,
  liquidationDrift,
}: Pick<FundingCost, 'perDay' | 'liquidationDrift'>): string | null {
  if (liquidationDrift === null || !liquidationDrift.distancePct.lt('-0.005')) return null
  const closer = percent(liquidationDrift.distancePct.abs())
  return `funding ${money(perDay)} a day brings liquidation ${closer} closer each day`
}

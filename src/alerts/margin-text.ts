import type { Decimal } from '../model/decimal.ts'
import { percentText, tierText } from './message.ts'
import type { MarginReading } from './readings.ts'
import { safeName } from './safe-text.ts'
import type { AlertReason } from './step.ts'

const LEVEL_PLACES = 4

/** A margin account in texts: `cross margin`, `SOLUSDT isolated margin`. */
export function accountName({ symbol }: Pick<MarginReading, 'symbol'>): string {
  return symbol === null ? 'cross margin' : `${safeName(symbol)} isolated margin`
}

/** The first line of an alert about a margin account. */
export function marginHeadline(reading: MarginReading, reason: AlertReason, tier: Decimal | null): string {
  const name = accountName(reading)
  const distance = distanceText(reading)
  const tierWords = tier === null ? '' : tierText(tier)
  switch (reason) {
    case 'liquidated':
      return `${name} was LIQUIDATED, now ${distance}`
    case 'margin-liquidation':
      return `${name} has reached its LIQUIDATION line: level ${levelText(reading.level)}, line ${levelText(reading.liquidationLevel)}`
    case 'margin-call':
      return `${name} has reached its MARGIN CALL, ${distance}`
    case 'fast':
      return `${name} is losing collateral fast, now ${distance}`
    case 'recovered':
      return `${name} has left the ${tierWords} tier, now ${distance}`
    default:
      return `${name} ${distance} (${tierWords} tier${NOTES[reason] ?? ''})`
  }
}

const NOTES: Readonly<Partial<Record<AlertReason, string>>> = { worsened: ', worse', reminder: ', still' }

function distanceText({ distance }: MarginReading): string {
  if (distance.status === 'calm') return 'without debt'
  if (distance.status === 'unknown') return 'at an unknown distance from liquidation'
  if (distance.distancePct.isZero()) return 'liquidatable now'
  return `${percentText(distance.distancePct)} of collateral from liquidation`
}

/** What stands below the headline: the level between its lines, and what happened besides. */
export function marginLines(
  reading: MarginReading,
  told: { readonly reason: AlertReason; readonly causes: readonly AlertReason[] },
): readonly string[] {
  const { level, callLevel, liquidationLevel } = reading
  const others = told.causes.filter((cause) => cause !== told.reason)
  const call = others.includes('margin-call') || (reading.zone === 'margin-call' && told.reason !== 'margin-call')
  return [
    `margin level ${levelText(level)}  call ${levelText(callLevel)}  liquidation ${levelText(liquidationLevel)}`,
    ...(reading.isMoved === true ? ['moved by futures marks since Binance told it'] : []),
    ...(call ? ['it stands in the margin call'] : []),
    ...(others.includes('fast') ? ['losing collateral fast'] : []),
    ...(reading.zone === 'calm' ? [] : ['liqwatch margin shows what to add, repay or sell']),
  ]
}

function levelText(level: Decimal | null): string {
  return level === null ? 'none' : level.toFixed(LEVEL_PLACES)
}

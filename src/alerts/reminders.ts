import type { Decimal } from '../model/decimal.ts'
import { type AlertRules, MINUTE_MS } from './rules.ts'

/** How long an alert may repeat faster than `CALMER_MINUTES`. */
const INSISTENT_MS = 30 * MINUTE_MS
const CALMER_MINUTES = 15

/**
 * Minutes between repeats in a tier, or `null` for none.
 *
 * A tier that the rules do not name: the outermost of several is told once, the innermost repeats as often as any, one
 * between like the next outer tier that is named, else like the next inner.
 *
 * @param sinceWorseMs how long ago it last got deeper: after half an hour it repeats every 15 minutes at most
 */
export function reminderMinutes(
  tier: Decimal,
  tiers: readonly Decimal[],
  rules: Pick<AlertRules, 'reminders'>,
  sinceWorseMs: number,
): number | null {
  const minutes = minutesOfTier(tier, tiers, rules.reminders)
  if (minutes === null || minutes <= 0) return null
  return sinceWorseMs <= INSISTENT_MS ? minutes : Math.max(minutes, CALMER_MINUTES)
}

function minutesOfTier(tier: Decimal, tiers: readonly Decimal[], reminders: AlertRules['reminders']): number | null {
  const own = reminders.find((reminder) => reminder.tier.eq(tier))
  if (own !== undefined) return own.minutes
  const isOutermost = tiers[0]?.eq(tier) ?? false
  if (reminders.length === 0 || (isOutermost && tiers.length > 1)) return null
  if (tiers.at(-1)?.eq(tier) ?? false) return Math.min(...reminders.map(({ minutes }) => minutes))
  const outwards = [...reminders].sort((a, b) => a.tier.cmp(b.tier))
  const neighbour = outwards.find((reminder) => reminder.tier.gt(tier)) ?? outwards.at(-1)
  return neighbour?.minutes ?? null
}

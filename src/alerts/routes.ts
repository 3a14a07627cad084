import { type Decimal, d } from '../model/decimal.ts'
import type { AlertReason } from './step.ts'

/** Which channels take which alerts. */
export interface Routes {
  /** Outermost tier first. */
  readonly byTier: readonly { readonly tier: Decimal; readonly channels: readonly string[] }[]
  /** Loss of sight, its return, and drift. */
  readonly blind: readonly string[]
}

/** A configured channel, as far as routing cares. */
export interface ChannelInfo {
  readonly name: string
  /** Reaches the owner elsewhere. Desktop is not: it says yes to an empty chair. */
  readonly isRemote: boolean
}

const FAST_TIER = d('10')

/** Names of the channels that must hear of an alert: the routes of everything it tells, together. */
export function routeOf(
  alert: { readonly causes: readonly AlertReason[]; readonly tier: Decimal | null },
  routes: Routes,
): readonly string[] {
  return [...new Set(alert.causes.flatMap((cause) => causeRoute(cause, alert.tier, routes)))]
}

function causeRoute(cause: AlertReason, tier: Decimal | null, routes: Routes): readonly string[] {
  if (cause === 'drift' || cause === 'blind' || cause === 'sighted') return routes.blind
  if (cause === 'liquidated' || cause === 'deleveraged' || cause === 'margin-liquidation') return innermostRoute(routes)
  if (cause === 'margin-call' && tier?.lt(FAST_TIER)) return tierRoute(tier, routes)
  if (cause === 'fast' || cause === 'margin-call') return tierRoute(FAST_TIER, routes)
  return tier === null ? routes.blind : tierRoute(tier, routes)
}

/** The route of the tier, else of the nearest inner one, else of the innermost there is: none may go unrouted. */
function tierRoute(tier: Decimal, routes: Routes): readonly string[] {
  return routes.byTier.find((route) => route.tier.lte(tier))?.channels ?? innermostRoute(routes)
}

function innermostRoute(routes: Routes): readonly string[] {
  return routes.byTier.at(-1)?.channels ?? routes.blind
}

/** Whether those who took an alert are enough: a route with a remote channel needs a remote one, an empty one nobody. */
export function isRouteSatisfied(
  route: readonly string[],
  takenBy: readonly string[],
  channels: readonly ChannelInfo[],
): boolean {
  const isRemote = (name: string): boolean => channels.some((channel) => channel.name === name && channel.isRemote)
  if (route.some(isRemote)) return takenBy.some(isRemote)
  return route.length === 0 || takenBy.length > 0
}

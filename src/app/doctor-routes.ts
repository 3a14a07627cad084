import { type ChannelInfo, type Routes, routeOf } from '../alerts/routes.ts'
import { type Decimal, d } from '../model/decimal.ts'
import type { DoctorCheck } from '../model/doctor-check.ts'
import type { TierTable } from '../model/tiers.ts'

/** Where alerts go, as the config decides it. */
export interface Routing {
  readonly routes: Routes
  readonly channels: readonly ChannelInfo[]
  readonly tiers: TierTable
}

/**
 * Whether somebody hears each alert: the innermost tiers need a channel that reaches their owner away from the machine,
 * loss of sight should have one.
 */
export function routeChecks(routing: Routing): readonly DoctorCheck[] {
  if (routing.channels.length === 0) return [nobodyHears()]
  const innermost = innermostTiers(routing.tiers)
  const outer = routing.tiers.default.filter((tier) => !innermost.some((inner) => inner.eq(tier)))
  return [
    ...outer.map((tier) => tierCheck(tier, routing, 'ok')),
    ...innermost.map((tier) => tierCheck(tier, routing, 'fail')),
    blindCheck(routing),
  ]
}

function nobodyHears(): DoctorCheck {
  return {
    name: 'routes',
    status: 'fail',
    message: 'no channel is configured: alerts are printed only',
    hint: 'add a channel that reaches you elsewhere (ntfy, telegram …) to channels in the config',
  }
}

function innermostTiers(tiers: TierTable): readonly Decimal[] {
  const all = [tiers.default, ...tiers.bySymbol.values()].map((list) => list.at(-1) ?? d('5'))
  const unique = new Map(all.map((tier) => [tier.toFixed(), tier]))
  return [...unique.values()].sort((a, b) => b.cmp(a))
}

/** @param ifLocal what a route without a remote channel amounts to */
function tierCheck(tier: Decimal, routing: Routing, ifLocal: 'ok' | 'fail'): DoctorCheck {
  const route = routeOf({ causes: ['entered'], tier }, routing.routes)
  return routeCheck({ name: `${tier.toFixed()}% route`, key: tier.toFixed(), route }, routing, ifLocal)
}

function blindCheck(routing: Routing): DoctorCheck {
  return routeCheck({ name: 'blind route', key: 'blind', route: routing.routes.blind }, routing, 'warn')
}

interface NamedRoute {
  readonly name: string
  /** Its key under `routes` in the config. */
  readonly key: string
  readonly route: readonly string[]
}

function routeCheck(
  { name, key, route }: NamedRoute,
  { channels }: Routing,
  ifLocal: 'ok' | 'warn' | 'fail',
): DoctorCheck {
  const isRemote = (channel: string): boolean => channels.some((one) => one.name === channel && one.isRemote)
  const listed = route.join(', ')
  if (route.some(isRemote) || (ifLocal === 'ok' && route.length > 0)) {
    return { name, status: 'ok', message: listed, hint: null }
  }
  return {
    name,
    status: ifLocal === 'ok' ? 'warn' : ifLocal,
    message: route.length === 0 ? 'goes to no channel' : `only ${listed}: no remote channel, nobody away hears it`,
    hint: `add a channel that reaches you elsewhere (ntfy, telegram …) to routes.${key} in the config`,
  }
}

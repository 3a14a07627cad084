import type { Json } from './json.ts'
import { foreign, padTo, type Screen, wrap } from './screen.ts'

/** What became of a message on one channel. */
export type ChannelFate = { readonly channel: string; readonly isRemote: boolean } & (
  | { readonly status: 'delivered' }
  | { readonly status: 'failed'; readonly why: string; readonly hint: string }
)

/** A message that was sent to prove something, and who took it. */
export interface Proof {
  /** How it was sent, for people. */
  readonly how: string
  readonly fates: readonly ChannelFate[]
  /** What it says about the innermost route; `null` where that was not asked. */
  readonly route: RouteProof | null
}

/** Whether the alert that matters most would reach its owner away from the machine. */
export interface RouteProof {
  /** Percent points, as text. */
  readonly tier: string
  readonly channels: readonly string[]
  /** Remote channels of the route that took the message. */
  readonly takenBy: readonly string[]
}

const STATUS_COLUMNS = 6

/** A line for each channel, with what to do about those that failed. */
export function proofScreen({ how, fates, route }: Proof, screen: Screen): string {
  const none = fates.length === 0 ? ['no channel is configured: alerts are printed only'] : []
  const lines = [how, ...none].flatMap((line) => wrap(line, screen))
  const channels = fates.flatMap((fate) => fateLines(fate, screen))
  return `${[...lines, ...channels, ...routeLines(route, screen)].join('\n')}\n`
}

function fateLines(fate: ChannelFate, screen: Screen): readonly string[] {
  const name = foreign(fate.channel)
  if (fate.status === 'delivered') return statusLines('ok', `${name}: delivered`, screen)
  return [
    ...statusLines('FAIL', `${name}: ${foreign(fate.why)}`, screen),
    ...wrap(`what to do: ${foreign(fate.hint)}`, screen, STATUS_COLUMNS),
  ]
}

function routeLines(route: RouteProof | null, screen: Screen): readonly string[] {
  if (route === null) return []
  const { tier, takenBy } = route
  if (takenBy.length > 0) {
    const names = takenBy.map(foreign).join(', ')
    return statusLines('ok', `the ${tier}% route reaches you: ${names} took it`, screen)
  }
  const listed = route.channels.length === 0 ? 'nobody' : route.channels.map(foreign).join(', ')
  return [
    ...statusLines('FAIL', `the ${tier}% route (${listed}) has no remote channel that took it`, screen),
    ...wrap(
      `what to do: add a channel that reaches you elsewhere (ntfy, telegram …) to routes.${tier} in the config`,
      screen,
      STATUS_COLUMNS,
    ),
  ]
}

function statusLines(word: 'ok' | 'FAIL', text: string, screen: Screen): readonly string[] {
  const [first = '', ...rest] = wrap(`${padTo(word, STATUS_COLUMNS)}${text}`, screen)
  return [screen.palette(word === 'ok' ? 'calm' : 'critical', word) + first.slice(word.length), ...rest]
}

/** The same for machines. */
export function proofJson({ fates, route }: Proof): { readonly [name: string]: Json } {
  const channels = fates.map((fate) => ({
    channel: fate.channel,
    remote: fate.isRemote,
    delivered: fate.status === 'delivered',
    why: fate.status === 'failed' ? fate.why : null,
    hint: fate.status === 'failed' ? fate.hint : null,
  }))
  return route === null ? { channels } : { channels, route: { ...route, reached: route.takenBy.length > 0 } }
}

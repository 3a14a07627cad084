import { tierAt } from '../alerts/depth.ts'
import type { AlertMemory } from '../alerts/memory.ts'
import { NOT_AVAILABLE, percent, tierName } from './format.ts'
import { momentText } from './moment.ts'
import { flow, foreign, type Screen, wrap } from './screen.ts'
import { danger, openEntries, runningSilences, type ShownAlerts, type Standing, standingOf } from './standing-alerts.ts'
import { type Column, renderTable } from './table.ts'

/** What stands, gravest first; then silences, deliveries still due, and channels that fail. */
export function alertsScreen(shown: ShownAlerts, screen: Screen): string {
  const standing = standingOf(shown)
  const lines = [
    ...standingLines(standing, shown, screen),
    ...silenceLines(shown, screen),
    ...dueLines(shown, screen),
    ...channelLines(shown, screen),
    ...nextLines(standing, shown, screen),
  ]
  return `${lines.join('\n')}\n`
}

function standingLines(standing: readonly Standing[], shown: ShownAlerts, screen: Screen): readonly string[] {
  if (standing.length === 0) return ['no alert stands']
  const accounts = new Set(standing.map(({ account }) => account))
  const isNamed = shown.namesAccount === true || accounts.size > 1
  const columns = isNamed ? [ACCOUNT, ...standingColumns(shown, screen)] : standingColumns(shown, screen)
  const blind = standing.flatMap(({ account, problems }) =>
    problems.flatMap((problem) => wrap(`${foreign(account)} cannot be seen: ${foreign(problem)}`, screen)),
  )
  return [...renderTable(standing, columns, screen), ...blind]
}

const ACCOUNT: Column<Standing> = {
  title: 'ACCOUNT',
  align: 'left',
  priority: 0,
  cell: ({ account }) => foreign(account),
}

function standingColumns({ nowMs }: ShownAlerts, { timeZone }: Screen): readonly Column<Standing>[] {
  const moment = (atMs: number | null): string => (atMs === null ? '-' : momentText(atMs, nowMs, timeZone))
  return [
    { title: 'ALERT', align: 'left', priority: 0, cell: ({ name }) => foreign(name) },
    { title: 'LAST SEEN', align: 'right', priority: 0, cell: distanceText },
    { title: 'TIER', align: 'right', priority: 0, cell: ({ tier }) => (tier === null ? '-' : `${tier}%`) },
    { title: 'SINCE', align: 'left', priority: 1, cell: ({ sinceMs }) => moment(sinceMs) },
    { title: 'STATE', align: 'left', priority: 0, cell: (row) => stateText(row, moment(row.silencedUntilMs)) },
  ]
}

function distanceText({ kind, distance }: Pick<Standing, 'kind' | 'distance'>): string {
  if (kind === 'data') return '-'
  if (distance === null) return NOT_AVAILABLE
  return distance.distancePct === null ? 'none' : percent(distance.distancePct)
}

function stateText({ isTold, isAcknowledged, silencedUntilMs }: Standing, until: string): string {
  const words = [isTold ? 'told' : 'not told yet']
  if (isAcknowledged) words.push('acknowledged')
  if (silencedUntilMs !== null) words.push(`silenced until ${until}`)
  return words.join(', ')
}

function silenceLines(shown: ShownAlerts, screen: Screen): readonly string[] {
  return runningSilences(shown).flatMap(({ subject, account, untilMs }) => {
    const whose = account === null ? 'every account' : `account ${foreign(account)}`
    return wrap(
      `silenced: ${foreign(subject)} on ${whose}, until ${momentText(untilMs, shown.nowMs, screen.timeZone)}`,
      screen,
    )
  })
}

function dueLines(shown: ShownAlerts, screen: Screen): readonly string[] {
  return openEntries(shown).flatMap(({ alert, deliveries }) =>
    deliveries
      .filter(({ status }) => status === 'pending')
      .flatMap(({ channel, attempts, failure }) => {
        const why = failure === null ? '' : `: ${foreign(failure)}`
        const tries = attempts === 1 ? '1 try' : `${attempts} tries`
        return wrap(`still due on ${foreign(channel)} (${tries}${why}): ${foreign(alert.headline)}`, screen)
      }),
  )
}

function channelLines({ memory, nowMs }: ShownAlerts, screen: Screen): readonly string[] {
  return [...memory.channels.values()].flatMap(({ channel, failures, failingSinceMs, lastFailure }) => {
    const since = momentText(failingSinceMs, nowMs, screen.timeZone)
    return wrap(
      `channel ${foreign(channel)} has failed since ${since} (${failures} in a row): ${foreign(lastFailure)}`,
      screen,
    )
  })
}

function nextLines(standing: readonly Standing[], { namesAccount }: ShownAlerts, screen: Screen): readonly string[] {
  const worst = standing.find(({ isAcknowledged, silencedUntilMs }) => !isAcknowledged && silencedUntilMs === null)
  if (worst === undefined) return []
  const subject = worst.kind === 'position' && worst.symbol !== null ? foreign(worst.symbol) : worst.kind
  const whose = namesAccount === true ? ` -a ${foreign(worst.account)}` : ''
  const ways = [`liqwatch alerts ack ${subject}${whose}`]
  if (worst.kind !== 'data') ways.push(`liqwatch alerts silence ${subject} --for 2h${whose}`)
  return flow([`next: ${ways[0]}`, ...ways.slice(1)], screen, '      ')
}

/** The standing alert of a key in words: `SOLUSDT long 6.32% (10% tier)`. */
export function standingText(key: string, memory: AlertMemory): string {
  const state = memory.states.get(key)
  if (state === undefined) return `loss of sight (${foreign(key)})`
  const tier = tierAt(state.depth, state.tiers)
  const { name, distance, kind } = danger(state, memory, 0)
  const inTier = tier === null ? '' : ` (${tierName(tier)} tier)`
  return `${foreign(name)} ${distanceText({ kind, distance })}${inTier}`
}

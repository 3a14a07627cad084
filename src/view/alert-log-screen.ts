import { alertJson } from '../alerts/message.ts'
import { type Delivery, type OutboxEntry, takenBy } from '../alerts/outbox.ts'
import { isoTime } from './format.ts'
import type { Json } from './json.ts'
import { dayAndTime } from './moment.ts'
import type { Tone } from './palette.ts'
import { foreign, type Screen, wrap } from './screen.ts'

const TONES: Readonly<Record<string, Tone>> = { critical: 'critical', warning: 'warning', info: 'calm' }
const INDENT = 4

/** Past alerts, newest first: when, what, and what became of it on each channel. */
export function alertLogScreen(entries: readonly OutboxEntry[], screen: Screen): string {
  if (entries.length === 0) return 'no alert was sent yet\n'
  return `${entries.flatMap((entry) => entryLines(entry, screen)).join('\n')}\n`
}

function entryLines({ alert, deliveries }: OutboxEntry, screen: Screen): readonly string[] {
  const at = dayAndTime(alert.dueAtMs, screen.timeZone)
  const severity = alert.severity.toUpperCase()
  const [first = '', ...rest] = wrap(`${at}  ${severity} ${foreign(alert.headline)}`, screen, 0, INDENT)
  const painted = first.replace(severity, (word) => screen.palette(TONES[alert.severity] ?? 'plain', word))
  const fates = deliveries.length === 0 ? ['printed only: no channel was on its route'] : deliveries.map(fateText)
  return [painted, ...rest, ...wrap(fates.join('; '), screen, INDENT, INDENT)]
}

function fateText({ channel, status, attempts, failure }: Delivery): string {
  const name = foreign(channel)
  const why = failure === null ? '' : `: ${foreign(failure)}`
  const tries = attempts === 1 ? '1 try' : `${attempts} tries`
  switch (status) {
    case 'delivered':
      return attempts > 1 ? `sent ${name} at try ${attempts}` : `sent ${name}`
    case 'pending':
      return `${name} still due after ${tries}${why}`
    case 'given-up':
      return `${name} GIVEN UP after ${tries}${why}`
    case 'superseded':
      return `${name} was told with a later alert`
  }
}

/** The `alerts` member of `alerts log --json`. */
export function alertLogJson(entries: readonly OutboxEntry[]): Json {
  return {
    log: entries.map((entry) => {
      const { alert, deliveries } = entry
      const failed = deliveries
        .filter(({ status }) => status !== 'delivered')
        .map(({ channel, status, failure }) => ({ channel, status, why: failure ?? status }))
      return {
        at: isoTime(alert.dueAtMs),
        ...alertJson(alert, { delivered: takenBy(entry), failed }),
        headline: alert.headline,
        lines: alert.lines,
      }
    }),
  }
}

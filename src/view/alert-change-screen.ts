import type { AlertMemory } from '../alerts/memory.ts'
import type { Silence } from '../alerts/silence.ts'
import { silenceJson } from './alerts-json.ts'
import { standingText } from './alerts-screen.ts'
import type { Json } from './json.ts'
import { momentText } from './moment.ts'
import { foreign, type Screen, wrap } from './screen.ts'

/** What an alerts command changed. */
export type AlertChange =
  | {
      readonly kind: 'acknowledged'
      readonly memory: AlertMemory
      readonly keys: readonly string[]
      readonly nowMs: number
    }
  | { readonly kind: 'silenced'; readonly silences: readonly Silence[]; readonly nowMs: number }
  | {
      readonly kind: 'unsilenced'
      readonly silences: readonly Silence[]
      readonly nowMs: number
      /** A silence over all still holds it back until then; `null` when none does. */
      readonly stillUntilMs: number | null
    }

/** A line for each thing changed, and what it means. */
export function alertChangeScreen(change: AlertChange, screen: Screen): string {
  return `${changeLines(change, screen)
    .flatMap((line) => wrap(line, screen))
    .join('\n')}\n`
}

function changeLines(change: AlertChange, screen: Screen): readonly string[] {
  if (change.kind === 'acknowledged') {
    const accountOf = (key: string): string => key.split('/')[0] ?? ''
    const isNamed = new Set(change.keys.map(accountOf)).size > 1
    const lines = change.keys.map(
      (key) => `acknowledged: ${isNamed ? `${foreign(accountOf(key))}: ` : ''}${standingText(key, change.memory)}`,
    )
    return [...lines, 'no repeats until it gets worse; exit codes and screens still show it']
  }
  if (change.kind === 'unsilenced') return change.silences.map((one) => `no longer silenced: ${nameOf(one)}`)
  const lines = change.silences.map(
    (one) => `silenced: ${nameOf(one)}, until ${momentText(one.untilMs, change.nowMs, screen.timeZone)}`,
  )
  return [
    ...lines,
    'liquidations and loss of sight are told all the same; exit codes and screens still show everything',
  ]
}

function nameOf({ subject, account }: Silence): string {
  return `${foreign(subject)} on ${account === null ? 'every account' : `account ${foreign(account)}`}`
}

/** The `alerts` member of the changing commands' documents. */
export function alertChangeJson(change: AlertChange): Json {
  if (change.kind === 'acknowledged') return { acknowledged: change.keys }
  return { [change.kind]: change.silences.map(silenceJson) }
}

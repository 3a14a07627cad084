import { foreign, type Screen, widthOf } from './screen.ts'
import { clipLine } from './watch-clip.ts'
import type { WatchUi } from './watch-keys.ts'

const KEY_HINTS = [
  'q quit  ? help  arrows select  Enter detail  a ack  z silence  p pause  / filter',
  'q quit  ? help  a ack  z silence  p pause  / filter',
  'q quit  ? help',
]

/** The last line: what is being asked, the answer to the last key, or what can be pressed. */
export function watchFooter(ui: WatchUi, screen: Screen): string {
  const columns = screen.columns ?? Number.POSITIVE_INFINITY
  const said = promptText(ui) ?? (ui.notice === null ? null : foreign(ui.notice))
  if (said !== null) return screen.palette('strong', clipLine(said, columns))
  const hint = KEY_HINTS.find((text) => widthOf(text) <= columns) ?? ''
  return screen.palette('faint', hint)
}

function promptText({ prompt, filter }: WatchUi): string | null {
  if (prompt.kind === 'filter') return `filter: ${foreign(filter)}_  Enter keep, Esc cancel`
  if (prompt.kind === 'none') return null
  const [, symbol = prompt.rowKey] = prompt.rowKey.split('/')
  return `silence ${foreign(symbol)}: 1=15min  2=1h  3=4h  0=lift  Esc=cancel`
}

/** What every key does, and what the signs mean. */
export function watchHelp(): readonly string[] {
  return [
    'KEYS                                   any key closes this',
    '  up, down, PgUp, PgDn, Home, End   select a row',
    '  Enter     whole detail of the selected row, else the worst',
    '  a         acknowledge: no repeats until it gets worse',
    '  z         silence its symbol for a while; 0 lifts it',
    '  /         show only rows that contain a text',
    '  p         stop the rows; verdict and alerts go on',
    '  Esc       close detail, selection, filter; Ctrl-L redraws',
    '  q         quit (Ctrl-C too)',
    'SIGNS',
    '  ! in a tier   ? not known   > selected   ack, mute: hushed',
    '  bar: room to liquidation, ticks at the tiers',
    '  STALE: the mark is older than 20 s; POLLED: marks by REST',
  ]
}

/** What the user is typing: single keys, the text of the filter, or for how long to silence. */
export type WatchPrompt =
  | { readonly kind: 'none' }
  | { readonly kind: 'filter'; readonly before: string }
  | { readonly kind: 'silence'; readonly rowKey: string }

/** What the user did to the screen. */
export interface WatchUi {
  /** Rows of the last frame, in its order; arrows move among them. */
  readonly rowKeys: readonly string[]
  /** `null` until an arrow is pressed: then the worst row is meant. */
  readonly selectedKey: string | null
  readonly isDetailOpen: boolean
  readonly isHelpOpen: boolean
  readonly isPaused: boolean
  /** Rows whose account or symbol holds this text are shown; empty for all. */
  readonly filter: string
  readonly prompt: WatchPrompt
  /** An answer to the last key, until the next one; `null` for none. */
  readonly notice: string | null
}

/** What the program has to do; everything else is done by the new state. */
export type WatchIntent =
  | { readonly kind: 'none' }
  | { readonly kind: 'quit' }
  /** Ctrl-C, which raw mode brings as a key. */
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'repaint' }
  | { readonly kind: 'acknowledge'; readonly rowKey: string }
  /** `minutes` of 0 lifts the silence. */
  | { readonly kind: 'silence'; readonly rowKey: string; readonly minutes: number }

export interface WatchStep {
  readonly uiState: WatchUi
  readonly intent: WatchIntent
}

/** Nothing selected, nothing open. */
export const FRESH_UI: WatchUi = {
  rowKeys: [],
  selectedKey: null,
  isDetailOpen: false,
  isHelpOpen: false,
  isPaused: false,
  filter: '',
  prompt: { kind: 'none' },
  notice: null,
}

/** Keys of the silence prompt, in minutes. */
const SILENCE_CHOICES: Readonly<Record<string, number>> = { '1': 15, '2': 60, '3': 240, '0': 0 }

const PAGE = 10
const LONGEST_FILTER = 32

/** The state with the rows of a new frame; a selected row that is gone is no longer selected. */
export function withRows(uiState: WatchUi, rowKeys: readonly string[]): WatchUi {
  const { selectedKey } = uiState
  const isGone = selectedKey !== null && !rowKeys.includes(selectedKey)
  return { ...uiState, rowKeys, selectedKey: isGone ? null : selectedKey }
}

/** The state with an answer to the last key. */
export function withNotice(uiState: WatchUi, notice: string): WatchUi {
  return { ...uiState, notice }
}

/**
 * The next state, and what the program has to do.
 *
 * @param key a printed character, or the name of a key: `up` `down` `pageup` `pagedown` `home` `end` `enter` `escape`
 *   `backspace` `ctrl-c` `ctrl-l`
 */
export function stepWatchKeys(uiState: WatchUi, key: string): WatchStep {
  if (key === 'ctrl-c') return { uiState, intent: { kind: 'interrupt' } }
  if (key === 'ctrl-l') return { uiState, intent: { kind: 'repaint' } }
  const ui = { ...uiState, notice: null }
  const { prompt } = ui
  if (prompt.kind === 'filter') return unasked(typeFilter(ui, key, prompt.before))
  if (prompt.kind === 'silence') return answerSilence(ui, key, prompt.rowKey)
  if (ui.isHelpOpen) return key === 'q' ? quit(ui) : unasked({ ...ui, isHelpOpen: false })
  return COMMANDS.get(key)?.(ui) ?? unasked(moved(ui, key))
}

function unasked(uiState: WatchUi): WatchStep {
  return { uiState, intent: { kind: 'none' } }
}

function quit(uiState: WatchUi): WatchStep {
  return { uiState, intent: { kind: 'quit' } }
}

const COMMANDS: ReadonlyMap<string, (ui: WatchUi) => WatchStep> = new Map([
  ['q', quit],
  ['?', (ui) => unasked({ ...ui, isHelpOpen: true })],
  ['enter', (ui) => unasked({ ...ui, isDetailOpen: !ui.isDetailOpen })],
  ['p', (ui) => unasked({ ...ui, isPaused: !ui.isPaused })],
  ['/', (ui) => unasked({ ...ui, prompt: { kind: 'filter', before: ui.filter } })],
  ['escape', (ui) => unasked(stepBack(ui))],
  ['a', acknowledge],
  ['z', askSilence],
])

/** The selected row, else the worst one; `null` when there is none. */
export function meantRow({ selectedKey, rowKeys }: WatchUi): string | null {
  return selectedKey ?? rowKeys[0] ?? null
}

function acknowledge(ui: WatchUi): WatchStep {
  const rowKey = meantRow(ui)
  if (rowKey === null) return unasked(withNotice(ui, 'there is nothing to acknowledge'))
  return { uiState: ui, intent: { kind: 'acknowledge', rowKey } }
}

function askSilence(ui: WatchUi): WatchStep {
  const rowKey = meantRow(ui)
  if (rowKey === null) return unasked(withNotice(ui, 'there is nothing to silence'))
  return unasked({ ...ui, prompt: { kind: 'silence', rowKey } })
}

function answerSilence(ui: WatchUi, key: string, rowKey: string): WatchStep {
  const uiState: WatchUi = { ...ui, prompt: { kind: 'none' } }
  const minutes = SILENCE_CHOICES[key]
  if (minutes === undefined) return unasked(withNotice(uiState, 'nothing was silenced'))
  return { uiState, intent: { kind: 'silence', rowKey, minutes } }
}

/** Closes what was opened last. */
function stepBack(ui: WatchUi): WatchUi {
  if (ui.isDetailOpen) return { ...ui, isDetailOpen: false }
  if (ui.selectedKey !== null) return { ...ui, selectedKey: null }
  return { ...ui, filter: '' }
}

function typeFilter(ui: WatchUi, key: string, before: string): WatchUi {
  if (key === 'enter') return { ...ui, prompt: { kind: 'none' } }
  if (key === 'escape') return { ...ui, filter: before, prompt: { kind: 'none' } }
  if (key === 'backspace') return { ...ui, filter: [...ui.filter].slice(0, -1).join('') }
  const isText = [...key].length === 1
  return isText ? { ...ui, filter: (ui.filter + key).slice(0, LONGEST_FILTER) } : ui
}

const STEPS: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  pageup: -PAGE,
  pagedown: PAGE,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
}

function moved(ui: WatchUi, key: string): WatchUi {
  const step = STEPS[key]
  const { rowKeys, selectedKey } = ui
  if (step === undefined || rowKeys.length === 0) return ui
  // The first press selects the row that was meant all along, the worst one.
  const from = selectedKey === null ? -Math.sign(Math.max(step, 0)) : rowKeys.indexOf(selectedKey)
  const index = Math.min(rowKeys.length - 1, Math.max(0, from + step))
  return { ...ui, selectedKey: rowKeys[index] ?? null }
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  FRESH_UI,
  stepWatchKeys,
  type WatchIntent,
  type WatchUi,
  withNotice,
  withRows,
} from '../../../src/view/watch-keys.ts'

const ROWS = ['main/SOLUSDT/long', 'main/DOGEUSDT/long', 'main/BTCUSDT/long']
const start = withRows(FRESH_UI, ROWS)

/** Presses keys one after another; the intents that were not nothing. */
function press(ui: WatchUi, ...keys: readonly string[]) {
  const intents: WatchIntent[] = []
  let state = ui
  for (const key of keys) {
    const step = stepWatchKeys(state, key)
    state = step.uiState
    if (step.intent.kind !== 'none') intents.push(step.intent)
  }
  return { ui: state, intents }
}

describe('keys', () => {
  it.each([
    { keys: ['q'], intents: [{ kind: 'quit' }] },
    { keys: ['ctrl-c'], intents: [{ kind: 'interrupt' }] },
    { keys: ['ctrl-l'], intents: [{ kind: 'repaint' }] },
    { keys: ['a'], intents: [{ kind: 'acknowledge', rowKey: 'main/SOLUSDT/long' }] },
    { keys: ['down', 'down', 'a'], intents: [{ kind: 'acknowledge', rowKey: 'main/DOGEUSDT/long' }] },
    { keys: ['z', '2'], intents: [{ kind: 'silence', rowKey: 'main/SOLUSDT/long', minutes: 60 }] },
    { keys: ['end', 'z', '0'], intents: [{ kind: 'silence', rowKey: 'main/BTCUSDT/long', minutes: 0 }] },
    { keys: ['z', 'escape'], intents: [] },
    { keys: ['z', 'q'], intents: [] },
    { keys: ['/', 'q'], intents: [] },
    { keys: ['/', 'b', 'ctrl-c'], intents: [{ kind: 'interrupt' }] },
    { keys: ['?', 'a'], intents: [] },
    { keys: ['?', 'q'], intents: [{ kind: 'quit' }] },
    { keys: ['x', 'F13'], intents: [] },
  ])('$keys', ({ keys, intents }) => {
    expect(press(start, ...keys).intents).toEqual(intents)
  })

  it.each([
    { keys: ['down'], selected: ROWS[0] },
    { keys: ['up'], selected: ROWS[0] },
    { keys: ['down', 'down'], selected: ROWS[1] },
    { keys: ['down', 'down', 'up', 'up', 'up'], selected: ROWS[0] },
    { keys: ['pagedown'], selected: ROWS[2] },
    { keys: ['end'], selected: ROWS[2] },
    { keys: ['end', 'home'], selected: ROWS[0] },
    { keys: ['end', 'escape'], selected: null },
  ])('$keys select $selected', ({ keys, selected }) => {
    expect(press(start, ...keys).ui.selectedKey).toBe(selected)
  })

  it('type, keep and take back a filter', () => {
    expect(press(start, '/', 's', 'o', 'x', 'backspace', 'enter').ui).toMatchObject({
      filter: 'so',
      prompt: { kind: 'none' },
    })
    expect(press(start, '/', 's', 'enter', '/', 'q', 'escape').ui.filter).toBe('s')
    expect(press(start, '/', 's', 'enter', 'escape').ui.filter).toBe('')
    expect(press(start, '/', 'up', 'pagedown').ui.filter).toBe('')
  })

  it('open and close help, detail and pause', () => {
    expect(press(start, '?').ui.isHelpOpen).toBe(true)
    expect(press(start, '?', 'x').ui.isHelpOpen).toBe(false)
    expect(press(start, 'enter').ui.isDetailOpen).toBe(true)
    expect(press(start, 'enter', 'escape').ui.isDetailOpen).toBe(false)
    expect(press(start, 'p').ui.isPaused).toBe(true)
    expect(press(start, 'p', 'p').ui.isPaused).toBe(false)
  })

  it('keep the row that was meant, wherever it moves, and let go of one that is gone', () => {
    const selected = press(start, 'down', 'down').ui
    expect(withRows(selected, [...ROWS].reverse()).selectedKey).toBe('main/DOGEUSDT/long')
    expect(withRows(selected, ['main/SOLUSDT/long']).selectedKey).toBeNull()
  })

  it('silence the row that was asked about, though the order changed meanwhile', () => {
    const asked = press(start, 'z').ui
    expect(press(withRows(asked, [...ROWS].reverse()), '1').intents).toEqual([
      { kind: 'silence', rowKey: 'main/SOLUSDT/long', minutes: 15 },
    ])
  })

  it('do nothing to an empty screen', () => {
    const { ui, intents } = press(FRESH_UI, 'a', 'down', 'end')
    expect(intents).toEqual([])
    expect(ui.selectedKey).toBeNull()
    expect(press(FRESH_UI, 'a').ui.notice).toBe('there is nothing to acknowledge')
    expect(press(FRESH_UI, 'z').ui.notice).toBe('there is nothing to silence')
  })

  it('wipe out an answer', () => {
    expect(press(withNotice(start, 'done'), 'x').ui.notice).toBeNull()
  })

  it('never select what is not there', () => {
    const keys = fc.array(
      fc.constantFrom(
        'up',
        'down',
        'pageup',
        'pagedown',
        'home',
        'end',
        'escape',
        'enter',
        '/',
        'b',
        'z',
        '1',
        '?',
        'p',
        'a',
      ),
    )
    fc.assert(
      fc.property(keys, (pressed) => {
        const { ui, intents } = press(start, ...pressed)
        expect([null, ...ROWS]).toContain(ui.selectedKey)
        for (const intent of intents) if ('rowKey' in intent) expect(ROWS).toContain(intent.rowKey)
      }),
    )
  })
})

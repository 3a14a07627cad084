import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { movedStanding } from '../../../src/risk/margin-move.ts'
import { assessMargin, type MarginStanding } from '../../../src/risk/margin-standing.ts'
import { plainPalette } from '../../../src/view/palette.ts'
import { widthOf } from '../../../src/view/screen.ts'
import { renderWatchFrame, renderWatchOnce, watchRowKeys } from '../../../src/view/watch-frame.ts'
import { FRESH_UI, stepWatchKeys, withRows } from '../../../src/view/watch-keys.ts'
import { logLines, watchDocument } from '../../../src/view/watch-log.ts'
import type { WatchModel } from '../../../src/view/watch-model.ts'
import { watchVerdict } from '../../../src/view/watch-rows.ts'
import { aCrossAccount, aHolding, aMarginSnapshot, aPair } from '../../support/margin-builders.ts'
import { expectGolden } from './golden.ts'
import { anEmptyAccount, NOW_MS } from './reports.ts'
import { aWatchAccount, aWatchModel } from './watch-models.ts'

const TIERS = ['15', '10', '5'].map(d)

/** A Classic 3x account of 1 BTC against 20,000 USDT at 1.5, moved to this level by the mark; and FET beside it. */
function movedTo(price: string): MarginStanding {
  const snapshot = aMarginSnapshot({ takenAtMs: NOW_MS - 23_000, isolated: [aPair()] })
  return movedStanding(snapshot, new Map([['BTC', { from: d('30000'), to: d(price) }]]), TIERS)
}

const calm = aWatchAccount({ risk: anEmptyAccount(), extras: [] })
const frame = (model: WatchModel, columns: number, rows = 30) =>
  renderWatchFrame(model, { columns, rows }, plainPalette)

describe('margin on the live screen', () => {
  it.each([60, 80, 140])('stands below the positions, at %i columns', (columns) => {
    const lines = frame(aWatchModel({ margins: [movedTo('25000')] }), columns)
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
    expectGolden(`watch-margin-${columns}`, `${lines.join('\n')}\n`)
  })

  it('leads where it is in more danger, and makes the verdict', () => {
    // 1.5 × 22.2 ÷ 30 = 1.11
    const model = aWatchModel({ accounts: [calm], alerts: [], margins: [movedTo('22200')] })
    expect(watchVerdict(model)).toBe('CRITICAL')
    const text = frame(model, 140).join('\n')
    expect(text.split('\n')[0]).toBe(
      'CRITICAL  cross margin is 0.90% of its collateral from liquidation (5% tier) and in the margin call; 1 more in a tier.',
    )
    expect(text.indexOf('MARGIN')).toBeLessThan(text.indexOf('no open positions'))
  })

  it('says how old the levels are, and only then that marks moved them', () => {
    const once = (standing: MarginStanding) =>
      renderWatchOnce(aWatchModel({ accounts: [calm], margins: [standing] }), null, plainPalette)
    expect(once(movedTo('25000'))).toContain('levels read 23 s ago, moved by futures marks since')
    expect(once(movedTo('30000'))).toContain('levels read 23 s ago')
  })

  it('gives way to the detail and the alerts while it is calm, not once it is selected or inside a tier', () => {
    const shown = (price: string, selectedKey: string | null) => {
      const standing = movedTo(price)
      const margins = [{ ...standing, rows: standing.rows.filter(({ symbol }) => symbol === null) }]
      const text = frame(aWatchModel({ margins, ui: { selectedKey } }), 80, 22).join('\n')
      return ['room 6.32%', 'LATEST ALERTS', 'cross 3x'].map((part) => text.includes(part))
    }
    expect(shown('60000', null)).toEqual([true, true, false])
    expect(shown('60000', 'main/margin')[2]).toBe(true)
    expect(shown('25000', null)[2]).toBe(true)
  })

  it('leaves out accounts without debt', () => {
    const cross = aCrossAccount({ marginLevel: d('999'), holdings: [aHolding('BTC', { free: '1' })] })
    const text = frame(aWatchModel({ margins: [assessMargin(aMarginSnapshot({ cross }), TIERS)] }), 80).join('\n')
    expect(text).not.toContain('MARGIN')
  })

  it('tells an outage, and goes on to show the positions', () => {
    const gaps = [{ what: 'margin accounts', why: 'HTTP 503 after 3 tries', needed: true }]
    const unread: MarginStanding = { account: 'main', takenAtMs: NOW_MS, verdict: 'UNKNOWN', rows: [], gaps }
    const text = frame(aWatchModel({ margins: [unread] }), 140).join('\n')
    expect(text).toContain('? could not be read: margin accounts (HTTP 503 after 3 tries)')
    expect(text).toContain('SOLUSDT')
    expect(watchVerdict(aWatchModel({ accounts: [calm], margins: [unread] }))).toBe('UNKNOWN')
  })

  it('is reached by the arrows, below the positions or above them where it is in more danger', () => {
    const below = watchRowKeys(aWatchModel({ margins: [movedTo('25000')] }))
    expect(below.slice(-2)).toEqual(['main/margin', 'main/margin/FETUSDT'])
    expect(below.length).toBeGreaterThan(2)
    const above = watchRowKeys(aWatchModel({ accounts: [calm], margins: [movedTo('22200')] }))
    expect(above).toEqual(['main/margin', 'main/margin/FETUSDT'])
    const end = stepWatchKeys(withRows(FRESH_UI, below), 'end').uiState
    expect(stepWatchKeys(end, 'a').intent).toEqual({ kind: 'acknowledge', rowKey: 'main/margin/FETUSDT' })
    expect(stepWatchKeys(stepWatchKeys(end, 'z').uiState, '1').intent).toEqual({
      kind: 'silence',
      rowKey: 'main/margin/FETUSDT',
      minutes: 15,
    })
  })

  it('shows which row is selected, and which is hushed, and keeps the detail of the worst position', () => {
    const extras = [['main/margin', { remedies: [], fundingDrift: null, hush: { kind: 'acknowledged' } }]] as const
    const model = aWatchModel({
      accounts: [aWatchAccount({ extras: [...extras] })],
      margins: [movedTo('25000')],
      ui: { selectedKey: 'main/margin' },
    })
    const lines = frame(model, 140)
    expect(lines.filter((line) => line.startsWith('>'))).toEqual([expect.stringMatching(/^>! cross 3x .* 15% ack$/)])
    expect(lines.some((line) => line.startsWith('SOLUSDT long'))).toBe(true)
  })

  it('is filtered like the positions, and stands still with them', () => {
    const shown = (model: WatchModel) => renderWatchOnce(model, 140, plainPalette).join('\n')
    expect(shown(aWatchModel({ margins: [movedTo('25000')], ui: { filter: 'fet' } }))).not.toContain('cross 3x')
    const paused = { atMs: NOW_MS, accounts: [aWatchAccount()], margins: [movedTo('30000')] }
    expect(shown(aWatchModel({ margins: [movedTo('25000')], paused }))).toContain('cross 3x          1.5000')
  })
})

describe('margin in the log of a watch', () => {
  it('is a line of its own: the worst account', () => {
    expect(logLines(aWatchModel({ margins: [movedTo('25000')] }))[1]).toBe(
      '2026-11-21T14:32:08.123Z account=main verdict=WARNING margin=cross state="MARGIN CALL" level="1.2500 (moved by marks)" to_call=0.00% to_liquidation=12.00% tier=15%',
    )
  })

  it('tells what is missing, and nothing where nothing is owed', () => {
    const gaps = [{ what: 'margin accounts', why: 'HTTP 503', needed: true }]
    const unread: MarginStanding = { account: 'main', takenAtMs: NOW_MS, verdict: 'UNKNOWN', rows: [], gaps }
    expect(logLines(aWatchModel({ margins: [unread] }))[1]).toBe(
      '2026-11-21T14:32:08.123Z account=main verdict=UNKNOWN missing="margin accounts: HTTP 503"',
    )
    const cross = aCrossAccount({ marginLevel: d('999'), holdings: [aHolding('BTC', { free: '1' })] })
    expect(logLines(aWatchModel({ margins: [assessMargin(aMarginSnapshot({ cross }), TIERS)] })).length).toBe(1)
  })

  it('stands in the JSON line as in that of status, the moved level beside the one that was read', () => {
    expect(watchDocument(aWatchModel({ margins: [movedTo('25000')] }))).toMatchObject({
      accounts: [
        { margin: { accounts: [{ symbol: null, exchangeLevel: '1.5', movedLevel: '1.25' }, { movedLevel: null }] } },
      ],
    })
  })
})

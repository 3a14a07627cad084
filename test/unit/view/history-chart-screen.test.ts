import { describe, expect, it } from 'vitest'
import { historyChartDocument } from '../../../src/view/history-chart-json.ts'
import { type HistoryCharts, historyChartScreen } from '../../../src/view/history-chart-screen.ts'
import { widthOf } from '../../../src/view/screen.ts'
import { aCrash, aDistance, anEmptyPast, FROM_MS, MINUTE_MS, points, slope, TO_MS } from '../../support/past-cases.ts'
import { expectGolden } from './golden.ts'
import { aScreen } from './reports.ts'

function charts(fields: Partial<HistoryCharts> = {}): HistoryCharts {
  return { pasts: [aCrash()], symbol: null, asOfMs: TO_MS, keepsOpenInterest: false, ...fields }
}

describe('charts of the past', () => {
  it.each([60, 80, 140])('fit %i columns', (columns) => {
    const screen = historyChartScreen(charts(), aScreen(columns))
    for (const line of screen.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns)
    expectGolden(`history-chart-${columns}`, screen)
  })

  it('of one symbol show all of it, rates and open interest included', () => {
    const past = aCrash({ openInterest: [{ symbol: 'ETHUSDT', points: points([0, '81000'], [60, '79500.5']) }] })
    const [, , eth] = past.distances
    const one = { ...past, distances: eth === undefined ? [] : [eth], fundingRates: past.fundingRates.slice(0, 1) }
    expectGolden('history-chart-symbol', historyChartScreen(charts({ pasts: [one], symbol: 'ETHUSDT' }), aScreen(80)))
  })

  it('draw the rates of many symbols below each other over the time of all charts, holes included', () => {
    const fundingRates = [
      { symbol: 'ETHUSDT', points: points([0, '0.0001'], [60, '0.0003'], [90, '0.0002']) },
      { symbol: 'AUSDT', points: points([90, '0.0001']) },
    ]
    const unseen = [{ fromMs: FROM_MS + 60 * MINUTE_MS, toMs: FROM_MS + 90 * MINUTE_MS, why: 'not-watched' as const }]
    const text = historyChartScreen(charts({ pasts: [aCrash({ fundingRates, unseen })] }), aScreen(140))
    expect(text.split('\n').filter((line) => line.includes('funding rate'))).toEqual([
      `ETHUSDT funding rate   last 0.0200%   0.0100% to 0.0300%   ${'▁'.repeat(20)}█${'░'.repeat(9)}${'▅'.repeat(10)}`,
      `AUSDT funding rate     last 0.0100%   unchanged            ${' '.repeat(20)}${'░'.repeat(10)}${'▄'.repeat(10)}`,
    ])
  })

  it('say why there is no open interest', () => {
    const of = (keepsOpenInterest: boolean): string =>
      historyChartScreen(charts({ symbol: 'SOLUSDT', keepsOpenInterest }), aScreen(null))
    expect(of(false)).toContain('open interest: not kept. It is read every hour once openInterest.alert is true')
    expect(of(true)).toContain('open interest: no samples yet')
  })

  it('say how to get samples where there are none, account by account', () => {
    const screen = historyChartScreen(charts({ pasts: [anEmptyPast('spare'), aCrash()] }), aScreen(null))
    expect(screen).toContain('spare: no samples were kept in this time. They are taken once a minute by liqwatch watch')
    expect(screen).toContain('SOLUSDT long distance')
    const none = historyChartScreen(charts({ pasts: [anEmptyPast()], symbol: 'SOLUSDT' }), aScreen(null))
    expect(none).toBe(
      'main: no samples of SOLUSDT were kept in this time. They are taken once a minute by liqwatch watch, and by every liqwatch check: leave a watch open, or let cron run the check (liqwatch schedule install).\n',
    )
  })

  it('write names from outside so that they steer no terminal', () => {
    const symbol = 'EV\u001b[31mIL\u202e'
    const past = aCrash({
      account: symbol,
      distances: [aDistance({ subject: { kind: 'position', symbol, side: 'LONG' } })],
    })
    expect(historyChartScreen(charts({ pasts: [past] }), aScreen(null))).not.toMatch(/[\u001b\u202e]/)
  })

  it('name what stayed far away instead of drawing it', () => {
    const far = aDistance({ key: 'main/XRPUSDT/long', points: slope(0, 119, [90, 80]) })
    const screen = historyChartScreen(charts({ pasts: [aCrash({ distances: [far] })] }), aScreen(null))
    expect(screen).toContain('further away, at their closest: SOLUSDT long 80.00% (charts: --symbol)')
    expect(screen).not.toContain('SOLUSDT long distance')
  })
})

describe('the document of the charts', () => {
  it('holds the figures themselves', () => {
    const past = aCrash({ distances: [aDistance({ points: points([0, '20'], [1, '0.80001']) })], equity: [] })
    const document = historyChartDocument(charts({ pasts: [past] }), FROM_MS)
    expect(document).toMatchObject({
      schema: 'liqwatch/1',
      command: 'history',
      verdict: null,
      since: '2026-11-21T14:00:00.000Z',
    })
    expect(document.samples).toMatchObject([
      {
        account: 'main',
        lastSeen: '2026-11-21T15:49:00.000Z',
        unseen: [
          { from: '2026-11-21T15:00:00.000Z', to: '2026-11-21T15:20:00.000Z', why: 'not-watched' },
          { why: 'blind' },
        ],
        distances: [
          {
            key: 'main/SOLUSDT/long',
            distancePct: [
              { at: '2026-11-21T14:00:00.000Z', value: '20' },
              { at: '2026-11-21T14:01:00.000Z', value: '0.80001' },
            ],
          },
        ],
      },
    ])
  })
})

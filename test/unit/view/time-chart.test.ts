import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { HOURLY_PACE, paceOf } from '../../../src/model/looks.ts'
import { widthOf } from '../../../src/view/screen.ts'
import { timeTicks, zoneOffsetMs } from '../../../src/view/time-axis.ts'
import { chartColumns, type TimeChartOptions, timeChart } from '../../../src/view/time-chart.ts'
import { FROM_MS, MINUTE_MS, points, slope, TO_MS } from '../../support/past-cases.ts'
import { aScreen } from './reports.ts'

const SPAN = { fromMs: FROM_MS, toMs: TO_MS }
const PACE = paceOf(
  slope(0, 120, [1, 1]).map(({ atMs }) => atMs),
  TO_MS,
)
const minute = (at: number): number => FROM_MS + at * MINUTE_MS

describe('ticks of time', () => {
  const texts = (fromMs: number, toMs: number, zone = 'UTC', most = 6) =>
    timeTicks({ fromMs, toMs }, zone, most).map(({ text }) => text)

  it.each([
    { name: 'two hours', hours: 2, expected: ['14:00', '14:30', '15:00', '15:30', '16:00'] },
    { name: 'a day and a half', hours: 36, expected: ['22 Nov', '12:00', '23 Nov'] },
  ])('of $name are round', ({ hours, expected }) => {
    expect(texts(FROM_MS, FROM_MS + hours * 60 * MINUTE_MS)).toEqual(expected)
  })

  it('of a month are days', () => {
    expect(texts(Date.UTC(2026, 9, 22, 14), FROM_MS)).toEqual(['29 Oct', '5 Nov', '12 Nov', '19 Nov'])
  })

  it("stand on the zone's own clock, half hours included", () => {
    expect(texts(FROM_MS, TO_MS, 'Asia/Kolkata', 3)).toEqual(['20:00', '21:00'])
    expect(zoneOffsetMs(FROM_MS, 'Asia/Kolkata')).toBe(5.5 * 3_600_000)
  })

  it('stay round over the change of a clock', () => {
    const night = Date.UTC(2026, 9, 24, 20)
    expect(texts(night, night + 14 * 3_600_000, 'Europe/Berlin', 8)).toEqual([
      '22:00',
      '25 Oct',
      '02:00',
      '04:00',
      '06:00',
      '08:00',
      '10:00',
    ])
  })

  it('are in order, within the span, and never more than wanted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40_000_000 }), fc.integer({ min: 2, max: 9 }), (seconds, most) => {
        const span = { fromMs: FROM_MS, toMs: FROM_MS + seconds * 1000 }
        const ticks = timeTicks(span, 'Europe/Berlin', most)
        expect(ticks.length).toBeLessThanOrEqual(most)
        expect(ticks.every(({ atMs }) => atMs >= span.fromMs && atMs <= span.toMs)).toBe(true)
        expect(ticks.map(({ atMs }) => atMs)).toEqual(ticks.map(({ atMs }) => atMs).sort((a, b) => a - b))
      }),
    )
  })
})

describe('columns of a chart', () => {
  const columns = (rows: readonly (readonly [number, string])[], unseen: TimeChartOptions['unseen'] = [], count = 12) =>
    chartColumns(points(...rows), { span: SPAN, pace: paceOf([0, 10, 20].map(minute), TO_MS), unseen }, count).map(
      (column) => (column.kind === 'value' ? column.value.toFixed() : column.kind),
    )

  it('show the lowest of their time', () => {
    expect(
      columns(
        [
          [0, '5'],
          [3, '2'],
          [9, '4'],
          [10, '7'],
        ],
        [],
        12,
      ).slice(0, 2),
    ).toEqual(['2', '7'])
  })

  it('hold a figure until the next look of the usual pace, and not a moment longer', () => {
    expect(
      columns([
        [0, '5'],
        [25, '3'],
        [60, '2'],
      ]),
    ).toEqual(['5', '5', '3', 'absent', 'absent', 'absent', '2', '2', '2', 'absent', 'absent', 'absent'])
  })

  it('say that nobody looked instead of drawing across', () => {
    const unseen = [{ fromMs: minute(30), toMs: minute(59), why: 'blind' as const }]
    expect(
      columns(
        [
          [0, '5'],
          [10, '5'],
          [20, '5'],
          [60, '2'],
        ],
        unseen,
      ).slice(2, 7),
    ).toEqual(['5', 'unseen', 'unseen', 'unseen', '2'])
  })

  it('hold no last figure into a time that nobody saw, however seldom it is taken down', () => {
    const unseen = [{ fromMs: minute(60), toMs: TO_MS, why: 'not-watched' as const }]
    const kinds = chartColumns(points([0, '1']), { span: SPAN, pace: HOURLY_PACE, unseen }, 4).map(({ kind }) => kind)
    expect(kinds).toEqual(['value', 'value', 'unseen', 'unseen'])
  })

  it('lose no lowest moment, however few they are', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 99 })), {
          minLength: 1,
          selector: ([at]) => at,
        }),
        fc.integer({ min: 1, max: 40 }),
        (rows, count) => {
          const sorted = rows.sort((a, b) => a[0] - b[0]).map(([at, value]) => [at, String(value)] as const)
          const shown = columns(sorted, [], count).filter((text) => text !== 'absent' && text !== 'unseen')
          expect(Math.min(...shown.map(Number))).toBe(Math.min(...rows.map(([, value]) => value)))
        },
      ),
    )
  })
})

describe('a chart over time', () => {
  const options = (columns: number | null): TimeChartOptions => ({
    screen: aScreen(columns),
    height: 4,
    span: SPAN,
    pace: PACE,
    unseen: [{ fromMs: minute(60), toMs: minute(80), why: 'not-watched' }],
    label: (value) => `${value.toFixed()}%`,
    base: 'zero',
    ceiling: d('20'),
    levels: [{ value: d('10'), name: 'ten' }],
    toneOf: (value) => (value.lt('10') ? 'critical' : 'plain'),
  })
  const falling = [...slope(0, 60, [24, 4]), ...slope(80, 100, [8, 8])]

  it('draws columns, the level where nothing covers it, the hole, and the axis', () => {
    expect(timeChart(falling, options(32))).toEqual([
      // 8% is 1.6 rows of 5%: one full, and five eighths.
      '20% ┤██▇▅▃▁        ░░░░',
      '    ┤██████▆▄▂     ░░░░',
      'ten ┤█████████▇▅▂--░░░░▅▅▅▅▅----',
      '    ┤█████████████▆░░░░█████',
      ' 0% └┬─────────────────────────┬',
      '     14:00                 16:00',
    ])
  })

  it('is never wider than its screen', () => {
    for (const columns of [24, 40, 60, 80, 140]) {
      for (const line of timeChart(falling, options(columns))) expect(widthOf(line)).toBeLessThanOrEqual(columns)
    }
    for (const line of timeChart(falling, options(null))) expect(widthOf(line)).toBeLessThanOrEqual(80)
  })

  it('paints runs of a tone once', () => {
    const palette = (tone: string, text: string): string => (tone === 'critical' ? `<${text}>` : text)
    const lines = timeChart(falling, { ...options(60), screen: { ...aScreen(60), palette } })
    expect(lines.at(-3)).toMatch(/^ +┤█+<[▁-█]+>░+<█+>$/)
  })

  it('of nothing is nothing', () => {
    expect(timeChart([], options(80))).toEqual([])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { d } from '../../../../src/model/decimal.ts'
import { HOURLY_PACE, paceOf } from '../../../../src/model/looks.ts'
import { coordinate, escaped, html, raw } from '../../../../src/view/report/markup.ts'
import { plot, thinnedOut } from '../../../../src/view/report/plot.ts'
import type { PlotSpec } from '../../../../src/view/report/plot-spec.ts'
import { roundValues } from '../../../../src/view/report/plot-values.ts'
import { FROM_MS, MINUTE_MS, points, slope, TO_MS } from '../../../support/past-cases.ts'

const SPAN = { fromMs: FROM_MS, toMs: TO_MS }
const EVERY_MINUTE = slope(0, 120, [1, 1]).map(({ atMs }) => atMs)

function spec(fields: Partial<PlotSpec> = {}): PlotSpec {
  return {
    id: 'p',
    title: 'A title',
    description: 'What it shows',
    points: points([0, '10'], [1, '5'], [30, '10']),
    span: SPAN,
    pace: paceOf(EVERY_MINUTE, TO_MS),
    unseen: [],
    low: d('0'),
    high: d('10'),
    height: 100,
    label: (value) => value.toFixed(),
    timeZone: 'UTC',
    ...fields,
  }
}

/** The paths of the line, as the drawing has them. */
const lines = (fields: Partial<PlotSpec> = {}): readonly (string | undefined)[] =>
  [...plot(spec(fields)).text.matchAll(/<path class="line" d="([^"]*)"/g)].map(([, path]) => path)

describe('a drawn line', () => {
  it('runs from point to point and ends where nobody looked; a single look is a dot', () => {
    // 120 minutes are 1000 wide, 10 are 100 high.
    expect(lines()).toEqual(['M0 0L8.33 50', 'M250 0h0.01'])
  })

  it('holds its value until the next where it is a sum, and after the last as long as figures usually hold', () => {
    expect(lines({ isStepped: true, pace: HOURLY_PACE })).toEqual(['M0 0H8.33V50H250V0H1000'])
  })

  it('holds its last value up to a time that nobody saw, not into it', () => {
    const unseen = [{ fromMs: FROM_MS + 60 * MINUTE_MS, toMs: TO_MS, why: 'not-watched' as const }]
    expect(lines({ isStepped: true, pace: HOURLY_PACE, unseen })).toEqual(['M0 0H8.33V50H250V0H500'])
  })

  it('stays within the drawing', () => {
    expect(lines({ points: points([-10, '12'], [1, '-3']), pace: HOURLY_PACE })).toEqual(['M0 0L8.33 100'])
  })

  it('stands in the middle when everything is the same', () => {
    expect(lines({ points: points([0, '7'], [1, '7']), low: d('7'), high: d('7') })).toEqual(['M0 50L8.33 50'])
  })
})

describe('names of values and times', () => {
  const drawn = (fields: Partial<PlotSpec>): string => plot(spec(fields)).text

  it('stand beside the drawing, which leaves them the room that the longest needs', () => {
    const text = drawn({ high: d('2000'), label: (value) => `${value.toFixed()} USDT` })
    expect(text).toContain('style="width:calc(100% - 78px);margin-left:78px"')
    expect(text).toMatch(/<text class="name" x="-6" text-anchor="end" y="[\d.]+">1000 USDT</)
  })

  it('stand within it beside levels, and under the line, which nothing may hide', () => {
    const text = drawn({ levels: [{ value: d('5'), name: '5%' }] })
    expect(text).toContain('style="width:calc(100% - 0px);margin-left:0px"')
    expect(text.indexOf('>5%<')).toBeGreaterThan(0)
    expect(text.indexOf('>5%<')).toBeLessThan(text.indexOf('class="ink"'))
  })

  it('leave out a time at the edge that would run into its neighbour', () => {
    const times = (minutes: number): readonly (string | undefined)[] =>
      [...drawn({ span: { fromMs: FROM_MS, toMs: FROM_MS + minutes * MINUTE_MS } }).matchAll(/>(\d\d:\d\d)</g)].map(
        ([, time]) => time,
      )
    // Half an hour is a quarter of two hours, and a fifth of two hours and a half.
    expect(times(120)).toEqual(['14:00', '14:30', '15:00', '15:30', '16:00'])
    expect(times(150)).toEqual(['14:30', '15:00', '15:30', '16:00'])
  })
})

describe('marks and holes', () => {
  it('are placed in percent, so that they fit any width', () => {
    const text = plot(
      spec({
        unseen: [{ fromMs: FROM_MS + 30 * MINUTE_MS, toMs: FROM_MS + 60 * MINUTE_MS, why: 'blind' }],
        marks: [{ atMs: FROM_MS + 90 * MINUTE_MS, shape: 'ended', words: 'gone' }],
      }),
    ).text
    expect(text).toContain('<rect class="hole" x="25%" width="25%"')
    expect(text).toContain('>blind</text>')
    expect(text).toContain('<svg class="mark mark-ended" x="75%"')
    expect(text).toContain('<line class="hair hair-ended" x1="75%"')
  })

  it('that are many leave traces only of what ended', () => {
    const marks = Array.from({ length: 20 }, (_, index) => ({
      atMs: FROM_MS + index * MINUTE_MS,
      shape: index === 7 ? ('ended' as const) : ('entered' as const),
      words: '',
    }))
    expect([...plot(spec({ marks })).text.matchAll(/class="hair /g)]).toHaveLength(1)
  })
})

describe('thinning for the drawing', () => {
  it('keeps lowest and highest, and the order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1100, maxLength: 2500 }), (values) => {
        const stepMs = (TO_MS - FROM_MS) / values.length
        const all = values.map((value, index) => ({ atMs: FROM_MS + index * stepMs, value: d(String(value)) }))
        const left = thinnedOut(all, SPAN)
        const numbers = left.map(({ value }) => value.toNumber())
        expect(left.length).toBeLessThanOrEqual(1002)
        expect([Math.min(...numbers), Math.max(...numbers)]).toEqual([Math.min(...values), Math.max(...values)])
        expect(left.map(({ atMs }) => atMs)).toEqual(left.map(({ atMs }) => atMs).sort((a, b) => a - b))
      }),
      { numRuns: 20 },
    )
  })

  it('leaves a short line alone', () => {
    const few = slope(0, 100, [1, 9])
    expect(thinnedOut(few, SPAN)).toBe(few)
  })
})

describe('round values', () => {
  it.each([
    { low: '8700', high: '13700', expected: ['10000', '12000'] },
    { low: '0', high: '31.5', expected: ['0', '10', '20', '30'] },
    { low: '-0.00012', high: '0.00031', expected: ['0', '0.0002'] },
    { low: '5', high: '5', expected: ['5'] },
  ])('of $low to $high are $expected', ({ low, high, expected }) => {
    expect(roundValues(d(low), d(high)).map((value) => value.toFixed())).toEqual(expected)
  })
})

describe('markup', () => {
  it('escapes every slot that is text, and no markup', () => {
    expect(html`<b title="${`"'`}">${'<&>'}${raw('<i></i>')}${[html`${1.005}`, null]}${null}</b>`.text).toBe(
      '<b title="&quot;&#39;">&lt;&amp;&gt;<i></i>1</b>',
    )
  })

  it('lets no text become markup', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escaped(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
      }),
    )
  })

  it('writes lengths with two decimals at most, never as an exponent', () => {
    expect([0.1 + 0.2, 1e-9, 333.3333, -0.004].map(coordinate)).toEqual(['0.3', '0', '333.33', '0'])
  })
})

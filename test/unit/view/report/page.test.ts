import { describe, expect, it } from 'vitest'
import { plainPalette } from '../../../../src/view/palette.ts'
import { PAGE_MARK, reportPage } from '../../../../src/view/report/page.ts'
import type { PastReport } from '../../../../src/view/report/past-report.ts'
import { reportDocument, reportSummary } from '../../../../src/view/report/summary.ts'
import { attribute, childrenOf, type Element, elementsBelow, parsePage, textOf } from '../../../support/html.ts'
import {
  aChapter,
  aCrash,
  aDistance,
  anEmptyPast,
  anEvent,
  aPastReport,
  linesOf,
  points,
} from '../../../support/past-cases.ts'

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&amp;\u202e\u001b[31m`

function hostileReport(): PastReport {
  const events = [
    anEvent(13, 'tier-entered', { symbol: HOSTILE, note: HOSTILE }),
    anEvent(14, 'funding', { id: 'f', symbol: HOSTILE, figures: { amount: '-1', asset: HOSTILE } }),
  ]
  const past = aCrash({
    account: HOSTILE,
    distances: [aDistance({ subject: { kind: 'position', symbol: HOSTILE, side: 'LONG' }, events })],
    fundingRates: [{ symbol: HOSTILE, points: points([0, '0.1'], [30, '0.2'], [60, '0.3']) }],
    openInterest: [{ symbol: HOSTILE, points: points([0, '1']) }],
  })
  const last = { verdict: 'UNKNOWN', closest: null, doubt: HOSTILE } as const
  return aPastReport({
    chapters: [aChapter(past, { lines: linesOf(events), last })],
    demo: HOSTILE,
    problems: [HOSTILE],
  })
}

const REPORTS: readonly (readonly [string, PastReport])[] = [
  ['a crash', aPastReport({ demo: 'A play.', problems: ['The journal of main is not complete.'] })],
  [
    'two accounts',
    aPastReport({ chapters: [aChapter(), aChapter(aCrash({ account: 'second' }))], keepsOpenInterest: true }),
  ],
  ['an account without any past', aPastReport({ chapters: [aChapter(anEmptyPast(), { lines: [] })] })],
  ['hostile names', hostileReport()],
]

const named = (elements: readonly Element[], ...tags: readonly string[]): readonly Element[] =>
  elements.filter(({ tagName }) => tags.includes(tagName))

describe.each(REPORTS)('the page of %s', (_name, report) => {
  const text = reportPage(report)
  const { elements, errors } = parsePage(text)

  it('is valid where a parser can tell', () => {
    expect(errors).toEqual([])
    expect(text.startsWith(PAGE_MARK)).toBe(true)
  })

  it('forbids itself everything but its own style, before anything else', () => {
    const [first, second] = named(elements, 'meta')
    expect(first && attribute(first, 'charset')).toBe('utf-8')
    expect(second && attribute(second, 'http-equiv')).toBe('Content-Security-Policy')
    expect(second && attribute(second, 'content')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    )
  })

  it('loads nothing and runs nothing', () => {
    const active = [
      'script',
      'link',
      'img',
      'image',
      'use',
      'iframe',
      'object',
      'embed',
      'form',
      'a',
      'base',
      'video',
      'audio',
    ]
    expect(named(elements, ...active)).toEqual([])
    const attributes = elements.flatMap(({ attrs }) => attrs)
    expect(attributes.filter(({ name }) => /^on|^(href|src|srcset|action|ping|background)$/.test(name))).toEqual([])
    const style = named(elements, 'style').map(textOf).join('')
    expect(style).not.toMatch(/@import|@font-face|expression|https?:/)
    expect([...style.matchAll(/url\(([^)]*)\)/g)].map(([, target]) => target)).toEqual(['#hatch'])
  })

  it('has one first heading, and skips no level after it', () => {
    const levels = named(elements, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6').map(({ tagName }) => Number(tagName.slice(1)))
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    expect(levels[0]).toBe(1)
    expect(levels.filter((level, index) => level - (levels[index - 1] ?? level) > 1)).toEqual([])
  })

  it('names every drawing, and describes every chart', () => {
    for (const svg of named(elements, 'svg')) expect(childrenOf(svg)[0]?.tagName).toBe('title')
    const ids = new Set(elements.flatMap((element) => attribute(element, 'id') ?? []))
    for (const chart of elements.filter((element) => attribute(element, 'class') === 'plot')) {
      expect(attribute(chart, 'role')).toBe('img')
      const labels = (attribute(chart, 'aria-labelledby') ?? '').split(' ')
      expect(labels).toHaveLength(2)
      for (const label of labels) expect(ids).toContain(label)
      expect(childrenOf(chart)[1]?.tagName).toBe('desc')
    }
  })

  it('uses every id once', () => {
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? [])
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  it('gives every figure a caption and its numbers as a table', () => {
    for (const figure of named(elements, 'figure')) {
      const inside = elementsBelow(figure)
      expect(childrenOf(figure)[0]?.tagName).toBe('figcaption')
      expect(named(inside, 'table')).toHaveLength(1)
    }
    for (const header of named(elements, 'th')) expect(attribute(header, 'scope')).toMatch(/^(col|row|rowgroup)$/)
  })

  it('leaves no slot unfilled', () => {
    expect(text).not.toMatch(/undefined|NaN|\[object|Infinity/)
  })
})

describe('what the page tells', () => {
  const pageOf = (report: PastReport): readonly Element[] => parsePage(reportPage(report)).elements
  const sectionOf = (elements: readonly Element[], title: string): string =>
    named(elements, 'section')
      .filter(
        (section) => childrenOf(section)[0]?.tagName === 'h3' && textOf(childrenOf(section)[0] ?? section) === title,
      )
      .map(textOf)
      .join('\n')

  it('draws equity, what came near, funding and rates', () => {
    const figures = named(pageOf(aPastReport()), 'figure').map((figure) => attribute(figure, 'id'))
    expect(figures).toEqual(['a0-equity', 'a0-d0', 'a0-d1', 'a0-f0', 'a0-m0'])
  })

  it('marks alerts by shape and words, and shades what nobody saw with its name', () => {
    const elements = pageOf(aPastReport())
    const marks = elements.filter((element) => (attribute(element, 'class') ?? '').startsWith('mark '))
    const first = marks.slice(0, 4).map((mark) => [attribute(mark, 'class'), textOf(childrenOf(mark)[0] ?? mark)])
    expect(first).toEqual([
      ['mark mark-ended', '14:51 SOLUSDT long was LIQUIDATED'],
      ['mark mark-entered', '14:13 SOLUSDT long 14.98% from liquidation (15% tier)'],
      ['mark mark-entered', '14:40 SOLUSDT long 4.47% from liquidation (5% tier, worse)'],
      ['mark mark-ended', '14:51 SOLUSDT long was LIQUIDATED'],
    ])
    const holes = elements.filter((element) => element.tagName === 'rect' && attribute(element, 'class') === 'hole')
    expect(holes.length).toBeGreaterThanOrEqual(6)
    expect(elements.filter(({ tagName }) => tagName === 'text').map(textOf)).toContain('not watched')
  })

  it('counts, marks and lists a fast loss of distance as an alert', () => {
    const fast = anEvent(5, 'fast', { note: 'SOLUSDT long is losing distance fast, now 19.00%' })
    const past = aCrash({ distances: [aDistance({ events: [fast] })] })
    const report = aPastReport({ chapters: [aChapter(past, { lines: linesOf([fast]) })] })
    const texts = (tag: string): readonly string[] => named(pageOf(report), tag).map(textOf)
    const marked = named(pageOf(report), 'title').map(textOf)
    expect(marked).toContain('14:05 SOLUSDT long is losing distance fast, now 19.00%')
    expect(texts('tr').some((row) => row.includes('alertSOLUSDTSOLUSDT long is losing distance fast'))).toBe(true)
    const written = { file: 'report.html', bytes: 1, chapters: report.chapters, sinceMs: 0, asOfMs: 0, problems: [] }
    expect(reportDocument({ ...written, verdict: 'OK' })).toMatchObject({ report: { accounts: [{ alerts: 1 }] } })
    expect(reportSummary(written, { columns: null, palette: plainPalette, timeZone: 'UTC' })).toContain(', 1 alert, ')
  })

  it('says the verdict in words, with what casts doubt on it', () => {
    const [verdict] = pageOf(aPastReport()).filter((element) =>
      (attribute(element, 'class') ?? '').startsWith('verdict'),
    )
    expect(verdict && textOf(verdict)).toBe(
      'UNKNOWN When it was last seen, at 15:49, 11 min before this page was made, SOLUSDT long was closest: 0.80% from liquidation. But: nobody has looked since.',
    )
  })

  it('adds funding up by symbol, in words and not in signs', () => {
    const funding = sectionOf(pageOf(aPastReport()), 'Funding paid')
    expect(funding).toContain('paid 15.05 USDT in 3 settlements')
    expect(funding).toContain('SOLUSDT20.750.00paid 20.75 USDT2')
    expect(funding).toContain('ETHUSDT0.005.70received 5.70 USDT1')
  })

  it('lists the journal by day, newest first', () => {
    const journal = sectionOf(pageOf(aPastReport()), 'Journal')
    expect(journal.indexOf('14:51:00liquidatedSOLUSDTSOLUSDT long was LIQUIDATED')).toBeGreaterThan(0)
    expect(journal.indexOf('sight')).toBe(-1)
    expect(journal.indexOf('15:51:00blind')).toBeLessThan(journal.indexOf('14:52:00leverageETHUSDT10x -> 20x'))
  })

  it('says what is not known', () => {
    const unknown = sectionOf(
      pageOf(aPastReport({ problems: ['The journal of main is not complete: trades.'] })),
      'What is not known',
    )
    expect(unknown).toContain('How it stands now: nobody has looked since.')
    expect(unknown).toContain('The journal of main is not complete: trades.')
    expect(unknown).toContain('15:0015:2020 minnot watched: liqwatch did not run')
    expect(unknown).toContain('15:4916:0011 minblind: reading failed, and it was told')
  })

  it('does not make an empty past look calm', () => {
    const elements = pageOf(
      aPastReport({
        chapters: [
          aChapter(anEmptyPast(), {
            lines: [],
            last: { verdict: 'UNKNOWN', closest: null, doubt: 'it was never seen in this time' },
          }),
        ],
      }),
    )
    const text = elements
      .filter(({ tagName }) => tagName === 'main')
      .map(textOf)
      .join('')
    for (const words of [
      'Nothing is known: it was never seen in this time.',
      'No equity was kept in this time',
      'No distance was kept in this time',
      'The journal holds no funding of this time',
      'Nothing was written down in this time',
    ]) {
      expect(text).toContain(words)
    }
    expect(text).not.toContain('0.00%')
  })

  it('writes hostile names as what they are', () => {
    const text = named(pageOf(hostileReport()), 'body').map(textOf).join('')
    expect(text).toContain(`"><script>alert(1)</script><img src=x onerror=alert(2)>'&amp;\\u{202e}\\u{1b}[31m`)
  })

  it('keeps the page of a busy month within bounds, and says what it left out', () => {
    const events = Array.from({ length: 3000 }, (_, index) =>
      anEvent(-index, 'leverage', { id: `l${index}`, before: '1', after: '2' }),
    ).reverse()
    const page = reportPage(aPastReport({ chapters: [aChapter(aCrash(), { lines: linesOf(events) })] }))
    expect(page).toContain('The newest 500 entries. Older ones: liqwatch history --since 90d --csv.')
    expect(page.length).toBeLessThan(250_000)
  })
})

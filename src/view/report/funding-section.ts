import { Decimal, HUNDRED, ZERO } from '../../model/decimal.ts'
import type { JournalEvent } from '../../model/journal.ts'
import type { Pace } from '../../model/past.ts'
import { fixed, money } from '../format.ts'
import { spanText, withinSpan } from '../past-words.ts'
import { dataTable } from './data-table.ts'
import { type FundingCourse, fundingCourses, fundingSums } from './funding-sums.ts'
import { html, type Markup } from './markup.ts'
import type { PastReport, ReportChapter } from './past-report.ts'
import { plot } from './plot.ts'
import { slotTable } from './slot-table.ts'

const HEIGHT = 150
/** A sum holds until the next settlement, however far. */
const NEVER_BROKEN: Pace = { lastLookMs: null, longestAfter: () => Number.POSITIVE_INFINITY }

/** What funding took and gave: the sum over time, and by symbol. */
export function fundingSection({ past, lines }: ReportChapter, id: string, report: PastReport): Markup {
  const events = lines.map(({ event }) => event)
  const courses = fundingCourses(events)
  if (courses.length === 0) {
    return html`<section><h3>Funding paid</h3><p class="none">The journal holds no funding of this time. Either none was settled, or it was not fetched yet: liqwatch history fetches it from Binance.</p></section>`
  }
  const figures = courses.map((course, index) =>
    courseFigure(course, { id: `${id}-f${index}`, toMs: past.span.toMs, timeZone: report.timeZone }),
  )
  return html`<section><h3>Funding paid</h3>${figures}${sumTable(events, { past }, report.timeZone)}</section>`
}

interface CoursePlace {
  readonly id: string
  readonly toMs: number
  readonly timeZone: string
}

function courseFigure({ asset, points, settlements, net }: FundingCourse, { id, toMs, timeZone }: CoursePlace): Markup {
  const [first] = points
  if (first === undefined) return html``
  const span = { fromMs: first.atMs, toMs }
  const values = [ZERO, ...points.map(({ value }) => value)]
  const [low, high] = [Decimal.min(...values), Decimal.max(...values)]
  const air = high.minus(low).isZero() ? new Decimal(1) : high.minus(low).times('12').div(HUNDRED)
  const words = `${spanText(span, timeZone)}: ${flowText(net, asset)} in ${settlements} settlements`
  const whole = [{ atMs: first.atMs, value: ZERO }, ...points, { atMs: toMs, value: net }]
  return html`<figure id="${id}"><figcaption><strong>Funding added up</strong> in ${asset}. ${words}. Below zero you have paid more than you received.</figcaption>
${plot({
  id: `${id}-plot`,
  title: `Funding in ${asset}, added up`,
  description: words,
  points: whole,
  span,
  pace: NEVER_BROKEN,
  unseen: [],
  low: low.minus(air),
  high: high.plus(air),
  height: HEIGHT,
  label: (value) => fixed(value, high.minus(low).gt(HUNDRED) ? 0 : 2),
  timeZone,
  isStepped: true,
  isLine: true,
})}${slotTable(points, span, { label: money, timeZone })}</figure>`
}

/** Money with its direction in words: a sign is easily read the wrong way round. */
export function flowText(net: Decimal, asset: string): string {
  if (net.isZero()) return `nothing in sum (${asset})`
  return `${net.isNegative() ? 'paid' : 'received'} ${money(net.abs())} ${asset}`
}

function sumTable(
  events: readonly JournalEvent[],
  { past }: Pick<ReportChapter, 'past'>,
  timeZone: string,
): Markup | null {
  return dataTable({
    caption: 'Funding by symbol, dearest first',
    columns: ['symbol', 'paid', 'received', 'in sum', 'settlements', 'last'],
    rows: fundingSums(events).map(({ symbol, asset, settlements, paid, received, net, lastAtMs }) => [
      symbol,
      money(paid),
      money(received),
      flowText(net, asset),
      String(settlements),
      withinSpan(lastAtMs, past.span, timeZone),
    ]),
  })
}

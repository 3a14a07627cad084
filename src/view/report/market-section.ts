import { Decimal, HUNDRED } from '../../model/decimal.ts'
import { HOURLY_PACE } from '../../model/looks.ts'
import type { SymbolPast } from '../../model/past.ts'
import { fixed } from '../format.ts'
import { extremesOf, withinSpan } from '../past-words.ts'
import { dataTable } from './data-table.ts'
import { html, type Markup } from './markup.ts'
import type { PastReport, ReportChapter } from './past-report.ts'
import { plot } from './plot.ts'
import { slotTable } from './slot-table.ts'

const HEIGHT = 90
/** Fewer hourly figures than this draw no line worth looking at. */
const FEWEST = 3
const AIR = '15'

interface Kind {
  readonly name: string
  readonly label: (value: Decimal) => string
  /** A round value on the axis. */
  readonly axis: (value: Decimal) => string
}

const rateText = (rate: Decimal): string => `${fixed(rate.times(HUNDRED), 4)}%`
const RATE: Kind = { name: 'funding rate', label: rateText, axis: rateText }
const INTEREST: Kind = { name: 'open interest', label: (value) => fixed(value, 0), axis: shortCount }

const UNITS = [
  ['1000000000', 'B'],
  ['1000000', 'M'],
  ['1000', 'k'],
] as const

/** A large count in its unit, `3.6B`: the axis of a small chart has no room for all its digits. */
function shortCount(value: Decimal): string {
  const unit = UNITS.find(([size]) => value.gte(size))
  return unit === undefined ? value.toFixed() : `${value.div(unit[0]).toFixed()}${unit[1]}`
}

/** Funding rates and open interest of what was held, as they were told hour by hour. */
export function marketSection({ past }: ReportChapter, id: string, report: PastReport): Markup {
  const { timeZone } = report
  const drawn = [
    ...past.fundingRates.map((one) => ({ one, kind: RATE })),
    ...past.openInterest.map((one) => ({ one, kind: INTEREST })),
  ]
  const figures = drawn
    .filter(({ one }) => one.points.length >= FEWEST)
    .map(({ one, kind }, index) => symbolFigure(one, kind, { past, id: `${id}-m${index}`, timeZone }))
  const few = drawn.filter(({ one }) => one.points.length < FEWEST)
  if (drawn.length === 0) {
    return html`<section><h3>Funding rates and open interest</h3><p class="none">None were kept in this time.${interestNote(report, past)}</p></section>`
  }
  return html`<section><h3>Funding rates and open interest</h3><p>One figure an hour, while a position was held.${interestNote(report, past)}</p><div class="charts small">${figures}</div>${fewTable(few, past.span, timeZone)}</section>`
}

function interestNote({ keepsOpenInterest }: PastReport, { openInterest }: ReportChapter['past']): string {
  if (openInterest.length > 0) return ''
  return keepsOpenInterest
    ? ' Of open interest nothing was kept yet.'
    : ' Open interest is not kept: openInterest.alert is off in the config.'
}

interface FigurePlace {
  readonly past: ReportChapter['past']
  readonly id: string
  readonly timeZone: string
}

function symbolFigure(
  { symbol, points }: SymbolPast,
  { name, label, axis }: Kind,
  { past, id, timeZone }: FigurePlace,
): Markup {
  const extremes = extremesOf(points)
  if (extremes === null) return html``
  const { lowest, highest, last } = extremes
  const range = highest.value.minus(lowest.value)
  const air = range.isZero() ? Decimal.max('0.0001', highest.value.abs()).div('2') : range.times(AIR).div(HUNDRED)
  const words = `${label(lowest.value)} to ${label(highest.value)}, last ${label(last.value)}`
  return html`<figure id="${id}"><figcaption><strong>${symbol}</strong> ${name}: ${words}.</figcaption>
${plot({
  id: `${id}-plot`,
  title: `${symbol} ${name}`,
  description: words,
  points,
  span: past.span,
  pace: HOURLY_PACE,
  unseen: past.unseen,
  low: lowest.value.minus(air),
  high: highest.value.plus(air),
  height: HEIGHT,
  label: axis,
  timeZone,
  isStepped: true,
  isLine: true,
})}${slotTable(points, past.span, { label, timeZone })}</figure>`
}

function fewTable(
  few: readonly { readonly one: SymbolPast; readonly kind: Kind }[],
  span: ReportChapter['past']['span'],
  timeZone: string,
): Markup | null {
  const rows = few.flatMap(({ one: { symbol, points }, kind: { name, label } }) => {
    const last = points.at(-1)
    return last === undefined ? [] : [[symbol, name, label(last.value), withinSpan(last.atMs, span, timeZone)]]
  })
  return dataTable({ caption: 'Too few figures for a line', columns: ['symbol', 'what', 'last', 'at'], rows })
}

import { Decimal, HUNDRED } from '../../model/decimal.ts'
import { fixed, money, wholeMoney } from '../format.ts'
import { extremesOf, withinSpan } from '../past-words.ts'
import { eventMarks } from './event-shapes.ts'
import { html, type Markup } from './markup.ts'
import type { ReportChapter } from './past-report.ts'
import { plot } from './plot.ts'
import { slotTable } from './slot-table.ts'

/** Where the drawing ends, beyond the lowest and the highest figure, in percent of what lies between. */
const AIR = '8'
const HEIGHT = 200

/** Equity over time. */
export function equitySection({ past, lines }: ReportChapter, id: string, timeZone: string): Markup {
  const extremes = extremesOf(past.equity)
  if (extremes === null) {
    return html`<section><h3>Equity</h3><p class="none">No equity was kept in this time: liqwatch watch and liqwatch check keep it whenever they can read the account.</p></section>`
  }
  const { lowest, highest, last } = extremes
  const at = (atMs: number): string => withinSpan(atMs, past.span, timeZone)
  const words = `Lowest ${money(lowest.value)} at ${at(lowest.atMs)}, highest ${money(highest.value)} at ${at(highest.atMs)}, last ${money(last.value)}`
  const ends = lines.map(({ event }) => event).filter(({ type }) => type === 'liquidated' || type === 'deleveraged')
  const air = airOf(lowest.value, highest.value)
  return html`<section><h3>Equity</h3><figure id="${id}-equity"><figcaption><strong>Equity of ${past.account}</strong> in USDT. ${words}${changeText(past.equity[0]?.value ?? last.value, last.value)}.</figcaption>
${plot({
  id: `${id}-equity-plot`,
  title: `Equity of ${past.account}`,
  description: words,
  points: past.equity,
  span: past.span,
  pace: past.pace,
  unseen: past.unseen,
  low: lowest.value.minus(air),
  high: highest.value.plus(air),
  height: HEIGHT,
  label: wholeMoney,
  timeZone,
  marks: eventMarks(ends, timeZone),
  pin: { point: lowest, words: money(lowest.value) },
})}${slotTable(past.equity, past.span, { label: money, timeZone })}</figure></section>`
}

/** A level line stands in the middle of its chart. */
function airOf(lowest: Decimal, highest: Decimal): Decimal {
  const range = highest.minus(lowest)
  return range.isZero() ? Decimal.max('1', highest.abs().div(HUNDRED)) : range.times(AIR).div(HUNDRED)
}

/** `: 31.20% less than at its beginning`; empty without a beginning to compare with. */
export function changeText(first: Decimal, last: Decimal): string {
  if (first.lte('0')) return ''
  const change = last.minus(first).times(HUNDRED).div(first)
  if (change.abs().lt('0.005')) return ', as at the beginning'
  return `, ${fixed(change.abs(), 2)}% ${change.isNegative() ? 'less' : 'more'} than at the beginning`
}

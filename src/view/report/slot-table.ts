import type { Decimal } from '../../model/decimal.ts'
import type { Point, Span } from '../../model/past.ts'
import { extremesOf, withinSpan } from '../past-words.ts'
import { html, type Markup } from './markup.ts'

const SLOTS = 12

export interface SlotWords {
  readonly label: (value: Decimal) => string
  readonly timeZone: string
}

/** The figures of a chart as a table that opens on demand: what a line says to those who see it. */
export function slotTable(points: readonly Point[], span: Span, { label, timeZone }: SlotWords): Markup {
  const lengthMs = Math.max(1, span.toMs - span.fromMs) / SLOTS
  const rows = [...Array(SLOTS).keys()].map((slot) => {
    const fromMs = span.fromMs + slot * lengthMs
    const isLast = slot === SLOTS - 1
    const found = extremesOf(points.filter(({ atMs }) => atMs >= fromMs && (atMs < fromMs + lengthMs || isLast)))
    const from = html`<th scope="row">${withinSpan(fromMs, span, timeZone)}</th>`
    if (found === null) return html`<tr>${from}<td colspan="3" class="none">no figure</td></tr>`
    const { lowest, highest, last } = found
    return html`<tr>${from}<td>${label(lowest.value)}</td><td>${label(highest.value)}</td><td>${label(last.value)}</td></tr>`
  })
  return html`<details><summary>The figures as a table</summary>
<table class="figures"><thead><tr><th scope="col">from</th><th scope="col">lowest</th><th scope="col">highest</th><th scope="col">last</th></tr></thead>
<tbody>${rows}</tbody></table></details>`
}

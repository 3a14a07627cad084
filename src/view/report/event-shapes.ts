import type { JournalEvent, JournalEventType } from '../../model/journal.ts'
import { timeText } from '../time-axis.ts'
import { html, type Markup } from './markup.ts'
import { SHAPES } from './plot-marks.ts'
import type { PlotMark } from './plot-spec.ts'

const SHAPE_OF: Readonly<Partial<Record<JournalEventType, PlotMark['shape']>>> = {
  'tier-entered': 'entered',
  'tier-left': 'left',
  fast: 'entered',
  liquidated: 'ended',
  deleveraged: 'ended',
  closed: 'other',
  drift: 'other',
}

const LEGEND: readonly (readonly [PlotMark['shape'], string])[] = [
  ['entered', 'alert: a tier was entered, or worse, or distance was lost fast'],
  ['left', 'recovered: a tier was left'],
  ['ended', 'liquidated or auto-deleveraged'],
  ['other', 'closed, or Binance disagrees'],
]

/** The events that a chart of a distance shows, with the words of their alerts. */
export function eventMarks(events: readonly JournalEvent[], timeZone: string): readonly PlotMark[] {
  return events.flatMap(({ type, atMs, note }) => {
    const shape = SHAPE_OF[type]
    return shape === undefined ? [] : [{ atMs, shape, words: `${timeText(atMs, timeZone)} ${note ?? type}` }]
  })
}

/** What the shapes and the shading of the charts mean. */
export function legend(): Markup {
  const entries = LEGEND.map(
    ([shape, words]) =>
      html`<li><svg class="key mark-${shape}" width="14" height="16" viewBox="-7 0 14 16" role="img"><title>${words}</title><path d="${SHAPES[shape]}"/></svg>${words}</li>`,
  )
  return html`<ul class="legend">${entries}<li><svg class="key" width="22" height="14" role="img"><title>hatched</title><rect class="hole" width="22" height="14"/></svg>nobody looked: blind, or liqwatch did not run</li></ul>`
}

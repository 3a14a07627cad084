import { Decimal, ZERO } from '../../model/decimal.ts'
import { isAlert } from '../../model/journal.ts'
import type { DistancePast } from '../../model/past.ts'
import { innermostTier } from '../../model/tiers.ts'
import { distancePercent, percent, tierName } from '../format.ts'
import { cameNear, distanceCeiling, endText, extremesOf, subjectText, withinSpan } from '../past-words.ts'
import { dataTable } from './data-table.ts'
import { eventMarks, legend } from './event-shapes.ts'
import { html, type Markup } from './markup.ts'
import type { ReportChapter } from './past-report.ts'
import { plot } from './plot.ts'
import type { PlotBand } from './plot-spec.ts'
import { slotTable } from './slot-table.ts'

const HEIGHT = 190
/** Charts of what came closest; the table has all. */
const MOST_CHARTS = 12
/** The outermost tier is always to be seen, with a little air above it. */
const ABOVE_TIERS = '1.15'
const ABOVE_LINE = '1.05'

/** Distance to liquidation of everything that was watched: charts of what came near, a table of all. */
export function distanceSection(chapter: ReportChapter, id: string, timeZone: string): Markup {
  const { past } = chapter
  if (past.distances.length === 0) {
    return html`<section><h3>Distance to liquidation</h3><p class="none">No distance was kept in this time: nothing with a liquidation price was seen.</p></section>`
  }
  const near = past.distances.filter(cameNear).slice(0, MOST_CHARTS)
  const charts = near.map((distance, index) => distanceFigure(distance, chapter, { id: `${id}-d${index}`, timeZone }))
  const intro =
    near.length === 0
      ? html`<p>Nothing came within twice its outermost tier.</p>`
      : html`<p>How far the mark price was from the liquidation price, in percent of price. At 0% the position is liquidated.</p>${legend()}`
  return html`<section><h3>Distance to liquidation</h3>${intro}<div class="charts">${charts}</div>${distanceTable(chapter, timeZone)}</section>`
}

interface FigurePlace {
  readonly id: string
  readonly timeZone: string
}

function distanceFigure(distance: DistancePast, { past }: ReportChapter, { id, timeZone }: FigurePlace): Markup {
  const { points, tiers, subject, events } = distance
  const extremes = extremesOf(points)
  if (extremes === null) return html``
  const { lowest, highest } = extremes
  const name = subjectText(subject)
  const ceiling = distanceCeiling(distance)
  const top = Decimal.max((ceiling ?? highest.value).times(ABOVE_LINE), (tiers[0] ?? ZERO).times(ABOVE_TIERS))
  const words = `Closest ${percent(lowest.value)} at ${withinSpan(lowest.atMs, past.span, timeZone)}, ${lastWords(distance, past, timeZone)}`
  const cut = ceiling === null ? '' : ` Above ${percent(ceiling)} the line is cut.`
  return html`<figure id="${id}"><figcaption><strong>${name}</strong> ${words}.${cut}</figcaption>
${plot({
  id: `${id}-plot`,
  title: `Distance of ${name}`,
  description: `${words}. ${events.length === 0 ? 'No alert.' : `${events.length} alerts and changes, listed in the journal.`}`,
  points,
  span: past.span,
  pace: past.pace,
  unseen: past.unseen,
  low: ZERO,
  high: top,
  height: HEIGHT,
  label: (value) => `${value.toFixed()}%`,
  timeZone,
  isLine: true,
  levels: tiers.map((tier) => ({ value: tier, name: tierName(tier) })),
  bands: bandsOf(tiers),
  marks: eventMarks(events, timeZone),
  pin: { point: lowest, words: percent(lowest.value) },
})}${slotTable(points, past.span, { label: percent, timeZone })}</figure>`
}

/** From zero to the innermost tier, from it to the next, and so on. */
function bandsOf(tiers: readonly Decimal[]): readonly PlotBand[] {
  const inward = [...tiers].reverse()
  return inward.map((tier, index) => ({
    fromValue: inward[index - 1] ?? ZERO,
    toValue: tier,
    kind: index === 0 ? 'inner' : index === inward.length - 1 ? 'outer' : 'middle',
  }))
}

function lastWords(distance: DistancePast, past: ReportChapter['past'], timeZone: string): string {
  const end = endText(distance, past, timeZone)
  return end === '' ? `last ${distancePercent(extremesOf(distance.points)?.last.value ?? null)}` : end
}

function distanceTable({ past }: ReportChapter, timeZone: string): Markup | null {
  const rows = past.distances.flatMap((distance) => {
    const { points, tiers, subject, events } = distance
    const extremes = extremesOf(points)
    if (extremes === null) return []
    const { lowest } = extremes
    const tier = innermostTier(lowest.value, tiers)
    const alerts = events.filter(isAlert).length
    return [
      [
        subjectText(subject),
        distancePercent(lowest.value),
        withinSpan(lowest.atMs, past.span, timeZone),
        tier === null ? 'none' : tierName(tier),
        String(alerts),
        lastWords(distance, past, timeZone),
      ],
    ]
  })
  return dataTable({
    caption: 'Everything that was watched, closest first',
    columns: ['what', 'closest', 'at', 'tier', 'alerts', 'in the end'],
    rows,
  })
}

import { unbrokenRuns } from '../../model/looks.ts'
import type { Point, Span, UnseenSpan } from '../../model/past.ts'
import { timeTicks } from '../time-axis.ts'
import { coordinate, html, type Markup } from './markup.ts'
import { hairline, markShape, pinShape } from './plot-marks.ts'
import { AXIS, LANE, type PlotBand, type PlotSpec, type Scale, scaleOf, WIDTH } from './plot-spec.ts'
import { gutterOf, valueLines, valueNames } from './plot-values.ts'

const TIMES = 6
/** More points than this cannot be told apart; of each part its lowest and highest are drawn. */
const PARTS = 500
/** More marks than this are not traced through the drawing: it would be all traces. */
const MOST_TRACED = 12
/** A hole this wide, in percent of the width, has room for its name. */
const NAMED_HOLE_PCT = 13
/** A time this near to the edge, as a share of the width, is written inwards from it. */
const EDGE = 0.05
/** Two neighbouring times need this share of the width on a telephone, where one of them is written inwards. */
const LEAST_APART = 0.23

/** A line over time: axes, levels, bands, marks of events, times that nobody saw shaded; never drawn across holes. */
export function plot(spec: PlotSpec): Markup {
  const { id, title, description, height, points } = spec
  const scale = scaleOf(spec)
  const whole = LANE + height + AXIS
  const runs = unbrokenRuns(points, spec).map((run) => thinnedOut(run, spec.span))
  const marks = spec.marks ?? []
  const traced = marks.length > MOST_TRACED ? marks.filter(({ shape }) => shape === 'ended') : marks
  const gutter = gutterOf(spec, scale)
  return html`<svg class="plot" role="img" width="100%" style="width:calc(100% - ${gutter}px);margin-left:${gutter}px" height="${whole}" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>
${(spec.bands ?? []).map((band) => bandRect(band, scale))}
${spec.unseen.map((hole) => holeRect(hole, scale, height))}
${valueLines(spec, scale)}
${timeLines(spec, scale)}
${traced.map((mark) => hairline(mark, scale, height))}
${valueNames(spec, scale)}
<svg class="ink" y="${LANE}" width="100%" height="${height}" viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none"><title>${title}: the line</title>${runs.map((run) => runPath(run, scale, spec))}</svg>
${marks.map((mark) => markShape(mark, scale))}
${spec.pin === undefined ? null : pinShape(spec.pin, scale)}
</svg>`
}

/** Of each part of the time the lowest and the highest point: what a longer list could show beside them is the same line. */
export function thinnedOut(points: readonly Point[], span: Span): readonly Point[] {
  if (points.length <= PARTS * 2) return points
  const partMs = Math.max(1, span.toMs - span.fromMs) / PARTS
  const parts = new Map<number, { low: Point; high: Point }>()
  for (const point of points) {
    const part = Math.floor((point.atMs - span.fromMs) / partMs)
    const { low = point, high = point } = parts.get(part) ?? {}
    parts.set(part, {
      low: point.value.lt(low.value) ? point : low,
      high: point.value.gt(high.value) ? point : high,
    })
  }
  return [...parts.values()].flatMap(({ low, high }) => {
    if (low === high) return [low]
    return low.atMs < high.atMs ? [low, high] : [high, low]
  })
}

function bandRect({ fromValue, toValue, kind }: PlotBand, { y }: Scale): Markup {
  const top = y(toValue)
  return html`<rect class="band-${kind}" x="0" width="100%" y="${top}" height="${y(fromValue) - top}"/>`
}

function holeRect({ fromMs, toMs, why }: UnseenSpan, { x, xPct }: Scale, height: number): Markup {
  const widthPct = ((x(toMs) - x(fromMs)) / WIDTH) * 100
  const name = why === 'blind' ? 'blind' : 'not watched'
  const middle = xPct((fromMs + toMs) / 2)
  return html`<rect class="hole" x="${xPct(fromMs)}" width="${coordinate(widthPct)}%" y="${LANE}" height="${height}"/>${
    widthPct < NAMED_HOLE_PCT
      ? null
      : html`<text class="name" x="${middle}" y="${LANE + height / 2}" text-anchor="middle">${name}</text>`
  }`
}

function timeLines({ span, timeZone, height }: PlotSpec, { x, xPct }: Scale): readonly Markup[] {
  const bottom = LANE + height
  const ticks = timeTicks(span, timeZone, TIMES)
  const shares = ticks.map(({ atMs }) => x(atMs) / WIDTH)
  return ticks.map(({ atMs, text }, index) => {
    const at = xPct(atMs)
    const anchor = timeAnchor(shares, index)
    const name =
      anchor === null
        ? null
        : html`<text class="name" x="${at}" y="${bottom + 17}" text-anchor="${anchor}">${text}</text>`
    return html`<line class="base" x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 4}"/>${name}`
  })
}

/** On which side of its tick a time is written; `null` where it would run into its neighbour. */
function timeAnchor(shares: readonly number[], index: number): 'start' | 'middle' | 'end' | null {
  const share = shares[index] ?? 0
  const isClear = (neighbour: number | undefined): boolean =>
    neighbour === undefined || Math.abs(neighbour - share) >= LEAST_APART
  if (share < EDGE) return isClear(shares[index + 1]) ? 'start' : null
  if (share > 1 - EDGE) return isClear(shares[index - 1]) ? 'end' : null
  return 'middle'
}

/** The last figure holds as long as figures usually do, and never into a time that nobody saw. */
function heldUntil({ atMs }: Point, { span, pace, unseen }: Pick<PlotSpec, 'span' | 'pace' | 'unseen'>): number {
  const hole = unseen.find(({ toMs }) => toMs > atMs)
  return Math.min(span.toMs, atMs + pace.longestAfter(atMs), Math.max(atMs, hole?.fromMs ?? span.toMs))
}

function runPath(run: readonly Point[], { x, y }: Scale, { isStepped, isLine, height, ...sight }: PlotSpec): Markup {
  const steps = run.map(({ atMs, value }, index) => {
    const [across, down] = [coordinate(x(atMs)), coordinate(y(value) - LANE)]
    if (index === 0) return `M${across} ${down}`
    return isStepped === true ? `H${across}V${down}` : `L${across} ${down}`
  })
  const end = run.at(-1)
  if (isStepped === true && end !== undefined) steps.push(`H${coordinate(x(heldUntil(end, sight)))}`)
  // A single look is a dot: a line of no length with round ends.
  const line = steps.length === 1 ? `${steps[0]}h0.01` : steps.join('')
  const [first] = run
  if (first === undefined || steps.length === 1 || isLine === true) return html`<path class="line" d="${line}"/>`
  const area = `${line}V${height}H${coordinate(x(first.atMs))}Z`
  return html`<path class="area" d="${area}"/><path class="line" d="${line}"/>`
}

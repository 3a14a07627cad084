import { html, type Markup } from './markup.ts'
import { LANE, type PlotMark, type PlotPin, type Scale, WIDTH } from './plot-spec.ts'

/** The trace of an event through the drawing. */
export function hairline({ atMs, shape }: PlotMark, { xPct }: Scale, height: number): Markup {
  const at = xPct(atMs)
  return html`<line class="hair hair-${shape}" x1="${at}" x2="${at}" y1="${LANE}" y2="${LANE + height}"/>`
}

/** Shapes around the origin, so that a place in percent moves them undistorted. */
export const SHAPES: Readonly<Record<PlotMark['shape'], string>> = {
  entered: 'M-5.5 3H5.5L0 12Z',
  left: 'M-5.5 12H5.5L0 3Z',
  ended: 'M-4.5 3L4.5 12M4.5 3L-4.5 12',
  other: 'M0 2.5L5 7.5L0 12.5L-5 7.5Z',
}

/** The shape of an event in the lane above the drawing. */
export function markShape({ atMs, shape, words }: PlotMark, { xPct }: Scale): Markup {
  return html`<svg class="mark mark-${shape}" x="${xPct(atMs)}" y="0" width="1" height="${LANE}" overflow="visible"><title>${words}</title><path d="${SHAPES[shape]}"/></svg>`
}

/** A point with its label beside it, on the side where there is room. */
export function pinShape({ point, words }: PlotPin, { x, xPct, y }: Scale): Markup {
  const at = xPct(point.atMs)
  const share = x(point.atMs) / WIDTH
  const isRight = share > 0.6
  const down = y(point.value)
  return html`<circle class="pin" cx="${at}" cy="${down}" r="3.5"/><text class="pin-name" x="${at}" dx="${isRight ? -8 : 8}" y="${Math.max(LANE + 12, down - 7)}" text-anchor="${isRight ? 'end' : 'start'}">${words}</text>`
}

import { Decimal } from '../../model/decimal.ts'
import { html, type Markup } from './markup.ts'
import { LANE, type PlotSpec, type Scale } from './plot-spec.ts'

const VALUES = 4
/** Pixels between a name and the drawing, and what a character of a name takes. */
const GUTTER_AIR = 6
const CHARACTER = 8

/** A value with a line through the drawing. */
interface ValueLine {
  readonly at: number
  readonly name: string
  readonly kind: 'level' | 'rule'
}

/** Levels, and round values: without levels everywhere, beside them only above the highest. */
function valuesDrawn({ levels = [], low, high, label, height }: PlotSpec, { y }: Scale): readonly ValueLine[] {
  const named = levels.filter(({ value }) => value.gt(low) && value.lt(high))
  const highest = named.reduce((top, { value }) => (value.gt(top) ? value : top), low)
  const round = roundValues(low, high).filter((value) => levels.length === 0 || value.gt(highest.times('1.2')))
  return [
    ...named.map(({ value, name }) => ({ at: y(value), name, kind: 'level' as const })),
    ...round.map((value) => ({ at: y(value), name: label(value), kind: 'rule' as const })),
  ].filter(({ at, kind }) => kind === 'level' || isClear(at, height))
}

/** Lines of the values, the base line among them. */
export function valueLines(spec: PlotSpec, scale: Scale): readonly Markup[] {
  const bottom = LANE + spec.height
  return [
    html`<line class="base" x1="0" x2="100%" y1="${bottom}" y2="${bottom}"/>`,
    ...valuesDrawn(spec, scale).map(
      ({ at, kind }) => html`<line class="${kind}" x1="0" x2="100%" y1="${at}" y2="${at}"/>`,
    ),
  ]
}

/** Names stand in the gutter; those of levels on top of their line, at the end of the time. */
export function valueNames(spec: PlotSpec, scale: Scale): readonly Markup[] {
  return valuesDrawn(spec, scale).map(({ at, name }) =>
    spec.levels === undefined
      ? html`<text class="name" x="${-GUTTER_AIR}" text-anchor="end" y="${at + 4}">${name}</text>`
      : html`<text class="name" x="100%" dx="-2" text-anchor="end" y="${at - 4}">${name}</text>`,
  )
}

/** Pixels that the names need to the left of the drawing; none beside levels. */
export function gutterOf(spec: PlotSpec, scale: Scale): number {
  if (spec.levels !== undefined) return 0
  const longest = Math.max(0, ...valuesDrawn(spec, scale).map(({ name }) => name.length))
  return Math.ceil(longest * CHARACTER) + GUTTER_AIR
}

/** A line at the very edge would strike through its own label, or through the times. */
function isClear(at: number, height: number): boolean {
  return at > LANE + 6 && at < LANE + height - 12
}

/** About four round values within the range. */
export function roundValues(low: Decimal, high: Decimal): readonly Decimal[] {
  const wanted = high.minus(low).div(VALUES)
  if (wanted.lte('0')) return [low]
  const unit = new Decimal(10).pow(wanted.e)
  const step = ['1', '2', '2.5', '5', '10'].map((factor) => unit.times(factor)).find((one) => one.gte(wanted)) ?? unit
  const values: Decimal[] = []
  for (let value = low.div(step).ceil().times(step); value.lte(high); value = value.plus(step)) values.push(value)
  return values
}

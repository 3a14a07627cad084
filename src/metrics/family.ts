import type { Decimal } from '../model/decimal.ts'
import { neutralise } from '../model/plain-text.ts'
import type { Labels } from './facts.ts'

/** One figure of a family; within a family no two have the same labels. */
export interface Sample {
  readonly labels: Labels
  readonly value: number
}

/** A metric with its samples. One without samples is left out: nothing is known that it could say. */
export interface MetricFamily {
  readonly name: string
  readonly help: string
  readonly kind: 'gauge' | 'counter'
  readonly samples: readonly Sample[]
}

/** What a sample may be made from; `null` and what no float can hold make none. */
export type Figure = Decimal | number | boolean | null

/** A gauge over any number of things. */
export function gauge(name: string, help: string, figures: Iterable<readonly [Labels, Figure]>): MetricFamily {
  return { name, help, kind: 'gauge', samples: samplesOf(figures) }
}

/** A gauge of which there is only one. */
export function single(name: string, help: string, figure: Figure): MetricFamily {
  return gauge(name, help, [[{}, figure]])
}

/** A counter of which there is only one; its name ends in `_total`. */
export function counter(name: string, help: string, count: number): MetricFamily {
  return { ...single(name, help, count), kind: 'counter' }
}

/** What a state set is called, and the label that carries each of its states. */
export interface StateSet {
  readonly name: string
  readonly help: string
  readonly label: string
  readonly states: readonly string[]
}

/** A gauge with one sample for each state, 1 for the one that holds and 0 for the others. */
export function stateSet(
  { name, help, label, states }: StateSet,
  held: Iterable<readonly [Labels, string]>,
): MetricFamily {
  const figures = [...held].flatMap(([labels, state]) =>
    states.map((one) => [{ ...labels, [label]: one }, one === state] as const),
  )
  return gauge(name, help, figures)
}

function samplesOf(figures: Iterable<readonly [Labels, Figure]>): readonly Sample[] {
  return [...figures].flatMap(([labels, figure]) => {
    const value = numberOf(figure)
    return value === null ? [] : [{ labels: plainLabels(labels), value }]
  })
}

/** Metrics are floats by their format: this is display, nothing is decided by it. */
function numberOf(figure: Figure): number | null {
  if (figure === null) return null
  if (typeof figure === 'boolean') return figure ? 1 : 0
  const value = typeof figure === 'number' ? figure : figure.toNumber()
  return Number.isFinite(value) ? value : null
}

/** Symbols come from the wire: what could steer a terminal or end a line is written out. */
function plainLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, neutralise(value)]))
}

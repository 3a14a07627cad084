import { Counter, Gauge, prometheusContentType, Registry } from 'prom-client'
import { accountFamilies } from './account-families.ts'
import { alertFamilies } from './alert-families.ts'
import type { MetricsFacts } from './facts.ts'
import type { MetricFamily } from './family.ts'
import { marginFamilies } from './margin-families.ts'
import { positionFamilies } from './position-families.ts'
import { runFamilies } from './run-families.ts'

/** Media type of what `exposition` returns. */
export const EXPOSITION_TYPE = prometheusContentType

/**
 * The facts in Prometheus' text format. Each call fills a registry of its own, so that the series of a position that
 * was closed are gone with it and nobody else's metrics are touched.
 */
export async function exposition(facts: MetricsFacts): Promise<string> {
  const registry = new Registry()
  for (const family of familiesOf(facts)) register(family, registry)
  return registry.metrics()
}

function familiesOf(facts: MetricsFacts): readonly MetricFamily[] {
  return [
    ...runFamilies(facts),
    ...accountFamilies(facts.accounts),
    ...positionFamilies(facts.accounts),
    ...marginFamilies(facts.margins),
    ...alertFamilies(facts),
  ]
}

/** The library shows a metric without labels as 0 until it is set: one without samples must not be registered. */
function register({ name, help, kind, samples }: MetricFamily, registry: Registry): void {
  const [first] = samples
  if (first === undefined) return
  const settings = { name, help, labelNames: Object.keys(first.labels), registers: [registry] }
  if (kind === 'counter') {
    const counter = new Counter(settings)
    for (const { labels, value } of samples) counter.inc(labels, value)
    return
  }
  const metric = new Gauge(settings)
  for (const { labels, value } of samples) metric.set(labels, value)
}

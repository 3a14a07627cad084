import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { exposition } from '../../../src/metrics/registry.ts'
import { parseExposition } from '../../support/exposition.ts'
import { checkFacts, watchFacts } from '../../support/metrics-facts.ts'
import { promtool } from '../../support/promtool.ts'

/** The variable by which every panel names its data source. */
const DATASOURCE = '$'.concat('{datasource}')

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../../../src/metrics/examples/${name}`, import.meta.url))
const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8')

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly datasource: { readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly {
    readonly expr: string
    readonly refId: string
    readonly datasource: { readonly uid: string }
  }[]
  readonly fieldConfig: {
    readonly defaults: { readonly thresholds?: { readonly steps: readonly { readonly value: number | null }[] } }
  }
}

interface Variable {
  readonly name: string
  readonly type: string
  readonly definition?: string
}

const dashboard: {
  readonly title: string
  readonly uid: string
  readonly schemaVersion: number
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly Variable[] }
} = JSON.parse(textOf('liqwatch.dashboard.json'))

/** Every metric with the names of its labels, as a watch and a check expose them. */
async function exposedLabels(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const texts = await Promise.all([watchFacts(), checkFacts()].map(exposition))
  const families = texts.flatMap((text) => [...parseExposition(text).values()])
  return new Map(
    families.map(({ name, samples }) => [name, new Set(samples.flatMap(({ labels }) => Object.keys(labels)))]),
  )
}

/** Expressions of the alerting rules, folded lines put together. */
function ruleExpressions(): readonly string[] {
  const lines = textOf('liqwatch.rules.yml').split('\n')
  return lines.flatMap((line, index) => {
    const [, inline] = /^ {8}expr: (.*)$/.exec(line) ?? []
    if (inline === undefined) return []
    if (inline !== '>-') return [inline]
    const rest = lines.slice(index + 1)
    return [
      rest
        .slice(
          0,
          rest.findIndex((one) => !one.startsWith('          ')),
        )
        .map((one) => one.trim())
        .join(' '),
    ]
  })
}

const dashboardExpressions = (): readonly string[] => [
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
]

const alertNames = (text: string): readonly string[] => [...text.matchAll(/alert: (\w+)/g)].map(([, name = '']) => name)

describe.each([
  { name: 'the alerting rules', expressions: ruleExpressions(), atLeast: 20 },
  { name: 'the dashboard', expressions: dashboardExpressions(), atLeast: 20 },
])('$name', ({ expressions, atLeast }) => {
  it('ask for metrics that are exposed, by labels that they have', async () => {
    const known = await exposedLabels()
    expect(expressions.length).toBeGreaterThanOrEqual(atLeast)
    for (const expression of expressions) {
      const asked = [...expression.matchAll(/\b(liqwatch_[a-z0-9_]+|up)(?:\{([^}]*)\})?/g)]
      expect(asked, expression).not.toEqual([])
      for (const [, metric = '', matchers = ''] of asked.filter(([, metric]) => metric !== 'up')) {
        expect(known.has(metric), `${metric} in ${expression}`).toBe(true)
        for (const [, label = ''] of matchers.matchAll(/(\w+)[=!]/g)) {
          expect(known.get(metric)?.has(label), `${metric}{${label}}`).toBe(true)
        }
      }
    }
  })
})

describe('the alerting rules', () => {
  it('cover every promised trouble, under names of their own', () => {
    const names = alertNames(textOf('liqwatch.rules.yml'))
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(
      expect.arrayContaining([
        'LiqwatchDistance15',
        'LiqwatchDistance10',
        'LiqwatchDistance5',
        'LiqwatchBlind',
        'LiqwatchStale',
        'LiqwatchDown',
        'LiqwatchAbsent',
        'LiqwatchCheckMissing',
        'LiqwatchDeliveryFailing',
        'LiqwatchDrift',
        'LiqwatchRequestWeight',
      ]),
    )
  })

  it('are each tried by the unit tests beside them', () => {
    const tried = new Set([...textOf('liqwatch.rules.test.yml').matchAll(/alertname: (\w+)/g)].map(([, name]) => name))
    expect([...tried].sort()).toEqual([...alertNames(textOf('liqwatch.rules.yml'))].sort())
  })

  it('have a severity and a summary each', () => {
    const text = textOf('liqwatch.rules.yml')
    const count = alertNames(text).length
    expect(text.match(/labels: \{ severity: (warning|critical)/g)).toHaveLength(count)
    expect(text.match(/summary: /g)).toHaveLength(count)
  })

  it.each([
    { what: 'rules', argv: ['check', 'rules', pathOf('liqwatch.rules.yml')] },
    { what: 'scrape config', argv: ['check', 'config', pathOf('liqwatch.scrape.yml')] },
    { what: 'unit tests', argv: ['test', 'rules', pathOf('liqwatch.rules.test.yml')] },
  ])('satisfy promtool where it is installed: $what', ({ argv }) => {
    const verdict = promtool(argv)
    expect(verdict?.isSound ?? true, verdict?.said ?? 'promtool is not installed').toBe(true)
  })
})

describe('the dashboard', () => {
  it('has what Grafana needs of one', () => {
    expect(dashboard).toMatchObject({ title: 'liqwatch', uid: 'liqwatch', schemaVersion: 39 })
    const ids = dashboard.panels.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { title, targets, datasource } of dashboard.panels) {
      expect(title).not.toBe('')
      for (const one of [datasource, ...targets.map((target) => target.datasource)]) expect(one.uid).toBe(DATASOURCE)
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
    }
  })

  it('lets data source, account and symbol be chosen', () => {
    expect(dashboard.templating.list.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'datasource: datasource',
      'account: query',
      'symbol: query',
    ])
  })

  it('uses no variable that it does not define', () => {
    const defined = dashboard.templating.list.map(({ name }) => name)
    const used = dashboardExpressions().flatMap((text) => [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name))
    expect([...new Set(used)].filter((name) => !defined.includes(name ?? ''))).toEqual([])
  })

  it('lays its panels side by side on 24 columns, none over another', () => {
    const cells = new Set<string>()
    for (const { gridPos, title } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(cells.has(`${x}/${y}`), title).toBe(false)
          cells.add(`${x}/${y}`)
        }
      }
    }
  })

  it('draws the tiers into every distance', () => {
    const distances = dashboard.panels.filter(
      ({ targets, type }) => type !== 'table' && targets.some(({ expr }) => /_distance_percent/.test(expr)),
    )
    expect(distances.length).toBeGreaterThanOrEqual(4)
    for (const { fieldConfig } of distances) {
      expect(fieldConfig.defaults.thresholds?.steps.map(({ value }) => value)).toEqual([null, 5, 10, 15])
    }
  })
})

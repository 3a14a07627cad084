/** One sample line of the Prometheus text format. */
export interface ExposedSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface ExposedFamily {
  readonly name: string
  readonly help: string
  readonly kind: string
  readonly samples: readonly ExposedSample[]
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

interface Draft {
  readonly name: string
  readonly help: string
  kind: string | null
  readonly samples: ExposedSample[]
}

/**
 * Reads Prometheus' text format (version 0.0.4), stricter than Prometheus itself: every sample stands below the HELP
 * and TYPE of its family, each told once; no series twice; no special values; nothing after the last line feed.
 *
 * @throws Error naming the line that breaks a rule
 */
export function parseExposition(text: string): ReadonlyMap<string, ExposedFamily> {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line does not end')
  const drafts: Draft[] = []
  const series = new Set<string>()
  for (const line of text.split('\n')) {
    try {
      takeLine(line, drafts, series)
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : ''} in: ${line}`)
    }
  }
  const families = drafts.map(({ kind, ...draft }) => ({ ...draft, kind: kind ?? refuse('no TYPE') }))
  for (const { name, samples } of families) if (samples.length === 0) refuse(`${name} has no samples`)
  return new Map(families.map((family) => [family.name, family]))
}

function refuse(problem: string): never {
  throw new Error(problem)
}

function takeLine(line: string, drafts: Draft[], series: Set<string>): void {
  if (line.startsWith('# HELP ')) takeHelp(line.slice('# HELP '.length), drafts)
  else if (line.startsWith('# TYPE ')) takeType(line.slice('# TYPE '.length), drafts)
  else if (line !== '' && !line.startsWith('#')) takeSample(line, drafts, series)
}

function takeSample(line: string, drafts: Draft[], series: Set<string>): void {
  const sample = parseSample(line)
  const family = drafts.at(-1)
  if (family?.name !== sample.name || family.kind === null) refuse('a sample outside its family')
  const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()])
  if (series.has(key)) refuse('a series twice')
  series.add(key)
  family.samples.push(sample)
}

function takeHelp(text: string, drafts: Draft[]): void {
  const [, name = '', help = ''] = /^(\S+) (.*)$/.exec(text) ?? refuse('no help')
  if (!NAME.test(name)) refuse('a bad name')
  if (drafts.some((draft) => draft.name === name)) refuse('HELP twice')
  if (/(^|[^\\])(\\\\)*\\([^\\n]|$)/.test(help)) refuse('an unknown escape')
  drafts.push({ name, help, kind: null, samples: [] })
}

function takeType(text: string, drafts: Draft[]): void {
  const [, name = '', kind = ''] = /^(\S+) (counter|gauge|histogram|summary|untyped)$/.exec(text) ?? refuse('no type')
  const family = drafts.at(-1)
  if (family?.name !== name) refuse('a TYPE that does not follow its HELP')
  if (family.kind !== null) refuse('TYPE twice')
  family.kind = kind
}

function parseSample(line: string): ExposedSample {
  const name = /^[^{ ]*/.exec(line)?.[0] ?? ''
  if (!NAME.test(name)) refuse('a bad name')
  const { labels, rest } = parseLabels(line.slice(name.length))
  const value = rest.startsWith(' ') ? rest.slice(1) : refuse('no value')
  if (!NUMBER.test(value)) refuse('no plain number')
  return { name, labels, value: Number(value) }
}

function parseLabels(text: string): { labels: Record<string, string>; rest: string } {
  const labels: Record<string, string> = {}
  if (!text.startsWith('{')) return { labels, rest: text }
  let rest = text.slice(1)
  for (;;) {
    const [whole = '', name = '', quoted = '', end = ''] =
      /^([^=]*)="((?:[^"\\\n]|\\["\\n])*)"([,}])/.exec(rest) ?? refuse('bad labels')
    if (!LABEL_NAME.test(name) || name in labels) refuse('a bad label')
    labels[name] = quoted.replace(/\\(["\\n])/g, (_, character: string) => (character === 'n' ? '\n' : character))
    rest = rest.slice(whole.length)
    if (end === '}') return { labels, rest }
  }
}

/** The one value of a series; `undefined` when it is not exposed. */
export function exposedValue(
  families: ReadonlyMap<string, ExposedFamily>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const wanted = Object.entries(labels)
  const found = families
    .get(name)
    ?.samples.filter((sample) => wanted.every(([key, value]) => sample.labels[key] === value))
  if (found !== undefined && found.length > 1) throw new Error(`several series of ${name} match`)
  return found?.[0]?.value
}

import { bundle } from './bundle.ts'
import type { Figure } from './figure.ts'
import { runNode } from './processes.ts'
import type { Holdings, SoakResult } from './soak-child.ts'
import { median } from './statistics.ts'

const DAY_HOURS = 24
const WEEK_DAYS = 7
const SHOWN = 3

/** What is left of a watch after a day of mishaps and alerts, or a week of them. */
export async function soakFigures(options: { readonly isWeek: boolean }): Promise<readonly Figure[]> {
  const hours = DAY_HOURS * (options.isWeek ? WEEK_DAYS : 1)
  const { script, remove } = await bundle('soak-child.ts')
  try {
    const { stdout } = await runNode(['--expose-gc', script, String(hours)])
    return figuresOf(JSON.parse(stdout))
  } finally {
    remove()
  }
}

function figuresOf(result: SoakResult): readonly Figure[] {
  return [...logFigures(result), ...memoryFigures(result), ...holdingFigures(result.holdings)]
}

function logFigures(result: SoakResult): readonly Figure[] {
  const { episodes, evaluations, requests, sockets, listenKeys } = result
  const days = (result.seconds / 86_400).toFixed(1)
  const opened = `${sockets.market} market and ${sockets.private} user connections`
  const story = `${days} days in ${result.wallSeconds.toFixed(0)} s: ${episodes} episodes, ${evaluations} evaluations, ${requests} requests, ${opened}`
  return [
    none('soak: alerts of the script that did not come', result.missing, story),
    none('soak: alerts that came twice or uncalled for', result.surplus, `${result.expected} were called for`),
    {
      what: 'soak: entries of the alert log that were not delivered exactly once',
      measured: result.undelivered,
      unit: '',
      detail: `${result.logged} in the log; every ninth message failed at first`,
      limit: { kind: 'at most', value: 0 },
    },
    {
      what: 'soak: listen keys deleted',
      measured: listenKeys.deleted,
      unit: '',
      detail: `${listenKeys.posted} asked for, ${listenKeys.extended} times renewed`,
      limit: { kind: 'at most', value: 0 },
    },
  ]
}

function none(what: string, found: readonly string[], detail: string): Figure {
  const examples = found.length === 0 ? '' : `; ${found.slice(0, SHOWN).join('; ')}`
  return { what, measured: found.length, unit: '', detail: detail + examples, limit: { kind: 'at most', value: 0 } }
}

function memoryFigures({ holdings }: SoakResult): readonly Figure[] {
  const flat = (what: string, kilobytes: (holding: Holdings) => number): Figure => {
    const values = holdings.map(kilobytes)
    const { begin, end } = thirds(values)
    return {
      what: `soak: ${what}, last third against first`,
      measured: end / begin,
      unit: '×',
      detail: `medians ${inMegabytes(begin)} then ${inMegabytes(end)}; ${values.length} samples after garbage collection, watch and embedded exchange together`,
      limit: { kind: 'at most', value: 1.1 },
    }
  }
  return [
    flat('heap without compiled code', ({ heapKb }) => heapKb),
    flat('memory outside the heap', ({ outsideKb }) => outsideKb),
    flat('resident memory', ({ rssKb }) => rssKb),
  ]
}

function holdingFigures(holdings: readonly Holdings[]): readonly Figure[] {
  const { first, last } = ends(holdings)
  const grown = (what: string, count: (holding: Holdings) => number): Figure => ({
    what: `soak: ${what} more at the end than after the first hour`,
    measured: count(last) - count(first),
    unit: '',
    detail: `${count(first)} then ${count(last)}, highest ${Math.max(...holdings.map(count))}`,
    limit: { kind: 'at most', value: 2 },
  })
  return [
    grown('open descriptors', ({ descriptors }) => descriptors),
    grown('timers', ({ timers }) => timers),
    grown('handles and requests', ({ resources }) => resources),
  ]
}

function ends(holdings: readonly Holdings[]): { readonly first: Holdings; readonly last: Holdings } {
  const [first, last] = [holdings[0], holdings.at(-1)]
  if (first === undefined || last === undefined) throw new RangeError('the soak took no stock')
  return { first, last }
}

function thirds(values: readonly number[]): { readonly begin: number; readonly end: number } {
  const length = Math.max(1, Math.floor(values.length / 3))
  return { begin: median(values.slice(0, length)), end: median(values.slice(-length)) }
}

function inMegabytes(kilobytes: number): string {
  return `${(kilobytes / 1024).toFixed(1)} MB`
}

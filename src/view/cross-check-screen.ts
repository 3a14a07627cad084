import type { Decimal } from '../model/decimal.ts'
import type { CheckedConstituent, CheckedSource, CrossCheckReport, SymbolCrossCheck } from '../risk/cross-check.ts'
import { duration, fixed, NOT_AVAILABLE, percent, price } from './format.ts'
import { gapLines, sections } from './notes.ts'
import type { Tone } from './palette.ts'
import { flow, foreign, type Screen, wrap } from './screen.ts'
import { type Column, renderTable } from './table.ts'

const RESULTS: Readonly<Record<SymbolCrossCheck['result'], { readonly text: string; readonly tone: Tone }>> = {
  agreement: { text: 'no divergence', tone: 'calm' },
  divergence: { text: '! DIVERGENCE', tone: 'warning' },
  unknown: { text: '? no source could be judged', tone: 'unknown' },
}

/** Mark and index of the chosen symbols against every other source. */
export function crossCheckScreen(report: CrossCheckReport, screen: Screen): string {
  return sections([
    ...report.symbols.map((row) => [
      ...headLines(row, screen),
      ...renderTable(row.sources, SOURCE_COLUMNS, screen),
      ...constituentLines(row, screen),
      ...missingLines(row, screen),
    ]),
    gapLines(report.gaps, screen),
  ])
}

function headLines(row: SymbolCrossCheck, screen: Screen): readonly string[] {
  const { text, tone } = RESULTS[row.result]
  const threshold = `threshold ${percent(row.thresholdPct)}${row.isSmallCap ? ' (small cap: under 100 m traded a day)' : ''}`
  return [
    ...flow(
      [
        screen.palette('strong', foreign(row.symbol)),
        screen.palette(tone, text),
        `mark ${plain(row.markPrice)}`,
        `index ${row.indexPrice === null ? NOT_AVAILABLE : plain(row.indexPrice)}`,
        `mark above index ${signed(row.markIndexPct)}`,
        threshold,
      ],
      screen,
    ),
    ...(row.lot.eq('1')
      ? []
      : wrap(`one contract unit is ${fixed(row.lot, 0)} coins; prices are of the unit`, screen, 2)),
  ]
}

function plain(value: Decimal): string {
  return price(value, null)
}

/** Three decimals: thresholds are tenths of a percent. */
function signed(pct: Decimal | null): string {
  if (pct === null) return NOT_AVAILABLE
  return `${pct.gte('0.0005') ? '+' : ''}${fixed(pct, 3)}%`
}

const TONES: Readonly<Record<CheckedSource['status'], Tone>> = {
  agrees: 'plain',
  divergence: 'warning',
  stale: 'faint',
  unavailable: 'faint',
}

const SOURCE_COLUMNS: readonly Column<CheckedSource>[] = [
  { title: '  SOURCE', align: 'left', priority: 0, cell: ({ name }) => `  ${foreign(name)}` },
  {
    title: 'PRICE',
    align: 'right',
    priority: 1,
    cell: ({ price: value }) => (value === null ? NOT_AVAILABLE : plain(value)),
  },
  { title: 'INDEX ABOVE', align: 'right', priority: 0, cell: ({ divergencePct }) => signed(divergencePct) },
  { title: 'MARK ABOVE', align: 'right', priority: 3, cell: ({ markDivergencePct }) => signed(markDivergencePct) },
  { title: 'AGE', align: 'right', priority: 2, cell: ageText },
  { title: 'STATUS', align: 'left', priority: 0, cell: ({ status }) => ({ text: status, tone: TONES[status] }) },
]

function ageText({ ageSeconds, price: value }: CheckedSource): string {
  if (value === null) return NOT_AVAILABLE
  return ageSeconds === null ? 'not told' : duration(ageSeconds * 1000)
}

function constituentLines({ constituents }: SymbolCrossCheck, screen: Screen): readonly string[] {
  if (constituents.length === 0) return []
  const rows = constituents.map((row) => constituentText(row))
  return wrap(`index is made of ${rows.join(', ')}`, screen, 2, 4)
}

function constituentText({ exchange, symbol, weight, divergencePct, price: value }: CheckedConstituent): string {
  const share = weight === null || weight.lte('0') ? '' : ` ${fixed(weight.times('100'), 0)}%`
  const gap = value === null ? 'hidden' : signed(divergencePct)
  return `${foreign(exchange)} ${foreign(symbol)}${share} (${gap})`
}

function missingLines({ sources }: SymbolCrossCheck, screen: Screen): readonly string[] {
  return sources.flatMap(({ name, why, status }) => {
    if (status === 'stale') return wrap(`${foreign(name)}: older than 5 minutes, shown and not judged`, screen, 2, 4)
    return why === null ? [] : wrap(`without ${foreign(name)}: ${foreign(why)}`, screen, 2, 4)
  })
}

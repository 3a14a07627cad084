import type { Decimal } from '../model/decimal.ts'
import {
  FOLLOWED_HOURS,
  type Followed,
  type Move,
  type OpenInterestPast,
  type OpenInterestReport,
  type SymbolOpenInterest,
} from '../risk/open-interest.ts'
import { columnChart, sparkline } from './chart.ts'
import { fixed, NOT_AVAILABLE, percent, wholeMoney } from './format.ts'
import { minuteText } from './moment.ts'
import { ageNote, gapLines, sections } from './notes.ts'
import { flow, foreign, type Screen, wrap } from './screen.ts'

const CHART_HEIGHT = 6
/** A week of hours. */
const CHART_POINTS = 168
const SPARK_POINTS = 48
const SPIKES_SHOWN = 5

/** Open interest of the chosen symbols: changes, spikes and what followed them; a chart when it is about one symbol. */
export function openInterestScreen(report: OpenInterestReport, screen: Screen): string {
  const isOne = report.symbols.length === 1
  return sections([
    ...report.symbols.map((row) => [
      ...presentLines(row, screen),
      ...scoreLines(row, report, screen),
      ...(row.past === null ? [] : pastLines(row.past, report, screen)),
      ...(isOne ? chartLines(row, screen) : sparkLines(row)),
    ]),
    gapLines(report.gaps, screen),
  ])
}

function presentLines(row: SymbolOpenInterest, screen: Screen): readonly string[] {
  const name = screen.palette('strong', foreign(row.symbol))
  return [
    ...flow([name, `${coins(row.quantity)} coins`, `${wholeMoney(row.notional)} in quote`], screen),
    ...wrap(moveText('1 h', row.hour), screen, 2, 4),
    ...wrap(moveText('24 h', row.day), screen, 2, 4),
  ]
}

function coins(quantity: Decimal): string {
  return fixed(quantity, quantity.gte('1000') ? 0 : Math.min(3, quantity.decimalPlaces()))
}

function signed(pct: Decimal | null): string {
  return pct === null ? NOT_AVAILABLE : `${pct.gte('0.005') ? '+' : ''}${percent(pct)}`
}

function moveText(span: string, { quantityPct, pricePct }: Move): string {
  return `${span}: open interest ${signed(quantityPct)}, price ${signed(pricePct)}${directionText(quantityPct, pricePct)}`
}

/** What the two directions together say of how positions changed; a description, not a forecast. */
function directionText(quantityPct: Decimal | null, pricePct: Decimal | null): string {
  if (quantityPct === null || pricePct === null || quantityPct.isZero() || pricePct.isZero()) return ''
  const change = quantityPct.gt('0') ? 'positions were added' : 'positions were closed'
  return `: ${change} while the price ${pricePct.gt('0') ? 'rose' : 'fell'}`
}

function scoreLines(
  { zScore30d, zScoreWhy, spike, past, hourlyAtMs }: SymbolOpenInterest,
  { spikeFrom, asOfMs }: OpenInterestReport,
  screen: Screen,
): readonly string[] {
  if (zScore30d === null || past === null)
    return wrap(`z-score ${NOT_AVAILABLE}: ${zScoreWhy ?? 'not known'}`, screen, 2, 4)
  const score = `z-score ${fixed(zScore30d, 1)}: the last hour's change against ${past.changes} hourly changes of 30 days (mean ${signed(past.meanPct)}, deviation ${fixed(past.deviationPct, 2)} points)${ageNote(hourlyAtMs, asOfMs)}`
  const lines = wrap(score, screen, 2, 4)
  if (spike !== true) return lines
  const alarm = wrap(`! SPIKE: ${fixed(spikeFrom, 1)} deviations or more`, screen, 2, 4)
  return [...lines, ...alarm.map((line) => screen.palette('warning', line))]
}

function pastLines(past: OpenInterestPast, { spikeFrom }: OpenInterestReport, screen: Screen): readonly string[] {
  const { spikes } = past
  const title = `spikes of ${fixed(spikeFrom, 1)} deviations in 30 days: ${spikes.length}`
  const newest = spikes.slice(-SPIKES_SHOWN).toReversed()
  return [
    ...wrap(title, screen, 2, 4),
    ...newest.flatMap(({ atMs, changePct, followedPct }) =>
      wrap(
        `${minuteText(atMs)}  ${signed(changePct)}  price ${FOLLOWED_HOURS} h later ${followedPct === null ? 'not over yet' : signed(followedPct)}`,
        screen,
        4,
        6,
      ),
    ),
    ...wrap(`${FOLLOWED_HOURS} h after a spike: ${followedText(past.afterSpikes)}`, screen, 2, 4),
    ...wrap(`${FOLLOWED_HOURS} h after any hour: ${followedText(past.afterAnyHour)}`, screen, 2, 4),
    ...wrap('a base rate of this month, not a forecast', screen, 2, 4),
  ]
}

function followedText({ count, rises, falls, medianSizePct }: Followed): string {
  if (count === 0) return 'nothing to count'
  return `price up ${rises} of ${count}, down ${falls}, median size of the move ${percent(medianSizePct)}`
}

function chartLines({ hourly }: SymbolOpenInterest, screen: Screen): readonly string[] {
  const points = hourly.slice(-CHART_POINTS)
  const values = points.map(({ quantity }) => quantity)
  const { lines, shown } = columnChart(values, { screen, height: CHART_HEIGHT, label: coins, base: 'smallest' })
  const first = points.at(-shown)
  if (first === undefined || shown === 0) return []
  return [
    '',
    ...lines,
    ...wrap(`${shown} hours since ${minuteText(first.atMs)}, in coins; the scale does not begin at 0`, screen),
  ]
}

function sparkLines({ hourly }: SymbolOpenInterest): readonly string[] {
  const values = hourly.map(({ quantity }) => quantity)
  return values.length === 0 ? [] : [`  ${sparkline(values, SPARK_POINTS)}`]
}

import type { Decimal } from '../model/decimal.ts'
import type { DistancePast, RecordedPast, SymbolPast } from '../model/past.ts'
import { tierVerdict } from '../risk/verdict.ts'
import { distancePercent, duration, money, percent, tierName } from './format.ts'
import { VERDICT_TONES } from './headline.ts'
import {
  chartOptions,
  FUNDING_RATE,
  figureHead,
  OPEN_INTEREST,
  type SymbolFigure,
  sparkTable,
  symbolChart,
} from './history-chart-figures.ts'
import { sections } from './notes.ts'
import type { Tone } from './palette.ts'
import { cameNear, distanceCeiling, endText, extremesOf, spanText, subjectText, unseenText } from './past-words.ts'
import { flow, foreign, type Screen, wrap } from './screen.ts'
import { timeChart } from './time-chart.ts'

const DISTANCE_HEIGHT = 8
/** Without --symbol, charts of what came closest; the rest is named. */
const MOST_CHARTS = 6

/** What the charts are about. */
export interface HistoryCharts {
  readonly pasts: readonly RecordedPast[]
  /** `null` for every symbol. */
  readonly symbol: string | null
  /** When it was asked; nothing newer is shown. */
  readonly asOfMs: number
  /** Open interest is read, and so kept, only when the config asks for its alert. */
  readonly keepsOpenInterest: boolean
}

/** Equity, distances, funding and open interest over time as charts; how to get samples where there are none. */
export function historyChartScreen(charts: HistoryCharts, screen: Screen): string {
  const shown = charts.pasts.filter((past) => hasSamples(past))
  const missing = charts.pasts.filter((past) => !hasSamples(past))
  return sections([
    ...shown.flatMap((past) => accountParts(past, charts, screen)),
    ...missing.map(({ account }) => wrap(`${foreign(account)}: ${noSamplesText(charts.symbol)}`, screen)),
    ...(shown.length === 0 ? [] : [legendLines(screen)]),
  ])
}

/** Whether there is anything to draw. */
export function hasSamples({ equity, distances, fundingRates, openInterest }: RecordedPast): boolean {
  return [equity, distances, fundingRates, openInterest].some((list) => list.length > 0)
}

/** Why there is nothing to draw, and what to do about it. */
export function noSamplesText(symbol: string | null): string {
  const of = symbol === null ? '' : ` of ${foreign(symbol)}`
  return `no samples${of} were kept in this time. They are taken once a minute by liqwatch watch, and by every liqwatch check: leave a watch open, or let cron run the check (liqwatch schedule install).`
}

function accountParts(past: RecordedPast, charts: HistoryCharts, screen: Screen): readonly (readonly string[])[] {
  const isOne = charts.symbol !== null
  const near = isOne ? past.distances : past.distances.filter(cameNear).slice(0, MOST_CHARTS)
  const rest = past.distances.filter((distance) => !near.includes(distance))
  return [
    headLines(past, charts, screen),
    equityLines(past, screen),
    ...near.map((distance) => distanceLines(distance, past, screen)),
    rest.length === 0 ? [] : wrap(restText(rest), screen),
    ...symbolParts(past.fundingRates, FUNDING_RATE, { past, screen, isOne }),
    ...symbolParts(past.openInterest, OPEN_INTEREST, { past, screen, isOne }),
    isOne && past.openInterest.length === 0 ? wrap(noOpenInterest(charts), screen) : [],
  ]
}

function noOpenInterest({ keepsOpenInterest }: HistoryCharts): string {
  return keepsOpenInterest
    ? 'open interest: no samples yet; one is kept every hour'
    : 'open interest: not kept. It is read every hour once openInterest.alert is true in the config; liqwatch oi asks Binance for the last thirty days.'
}

function headLines(past: RecordedPast, { asOfMs }: HistoryCharts, screen: Screen): readonly string[] {
  const { span, pace } = past
  const ageMs = pace.lastLookMs === null ? null : asOfMs - pace.lastLookMs
  const hole = unseenText(past)
  return flow(
    [
      screen.palette('strong', foreign(past.account)),
      spanText(span, screen.timeZone),
      ageMs === null ? 'never seen' : `last seen ${duration(ageMs)} ago`,
      ...(hole === null ? [] : [screen.palette('unknown', hole)]),
    ],
    screen,
  )
}

function equityLines(past: RecordedPast, screen: Screen): readonly string[] {
  const label = (value: Decimal): string => money(value)
  return [
    ...figureHead(past.equity, { title: 'equity', note: '', label }, { past, screen }),
    ...timeChart(past.equity, { ...chartOptions(past, screen), base: 'smallest', label }),
  ]
}

function distanceLines(distance: DistancePast, past: RecordedPast, screen: Screen): readonly string[] {
  const { points, tiers, subject } = distance
  const ceiling = distanceCeiling(distance)
  const note = endText(distance, past, screen.timeZone)
  const cut = ceiling === null ? [] : wrap(`above ${percent(ceiling)} it is cut`, screen)
  return [
    ...figureHead(
      points,
      { title: `${foreign(subjectText(subject))} distance`, note, label: percent },
      { past, screen },
    ),
    ...timeChart(points, {
      ...chartOptions(past, screen),
      height: DISTANCE_HEIGHT,
      base: 'zero',
      ceiling,
      levels: tiers.map((tier) => ({ value: tier, name: tierName(tier) })),
      label: percent,
      toneOf: (value) => tierTone(value, tiers),
    }),
    ...cut,
  ]
}

function tierTone(value: Decimal, tiers: readonly Decimal[]): Tone {
  const verdict = tierVerdict(value, tiers)
  return verdict === 'OK' ? 'plain' : VERDICT_TONES[verdict]
}

function restText(rest: readonly DistancePast[]): string {
  const names = rest.map(
    (one) => `${foreign(subjectText(one.subject))} ${distancePercent(extremesOf(one.points)?.lowest.value ?? null)}`,
  )
  return `further away, at their closest: ${names.join(' · ')} (charts: --symbol)`
}

/** Charts stand apart, single lines together. */
function symbolParts(
  symbols: readonly SymbolPast[],
  figure: SymbolFigure,
  place: { readonly past: RecordedPast; readonly screen: Screen; readonly isOne: boolean },
): readonly (readonly string[])[] {
  return place.isOne ? symbols.map((one) => symbolChart(one, figure, place)) : [sparkTable(symbols, figure, place)]
}

function legendLines(screen: Screen): readonly string[] {
  const text =
    'A column is the lowest figure of its time. ░ nobody looked, blank: not held or without a liquidation price, --- a tier.'
  return wrap(text, screen).map((line) => screen.palette('faint', line))
}

import type { Decimal } from '../model/decimal.ts'
import type { FundingFlag, FundingPast, FundingReport, PositionFunding, SymbolFunding } from '../risk/funding.ts'
import type { FundingCost } from '../risk/funding-cost.ts'
import { type FundingStatistics, NOISE_FLOOR_PCT, PERSISTENT } from '../risk/funding-history.ts'
import type { FundingInterval } from '../risk/funding-interval.ts'
import type { PositionRisk } from '../risk/report.ts'
import { columnChart, sparkline } from './chart.ts'
import { duration, fixed, money, NOT_AVAILABLE, percent, price, quantity, tierName } from './format.ts'
import { minuteText } from './moment.ts'
import { ageNote, gapLines, sections } from './notes.ts'
import { flow, foreign, type Screen, wrap } from './screen.ts'

const CHART_HEIGHT = 6
const CHART_POINTS = 90
const SPARK_POINTS = 40

/** Funding of the chosen symbols: rate, cost of what is held, history; a chart when it is about one symbol. */
export function fundingScreen(report: FundingReport, screen: Screen): string {
  const isOne = report.symbols.length === 1
  return sections([
    ...report.symbols.map((row) => [
      ...rateLines(row, report, screen),
      ...row.positions.flatMap((position) => positionLines(position, report, screen)),
      ...historyLines(row, report, screen),
      ...(isOne ? [] : sparkLines(row)),
      ...flagLines(row, report, screen),
      ...(isOne ? chartLines(row, screen) : []),
    ]),
    gapLines(report.gaps, screen),
  ])
}

/** A rate with four decimals, as Binance shows them. */
function rateText(pct: Decimal | null): string {
  return pct === null ? NOT_AVAILABLE : `${fixed(pct, 4)}%`
}

function rateLines(row: SymbolFunding, { asOfMs }: FundingReport, screen: Screen): readonly string[] {
  const { symbol, rate, interval, nextFundingAtMs } = row
  const name = screen.palette('strong', foreign(symbol))
  if (rate === null) return flow([name, 'this contract has no funding, or Binance tells no rate'], screen)
  const next =
    nextFundingAtMs === null
      ? 'next n/a'
      : `next ${minuteText(nextFundingAtMs)}, in ${duration(nextFundingAtMs - asOfMs)}`
  const payer = rate.isZero() ? 'nobody pays' : rate.gt('0') ? 'longs pay shorts' : 'shorts pay longs'
  return flow(
    [
      name,
      `${rateText(rate.times('100'))} every ${interval.hours ?? '?'} h${intervalNote(interval)}`,
      `${rateText(row.rate8hPct)} per 8 h`,
      `${percent(row.ratePerYearPct)} per year`,
      payer,
      next,
    ],
    screen,
  )
}

function intervalNote({ confirmation }: FundingInterval): string {
  return confirmation === 'confirmed'
    ? ' (settlements confirm it)'
    : confirmation === 'unconfirmed'
      ? ' (unconfirmed)'
      : ''
}

function positionLines(
  { risk, cost, paid }: PositionFunding,
  { asOfMs }: FundingReport,
  screen: Screen,
): readonly string[] {
  const { position, stepSize, notional } = risk
  const size = `${position.side.toLowerCase()} ${quantity(position.quantity, stepSize)} (${money(notional)})`
  const since = paid.sinceMs === null ? '' : ` (${minuteText(paid.sinceMs)}, ${duration(asOfMs - paid.sinceMs)} ago)`
  const soFar =
    paid.amount === null
      ? `since entry ${NOT_AVAILABLE}: ${foreign(paid.why ?? 'not known')}`
      : `${flowText(paid.amount, ['paid', 'received'])} since entry${since}`
  const costs =
    cost === null
      ? ['cost n/a']
      : [
          `next: you ${flowText(cost.nextPayment, ['pay', 'receive'])}`,
          `per day: ${flowText(cost.perDay, ['pay', 'receive'])}`,
        ]
  return [
    ...indented(flow([size, ...costs, soFar], narrower(screen))),
    ...(cost === null ? [] : wrap(driftText(cost, risk), screen, 2, 4)),
  ]
}

/** Money with its direction in words: a sign is easily read the wrong way round. */
function flowText(amount: Decimal, words: readonly [pay: string, receive: string]): string {
  return `${amount.gt('0') ? words[1] : words[0]} ${money(amount.abs())}`
}

function driftText(
  { cushionPctPerDay, liquidationDrift, next, perDay }: FundingCost,
  { position, tickSize }: PositionRisk,
): string {
  if (cushionPctPerDay === null) return `share of the cushion ${NOT_AVAILABLE}`
  const whose =
    position.marginType === 'CROSSED' ? "the pool's cushion per day, by its own funding alone" : 'the cushion per day'
  const share = `${perDay.gt('0') ? 'adds' : 'takes'} ${percent(cushionPctPerDay.abs())} of ${whose}`
  if (liquidationDrift === null) return `${share}; there is no liquidation price to move`
  const moves = driftPrice(liquidationDrift.price, tickSize)
  const where = `liquidation moves by ${moves} per day, distance ${liquidationDrift.distancePct.gt('0') ? 'grows' : 'shrinks'} by ${fixed(liquidationDrift.distancePct.abs(), 4)} points`
  if (next === null) return `${share}; ${where}`
  const goal = next.tierPct === null ? 'liquidation' : `the ${tierName(next.tierPct)} tier`
  return `${share}; ${where}; ${goal} in ${fixed(next.days, 1)} days at this rate, with the mark standing still`
}

/** A shift is often smaller than a tick: two digits more. */
function driftPrice(shift: Decimal, tickSize: Decimal | null): string {
  return price(shift, tickSize === null ? null : tickSize.div('100'))
}

function historyLines(
  { history, historyAtMs, interval }: SymbolFunding,
  { asOfMs }: FundingReport,
  screen: Screen,
): readonly string[] {
  if (history === null) return wrap(`history ${NOT_AVAILABLE}`, screen, 2, 4)
  const { settled, last30, last90, streak } = history
  const lines = [last30, last90].filter(
    (statistics, index) => statistics !== null && (index === 0 || settled.length > 30),
  )
  return [
    ...lines.flatMap((statistics) =>
      statistics === null ? [] : indented(flow(statisticsParts(statistics), narrower(screen))),
    ),
    ...wrap(`${streakText(streak, settled.length, interval)}${ageNote(historyAtMs, asOfMs)}`, screen, 2, 4),
    ...specialLines(history, screen),
  ]
}

function sparkLines({ history }: SymbolFunding): readonly string[] {
  const line = sparkline(history?.settled.map(({ rate8hPct }) => rate8hPct) ?? [], SPARK_POINTS)
  return line === '' ? [] : [`  ${line}`]
}

function statisticsParts({
  count,
  meanPct,
  medianPct,
  positiveSharePct,
  percentile,
}: FundingStatistics): readonly string[] {
  return [
    `last ${count} settlements, per 8 h:`,
    `mean ${rateText(meanPct)}`,
    `median ${rateText(medianPct)}`,
    `positive ${fixed(positiveSharePct, 0)}%`,
    `now at percentile ${percentile === null ? NOT_AVAILABLE : fixed(percentile, 0)}`,
  ]
}

function streakText(streak: FundingPast['streak'], total: number, { change }: FundingInterval): string {
  const row =
    streak === null ? 'no streak' : `streak: ${streak.count}${streak.count === total ? ' or more' : ''} ${streak.sign}`
  if (change === null) return row
  return `${row}; interval changed from ${change.fromHours} h to ${change.toHours} h on ${minuteText(change.atMs)}`
}

function specialLines({ special }: FundingPast, screen: Screen): readonly string[] {
  return special.flatMap(({ fundingRate, atMs }) =>
    wrap(
      `special settlement (dividend) ${rateText(fundingRate.times('100'))} on ${minuteText(atMs)}: not in the averages, paid all the same`,
      screen,
      2,
      4,
    ),
  )
}

function flagLines(row: SymbolFunding, report: FundingReport, screen: Screen): readonly string[] {
  return row.flags
    .map((flag) => flagText(flag, row, report))
    .filter((text) => text !== null)
    .flatMap((text) => wrap(`! ${text}`, screen, 2, 4).map((line) => screen.palette('warning', line)))
}

/** A sentence for each flag that no other line tells. */
function flagText(flag: FundingFlag, { history, interval }: SymbolFunding, { asOfMs }: FundingReport): string | null {
  switch (flag) {
    case 'persistent-positive':
    case 'persistent-negative': {
      const { bias } = history ?? {}
      const side = flag === 'persistent-positive' ? 'above' : 'below'
      return bias
        ? `persistent bias: ${bias.count} of the last ${PERSISTENT.of} settlements ${side} ${rateText(bias.thresholdPct)} per 8 h`
        : null
    }
    case 'flip': {
      const { flip } = history ?? {}
      return flip ? `FLIP: ${flip.to} since ${minuteText(flip.atMs)}, ${duration(asOfMs - flip.atMs)} ago` : null
    }
    case 'flip-ahead':
      return `the next settlement would change the sign (both beyond ${rateText(NOISE_FLOOR_PCT)} per 8 h)`
    case 'interval-differs':
      return `Binance's table says every ${interval.statedHours} h, settlements come every ${interval.settledHours} h: reckoned with the settlements`
    case 'at-limit':
      return 'the rate stands at the limit that Binance sets for it'
    default:
      return null
  }
}

function chartLines({ history }: SymbolFunding, screen: Screen): readonly string[] {
  const settled = history?.settled.slice(-CHART_POINTS) ?? []
  const values = settled.map(({ rate8hPct }) => rate8hPct)
  const { lines, shown } = columnChart(values, { screen, height: CHART_HEIGHT, label: rateText, base: 'zero' })
  const first = settled.at(-shown)
  if (first === undefined || shown === 0) return []
  return ['', ...lines, ...wrap(`${shown} settlements since ${minuteText(first.atMs)}, percent per 8 h`, screen)]
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}

function narrower(screen: Screen): Screen {
  return screen.columns === null ? screen : { ...screen, columns: screen.columns - 2 }
}

import type { BracketRow } from '../model/bracket.ts'
import type { Decimal } from '../model/decimal.ts'
import type { FundChange, FundState } from '../risk/insurance-fund.ts'
import type { HeldPlace, SymbolVenue, VenueReport } from '../risk/venue-state.ts'
import { duration, fixed, NOT_AVAILABLE, percent, price, wholeMoney } from './format.ts'
import { minuteText } from './moment.ts'
import { ageNote, gapLines, sections } from './notes.ts'
import { flow, foreign, type Screen, wrap } from './screen.ts'
import { type Column, renderTable } from './table.ts'

const MEMBERS_SHOWN = 6

/** The venue's side of the chosen symbols: who is closed first, what pays, what margin rules hold. */
export function venueScreen(report: VenueReport, screen: Screen): string {
  return sections([
    ...report.symbols.map((row) => [
      ...flow([screen.palette('strong', foreign(row.symbol)), feeText(row)], screen),
      ...adlLines(row, report, screen),
      ...fundLines(row, report, screen),
      ...gapPriceLines(row, report, screen),
      ...bracketLines(row, report, screen),
    ]),
    gapLines(report.gaps, screen),
  ])
}

function feeText({ liquidationFeePct }: SymbolVenue): string {
  return `liquidation fee ${percent(liquidationFeePct)} of what is liquidated`
}

function adlLines(row: SymbolVenue, { asOfMs }: VenueReport, screen: Screen): readonly string[] {
  const since = row.adlRiskAtMs === null ? '' : `, rated ${duration(asOfMs - row.adlRiskAtMs)} ago`
  const risk = row.adlRisk === null ? NOT_AVAILABLE : `${foreign(row.adlRisk)}${since}`
  return [
    ...wrap(
      `auto-deleveraging: symbol risk ${risk}${row.held.length === 0 ? '; no position of yours' : ''}`,
      screen,
      2,
      4,
    ),
    ...row.held.flatMap((place) => placeLines(place, screen)),
  ]
}

function placeLines({ risk, adlQuantile, isAdlNear }: HeldPlace, screen: Screen): readonly string[] {
  const queue = adlQuantile === null ? NOT_AVAILABLE : `${adlQuantile} of 4 (4 goes first)`
  const text = `your ${risk.position.side.toLowerCase()} of ${wholeMoney(risk.notional)}: place in the queue ${queue}`
  if (!isAdlNear) return wrap(text, screen, 4, 6)
  const alarm = `! ${text}: it is in profit and may be closed when the fund falls short`
  return wrap(alarm, screen, 2, 6).map((line) => screen.palette('warning', line))
}

function fundLines(
  { fund, openInterestNotional }: SymbolVenue,
  { asOfMs }: VenueReport,
  screen: Screen,
): readonly string[] {
  if (fund === null) return wrap(`insurance fund ${NOT_AVAILABLE}`, screen, 2, 4)
  const share =
    fund.ofOpenInterestPct === null
      ? ''
      : `, ${percent(fund.ofOpenInterestPct)} of this symbol's open interest of ${wholeMoney(openInterestNotional)}`
  return [
    ...wrap(
      `insurance fund ${wholeMoney(fund.balance)} ${foreign(fund.asset)}${share}; ${membersText(fund)}`,
      screen,
      2,
      4,
    ),
    ...wrap(changesText(fund, asOfMs), screen, 4, 6),
  ]
}

function membersText({ symbols }: FundState): string {
  const shown = symbols.slice(0, MEMBERS_SHOWN).map(foreign).join(', ')
  const more = symbols.length > MEMBERS_SHOWN ? ` and ${symbols.length - MEMBERS_SHOWN} more` : ''
  return `it stands for ${symbols.length} symbol${symbols.length === 1 ? '' : 's'}: ${shown}${more}`
}

function changesText({ sinceLastSeen, sinceADayAgo }: FundState, nowMs: number): string {
  if (sinceLastSeen === null) return 'seen for the first time: changes show from the next run on'
  const day = sinceADayAgo === null ? '' : `; over a day ${changeText(sinceADayAgo)}`
  return `since it was last noted, ${duration(nowMs - sinceLastSeen.sinceMs)} ago: ${changeText(sinceLastSeen)}${day}`
}

function changeText({ amount, pct }: FundChange): string {
  const sign = amount.gt('0') ? '+' : ''
  return `${sign}${wholeMoney(amount)} (${pct === null ? NOT_AVAILABLE : `${sign}${percent(pct)}`})`
}

function gapPriceLines(row: SymbolVenue, { asOfMs }: VenueReport, screen: Screen): readonly string[] {
  const tick = row.rules?.tickSize ?? null
  const priceOf = (value: Decimal | null): string => (value === null ? NOT_AVAILABLE : price(value, tick))
  const now = `mark ${priceOf(row.markPrice)}, last ${priceOf(row.lastPrice)}: last above mark by ${precise(row.markLastGapPct)}`
  const { gapPast } = row
  const past =
    gapPast === null
      ? `30-day 99th percentile ${NOT_AVAILABLE}`
      : `99 of 100 hourly closes of ${Math.round(gapPast.hours / 24)} days stayed within ${precise(gapPast.p99Pct)}, the largest gap was ${precise(gapPast.largestPct)}${ageNote(row.gapPastAtMs, asOfMs)}`
  return wrap(`${now}; ${past}`, screen, 2, 4)
}

/** Gaps are hundredths of a percent: three decimals. */
function precise(pct: Decimal | null): string {
  return pct === null ? NOT_AVAILABLE : `${fixed(pct, 3)}%`
}

function bracketLines(row: SymbolVenue, { asOfMs }: VenueReport, screen: Screen): readonly string[] {
  if (row.brackets === null) return wrap(`brackets ${NOT_AVAILABLE}`, screen, 2, 4)
  return [
    ...changeLines(row, asOfMs, screen),
    ...renderTable(row.brackets.rows, bracketColumns(row), screen),
    ...wrap(ageNote(row.bracketsAtMs, asOfMs).trim(), screen, 2).filter((line) => line !== ''),
  ]
}

function changeLines({ bracketChange }: SymbolVenue, nowMs: number, screen: Screen): readonly string[] {
  if (bracketChange === null) return []
  const { rows, lastSeenAtMs, noticedAtMs } = bracketChange
  const title = `! brackets changed between ${minuteText(lastSeenAtMs)} and ${minuteText(noticedAtMs)}, noticed ${duration(nowMs - noticedAtMs)} ago:`
  const lines = rows.map(({ bracket, before, after }) => `bracket ${bracket}: ${rowText(before)} -> ${rowText(after)}`)
  return [
    ...wrap(title, screen, 2, 4).map((line) => screen.palette('warning', line)),
    ...lines.flatMap((line) => wrap(line, screen, 4, 6)),
  ]
}

function rowText(row: BracketRow | null): string {
  if (row === null) return 'none'
  return `up to ${wholeMoney(row.notionalCap)} at ${rateText(row)}, ${row.initialLeverage}x`
}

function rateText({ maintMarginRatio }: BracketRow): string {
  return `${maintMarginRatio.times('100').toFixed()}%`
}

function bracketColumns({ held }: SymbolVenue): readonly Column<BracketRow>[] {
  const yours = (row: BracketRow): string =>
    held
      .filter(({ bracket }) => bracket === row.bracket)
      .map(({ risk }) => `<- your ${risk.position.side.toLowerCase()}`)
      .join(' ')
  return [
    { title: '  BRACKET', align: 'right', priority: 0, cell: (row) => String(row.bracket) },
    { title: 'NOTIONAL FROM', align: 'right', priority: 3, cell: (row) => wholeMoney(row.notionalFloor) },
    { title: 'UP TO', align: 'right', priority: 0, cell: (row) => wholeMoney(row.notionalCap) },
    { title: 'MAINT RATE', align: 'right', priority: 0, cell: rateText },
    { title: 'AMOUNT', align: 'right', priority: 2, cell: (row) => wholeMoney(row.maintAmount) },
    { title: 'MOST LEVERAGE', align: 'right', priority: 1, cell: (row) => `${row.initialLeverage}x` },
    { title: '', align: 'left', priority: 0, cell: yours },
  ]
}

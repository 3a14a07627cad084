import { type Decimal, HUNDRED } from '../model/decimal.ts'
import { owedOf, ownedOf } from '../model/margin-account.ts'
import type { MarginDetail, MarginFigures } from '../risk/spot-margin.ts'
import { fixed, money, NOT_AVAILABLE, percent, percentOf, price, quantity, timeOfDay } from './format.ts'
import { labelled, NOTHING_SENT } from './labelled.ts'
import { barsSource, levelText, lineText, marginTone, modeName, stateText } from './margin-lines.ts'
import type { MarginReport } from './margin-report.ts'
import { dayAndTime } from './moment.ts'
import { gapText } from './notes.ts'
import { flow, foreign, type Screen, wrap } from './screen.ts'

const MOST_RECORDS = 3
const TWO_WAYS =
  'At the line Binance locks the account and sells by orders that the history shows (regular), or, where the market is thin, takes everything over and sells it out of sight (takeover); it may begin with one and go on with the other.'

/** Every margin account of one key, worst first: level and lines, what may be lost, and what would fix it. */
export function marginScreen(report: MarginReport, screen: Screen): string {
  const { account, environment, standing, accounts, gaps } = report
  const head = flow([`${foreign(account)}  spot margin`, headText(report, screen), environment], screen)
  const lines = [
    ...head.map((line) => screen.palette('strong', line)),
    ...(standing === null ? ['no margin account was ever opened'] : []),
    ...(standing !== null && accounts.length === 0 ? ['no margin account could be read'] : []),
    ...accounts.flatMap((detail) => ['', ...accountLines(detail, report, screen)]),
    ...gaps.flatMap((gap) => wrap(`${gap.needed ? '? ' : ''}${gapText(gap)}`, screen)),
    '',
    ...(accounts.some(({ row }) => row.zone !== 'no-debt') ? wrap(TWO_WAYS, screen, 0, 0) : []),
    ...wrap(NOTHING_SENT, screen, 0, 0),
  ]
  return `${lines.join('\n')}\n`
}

function headText({ standing, asOfMs }: MarginReport, screen: Screen): string {
  return timeOfDay(standing?.takenAtMs ?? asOfMs, screen.timeZone)
}

function accountLines(detail: MarginDetail, report: MarginReport, screen: Screen): readonly string[] {
  const { row, figures } = detail
  const title = wrap(`${titleMark(detail)}${modeName(row)}: ${stateText(row)}${titleLevel(detail)}`, screen)
  const rows = row.zone === 'no-debt' ? calmRows(detail) : [...levelRows(detail), ...figureRows(detail, report)]
  const why = figures === null ? [`values are not known: ${detail.why ?? ''}`] : []
  const notes = [...(row.why === null ? [] : [row.why]), ...(row.bars.note === null ? [] : [row.bars.note]), ...why]
  return [
    ...title.map((line) => screen.palette(marginTone(row), line)),
    ...rows.flatMap(([label, text]) => labelled(label, text, screen)),
    ...recordRows(detail, screen).flatMap(([label, text]) => labelled(label, text, screen)),
    ...notes.flatMap((note) => wrap(`? ${foreign(note)}`, screen, 2, 4)),
    ...detail.gaps.flatMap((gap) => wrap(gapText(gap), screen, 2, 4)),
  ]
}

function titleMark({ row }: MarginDetail): string {
  if (row.verdict === 'UNKNOWN') return '? '
  return row.verdict === 'OK' ? '' : '! '
}

function titleLevel({ row }: MarginDetail): string {
  const { fallToLiquidationPct, level, zone } = row
  if (fallToLiquidationPct === null || zone === 'liquidation')
    return level === null ? '' : `, level ${levelText(level)}`
  return `, level ${levelText(level)}, ${percent(fallToLiquidationPct)} of its collateral from liquidation`
}

type LabelledRow = readonly [label: string, text: string]

function calmRows({ row, figures }: MarginDetail): readonly LabelledRow[] {
  const value = figures === null ? '' : `${money(figures.totals.assets)} ${figures.unit}: `
  return [
    ['assets', `${value}${heldText(row.holdings, ownedOf) || 'none'}`],
    ['debts', 'none; Binance prints the level 999 for that'],
  ]
}

function levelRows({ row, figures }: MarginDetail): readonly LabelledRow[] {
  const { bars } = row
  const own = row.mode === 'pro' ? 'not computed: Pro needs tier tables' : levelText(figures?.level ?? null)
  const drift = figures?.driftPct ?? null
  const apart = drift === null ? '' : `, ${fixed(drift, 3)}% apart`
  const normal = bars.normal === null ? '' : `, transfers out above ${lineText(bars.normal)}`
  return [
    ['level', `Binance ${levelText(row.exchangeLevel)}, own ${own}${apart}`],
    ['lines', `call ${lineText(bars.call)}, liquidation ${lineText(bars.liquidation)}${normal} (${barsSource(row)})`],
    ['collateral', fallText(row)],
  ]
}

function fallText(row: MarginDetail['row']): string {
  const { fallToCallPct, fallToLiquidationPct, mode } = row
  if (fallToLiquidationPct === null || fallToCallPct === null) return `may fall by ${NOT_AVAILABLE}`
  const doubt = mode === 'pro' ? ' (not verified)' : ''
  if (fallToLiquidationPct.isZero()) return `the liquidation line is reached${doubt}`
  const liquidation = percent(fallToLiquidationPct)
  if (fallToCallPct.isZero()) return `the call line is reached; a further fall by ${liquidation} is liquidation${doubt}`
  const gap = fixed(fallToLiquidationPct.minus(fallToCallPct), 2)
  const between = `: ${gap} points lie between, and Binance may never send the call`
  return `may fall by ${percent(fallToCallPct)} to the call, by ${liquidation} to liquidation${doubt || between}`
}

function figureRows(detail: MarginDetail, report: MarginReport): readonly LabelledRow[] {
  const { figures, row } = detail
  if (figures === null)
    return [
      ['assets', heldText(row.holdings, ownedOf)],
      ['debts', heldText(row.holdings, owedOf)],
    ]
  const { totals, unit } = figures
  return [
    ['assets', `${money(totals.assets)} ${unit}: ${heldText(row.holdings, ownedOf)}`],
    ['debts', `${money(totals.debt)} ${unit}: ${heldText(row.holdings, owedOf)}`],
    ['net equity', `${money(totals.assets.minus(totals.debt))} ${unit}`],
    ...collateralRows(detail),
    ['interest', interestText(row, figures)],
    ...priceRows(detail, figures),
    ...remedyRows(figures),
    ...(figures.fee === null ? [] : [['fee', feeText(detail, figures)] as const]),
    ['top-up', topUpText(figures, report)],
  ]
}

function heldText(
  holdings: MarginDetail['row']['holdings'],
  amountOf: (holding: MarginDetail['row']['holdings'][number]) => Decimal,
): string {
  return holdings
    .filter((holding) => !amountOf(holding).isZero())
    .map((holding) => `${quantity(amountOf(holding), null)} ${foreign(holding.asset)}`)
    .join(', ')
}

function collateralRows({ collateralLevel, collateralValue, row }: MarginDetail): readonly LabelledRow[] {
  if (row.symbol !== null || (collateralLevel === null && collateralValue === null)) return []
  const value = collateralValue === null ? NOT_AVAILABLE : money(collateralValue)
  const level = collateralLevel === null ? NOT_AVAILABLE : levelText(collateralLevel)
  return [
    [
      'haircuts',
      `collateral ${value} in dollars, level ${level}: these govern borrowing and transfers, not liquidation`,
    ],
  ]
}

function interestText({ mode }: MarginDetail['row'], { drift, interestToday, totals, unit }: MarginFigures): string {
  const today = interestToday === null ? `today ${NOT_AVAILABLE}` : `today ${fixed(interestToday, 4)} ${unit}`
  const accrued = `unpaid ${fixed(totals.interest, 4)} ${unit}`
  const unknown = mode === 'pro' ? 'not computed for Pro' : NOT_AVAILABLE
  if (drift === null) return `${today}, ${accrued}, coming hour ${unknown}`
  const moves = `moves the level by ${fixed(drift.levelPerHour, 8)} an hour, ${fixed(drift.levelPerDay, 6)} a day`
  return `${today}, ${accrued}, coming hour ${fixed(drift.perHour, 4)} ${unit}; it ${moves}`
}

function priceRows({ pair }: MarginDetail, { coins, commonMove, unit }: MarginFigures): readonly LabelledRow[] {
  const texts = coins.map((coin) => {
    const name = foreign(coin.asset)
    if (coin.status === 'none') return `${name} at no price of its own`
    const { edge, liquidationPrice, movePct } = coin
    return `${name} ${edge === 'below' ? 'down' : 'up'} to ${price(liquidationPrice, null)} (${signed(movePct)})`
  })
  const theirs = pair?.liquidatePrice ?? null
  const shown = theirs === null ? '' : `; Binance says ${price(theirs, null)}`
  const rows: LabelledRow[] =
    texts.length === 0 ? [] : [['liquidation', `${texts.join(', ')}, in ${unit}, others fixed${shown}`]]
  if (commonMove === null || pair !== null) return rows
  const all =
    commonMove.status === 'none'
      ? 'no common move of all coins liquidates it'
      : `all coins but dollar coins together: ${signed(commonMove.movePct)}`
  return [...rows, ['common move', all]]
}

function signed(pct: Decimal): string {
  return `${pct.gt('0') ? '+' : ''}${percent(pct)}`
}

function remedyRows({ toTarget, unit }: MarginFigures): readonly LabelledRow[] {
  if (toTarget === null) return []
  const { target, add, repay, sellAndRepay } = toTarget
  const label = `to ${lineText(target)}`
  if (add.isZero()) return [[label, 'reached']]
  const sell =
    sellAndRepay === null ? 'selling cannot reach it: more is owed than held' : `sell and repay ${up(sellAndRepay)}`
  return [[label, `add ${up(add)}, or repay ${up(repay)} from outside, or ${sell}; in ${unit}, before fees`]]
}

/** What must be enough is rounded up. */
function up(amount: Decimal): string {
  return fixed(amount.times(HUNDRED).ceil().div(HUNDRED), 2)
}

function feeText({ row }: MarginDetail, { fee, unit }: MarginFigures): string {
  if (fee === null) return NOT_AVAILABLE
  const doubt = row.mode === 'classic' ? '' : ', base not verified for this mode'
  return `about ${money(fee.amount)} ${unit}, ${percentOf(fee.rate)} of what is owed (${money(fee.base)})${doubt}`
}

function topUpText({ topUp, unit }: MarginFigures, { autoTopUp }: MarginReport): string {
  const declared = autoTopUp ? 'declared on in the config' : 'not declared in the config (margin.autoTopUp)'
  if (topUp === null) return `${declared}; the spot wallet's effect is ${NOT_AVAILABLE}`
  const buys = `free spot assets of ${money(topUp.value)} ${unit} would lift the level to ${levelText(topUp.levelAfter)}`
  const left = topUp.uncounted.length === 0 ? '' : `, ${topUp.uncounted.map(foreign).join(', ')} not counted`
  return `${declared}; ${buys}${left}; it can come too late`
}

function recordRows({ forcedOrders, takeovers }: MarginDetail, screen: Screen): readonly LabelledRow[] {
  const at = (atMs: number) => dayAndTime(atMs, screen.timeZone).slice(0, 16)
  const orders = forcedOrders.slice(0, MOST_RECORDS).map(({ atMs, side, symbol, executedQuantity, averagePrice }) => {
    const what = `${side.toLowerCase()} ${quantity(executedQuantity, null)} ${foreign(symbol)}`
    return `${at(atMs)} ${what} at ${price(averagePrice, null)}`
  })
  const flows = [...takeovers].reverse().slice(0, MOST_RECORDS)
  const taken = flows.map(({ atMs, amount, asset }) => `${at(atMs)} ${quantity(amount, null)} ${foreign(asset)}`)
  const more = (all: number, shown: number) => (all > shown ? `; ${all - shown} more` : '')
  return [
    ...(orders.length === 0
      ? []
      : [['liquidated', `${orders.join('; ')}${more(forcedOrders.length, orders.length)}`] as const]),
    ...(taken.length === 0
      ? []
      : [['taken over', `${taken.join('; ')}${more(takeovers.length, taken.length)}`] as const]),
  ]
}

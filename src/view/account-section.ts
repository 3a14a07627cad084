import type { Gap } from '../model/snapshot.ts'
import { isStopUnreadable } from '../risk/protective-stop.ts'
import type { AccountFailure, AccountRisk, AccountStatus, PositionRisk, StatusReport } from '../risk/report.ts'
import { recoveryText, WHY_NO_PRICE } from './book-row.ts'
import { duration, money, NOT_AVAILABLE, percent, price, timeOfDay, times, wholeMoney } from './format.ts'
import { gapText } from './notes.ts'
import type { Tone } from './palette.ts'
import { poolParts } from './pool-line.ts'
import { flow, foreign, padTo, type Screen, widthOf, wrap } from './screen.ts'

/** Name and mode on the left, time, age and environment on the right, over the width of what stands below. */
export function accountHeader(
  { risk, environment }: AccountStatus,
  report: StatusReport,
  screen: Screen,
  width: number,
): readonly string[] {
  const mode = `${risk.multiAssetsMode ? 'multi-assets' : 'single-asset'} ${risk.hedgeMode ? 'hedge' : 'one-way'}`
  const left = `${foreign(risk.account)}  USDⓈ-M ${mode}`
  const ageMs = report.asOfMs - risk.takenAtMs + Math.max(0, ...risk.positions.map(({ dataAgeMs }) => dataAgeMs))
  const stale = ageMs > report.staleAfterMs ? ' STALE' : ''
  const right = `${timeOfDay(risk.takenAtMs, screen.timeZone)}  data ${duration(ageMs)} old${stale}  ${environment}`
  const needed = widthOf(left) + 3 + widthOf(right)
  if (screen.columns !== null && needed > screen.columns) return flow([left, right], screen)
  return [padTo(left, Math.max(width, needed) - widthOf(right)) + right]
}

/** Equity and what it is made of, then a line for each cross pool. */
export function accountTotals(risk: AccountRisk, screen: Screen): readonly string[] {
  const about = risk.isApproximate ? '≈' : ''
  const equity = risk.equity === null ? NOT_AVAILABLE : about + money(risk.equity)
  const parts = [
    `equity ${equity}`,
    `wallet ${money(risk.walletBalance)}`,
    `uPnL ${money(risk.unrealizedPnl)}`,
    `gross ${wholeMoney(risk.grossNotional)}`,
    `eff. leverage ${times(risk.effectiveLeverage)}`,
  ]
  const pools = risk.pools.flatMap((pool) => flow(poolParts(pool, risk.pools.length === 1), screen))
  return [...flow(parts, screen), ...pools]
}

/** How the own liquidation prices compare with Binance's; nothing where nothing can be compared. */
export function driftLines({ positions }: AccountRisk, screen: Screen): readonly string[] {
  const compared = positions.filter(isComparable)
  if (positions.length === 0) return []
  if (compared.length === 0) {
    return wrap(`own liquidation prices cannot be compared: Binance's are ${NOT_AVAILABLE}`, screen)
  }
  const apart = compared.filter(({ drift }) => drift.isShown || drift.isWarning)
  const worst = compared.map(({ drift }) => drift.driftPct).filter((drift) => drift !== null)
  const most = worst.sort((a, b) => b.cmp(a))[0]
  const difference = most === undefined ? '' : ` (worst difference ${percent(most)})`
  const agreeing = compared.length - apart.length
  return [
    ...wrap(`own liquidation prices agree with Binance on ${agreeing} of ${compared.length}${difference}`, screen),
    ...apart.flatMap((risk) => wrap(driftText(risk), screen, 2)),
  ]
}

function isComparable({ liquidation, drift, position }: PositionRisk): boolean {
  if (liquidation.status === 'unknown') return false
  return drift.exchangePrice !== null || position.exchange.liquidationPriceReason === 'none'
}

function driftText(risk: PositionRisk): string {
  const { position, liquidation, drift, tickSize } = risk
  const own = liquidation.status === 'price' ? price(liquidation.price, tickSize) : 'none'
  const theirs = drift.exchangePrice === null ? 'none' : price(drift.exchangePrice, tickSize)
  const apart = drift.driftPct === null ? '' : `, ${percent(drift.driftPct)} apart`
  return `${risk.drift.isWarning ? '! ' : ''}${name(risk)}: own ${own}, Binance ${theirs}${apart}${
    position.marginType === 'CROSSED' && !drift.isWarning ? ' (cross prices move between two readings)' : ''
  }`
}

/** What the table cannot say in a cell: why there is no price, what resting orders would do, what could not be read. */
export function accountNotes(risk: AccountRisk, screen: Screen): readonly string[] {
  const { palette } = screen
  return [
    ...risk.positions.flatMap((position) => positionNotes(position, risk)).flatMap((note) => wrap(note, screen)),
    ...risk.unreadable.flatMap(({ symbol, why }) => wrap(`? ${foreign(symbol)}: ${foreign(why)}`, screen)),
    ...risk.gaps.flatMap((gap) => wrap(noteText(gap), screen).map((line) => palette(gapTone(gap), line))),
  ]
}

function noteText(gap: Gap): string {
  if (gap.isNotice === true) return `! ${foreign(gap.what)}: ${foreign(gap.why)}`
  return `${gap.needed ? '? ' : ''}${gapText(gap)}`
}

function gapTone({ needed, isNotice }: Gap): Tone {
  if (isNotice === true) return 'warning'
  return needed ? 'unknown' : 'faint'
}

function positionNotes(risk: PositionRisk, account: AccountRisk): readonly string[] {
  const { liquidation, ifFilled, tickSize, stop, position } = risk
  const notes: string[] = []
  if (liquidation.status === 'none') notes.push(`${name(risk)}: LIQ none, because ${WHY_NO_PRICE[liquidation.reason]}`)
  if (liquidation.status === 'unknown') notes.push(`? ${name(risk)}: LIQ n/a, ${foreign(liquidation.reason)}`)
  if (liquidation.status === 'price' && liquidation.reason === 'already-liquidatable') {
    notes.push(`! ${name(risk)}: can be liquidated now; ${recoveryText(risk)}`)
  }
  if (ifFilled !== null && liquidation.status !== 'unknown') {
    const now = liquidation.status === 'none' ? 'none' : price(liquidation.price, tickSize)
    const then = price(ifFilled.liquidationPrice, tickSize)
    notes.push(`${name(risk)}: LIQ ${now} -> ${then} if filled, ${percent(ifFilled.distancePct)}`)
  }
  if (stop === null && isStopUnreadable(position.symbol, account)) {
    notes.push(`${name(risk)}: STOP n/a, because its orders could not be read`)
  }
  return notes
}

function name({ position }: PositionRisk): string {
  return `${foreign(position.symbol)} ${position.side.toLowerCase()}`
}

/** An account about which nothing can be said. */
export function failureSection(failure: AccountFailure, screen: Screen): readonly string[] {
  return [
    ...flow([`${foreign(failure.account)}  could not be read`, failure.environment], screen),
    ...wrap(`? ${foreign(failure.message)}`, screen),
    ...wrap(foreign(failure.hint), screen, 2),
  ]
}

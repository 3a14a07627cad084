import { type Decimal, HUNDRED, ONE, sum } from '../../model/decimal.ts'
import { positionKey } from '../../model/position.ts'
import { bracketRowOf } from '../bracket-table.ts'
import { levelsTaken, slippageRateOf } from '../order-fill.ts'
import { cash, lasting, mult, num, pct, phrase } from '../phrase.ts'
import type { PositionRisk } from '../report.ts'
import { thinnessOf } from '../thin-market.ts'
import {
  type BookLook,
  inSection,
  type Judgement,
  nameOf,
  type Rule,
  type RulesInput,
  type RuleVerdict,
  unknown,
  unreadRows,
  verdictOver,
  verdictOverPositions,
} from './rule.ts'
import { tradeRisk } from './trade-risk.ts'

const DAY_MS = 86_400_000
/** A look from the same day says nothing about drift. */
const NEWEST_LOOK_MS = 18 * 3_600_000

function riskPerTrade(input: RulesInput): RuleVerdict {
  const { risk, snapshot, figures } = input
  const [advised, most] = figures.riskPerTradePct
  const figure = phrase`${pct(advised)} advised, ${pct(most)} at most, of equity lost at the stop`
  const { equity } = risk
  const known: Decimal[] = []
  const judgements = risk.positions.map((one): Judgement => {
    const orders = snapshot.orders.get(one.position.symbol)
    if (equity === null || equity.lte('0')) return unknown(phrase`${nameOf(one)}: the equity is not known`)
    if (orders === undefined) return unknown(phrase`${nameOf(one)}: its orders could not be read`)
    const { loss, coveredPct } = tradeRisk(one, orders)
    if (loss === null) return unknown(phrase`${nameOf(one)}: no stop bounds it and its liquidation price is not known`)
    known.push(loss)
    const lossPct = loss.times(HUNDRED).div(equity)
    const where = coveredPct.gte(HUNDRED)
      ? 'at its stop'
      : coveredPct.isZero()
        ? 'at liquidation (no stop)'
        : 'at stop and liquidation'
    const status = lossPct.lte(advised) ? 'pass' : lossPct.lte(most) ? 'warn' : 'fail'
    return {
      status,
      text: phrase`${nameOf(one)} loses ${cash(loss)} ${where}, ${pct(lossPct)} of equity (margin ${cash(marginOf(one))}, notional ${cash(one.notional)})`,
    }
  })
  const verdict = verdictOver(figure, [...judgements, ...unreadRows(input)], phrase`no open positions`)
  if (known.length < 2 || equity === null || equity.lte('0')) return verdict
  const total = sum(known)
  const whole = phrase`the whole book: ${cash(total)}, ${pct(total.times(HUNDRED).div(equity))} of equity`
  return { ...verdict, evidence: [...verdict.evidence, whole] }
}

function marginOf({ position, notional }: PositionRisk): Decimal {
  if (position.marginType === 'ISOLATED') return position.isolatedWallet
  return position.leverage === null ? notional : notional.div(position.leverage)
}

function leverageOnThinMarkets(input: RulesInput): RuleVerdict {
  const { figures } = input
  const figure = phrase`above ${pct(figures.leverageSharePct)} of the allowed leverage, leaving may cost ${pct(figures.exitCostPct)} of the way to liquidation`
  return verdictOverPositions(input, figure, (one) => thinLeverage(one, input))
}

function thinLeverage(one: PositionRisk, { snapshot, markets, figures }: RulesInput): Judgement {
  const { position, distancePct } = one
  const bracket = snapshot.brackets.get(position.symbol)
  const market = markets.get(position.symbol)
  const allowed = bracket?.rows[0]?.initialLeverage
  if (position.leverage === null || allowed === undefined)
    return unknown(phrase`${nameOf(one)}: its leverage or brackets are not known`)
  if (!market?.book) return unknown(phrase`${nameOf(one)}: its order book could not be read`)
  const sharePct = ONE.times(position.leverage).times(HUNDRED).div(allowed)
  const cost = slippageRateOf(levelsTaken(market.book, position.side, 'close'), position.quantity)
  const costPct = cost?.times(HUNDRED) ?? null
  const ofRoom =
    costPct === null || distancePct === null || distancePct.isZero() ? null : costPct.times(HUNDRED).div(distancePct)
  const isCostly = costPct === null || (ofRoom?.gt(figures.exitCostPct) ?? false)
  const isHigh = sharePct.gt(figures.leverageSharePct)
  const thin = thinnessOf(market, figures.thin)?.isThin ?? false
  const exit = costPct === null ? 'the visible book does not hold it' : phrase`leaving at market costs ${pct(costPct)}`
  const room = ofRoom === null ? '' : phrase`, ${pct(ofRoom)} of the way to liquidation`
  const status = isHigh && isCostly ? 'fail' : isCostly || (isHigh && thin) ? 'warn' : 'pass'
  return {
    status,
    text: phrase`${nameOf(one)}: ${position.leverage}x of ${allowed}x allowed; ${exit}${room}${thin ? '; thin market' : ''}`,
  }
}

function marginFromBrackets(input: RulesInput): RuleVerdict {
  const { snapshot, nowMs } = input
  const figure = phrase`maintenance margin from brackets less than a day old`
  return verdictOverPositions(input, figure, (one): Judgement => {
    const bracket = snapshot.brackets.get(one.position.symbol)
    const maintenanceMargin = one.maintenanceMargin()
    if (bracket === undefined || maintenanceMargin === null || snapshot.bracketsFetchedAtMs === null) {
      return unknown(phrase`${nameOf(one)}: its brackets are not known`)
    }
    const row = bracketRowOf(bracket, one.notional)
    const ageMs = nowMs - snapshot.bracketsFetchedAtMs
    const text = phrase`${nameOf(one)}: ${cash(maintenanceMargin)} = ${cash(one.notional)} × ${pct(row.maintMarginRatio.times(HUNDRED))} − ${num(row.maintAmount)}, bracket ${row.bracket} of ${bracket.rows.length}, read ${lasting(ageMs)} ago`
    const isOdd = bracket.notionalCoef !== null && !bracket.notionalCoef.eq(ONE)
    if (isOdd) return { status: 'warn', text: phrase`${text}; Binance reports a coefficient of its own for you` }
    return { status: ageMs > DAY_MS || one.drift.isWarning ? 'warn' : 'pass', text }
  })
}

function sizeUnderFunding(input: RulesInput): RuleVerdict {
  const { figures, funding } = input
  const bar = figures.fundingSizeCutPct
  const figure = phrase`smaller beyond ${pct(bar)} per 8 h${figures.fundingBothSigns ? ', paid or received' : ', when you pay it'}`
  return verdictOverPositions(input, figure, (one): Judgement => {
    const rate = funding.get(one.position.symbol)?.rate8hPct ?? null
    if (rate === null) return unknown(phrase`${nameOf(one)}: its funding rate could not be read`)
    const pays = (one.position.side === 'LONG') === rate.gt('0')
    const text = phrase`${nameOf(one)}: ${pct(rate)} per 8 h, which it ${pays ? 'pays' : 'receives'}`
    const counts = pays || figures.fundingBothSigns
    if (!counts || rate.abs().lte(bar)) return { status: 'pass', text }
    const factor = bar.div(rate.abs())
    return {
      status: 'warn',
      text: phrase`${text}; size factor ${num(factor.toDecimalPlaces(2))}: ${cash(one.notional.times(factor))} instead of ${cash(one.notional)}`,
    }
  })
}

function reviewBands(input: RulesInput): RuleVerdict {
  const { rebalancePct } = input.figures
  const look = input.looks.findLast(({ atMs }) => input.nowMs - atMs >= NEWEST_LOOK_MS) ?? null
  const figure = phrase`review beyond ${pct(rebalancePct)} from entry or of weight`
  const verdict = verdictOverPositions(input, figure, (one): Judgement => {
    const { entryPrice, markPrice } = one.position
    const away = markPrice.div(entryPrice).minus(ONE).times(HUNDRED)
    const drift = weightDrift(one, input, look)
    const moved =
      drift === null ? '' : phrase`, weight ${drift.lt('0') ? '' : '+'}${num(drift.toDecimalPlaces(1))} points`
    const isOut = away.abs().gt(rebalancePct) || (drift?.abs().gt(rebalancePct) ?? false)
    return {
      status: isOut ? 'warn' : 'pass',
      text: phrase`${nameOf(one)}: mark ${pct(away)} from entry${moved}${isOut ? ': due for a review' : ''}`,
    }
  })
  const leverage = input.risk.effectiveLeverage
  if (input.risk.positions.length === 0 || leverage === null) return verdict
  const since =
    look === null
      ? phrase`no earlier look at this book to compare with yet`
      : phrase`effective leverage ${mult(look.effectiveLeverage)} -> ${mult(leverage)} in ${lasting(input.nowMs - look.atMs)}`
  return { ...verdict, evidence: [...verdict.evidence, since] }
}

/** Points by which a position's share of the book has moved; `null` when it was not there. */
function weightDrift(one: PositionRisk, { risk }: RulesInput, look: BookLook | null): Decimal | null {
  const before = look?.weightPct.get(positionKey(one.position))
  if (before === undefined || risk.grossNotional === null || risk.grossNotional.isZero()) return null
  return one.notional.times(HUNDRED).div(risk.grossNotional).minus(before)
}

/** Section "position sizing discipline" of the guidance. */
export const POSITION_SIZING_RULES: readonly Rule[] = inSection({ section: 'Position sizing', isCore: true }, [
  {
    id: 'PS1',
    title: 'risk 1 to 3 % of equity per trade',
    source: 'sound, though the source says "allocate" without saying of what: counted here as loss at the stop',
    more: 'liqwatch size',
    judge: riskPerTrade,
  },
  {
    id: 'PS2',
    title: 'no high leverage where leaving is expensive',
    source: 'sound with limits: slippage moves your fill and the last price, not the mark that liquidates',
    more: 'liqwatch leverage',
    judge: leverageOnThinMarkets,
  },
  {
    id: 'PS3',
    title: 'know the maintenance margin beforehand',
    source: 'sound: liqwatch computes it itself and holds it against Binance',
    more: 'liqwatch size',
    judge: marginFromBrackets,
  },
  {
    id: 'PS4',
    title: 'smaller positions under extreme funding',
    source: 'sound with limits: the interval is not named (8 h assumed) and only funding that you pay costs',
    more: 'liqwatch funding',
    judge: sizeUnderFunding,
  },
  {
    id: 'PS5',
    title: 'review daily by mark against entry',
    source: 'sound with limits: no band is named, 10 % assumed; liqwatch never trades',
    more: 'liqwatch positions',
    judge: reviewBands,
  },
])

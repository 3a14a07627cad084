import { d } from '../../model/decimal.ts'
import type { Order } from '../../model/order.ts'
import { closingOrders, timelyStops } from '../closing-orders.ts'
import { at, cash, num, type Phrase, pct, phrase } from '../phrase.ts'
import { maxRemovable, removables } from '../remedy-now.ts'
import type { PositionRisk } from '../report.ts'
import type { SymbolVenue } from '../venue-state.ts'
import {
  heldSymbols,
  inSection,
  type Judgement,
  nameOf,
  type Rule,
  type RulesInput,
  type RuleVerdict,
  unknown,
  verdictOver,
  verdictOverPositions,
} from './rule.ts'
import { payoffOf } from './trade-risk.ts'

/** A fund that lost so much in a day is worth a look; the source names no bar. */
const FUND_FALL_PCT = d('-10')
/** Taker fee of an account without discount, for each fill. */
const TAKER_FEE = d('0.0005')
const FIRST_IN_QUEUE = 4

/** A judgement for each held symbol whose venue facts are known. */
export function overVenue(input: RulesInput, figure: Phrase, judge: (venue: SymbolVenue) => Judgement): RuleVerdict {
  const judgements = heldSymbols(input).map((symbol) => {
    const venue = input.venue.get(symbol)
    return venue === undefined ? unknown(phrase`${symbol}: what the exchange says of it was not read`) : judge(venue)
  })
  return verdictOver(figure, judgements, phrase`no open positions`)
}

function insuranceFund(input: RulesInput): RuleVerdict {
  return overVenue(
    input,
    phrase`a fund that did not lose ${pct(FUND_FALL_PCT.abs())} within a day`,
    ({ symbol, fund }): Judgement => {
      if (fund === null) return unknown(phrase`${symbol}: its insurance fund could not be read`)
      const day = fund.sinceADayAgo?.pct ?? null
      const change = day === null ? ', no look a day ago to compare with' : phrase`, ${pct(day)} since a day ago`
      const text = phrase`${symbol}: ${cash(fund.balance)} ${fund.asset} for ${fund.symbols.length} symbols${change}`
      return { status: day?.lt(FUND_FALL_PCT) ? 'warn' : 'pass', text }
    },
  )
}

function removable(input: RulesInput): RuleVerdict {
  const figure = phrase`margin that can be taken out while the position is open`
  const isolated = input.risk.positions.filter(({ position }) => position.marginType === 'ISOLATED')
  const judgements = isolated.map((one): Judgement => {
    if (maxRemovable(one) === null) return unknown(phrase`${nameOf(one)}: its leverage or brackets are not known`)
    const [found] = removables([one], input.snapshot)
    if (found === undefined) return { status: 'warn', text: phrase`${nameOf(one)}: nothing can be taken out` }
    const then =
      found.after.status === 'price'
        ? phrase`liquidation would stand at ${at(found.after.price, one.tickSize)}`
        : 'no liquidation price after it'
    return { status: 'pass', text: phrase`${nameOf(one)}: up to ${cash(found.amount)}; ${then}` }
  })
  return verdictOver(figure, judgements, phrase`no isolated positions`)
}

/** Whether a position in profit stands first in the queue; also RR9. */
export function deleveraging(input: RulesInput): RuleVerdict {
  const figure = phrase`not in profit and first in the queue (${FIRST_IN_QUEUE} of 4), nor at high risk`
  return verdictOverPositions(input, figure, (one): Judgement => {
    const { adlQuantile } = one.position.exchange
    const word = input.venue.get(one.position.symbol)?.adlRisk ?? null
    if (adlQuantile === null && word === null)
      return unknown(phrase`${nameOf(one)}: its place in the queue is not known`)
    const isExposed = adlQuantile === FIRST_IN_QUEUE || word?.toLowerCase() === 'high'
    const isNear = isExposed && one.unrealizedPnl.gt('0')
    const place = adlQuantile === null ? 'n/a' : `${adlQuantile} of 4`
    const text = phrase`${nameOf(one)}: queue ${place}${word === null ? '' : `, symbol risk ${word}`}, ${cash(one.unrealizedPnl)} unrealized`
    return { status: isNear ? 'warn' : 'pass', text }
  })
}

function markScale(input: RulesInput): RuleVerdict {
  const figure = phrase`the last price within its usual gap from the mark`
  return verdictOverPositions(input, figure, (one): Judgement => {
    const venue = input.venue.get(one.position.symbol)
    if (venue === undefined || venue.markLastGapPct === null || venue.gapPast === null || venue.lastPrice === null) {
      return unknown(phrase`${nameOf(one)}: the gap between last and mark, or its past, could not be read`)
    }
    const { gapPast, markLastGapPct, lastPrice } = venue
    const levels = one.liquidation.status === 'price' ? fromLast(one, one.liquidation.price, lastPrice) : ''
    const text = phrase`${nameOf(one)}: last ${pct(markLastGapPct)} from mark, 99 of 100 hours within ${pct(gapPast.p99Pct)} (${gapPast.hours} hours)${levels}`
    return { status: markLastGapPct.abs().gt(gapPast.p99Pct) ? 'warn' : 'pass', text }
  })
}

function fromLast(one: PositionRisk, price: Parameters<typeof at>[0], last: Parameters<typeof at>[0]): Phrase {
  const lastPct = last.minus(price).abs().times('100').div(last)
  return phrase`; liquidation at mark ${at(price, one.tickSize)}, ${one.distancePct === null ? 'n/a' : pct(one.distancePct)} from mark and ${pct(lastPct)} from last`
}

function payoff(input: RulesInput): RuleVerdict {
  const figure = phrase`a target worth at least the risk (R of 1)`
  return verdictOverPositions(input, figure, (one): Judgement => {
    const orders = input.snapshot.orders.get(one.position.symbol)
    if (orders === undefined) return unknown(phrase`${nameOf(one)}: its orders could not be read`)
    const stop = timelyStops(one.position, one.liquidation, orders)[0]?.stopPrice ?? null
    const target = targetOf(one, orders)
    if (stop === null || target === null) {
      return {
        status: 'info',
        text: phrase`${nameOf(one)}: ${stop === null ? 'no stop' : 'no target'}, so no payoff to tell`,
      }
    }
    const { side, entryPrice: entry } = one.position
    const found = payoffOf({ side, entry, stop, target, feeRate: TAKER_FEE })
    if (found === null) return { status: 'pass', text: phrase`${nameOf(one)}: its stop risks nothing any more` }
    const { multiple, breakEvenPct } = found
    if (breakEvenPct === null) return { status: 'warn', text: phrase`${nameOf(one)}: its target does not pay the fees` }
    const text = phrase`${nameOf(one)}: R ${num(multiple.toDecimalPlaces(2))} after fees, break-even at ${pct(breakEvenPct)} of trades won`
    return { status: multiple.lt('1') ? 'warn' : 'pass', text }
  })
}

/** The nearest closing order on the winning side. */
function targetOf({ position }: PositionRisk, orders: readonly Order[]): Order['price'] {
  const sign = position.side === 'LONG' ? 1 : -1
  const targets = closingOrders(position, orders)
    .filter(({ type }) => ['LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET'].includes(type))
    .flatMap(({ triggerPrice, price }) => triggerPrice ?? price ?? [])
    .filter((price) => price.minus(position.entryPrice).times(sign).gt('0'))
  return targets.sort((a, b) => a.cmp(b) * sign)[0] ?? null
}

function adviceOnly({ keyPermissions }: RulesInput): RuleVerdict {
  const figure = phrase`calculations, not advice; a key that can only read`
  const conclude = (status: Judgement['status'], text: Phrase): RuleVerdict => ({ status, figure, evidence: [text] })
  if (keyPermissions.status === 'unknown')
    return conclude('unknown', phrase`what the key may do: ${keyPermissions.why}`)
  const { value } = keyPermissions
  if (value === null) return conclude('info', phrase`this environment does not tell what a key may do`)
  const powers = [...value.moneyFlags, ...value.tradeFlags]
  if (powers.length === 0) return conclude('pass', phrase`liqwatch never trades, and this key could not`)
  return conclude('warn', phrase`liqwatch never trades, though this key could: ${powers.join(', ')}`)
}

/** The questions and the frame around the guidance's list. */
export const FRAME_RULES: readonly Rule[] = inSection({ section: 'Frame', isCore: false }, [
  {
    id: 'FQ1',
    title: 'the insurance fund behind your symbols',
    source: 'sound: read from the exchange; no bar is named by the source, a fall of 10 % in a day is ours',
    more: 'liqwatch exchange',
    judge: insuranceFund,
  },
  {
    id: 'FQ2',
    title: 'margin of an open isolated position can be taken out',
    source: 'wrong: the source says it cannot; Binance publishes how much can',
    more: 'liqwatch explain isolated',
    judge: removable,
  },
  {
    id: 'FQ3',
    title: 'auto-deleveraging',
    source: 'sound with limits: the queue is ordered by profit times leverage, not by leverage alone',
    more: 'liqwatch exchange',
    judge: deleveraging,
  },
  {
    id: 'FQ4',
    title: 'liquidation is a mark level',
    source:
      'doubtful: the price is one number on the mark scale, and the 0.2 to 0.8 % of the source are unverified; the gap is measured',
    more: 'liqwatch exchange',
    judge: markScale,
  },
  {
    id: 'FQ5',
    title: 'payoff matters more than win rate',
    source: 'sound; the line stands in Chinese above the source and is easily overlooked',
    more: 'liqwatch size --target',
    judge: payoff,
  },
  {
    id: 'FQ6',
    title: 'not advice',
    source: 'sound: a disclaimer; what can be checked is that the key could not trade either',
    more: 'liqwatch doctor',
    judge: adviceOnly,
  },
])

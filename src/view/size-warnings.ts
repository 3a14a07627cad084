import { d, HUNDRED } from '../model/decimal.ts'
import { SAFE_STOP_MULTIPLE } from '../risk/leverage-ladder.ts'
import { stopMultipleOf } from '../risk/size-plan.ts'
import type { SizeLimit } from '../risk/sizing.ts'
import { fixed, money, percent, quantity } from './format.ts'
import { warningLines } from './labelled.ts'
import { foreign, type Screen } from './screen.ts'
import type { SizeReport } from './size-report.ts'

/** Costs above this share of the risk make the stop too near to be worth its price. */
const DEAR_SHARE_PCT = d('20')

const LIMITS: Readonly<Record<Exclude<SizeLimit, 'risk'>, string>> = {
  'max-quantity': 'by the largest market order that Binance takes: the stop is one',
  bracket: 'by the largest notional that the leverage setting allows',
  book: 'by the visible order book: it does not hold more',
}

/** What deserves attention before such an order is typed anywhere, one line each. */
export function sizeWarnings(report: SizeReport, screen: Screen): readonly string[] {
  const texts = [
    ...budgetWarnings(report),
    ...guardWarnings(report),
    ...marginWarnings(report),
    ...costWarnings(report),
    ...report.gaps.map(({ what, why }) => `not read: ${foreign(what)} (${foreign(why)})`),
  ]
  return texts.flatMap((text) => warningLines(text, screen))
}

function budgetWarnings({ plan, mostRiskPct }: SizeReport): readonly string[] {
  const { riskPct } = plan.request
  return [
    ...(riskPct.gt(mostRiskPct)
      ? [`${percent(riskPct)} of equity for one trade is above the ${percent(mostRiskPct)} of the rules`]
      : []),
    ...(plan.limitedBy === 'risk' ? [] : [`limited ${LIMITS[plan.limitedBy]}`]),
  ]
}

function guardWarnings({ plan, crowding }: SizeReport): readonly string[] {
  const { guards, rules, terms } = plan.request
  const full = quantity(plan.unguardedQuantity, rules.stepSize)
  const side = terms.side === 'LONG' ? 'longs' : 'shorts'
  return [
    ...(guards.length === 0
      ? []
      : [`smaller because ${guards.map(({ why }) => foreign(why)).join(' and ')}: ${full} without that`]),
    ...(crowding?.isPersistent
      ? [
          `${side} are crowded: funding stood beyond the rule's figure at ${crowding.beyond} of ${crowding.of} settlements`,
        ]
      : []),
  ]
}

function marginWarnings({ plan, freeBalance }: SizeReport): readonly string[] {
  const { initialMargin, request } = plan
  const multiple = stopMultipleOf(plan)
  const lacks = initialMargin !== null && freeBalance !== null && initialMargin.gt(freeBalance)
  return [
    ...(lacks
      ? [`the initial margin does not fit: ${money(initialMargin.minus(freeBalance))} more would be needed`]
      : []),
    ...(multiple?.lt(SAFE_STOP_MULTIPLE)
      ? [
          `liquidation is only ${fixed(multiple, 1)} stop distances away: liqwatch leverage ${foreign(request.symbol)} shows what is safe`,
        ]
      : []),
  ]
}

function costWarnings({ plan }: SizeReport): readonly string[] {
  const { loss, request } = plan
  const costs = loss.fees.plus(loss.slippage)
  const sharePct = costs.times(HUNDRED).div(loss.total)
  return [
    ...(sharePct.gt(DEAR_SHARE_PCT)
      ? [`fees and slippage are ${percent(sharePct)} of the risk: the stop is near`]
      : []),
    ...(request.terms.book === null ? ['the order book is not known: a real exit costs more than this'] : []),
  ]
}

import { UsageError } from '../errors.ts'
import { Decimal } from '../model/decimal.ts'
import type { SizePlan, SizeRefusal } from '../risk/size-plan.ts'
import { money, percent, price, quantity } from '../view/format.ts'
import { exactJson } from '../view/json.ts'

/**
 * The plan, where a size was found.
 *
 * @throws UsageError with the reason and the way out, where none is offered
 */
export function sizedOrRefused(
  outcome: SizePlan | SizeRefusal,
  { symbol, terms, rules, riskPct }: Pick<SizePlan['request'], 'symbol' | 'terms' | 'rules' | 'riskPct'>,
): SizePlan {
  const side = terms.side.toLowerCase()
  switch (outcome.status) {
    case 'sized':
      return outcome
    case 'opposite-held':
      throw new UsageError(`${symbol} is held the other way round: a ${side} would close that position first`, {
        hint: 'in one-way mode a symbol has one side; close the position first, or plan it in hedge mode',
      })
    case 'too-small':
      throw tooSmall(outcome, { symbol, rules, riskPct })
    case 'liquidatable-at-once':
      throw new UsageError(`a ${side} of ${quantity(outcome.quantity, rules.stepSize)} would be liquidated at once`, {
        hint: `the margin does not carry it: liqwatch leverage ${symbol} shows what would`,
      })
    case 'stop-beyond-liquidation': {
      const [stop, edge] = [terms.stopPrice, outcome.liquidationPrice].map((each) => price(each, rules.tickSize))
      throw new UsageError(`the stop ${stop} lies beyond the liquidation price ${edge}: it would never be reached`, {
        hint: `less leverage or a nearer stop: liqwatch leverage ${symbol} --entry ${exactJson(terms.entryPrice)} --stop ${exactJson(terms.stopPrice)}`,
      })
    }
  }
}

function tooSmall(
  refusal: Extract<SizeRefusal, { status: 'too-small' }>,
  { symbol, rules, riskPct }: Pick<SizePlan['request'], 'symbol' | 'rules' | 'riskPct'>,
): UsageError {
  const { smallest, riskBudget, neededRiskPct, limitedBy } = refusal
  const least = `the smallest order, ${quantity(smallest, rules.stepSize)} ${rules.baseAsset}`
  if (limitedBy !== 'risk') {
    const by = { bracket: 'the bracket of the leverage setting', book: 'the visible order book' } as const
    const what = limitedBy === 'max-quantity' ? 'the largest order' : by[limitedBy]
    return new UsageError(`${what} of ${symbol} leaves no room for ${least}`, {
      hint: 'see liqwatch positions and the book',
    })
  }
  const budget = `${money(riskBudget)} (${percent(riskPct)} of equity)`
  return new UsageError(`the risk budget of ${budget} does not buy ${least}`, {
    hint:
      neededRiskPct === null
        ? 'the visible order book does not hold even that'
        : `it would take --risk ${percent(neededRiskPct.toDecimalPlaces(2, Decimal.ROUND_UP))}, or a nearer stop`,
  })
}

import { Decimal, d, ZERO } from '../model/decimal.ts'
import type { SymbolRules } from '../model/market.ts'
import type { Side } from '../model/position.ts'

/** Where the steps of a symbol could not be read, quantities keep this many decimals. */
const FINEST = d('0.00000001')
const CENT = d('0.01')

/** The quantity on the symbol's grid that is at least this much and may be ordered. */
export function quantityUp(quantity: Decimal, rules: SymbolRules | undefined): Decimal {
  const onGrid = toGrid(quantity, stepOf(rules), 'UP')
  return rules === undefined ? onGrid : Decimal.max(onGrid, rules.minQuantity)
}

/** The same where the grid could not be read: a quantity that is held stands on it, so its decimals do too. */
export function quantityUpLike(quantity: Decimal, held: Decimal): Decimal {
  return quantity.toDecimalPlaces(held.decimalPlaces(), Decimal.ROUND_UP)
}

/** The quantity on the symbol's grid that is at most this much; 0 when that is too little to order. */
export function quantityDown(quantity: Decimal, rules: SymbolRules | undefined): Decimal {
  const onGrid = toGrid(quantity, stepOf(rules), 'DOWN')
  return rules !== undefined && onGrid.lt(rules.minQuantity) ? ZERO : onGrid
}

/** Whether Binance takes orders of the symbol; where its rules could not be read nothing speaks against it. */
export function isTrading(rules: SymbolRules | undefined): boolean {
  return rules === undefined || rules.status === 'TRADING'
}

/** One step of quantity; the finest that Binance knows when the symbol's own could not be read. */
export function stepOf(rules: SymbolRules | undefined): Decimal {
  return rules?.stepSize.gt('0') ? rules.stepSize : FINEST
}

/** The smallest amount of an asset worth naming: a cent of a dollar coin, the last decimal of any other. */
export function moneyStepOf(asset: string): Decimal {
  return /USD|DAI/.test(asset) ? CENT : FINEST
}

/** Money to be paid in, rounded up so that it is enough. */
export function moneyUp(amount: Decimal, asset: string): Decimal {
  return toGrid(amount, moneyStepOf(asset), 'UP')
}

/** The price on the symbol's grid on the mark's side of `price`: up for a long, down for a short. */
export function stopPriceOnGrid(price: Decimal, side: Side, rules: SymbolRules | undefined): Decimal {
  const tick = rules?.tickSize.gt('0') ? rules.tickSize : FINEST
  return toGrid(price, tick, side === 'LONG' ? 'UP' : 'DOWN')
}

function toGrid(value: Decimal, step: Decimal, towards: 'UP' | 'DOWN'): Decimal {
  const rounding = towards === 'UP' ? Decimal.ROUND_UP : Decimal.ROUND_DOWN
  return value.div(step).toDecimalPlaces(0, rounding).times(step)
}

import { UsageError } from '../errors.ts'
import type { Decimal } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import { smallestQuantity } from '../risk/sizing.ts'
import { quantityDown } from '../risk/trading-grid.ts'
import { price, quantity } from '../view/format.ts'
import { printNotice } from './output.ts'
import type { TradedSymbol } from './planning-desk.ts'

/** The prices of a planned trade. */
export interface TradePrices {
  readonly side: Side
  readonly entryPrice: Decimal
  readonly stopPrice: Decimal
  /** `null` for none. */
  readonly targetPrice: Decimal | null
}

/**
 * Refuses prices that stand in the wrong order.
 *
 * @throws UsageError naming the two prices
 */
export function refuseWrongOrder({ side, entryPrice, stopPrice, targetPrice }: TradePrices): void {
  const [losing, winning] = side === 'LONG' ? ['below', 'above'] : ['above', 'below']
  const isLosing = (one: Decimal) => (side === 'LONG' ? one.lt(entryPrice) : one.gt(entryPrice))
  const isWinning = (one: Decimal) => (side === 'LONG' ? one.gt(entryPrice) : one.lt(entryPrice))
  const entry = `the entry ${price(entryPrice, null)}`
  if (stopPrice.eq(entryPrice)) {
    throw new UsageError(`the stop stands at ${entry}: nothing would ever be lost there`, {
      hint: `give a stop ${losing} the entry`,
    })
  }
  if (!isLosing(stopPrice)) {
    throw new UsageError(`the stop ${price(stopPrice, null)} of a ${side.toLowerCase()} must lie ${losing} ${entry}`, {
      hint: `give a stop ${losing} the entry, or the other --side`,
    })
  }
  if (targetPrice !== null && !isWinning(targetPrice)) {
    throw new UsageError(
      `the target ${price(targetPrice, null)} of a ${side.toLowerCase()} must lie ${winning} ${entry}`,
      { hint: `give a target ${winning} the entry, or the other --side` },
    )
  }
}

/** Puts typed prices on a symbol's grid. */
export interface PriceGrid {
  readonly entry: (typed: Decimal) => Decimal
  readonly stop: (typed: Decimal) => Decimal
  readonly target: (typed: Decimal) => Decimal
}

/**
 * The grid on which Binance takes the prices of a trade. Each goes to the side that loses more or wins less, so that
 * nothing is promised which the order cannot keep; stderr says which one was moved.
 *
 * Its functions throw UsageError for a price of less than one tick.
 */
export function priceGrid(side: Side, traded: TradedSymbol): PriceGrid {
  const [dearer, cheaper] = side === 'LONG' ? (['UP', 'DOWN'] as const) : (['DOWN', 'UP'] as const)
  return {
    entry: (typed) => onTick('--entry', typed, { ...traded, towards: dearer }),
    stop: (typed) => onTick('--stop', typed, { ...traded, towards: cheaper }),
    target: (typed) => onTick('--target', typed, { ...traded, towards: cheaper }),
  }
}

function onTick(
  flag: string,
  typed: Decimal,
  { symbol, rules: { tickSize }, towards }: TradedSymbol & { readonly towards: 'UP' | 'DOWN' },
): Decimal {
  if (!tickSize.gt('0')) return typed
  const ticks = typed.div(tickSize)
  const taken = (towards === 'UP' ? ticks.ceil() : ticks.floor()).times(tickSize)
  if (taken.eq(typed)) return typed
  if (taken.isZero()) {
    throw new UsageError(
      `${flag} ${quantity(typed, null)} is less than one tick of ${symbol}, ${price(tickSize, null)}`,
      {
        hint: 'prices are whole ticks',
      },
    )
  }
  printNotice(`${flag} ${quantity(typed, null)} is between two ticks of ${symbol}: taken as ${price(taken, tickSize)}`)
  return taken
}

/**
 * A typed quantity in whole steps, rounded down; stderr says when it was moved.
 *
 * @throws UsageError for less than the smallest order at a price
 */
export function quantityOnStep(typed: Decimal, entryPrice: Decimal, { symbol, rules }: TradedSymbol): Decimal {
  const { stepSize, minQuantity, minNotional } = rules
  const taken = quantityDown(typed, rules)
  const smallest = smallestQuantity(entryPrice, { stepSize, minQuantity, minNotional })
  if (taken.lt(smallest)) {
    const least = `${quantity(smallest, stepSize)} ${rules.baseAsset}`
    throw new UsageError(`--quantity ${quantity(typed, null)} is less than the smallest order of ${symbol}, ${least}`, {
      hint: 'Binance takes no smaller one at that price',
    })
  }
  if (!taken.eq(typed)) {
    printNotice(
      `--quantity ${quantity(typed, null)} is between two steps of ${symbol}: taken as ${quantity(taken, stepSize)}`,
    )
  }
  return taken
}

import { emptyHolding, type Holdings, type Valuation } from '../../../src/demo/margin/holdings.ts'
import type { Prices } from '../../../src/demo/margin/levels.ts'
import { d } from '../../../src/model/decimal.ts'

type Amounts = Readonly<Record<string, string>>

/** A pool from plain figures: what is held and what is owed, by asset. */
export function aPool(parts: {
  readonly assets?: Amounts
  readonly debts?: Amounts
  readonly interest?: Amounts
}): Holdings {
  const names = new Set([...Object.keys(parts.assets ?? {}), ...Object.keys(parts.debts ?? {})])
  return new Map(
    [...names].map((asset) => [
      asset,
      {
        ...emptyHolding(asset),
        free: d(parts.assets?.[asset] ?? '0'),
        borrowed: d(parts.debts?.[asset] ?? '0'),
        interest: d(parts.interest?.[asset] ?? '0'),
      },
    ]),
  )
}

/** The valuation in BTC that follows from prices in one quote asset. */
export function valuedIn(prices: Amounts): Valuation {
  return (asset) => d(prices[asset] ?? 'no price').div(d(prices.BTC ?? '50000'))
}

/** Prices of a moment from figures in USDT. */
export function pricesIn(prices: Amounts): Prices {
  return { valuation: valuedIn(prices), bitcoinInUsdt: d(prices.BTC ?? '50000') }
}

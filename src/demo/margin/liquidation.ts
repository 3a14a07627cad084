import { cut, Decimal, d, ONE, sum, ZERO } from '../../model/decimal.ts'
import { type Holding, type Holdings, holdingOf, owed, owned, type Valuation, withHolding } from './holdings.ts'

/** One sale of collateral that repays a debt. */
export interface Sale {
  readonly sold: string
  readonly debt: string
  /** Units of the sold asset. */
  readonly quantity: Decimal
  /** Units of the debt asset for one of the sold asset. */
  readonly averagePrice: Decimal
  /** Units of the debt asset, all of it repaid. */
  readonly proceeds: Decimal
}

/** What the market pays: the valuation, less a fraction lost on the way out. */
export interface ExitMarket {
  readonly valuation: Valuation
  readonly slippage: Decimal
}

/**
 * The holdings after a debt is paid down by at most `due.amount`: from what is held of the debt asset itself first,
 * then by selling the most valuable collateral.
 */
export function repayBySelling(
  holdings: Holdings,
  due: { readonly asset: string; readonly amount: Decimal },
  market: ExitMarket,
): { readonly holdings: Holdings; readonly sales: readonly Sale[] } {
  const own = holdingOf(holdings, due.asset)
  const fromOwn = Decimal.min(owned(own), due.amount, owed(own))
  let after = withHolding(holdings, repaid(taken(own, fromOwn), fromOwn))
  let missing = Decimal.min(due.amount, owed(own)).minus(fromOwn)
  const sales: Sale[] = []
  for (const collateral of byValue(after, market.valuation)) {
    if (collateral.asset === due.asset || missing.lte(0)) continue
    const sale = saleOf(collateral, { asset: due.asset, amount: missing }, market)
    sales.push(sale)
    after = withHolding(after, taken(collateral, sale.quantity))
    after = withHolding(after, repaid(holdingOf(after, due.asset), sale.proceeds))
    missing = missing.minus(sale.proceeds)
  }
  return { holdings: after, sales }
}

function saleOf(
  collateral: Holding,
  due: { readonly asset: string; readonly amount: Decimal },
  market: ExitMarket,
): Sale {
  const averagePrice = exitPrice(collateral.asset, due.asset, market)
  const wanted = due.amount.div(averagePrice).toDecimalPlaces(8)
  const quantity = Decimal.min(wanted, owned(collateral))
  const proceeds = wanted.lte(owned(collateral)) ? due.amount : cut(quantity.times(averagePrice), 8)
  return { sold: collateral.asset, debt: due.asset, quantity, averagePrice, proceeds }
}

/** Units of `quote` that one unit of `asset` brings. */
function exitPrice(asset: string, quote: string, market: ExitMarket): Decimal {
  return market.valuation(asset).div(market.valuation(quote)).times(ONE.minus(market.slippage))
}

/** What is left when the fee (in BTC) has been taken from the most valuable assets, never below nothing. */
export function afterFee(
  holdings: Holdings,
  feeInBtc: Decimal,
  valuation: Valuation,
): { readonly holdings: Holdings; readonly paid: readonly (readonly [asset: string, amount: Decimal])[] } {
  let after = holdings
  let missing = feeInBtc
  const paid: (readonly [string, Decimal])[] = []
  for (const holding of byValue(holdings, valuation)) {
    if (missing.lte(0)) break
    const price = valuation(holding.asset)
    const amount = Decimal.min(owned(holding), missing.div(price).toDecimalPlaces(8))
    paid.push([holding.asset, amount])
    after = withHolding(after, taken(holding, amount))
    missing = missing.minus(amount.times(price))
  }
  return { holdings: after, paid }
}

/**
 * What a takeover gives back, in units of the first debt asset: collateral at the exit price, less debts, less the fee.
 * Negative when the collateral did not cover them.
 */
export function takeoverReturn(
  holdings: Holdings,
  terms: { readonly market: ExitMarket; readonly fee: Decimal; readonly asset: string },
): Decimal {
  const { asset, fee, market } = terms
  const inAsset = (amount: Decimal, name: string): Decimal =>
    amount.times(market.valuation(name)).div(market.valuation(asset))
  const rows = [...holdings.values()]
  const collateral = sum(
    rows.map((row) => (row.asset === asset ? owned(row) : owned(row).times(exitPrice(row.asset, asset, market)))),
  )
  return collateral.minus(sum(rows.map((row) => inAsset(owed(row), row.asset)))).minus(fee)
}

/** Most valuable first; empty ones left out. */
function byValue(holdings: Holdings, valuation: Valuation): readonly Holding[] {
  return [...holdings.values()]
    .filter((holding) => owned(holding).gt(0))
    .sort((a, b) =>
      owned(b)
        .times(valuation(b.asset))
        .cmp(owned(a).times(valuation(a.asset))),
    )
}

/** Free money goes first, then what was locked in orders, which the venue has cancelled. */
function taken(holding: Holding, amount: Decimal): Holding {
  const fromFree = Decimal.min(holding.free, amount)
  return { ...holding, free: holding.free.minus(fromFree), locked: holding.locked.minus(amount.minus(fromFree)) }
}

/** Interest is repaid before principal. */
function repaid(holding: Holding, amount: Decimal): Holding {
  const toInterest = Decimal.min(holding.interest, amount)
  const borrowed = Decimal.max(ZERO, holding.borrowed.minus(amount.minus(toInterest)))
  return { ...holding, interest: holding.interest.minus(toInterest), borrowed }
}

/** Lost between the index and the average fill, as a fraction: orders in the market, and a slow sale of thin coins. */
export const REGULAR_SLIPPAGE = d('0.001')
export const TAKEOVER_SLIPPAGE = d('0.0114')

import { Decimal, ZERO } from '../../model/decimal.ts'
import type { Bars, CrossMode } from './bars.ts'
import { emptyHolding, type Holdings, holdingOf, owed, owned, totalsOf, withHolding } from './holdings.ts'
import { levelByMode, type Prices } from './levels.ts'
import {
  afterFee,
  REGULAR_SLIPPAGE,
  repayBySelling,
  type Sale,
  TAKEOVER_SLIPPAGE,
  takeoverReturn,
} from './liquidation.ts'

/** A takeover sells slowly and gives back what is left after this long. */
const TAKEOVER_MS = 10 * 60_000

/** Where a pool stands: free, locked while its collateral is sold, or emptied into the venue's own account. */
export type Phase =
  | { readonly name: 'open' }
  | { readonly name: 'selling'; readonly feeInBtc: Decimal }
  | {
      readonly name: 'taken-over'
      readonly seized: Holdings
      readonly pricesThen: Prices
      readonly feeInBtc: Decimal
      readonly returnsAtMs: number
    }

/** One margin account: the cross account or an isolated pair. */
export interface Pool {
  /** Null for the cross account. */
  readonly symbol: string | null
  /** Null for an isolated pair. */
  readonly mode: CrossMode | null
  readonly bars: Bars
  readonly liquidation: 'regular' | 'takeover'
  readonly holdings: Holdings
  readonly phase: Phase
}

/** Money that came or went, in the words of the venue's capital flow. */
export interface PoolFlow {
  readonly asset: string
  readonly type: string
  /** Signed. */
  readonly amount: Decimal
}

/** A pool after one look of the liquidation engine, and what happened in it. */
export interface PoolStep {
  readonly pool: Pool
  readonly sales: readonly Sale[]
  readonly flows: readonly PoolFlow[]
  /** Debt that the collateral did not cover, in the asset named; `null` for none. */
  readonly shortfall: { readonly asset: string; readonly amount: Decimal } | null
}

/** The margin level of a pool. */
export function poolLevel(pool: Pool, prices: Prices): Decimal {
  return levelByMode(pool.holdings, prices, pool.mode)
}

/** One look of the liquidation engine at a pool. */
export function stepPool(pool: Pool, prices: Prices, atMs: number): PoolStep {
  if (pool.phase.name === 'selling') return finished(pool, prices, pool.phase.feeInBtc)
  if (pool.phase.name === 'taken-over') {
    return atMs < pool.phase.returnsAtMs ? unchanged(pool) : returned(pool, prices, pool.phase)
  }
  if (poolLevel(pool, prices).gt(pool.bars.liquidation)) return unchanged(pool)
  return pool.liquidation === 'regular' ? begun(pool, prices) : takenOver(pool, prices, atMs)
}

function unchanged(pool: Pool): PoolStep {
  return { pool, sales: [], flows: [], shortfall: null }
}

/** The fee is a share of what was owed when the line was reached, as in the venue's worked examples. */
function feeOf(pool: Pool, prices: Prices): Decimal {
  return totalsOf(pool.holdings, prices.valuation).liabilities.times(pool.bars.feeRate)
}

/** The account is locked and half of each debt is repaid in a first wave of orders. */
function begun(pool: Pool, prices: Prices): PoolStep {
  const repaid = repayAll(pool.holdings, prices, 2)
  const phase: Phase = { name: 'selling', feeInBtc: feeOf(pool, prices) }
  return {
    pool: { ...pool, holdings: repaid.holdings, phase },
    sales: repaid.sales,
    flows: saleFlows(repaid.sales),
    shortfall: null,
  }
}

/** The second wave repays the rest, the fee is taken from what is left, and the account is unlocked. */
function finished(pool: Pool, prices: Prices, feeInBtc: Decimal): PoolStep {
  const repaid = repayAll(pool.holdings, prices, 1)
  const charged = afterFee(repaid.holdings, feeInBtc, prices.valuation)
  const debts = [...charged.holdings.values()].filter((holding) => owed(holding).gt(0))
  const [first] = debts
  const holdings = new Map(
    [...charged.holdings].map(([asset, holding]) => [asset, { ...holding, borrowed: ZERO, interest: ZERO }]),
  )
  return {
    pool: { ...pool, holdings, phase: { name: 'open' } },
    sales: repaid.sales,
    flows: [...saleFlows(repaid.sales), ...charged.paid.map(feeFlow)],
    shortfall: first === undefined ? null : { asset: first.asset, amount: owed(first) },
  }
}

function repayAll(holdings: Holdings, prices: Prices, waves: number): { holdings: Holdings; sales: readonly Sale[] } {
  const market = { valuation: prices.valuation, slippage: REGULAR_SLIPPAGE }
  let after = holdings
  const sales: Sale[] = []
  for (const debt of holdings.values()) {
    if (owed(debt).lte(0)) continue
    const amount = owed(debt).div(waves).toDecimalPlaces(8)
    const repaid = repayBySelling(after, { asset: debt.asset, amount }, market)
    after = repaid.holdings
    sales.push(...repaid.sales)
  }
  return { holdings: after, sales }
}

function saleFlows(sales: readonly Sale[]): readonly PoolFlow[] {
  return sales.flatMap((sale) => [
    { asset: sale.sold, type: 'SELL_LIQUIDATION', amount: sale.quantity.times(-1) },
    { asset: sale.debt, type: 'SELL_LIQUIDATION', amount: sale.proceeds },
    { asset: sale.debt, type: 'REPAY_LIQUIDATION', amount: sale.proceeds.times(-1) },
  ])
}

function feeFlow([asset, amount]: readonly [string, Decimal]): PoolFlow {
  return { asset, type: 'LIQUIDATION_FEE', amount: amount.times(-1) }
}

/** Everything held and owed leaves at once; no order is ever seen. */
function takenOver(pool: Pool, prices: Prices, atMs: number): PoolStep {
  const held = [...pool.holdings.values()].filter((holding) => owned(holding).gt(0))
  const owing = [...pool.holdings.values()].filter((holding) => owed(holding).gt(0))
  const phase: Phase = {
    name: 'taken-over',
    seized: pool.holdings,
    pricesThen: prices,
    feeInBtc: feeOf(pool, prices),
    returnsAtMs: atMs + TAKEOVER_MS,
  }
  const emptied = new Map([...pool.holdings.keys()].map((asset) => [asset, emptyHolding(asset)]))
  return {
    pool: { ...pool, holdings: emptied, phase },
    sales: [],
    flows: [
      ...held.map((holding) => ({ asset: holding.asset, type: 'OTHER_LIQUIDATION', amount: owned(holding).times(-1) })),
      ...owing.map((holding) => ({ asset: holding.asset, type: 'OTHER_LIQUIDATION', amount: owed(holding) })),
    ],
    shortfall: null,
  }
}

/** The slow sale fetched the mean of the prices then and now; what is left over comes back in the asset owed. */
function returned(pool: Pool, prices: Prices, phase: Extract<Phase, { name: 'taken-over' }>): PoolStep {
  const asset = [...phase.seized.values()].find((holding) => owed(holding).gt(0))?.asset ?? 'USDT'
  const soldAt = ({ valuation }: Prices): Decimal =>
    takeoverReturn(phase.seized, { market: { valuation, slippage: TAKEOVER_SLIPPAGE }, fee: ZERO, asset })
  const beforeFee = soldAt(phase.pricesThen).plus(soldAt(prices)).div(2).toDecimalPlaces(8)
  const fullFee = phase.feeInBtc.div(prices.valuation(asset)).toDecimalPlaces(8)
  const fee = Decimal.max(ZERO, Decimal.min(fullFee, beforeFee))
  const amount = beforeFee.minus(fee)
  const own = holdingOf(pool.holdings, asset)
  const isCovered = amount.gt(0)
  const flows = [
    { asset, type: 'OTHER_LIQUIDATION', amount: beforeFee },
    { asset, type: 'LIQUIDATION_FEE', amount: fee.times(-1) },
  ]
  const holdings = isCovered ? withHolding(pool.holdings, { ...own, free: own.free.plus(amount) }) : pool.holdings
  return {
    pool: { ...pool, holdings, phase: { name: 'open' } },
    sales: [],
    flows: beforeFee.gt(0) ? flows : [],
    shortfall: beforeFee.lt(0) ? { asset, amount: beforeFee.times(-1) } : null,
  }
}

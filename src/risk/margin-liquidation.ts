import { Decimal, ONE, sum, ZERO } from '../model/decimal.ts'
import { marginLevelOf } from './margin-level.ts'

/** One asset of the collateral when the line is reached. */
export interface SeizedAsset {
  readonly asset: string
  readonly quantity: Decimal
  /** In the asset owed, when the line is reached. */
  readonly price: Decimal
  /** What one unit fetches when it is sold. */
  readonly exitPrice: Decimal
  /** Sold at once by orders; otherwise taken over and sold slowly. */
  readonly way: 'regular' | 'takeover'
}

/** An account on the line. Values are counted in the asset owed. */
export interface LiquidationCase {
  readonly unit: string
  /** Sold in this order. */
  readonly collateral: readonly SeizedAsset[]
  /** Principal and interest. */
  readonly debt: Decimal
  readonly feeRate: Decimal
}

export type LiquidationStepName = 'liquidation' | 'repay' | 'takeover' | 'return' | 'fee'

/** The account after one step. */
export interface LiquidationStep {
  readonly name: string
  /** `null` without debt: Binance prints 999. */
  readonly marginLevel: Decimal | null
  readonly assets: readonly { readonly asset: string; readonly quantity: Decimal }[]
  /** Value of the collateral. */
  readonly collateral: Decimal
  readonly debt: Decimal
  /** Of the asset that decides; `null` where none does. */
  readonly price: Decimal | null
}

/** A liquidation from the line to the end. */
export interface LiquidationRun {
  readonly steps: readonly LiquidationStep[]
  /** What orders sold, by asset. */
  readonly sold: readonly { readonly asset: string; readonly quantity: Decimal }[]
  /** Rate × what was owed on the line. */
  readonly fee: Decimal
  /** What is left for the owner, in value; never below 0. */
  readonly returned: Decimal
  /** The same in the assets that come back. */
  readonly left: readonly { readonly asset: string; readonly quantity: Decimal }[]
  /** Debt that the collateral did not cover. */
  readonly shortfall: Decimal
}

interface Lot extends SeizedAsset {
  readonly left: Decimal
}

/**
 * Plays a forced liquidation: orders sell the collateral that finds a market until the debt is repaid; the rest is
 * taken over, sold at its exit price, and what remains comes back less the fee.
 *
 * @see Binance, What Is Margin Liquidation: regular and takeover liquidation, worked examples
 */
export function liquidationRun(account: LiquidationCase): LiquidationRun {
  const { collateral, debt, feeRate } = account
  const fee = debt.times(feeRate)
  const opening = collateral.map((lot): Lot => ({ ...lot, left: lot.quantity }))
  const first = stepOf('liquidation', opening, { debt, priceOf: ({ price }) => price })
  const sale = sellByOrders(opening, account)
  const hasTakeover = opening.some(({ way }) => way === 'takeover') && sale.debt.gt(ZERO)
  const repaid = stepOf('repay', sale.lots, { debt: sale.debt, priceOf: ({ price }) => price })
  const orderSteps = sale.debt.lt(debt) ? [repaid] : []
  const run = hasTakeover ? takenOver(account, sale, fee) : soldOff(sale, fee)
  return { ...run, fee, sold: sale.sold, steps: [first, ...orderSteps, ...run.steps] }
}

interface Sale {
  readonly lots: readonly Lot[]
  readonly debt: Decimal
  readonly sold: readonly { readonly asset: string; readonly quantity: Decimal }[]
}

/** What is held of the asset owed repays without being sold. */
function sellByOrders(lots: readonly Lot[], { debt, unit }: LiquidationCase): Sale {
  let owed = debt
  const sold: { asset: string; quantity: Decimal }[] = []
  const after = lots.map((lot) => {
    if (lot.way !== 'regular' || owed.lte(ZERO)) return lot
    const quantity = Decimal.min(lot.left, owed.div(lot.exitPrice))
    owed = owed.minus(quantity.times(lot.exitPrice))
    if (lot.asset !== unit) sold.push({ asset: lot.asset, quantity })
    return { ...lot, left: lot.left.minus(quantity) }
  })
  // Dividing and multiplying again may leave the last of fifty digits.
  return { lots: after, sold, debt: owed.lt('1e-30') ? ZERO : owed }
}

type Ending = Pick<LiquidationRun, 'steps' | 'returned' | 'left' | 'shortfall'>

/** Orders repaid everything, or all there was: the fee is taken out of what is left, in kind. */
function soldOff({ lots, debt }: Sale, fee: Decimal): Ending {
  let missing = fee
  const after = lots.map((lot) => {
    const quantity = Decimal.min(lot.left, missing.div(lot.price))
    missing = missing.minus(quantity.times(lot.price))
    return { ...lot, left: lot.left.minus(quantity) }
  })
  const step = stepOf('fee', after, { debt: ZERO, priceOf: ({ price }) => price })
  return { steps: [step], returned: step.collateral, left: step.assets, shortfall: debt }
}

/** Everything leaves the account; what the slow sale leaves over comes back in the asset owed. */
function takenOver({ unit }: LiquidationCase, { lots, debt }: Sale, fee: Decimal): Ending {
  const taken = stepOf('takeover', lots, { debt, priceOf: ({ exitPrice }) => exitPrice })
  const over = taken.collateral.minus(debt)
  const left = Decimal.max(ZERO, over)
  const returned = Decimal.max(ZERO, over.minus(fee))
  const cash = (name: LiquidationStepName, quantity: Decimal): LiquidationStep => ({
    name,
    marginLevel: null,
    assets: quantity.isZero() ? [] : [{ asset: unit, quantity }],
    collateral: quantity,
    debt: ZERO,
    price: null,
  })
  return {
    steps: [taken, cash('repay', left), cash('return', returned)],
    returned,
    left: [{ asset: unit, quantity: returned }],
    shortfall: Decimal.max(ZERO, over.neg()),
  }
}

function stepOf(
  name: LiquidationStepName,
  lots: readonly Lot[],
  { debt, priceOf }: { readonly debt: Decimal; readonly priceOf: (lot: Lot) => Decimal },
): LiquidationStep {
  const held = lots.filter(({ left }) => left.gt(ZERO))
  const collateral = sum(held.map((lot) => lot.left.times(priceOf(lot))))
  const moving = held.filter(({ price }) => !price.eq(ONE))
  const [decisive] = [...moving].sort((one, other) =>
    other.left.times(priceOf(other)).cmp(one.left.times(priceOf(one))),
  )
  return {
    name,
    marginLevel: marginLevelOf({ assets: collateral, debt }),
    assets: held.map(({ asset, left }) => ({ asset, quantity: left })),
    collateral,
    debt,
    price: decisive === undefined ? null : priceOf(decisive),
  }
}

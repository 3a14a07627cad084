import type { LeverageBracket } from '../../src/model/bracket.ts'
import { type Decimal, d } from '../../src/model/decimal.ts'
import type { Position } from '../../src/model/position.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { bracketIn } from '../support/arbitraries.ts'

const NOTHING = d('0')

/** Maintenance margin as a tax table: each slice of the notional at its own ratio, without any amounts. */
export function slicedMaintenance(bracket: LeverageBracket, notional: Decimal): Decimal {
  return bracket.rows.reduce((sum, row, index) => {
    const next = bracket.rows[index + 1]?.notionalFloor
    const top = next !== undefined && notional.gt(next) ? next : notional
    const slice = top.minus(row.notionalFloor)
    return slice.gt(0) ? sum.plus(slice.times(row.maintMarginRatio)) : sum
  }, NOTHING)
}

export type Prices = (position: Position) => Decimal

/** Everything that one pool's liquidation depends on, evaluated from scratch: equity less maintenance. */
export function poolSurplus(snapshot: AccountSnapshot, poolAsset: string, priceOf: Prices): Decimal {
  const members = snapshot.positions.filter(
    (position) => position.marginType === 'CROSSED' && (snapshot.multiAssetsMode || position.marginAsset === poolAsset),
  )
  const wallets = snapshot.wallets.filter(({ asset }) => snapshot.multiAssetsMode || asset === poolAsset)
  return wallets.reduce((surplus, wallet) => {
    let balance = wallet.crossWallet
    let maintenance = NOTHING
    for (const position of members) {
      if (position.marginAsset !== wallet.asset) continue
      const price = priceOf(position)
      balance = balance.plus(profit(position, price))
      const bracket = bracketIn(snapshot, position.symbol)
      maintenance = maintenance.plus(slicedMaintenance(bracket, position.quantity.times(price)))
    }
    const { bid, ask } = ratesOf(snapshot, wallet.asset)
    return surplus.plus(balance.times(balance.lt(0) ? ask : bid)).minus(maintenance.times(ask))
  }, NOTHING)
}

/** Surplus of an isolated position alone. */
export function isolatedSurplus(snapshot: AccountSnapshot, position: Position, price: Decimal): Decimal {
  const notional = position.quantity.times(price)
  const maintenance = slicedMaintenance(bracketIn(snapshot, position.symbol), notional)
  return position.isolatedWallet.plus(profit(position, price)).minus(maintenance)
}

/** Where a function that is positive at `inside` crosses zero between it and `outside`, to 1 part in 2^60. */
export function crossing(surplus: (x: Decimal) => Decimal, inside: Decimal, outside: Decimal): Decimal {
  let [good, bad] = [inside, outside]
  for (let step = 0; step < 60; step += 1) {
    const middle = good.plus(bad).div(2)
    if (surplus(middle).gt(0)) good = middle
    else bad = middle
  }
  return good.plus(bad).div(2)
}

function profit(position: Position, price: Decimal): Decimal {
  const gain = price.minus(position.entryPrice).times(position.quantity)
  return position.side === 'LONG' ? gain : gain.neg()
}

function ratesOf(snapshot: AccountSnapshot, asset: string): { readonly bid: Decimal; readonly ask: Decimal } {
  if (!snapshot.multiAssetsMode) return { bid: d('1'), ask: d('1') }
  const rate = snapshot.rates.get(asset)
  if (rate === undefined) throw new Error(`${asset} has no rate`)
  return { bid: rate.bidRate, ask: rate.askRate }
}

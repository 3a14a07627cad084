import type { BracketRow, LeverageBracket } from '../model/bracket.ts'
import { type Decimal, sum, ZERO } from '../model/decimal.ts'
import { type Position, profitAt } from '../model/position.ts'
import { bracketRowOf } from './bracket-table.ts'
import { atRate, type CollateralRates, collateralValue, type Leg, type Stake } from './stake.ts'
import type { Standing } from './surplus.ts'

/** A leg at the mark of its holding. */
export interface HeldLeg extends Leg {
  /** Quote asset. */
  readonly notional: Decimal
  /** The bracket row that holds it. */
  readonly row: BracketRow
}

/** The cross positions of one symbol: one leg, or both of hedge mode. They live and die together. */
export interface Holding {
  readonly symbol: string
  readonly marginAsset: string
  readonly markPrice: Decimal
  readonly legs: readonly HeldLeg[]
  /** Margin asset, at the mark. */
  readonly unrealizedPnl: Decimal
  /** Margin asset, at the mark, uncut. */
  readonly maintenanceMargin: Decimal
}

/** What positions add up to in their margin asset, at their marks. */
export interface PositionSums {
  readonly unrealizedPnl: Decimal
  /** Uncut. */
  readonly maintenanceMargin: Decimal
  /** Quote asset: long less short. */
  readonly netNotional: Decimal
  /** Quote asset: long and short together. */
  readonly grossNotional: Decimal
  /** What the maintenance margin grows by over an adverse move of 1, every leg in the row that holds it at the mark. */
  readonly adverseGrowth: Decimal
}

/** One margin asset inside a pool. */
export interface Collateral {
  readonly asset: string
  /** Cross wallet with the unrealized profit of the holdings margined in it. */
  readonly balance: Decimal
  readonly rates: CollateralRates
  /** What all other assets of the pool count for, less the maintenance margin of the whole pool, in its currency. */
  readonly othersSurplus: Decimal
  /** The holdings margined in it. */
  readonly sums: PositionSums
}

/** Cross positions and the money that backs them all, with totals that every stake is a difference from. */
export interface CrossPool {
  /** The margin asset; `USD` for the one pool of multi-assets mode. */
  readonly asset: string
  readonly collateral: ReadonlyMap<string, Collateral>
  readonly holdings: ReadonlyMap<string, Holding>
  /** Pool's currency. */
  readonly marginBalance: Decimal
  /** Pool's currency, uncut: converted at the ask. */
  readonly maintenanceMargin: Decimal
  /** Margin balance less maintenance margin. */
  readonly surplus: Decimal
}

/** A cross position with the brackets of its symbol. */
export interface BracketedPosition {
  readonly position: Position
  readonly bracket: LeverageBracket
}

/** What a pool is made of. */
export interface PoolParts {
  readonly asset: string
  /** Cross wallet balances by margin asset, without unrealized profit. */
  readonly wallets: ReadonlyMap<string, Decimal>
  /** Rates of every asset in `wallets`. */
  readonly rates: ReadonlyMap<string, CollateralRates>
  readonly positions: readonly BracketedPosition[]
}

/**
 * A pool with its totals, in one pass over the positions.
 *
 * @throws RangeError when an asset of a position or wallet has no wallet or no rate
 */
export function crossPoolOf({ asset, wallets, rates, positions }: PoolParts): CrossPool {
  const sums = new Map([...wallets.keys()].map((name): [string, PositionSums] => [name, NOTHING]))
  const holdings = new Map<string, Holding>()
  for (const each of positions) {
    const { symbol, marginAsset } = each.position
    const held = holdings.get(symbol)
    const part = partOf(each, held)
    holdings.set(symbol, held === undefined ? part.holding : together(held, part.holding))
    sums.set(marginAsset, added(known(sums, marginAsset, 'wallet'), part))
  }
  const assets = [...sums].map(([name, held]) => {
    const own = known(rates, name, 'rate')
    const balance = known(wallets, name, 'wallet').plus(held.unrealizedPnl)
    return {
      value: collateralValue(balance, own),
      maintenance: atRate(held.maintenanceMargin, own.askRate),
      collateral: { asset: name, balance, rates: own, sums: held },
    }
  })
  const marginBalance = sum(assets.map(({ value }) => value))
  const totalMaintenance = sum(assets.map(({ maintenance }) => maintenance))
  const surplus = marginBalance.minus(totalMaintenance)
  return {
    asset,
    collateral: new Map(
      assets.map(({ collateral, value }) => [collateral.asset, { ...collateral, othersSurplus: surplus.minus(value) }]),
    ),
    holdings,
    marginBalance,
    maintenanceMargin: totalMaintenance,
    surplus,
  }
}

const NOTHING: PositionSums = {
  unrealizedPnl: ZERO,
  maintenanceMargin: ZERO,
  netNotional: ZERO,
  grossNotional: ZERO,
  adverseGrowth: ZERO,
}

function added(sums: PositionSums, { holding, leg: { side, notional }, grossMaintenance }: Part): PositionSums {
  const isLong = side === 'LONG'
  return {
    unrealizedPnl: sums.unrealizedPnl.plus(holding.unrealizedPnl),
    maintenanceMargin: sums.maintenanceMargin.plus(holding.maintenanceMargin),
    netNotional: isLong ? sums.netNotional.plus(notional) : sums.netNotional.minus(notional),
    grossNotional: sums.grossNotional.plus(notional),
    adverseGrowth: isLong ? sums.adverseGrowth.minus(grossMaintenance) : sums.adverseGrowth.plus(grossMaintenance),
  }
}

/**
 * The stake of one symbol of a pool, the totals less what the symbol itself contributes, and where it stands: all stakes
 * of a pool have its surplus.
 *
 * @throws RangeError when the pool does not hold the symbol
 */
export function crossStake(pool: CrossPool, symbol: string): { readonly stake: Stake; readonly standing: Standing } {
  const holding = known(pool.holdings, symbol, 'holding')
  return { stake: stakeOf(holding, pool), standing: { surplus: pool.surplus, legs: holding.legs } }
}

function stakeOf(holding: Holding, pool: CrossPool): Stake {
  const { balance, rates, othersSurplus } = known(pool.collateral, holding.marginAsset, 'collateral')
  return {
    markPrice: holding.markPrice,
    legs: holding.legs,
    rates,
    balance: balance.minus(holding.unrealizedPnl),
    reserve: othersSurplus.plus(atRate(holding.maintenanceMargin, rates.askRate)),
  }
}

/** What one position brings into its pool. */
interface Part {
  /** As if it were the only leg. */
  readonly holding: Holding
  readonly leg: HeldLeg
  readonly grossMaintenance: Decimal
}

/** The part of a position, at the mark of the leg that is held already. */
function partOf({ position, bracket }: BracketedPosition, held: Holding | undefined): Part {
  const { symbol, marginAsset, side, quantity, entryPrice } = position
  // Both legs of a symbol are valued at one mark, or its surplus would have two.
  const markPrice = held?.markPrice ?? position.markPrice
  const notional = quantity.times(markPrice)
  const row = bracketRowOf(bracket, notional)
  const leg = { side, quantity, entryPrice, bracket, notional, row }
  const grossMaintenance = grossMaintenanceOf(leg)
  const unrealizedPnl = profitAt(position, markPrice)
  const maintenanceMargin = grossMaintenance.minus(row.maintAmount)
  return {
    holding: { symbol, marginAsset, markPrice, legs: [leg], unrealizedPnl, maintenanceMargin },
    leg,
    grossMaintenance,
  }
}

/** The maintenance margin of a leg at its mark, before the amount of its row is taken off. */
export function grossMaintenanceOf({ notional, row }: HeldLeg): Decimal {
  return notional.times(row.maintMarginRatio)
}

function together(one: Holding, other: Holding): Holding {
  return {
    ...one,
    legs: [...one.legs, ...other.legs],
    unrealizedPnl: one.unrealizedPnl.plus(other.unrealizedPnl),
    maintenanceMargin: one.maintenanceMargin.plus(other.maintenanceMargin),
  }
}

function known<T>(entries: ReadonlyMap<string, T>, key: string, what: string): T {
  const entry = entries.get(key)
  if (entry === undefined) throw new RangeError(`no ${what} for ${key}`)
  return entry
}

import type { LeverageBracket } from '../model/bracket.ts'
import { type Decimal, sum, ZERO } from '../model/decimal.ts'
import { type Position, profitAt } from '../model/position.ts'
import { maintenanceMarginOf } from './bracket-table.ts'
import { atRate, type CollateralRates, collateralValue, type Leg, type Stake } from './stake.ts'

/** A leg with its notional at the mark of its holding, quote asset. */
export interface HeldLeg extends Leg {
  readonly notional: Decimal
}

/** The cross positions of one symbol: one leg, or both of hedge mode. They live and die together. */
export interface Holding {
  readonly symbol: string
  readonly marginAsset: string
  readonly markPrice: Decimal
  readonly legs: readonly HeldLeg[]
  /** Quote asset at the mark: long less short. */
  readonly netNotional: Decimal
  /** Margin asset, at the mark. */
  readonly unrealizedPnl: Decimal
  /** Margin asset, at the mark, uncut. */
  readonly maintenanceMargin: Decimal
}

/** One margin asset inside a pool. */
export interface Collateral {
  readonly asset: string
  /** Cross wallet with the unrealized profit of the holdings margined in it. */
  readonly balance: Decimal
  readonly rates: CollateralRates
  /** What all other assets of the pool count for, in its currency. */
  readonly othersValue: Decimal
  /** Of the holdings margined in it, quote asset: long less short, and both together. */
  readonly netNotional: Decimal
  readonly grossNotional: Decimal
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
  const sums = new Map([...wallets.keys()].map((name): [string, Contribution] => [name, NOTHING]))
  const holdings = new Map<string, Holding>()
  for (const each of positions) {
    const { symbol, marginAsset } = each.position
    const held = holdings.get(symbol)
    const holding = holdingOf(each, held)
    holdings.set(symbol, held === undefined ? holding : together(held, holding))
    sums.set(marginAsset, added(known(sums, marginAsset, 'wallet'), holding))
  }
  const assets = [...sums].map(([name, { unrealizedPnl, maintenanceMargin, netNotional, grossNotional }]) => {
    const own = known(rates, name, 'rate')
    const balance = known(wallets, name, 'wallet').plus(unrealizedPnl)
    return {
      value: collateralValue(balance, own),
      maintenance: atRate(maintenanceMargin, own.askRate),
      collateral: { asset: name, balance, rates: own, netNotional, grossNotional },
    }
  })
  const marginBalance = sum(assets.map(({ value }) => value))
  return {
    asset,
    collateral: new Map(
      assets.map(({ collateral, value }) => [
        collateral.asset,
        { ...collateral, othersValue: marginBalance.minus(value) },
      ]),
    ),
    holdings,
    marginBalance,
    maintenanceMargin: sum(assets.map(({ maintenance }) => maintenance)),
  }
}

/** What positions add up to in their margin asset, at their marks. */
interface Contribution {
  readonly unrealizedPnl: Decimal
  readonly maintenanceMargin: Decimal
  readonly netNotional: Decimal
  readonly grossNotional: Decimal
}

const NOTHING: Contribution = { unrealizedPnl: ZERO, maintenanceMargin: ZERO, netNotional: ZERO, grossNotional: ZERO }

function added(sums: Contribution, holding: Holding): Contribution {
  const { unrealizedPnl, maintenanceMargin, netNotional, legs } = holding
  return {
    unrealizedPnl: sums.unrealizedPnl.plus(unrealizedPnl),
    maintenanceMargin: sums.maintenanceMargin.plus(maintenanceMargin),
    netNotional: sums.netNotional.plus(netNotional),
    grossNotional: sums.grossNotional.plus(sum(legs.map(({ notional }) => notional))),
  }
}

/**
 * The stake of one symbol of a pool: the totals less what the symbol itself contributes.
 *
 * @throws RangeError when the pool does not hold the symbol
 */
export function crossStake(pool: CrossPool, symbol: string): Stake {
  const holding = known(pool.holdings, symbol, 'holding')
  const { balance, rates, othersValue } = known(pool.collateral, holding.marginAsset, 'collateral')
  const otherMaintenance = pool.maintenanceMargin.minus(atRate(holding.maintenanceMargin, rates.askRate))
  return {
    markPrice: holding.markPrice,
    legs: holding.legs,
    balance: balance.minus(holding.unrealizedPnl),
    rates,
    reserve: othersValue.minus(otherMaintenance),
  }
}

/** A position as the only leg of a holding, at the mark of the leg that is held already. */
function holdingOf({ position, bracket }: BracketedPosition, held: Holding | undefined): Holding {
  const { symbol, marginAsset, side, quantity, entryPrice } = position
  // Both legs of a symbol are valued at one mark, or its surplus would have two.
  const markPrice = held?.markPrice ?? position.markPrice
  const notional = quantity.times(markPrice)
  return {
    symbol,
    marginAsset,
    markPrice,
    legs: [{ side, quantity, entryPrice, bracket, notional }],
    netNotional: side === 'LONG' ? notional : notional.neg(),
    unrealizedPnl: profitAt(position, markPrice),
    maintenanceMargin: maintenanceMarginOf(bracket, notional),
  }
}

function together(one: Holding, other: Holding): Holding {
  return {
    ...one,
    legs: [...one.legs, ...other.legs],
    netNotional: one.netNotional.plus(other.netNotional),
    unrealizedPnl: one.unrealizedPnl.plus(other.unrealizedPnl),
    maintenanceMargin: one.maintenanceMargin.plus(other.maintenanceMargin),
  }
}

function known<T>(entries: ReadonlyMap<string, T>, key: string, what: string): T {
  const entry = entries.get(key)
  if (entry === undefined) throw new RangeError(`no ${what} for ${key}`)
  return entry
}

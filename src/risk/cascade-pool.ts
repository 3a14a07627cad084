import type { LeverageBracket } from '../model/bracket.ts'
import { type Decimal, ONE, ZERO } from '../model/decimal.ts'
import type { SymbolRules } from '../model/market.ts'
import { type Position, profitAt, sideSign } from '../model/position.ts'
import { bracketRowOf, maintenanceMarginOf } from './bracket-table.ts'
import type { ConcavePieces, Line } from './concave-curve.ts'
import { clearanceFee, type ForcedClose, nextToClose } from './forced-close.ts'
import { type MarkPath, markAt } from './mark-path.ts'
import { atRate, type CollateralRates, collateralValue } from './stake.ts'

/** A cross pool on its way: wallets without profit, and what is still open. */
export interface LivePool {
  readonly asset: string
  readonly wallets: ReadonlyMap<string, Decimal>
  readonly rates: ReadonlyMap<string, CollateralRates>
  readonly positions: readonly Position[]
}

/** What a simulation knows of every symbol. */
export interface Contracts {
  readonly brackets: ReadonlyMap<string, LeverageBracket>
  readonly rules: ReadonlyMap<string, SymbolRules>
}

/** Surplus of a pool along a path: assets at the rate their balance asks for, maintenance at the ask. */
export function poolPathCurve(pool: LivePool, path: MarkPath, contracts: Contracts): ConcavePieces {
  const pieceAt = (x: Decimal): Line => {
    const lines = [...pool.wallets.keys()].map((asset) => assetLine(pool, asset, { path, contracts, x }))
    return lines.reduce((sum, line) => ({
      intercept: sum.intercept.plus(line.intercept),
      slope: sum.slope.plus(line.slope),
    }))
  }
  return { pieceAt }
}

interface At {
  readonly path: MarkPath
  readonly contracts: Contracts
  readonly x: Decimal
}

function assetLine(pool: LivePool, asset: string, { path, contracts, x }: At): Line {
  const { bidRate, askRate } = ratesOf(pool, asset)
  let balance: Line = { intercept: pool.wallets.get(asset) ?? ZERO, slope: ZERO }
  let maintenance: Line = { intercept: ZERO, slope: ZERO }
  for (const position of pool.positions) {
    if (position.marginAsset !== asset) continue
    const notional = position.quantity.times(position.markPrice)
    const slope = path.slopeOf(position.symbol)
    const row = bracketRowOf(bracketOf(contracts, position), notional.times(slope.times(x).plus(ONE)))
    const margin = notional.times(row.maintMarginRatio)
    balance = {
      intercept: balance.intercept.plus(profitAt(position, position.markPrice)),
      slope: balance.slope.plus(notional.times(slope).times(sideSign(position))),
    }
    maintenance = {
      intercept: maintenance.intercept.plus(margin).minus(row.maintAmount),
      slope: maintenance.slope.plus(margin.times(slope)),
    }
  }
  const rate = balance.slope.times(x).plus(balance.intercept).lt(ZERO) ? askRate : bidRate
  return {
    intercept: atRate(balance.intercept, rate).minus(atRate(maintenance.intercept, askRate)),
    slope: atRate(balance.slope, rate).minus(atRate(maintenance.slope, askRate)),
  }
}

/** A forced order with the position it belongs to. */
export interface PoolClose extends ForcedClose {
  readonly position: Position
}

/** How a liquidation of a pool ends. */
export interface PoolEnd {
  readonly closes: readonly PoolClose[]
  readonly pool: LivePool
  /** What the insurance fund pays when the balance was negative, pool's currency. */
  readonly fundPays: Decimal
}

/**
 * Closes the positions of a pool at the marks of a point of the path, the greatest loss first, order by order, until
 * its balance exceeds its maintenance margin again. Binance does not publish which position goes first.
 */
export function liquidatePool(pool: LivePool, { path, contracts, x }: At): PoolEnd {
  const marked = pool.positions.map((position) => ({ ...position, markPrice: markAt(path, position, x) }))
  const books = openBooks({ ...pool, positions: marked }, contracts)
  const closes: PoolClose[] = []
  const survivors = new Map<Position, Decimal>()
  const worstFirst = pool.positions
    .map((position, index) => ({ position, marked: marked[index] ?? position }))
    .sort((one, other) => profitOf(one.marked).cmp(profitOf(other.marked)))
  for (const { position, marked: atMark } of worstFirst) {
    let quantity = position.quantity
    while (quantity.gt(ZERO) && (closes.length === 0 || books.isInBreach())) {
      const close = books.close(atMark, quantity)
      closes.push({ ...close, position })
      quantity = quantity.minus(close.quantity)
    }
    if (quantity.gt(ZERO)) survivors.set(position, quantity)
  }
  const positions = pool.positions.flatMap((position) => {
    const quantity = survivors.get(position)
    return quantity === undefined ? [] : [{ ...position, quantity }]
  })
  return { closes, pool: { ...pool, wallets: books.wallets(), positions }, fundPays: books.fundPays() }
}

function profitOf(position: Position): Decimal {
  return profitAt(position, position.markPrice)
}

/** The running totals of a pool while it is closed: each order changes them, none is summed anew. */
function openBooks(pool: LivePool, { brackets, rules }: Contracts) {
  const wallets = new Map(pool.wallets)
  const balances = new Map(pool.wallets)
  let maintenance: Decimal = ZERO
  let paid: Decimal = ZERO
  const marginOf = (position: Position, quantity: Decimal): Decimal => {
    const bracket = bracketOf({ brackets }, position)
    const margin = quantity.isZero() ? ZERO : maintenanceMarginOf(bracket, quantity.times(position.markPrice))
    return atRate(margin, ratesOf(pool, position.marginAsset).askRate)
  }
  for (const position of pool.positions) {
    const balance = balances.get(position.marginAsset) ?? ZERO
    balances.set(position.marginAsset, balance.plus(profitOf(position)))
    maintenance = maintenance.plus(marginOf(position, position.quantity))
  }
  let value = [...balances].reduce(
    (total: Decimal, [asset, balance]) => total.plus(collateralValue(balance, ratesOf(pool, asset))),
    ZERO,
  )
  const change = (asset: string, amount: Decimal): void => {
    const [rates, before] = [ratesOf(pool, asset), balances.get(asset) ?? ZERO]
    const after = before.plus(amount)
    value = value.minus(collateralValue(before, rates)).plus(collateralValue(after, rates))
    balances.set(asset, after)
    wallets.set(asset, (wallets.get(asset) ?? ZERO).plus(amount))
  }
  return {
    isInBreach: () => value.lte(maintenance) && maintenance.gt(ZERO),
    wallets: (): ReadonlyMap<string, Decimal> => wallets,
    fundPays: () => paid,
    close: (position: Position, held: Decimal): ForcedClose => {
      const { symbol, marginAsset, markPrice } = position
      if (value.lt(ZERO)) {
        // Below zero nothing is left to pay with: the fund takes the position over and bears what is missing.
        paid = paid.minus(value)
        change(marginAsset, value.neg().div(ratesOf(pool, marginAsset).askRate))
        value = ZERO
        return settle(position, held, held, ZERO)
      }
      const quantity = nextToClose(
        { quantity: held, price: markPrice },
        bracketOf({ brackets }, position),
        rules.get(symbol),
      )
      const { bidRate, askRate } = ratesOf(pool, marginAsset)
      const rate = (balances.get(marginAsset) ?? ZERO).gt(ZERO) ? bidRate : askRate
      const fee = clearanceFee(quantity.times(markPrice), value.div(rate), rules.get(symbol))
      change(marginAsset, fee.neg())
      return settle(position, held, quantity, fee)
    },
  }

  function settle(position: Position, held: Decimal, quantity: Decimal, fee: Decimal): ForcedClose {
    const realized = profitAt({ ...position, quantity }, position.markPrice)
    wallets.set(position.marginAsset, (wallets.get(position.marginAsset) ?? ZERO).plus(realized))
    maintenance = maintenance.minus(marginOf(position, held)).plus(marginOf(position, held.minus(quantity)))
    return { quantity, price: position.markPrice, fee, marginBalance: value, maintenanceMargin: maintenance }
  }
}

function bracketOf({ brackets }: Pick<Contracts, 'brackets'>, { symbol }: Position): LeverageBracket {
  const bracket = brackets.get(symbol)
  if (bracket === undefined) throw new RangeError(`no brackets for ${symbol}`)
  return bracket
}

function ratesOf({ rates }: LivePool, asset: string): CollateralRates {
  const found = rates.get(asset)
  if (found === undefined) throw new RangeError(`no rate for ${asset}`)
  return found
}

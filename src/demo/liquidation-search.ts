import type { Decimal } from '../model/decimal.ts'
import { d, ONE, sum, ZERO } from '../model/decimal.ts'
import { type Account, legKey } from './account.ts'
import { allFigures, type LegFigures, maintenanceOf, profitOf, rateOf } from './figures.ts'
import type { World } from './world.ts'

/** Margin balance less maintenance margin, as a function of one symbol's mark; positive means alive. */
type Surplus = (price: Decimal) => Decimal

const TWO = d('2')
/** Width at which the halving stops: far below the eight decimals that are printed. */
const PRECISION = d('1e-14')
const FURTHEST = d('1e9')
const MOST_HALVINGS = 250

/** The zero between a price where the surplus is negative and one where it is not, by halving. */
function halve(surplus: Surplus, dead: Decimal, alive: Decimal): Decimal {
  let low = dead
  let high = alive
  for (let step = 0; step < MOST_HALVINGS && low.minus(high).abs().gt(PRECISION); step++) {
    const middle = low.plus(high).div(TWO)
    if (surplus(middle).lt(0)) low = middle
    else high = middle
  }
  return low.plus(high).div(TWO)
}

/** The first price on the way out from `from` (times `factor` each step) where `wanted` holds; `null` when none does. */
function firstAlong(from: Decimal, factor: Decimal, wanted: (price: Decimal) => boolean): Decimal | null {
  let price = from
  while (price.lt(from.times(FURTHEST)) && price.gt(from.div(FURTHEST))) {
    price = price.times(factor)
    if (wanted(price)) return price
  }
  return null
}

/** Where a living account dies: the edge below and the edge above the mark; `null` where there is none. */
function edgesAround(surplus: Surplus, mark: Decimal): readonly (Decimal | null)[] {
  const below = surplus(ZERO).lt(0) ? halve(surplus, ZERO, mark) : null
  const above = firstAlong(mark, TWO, (price) => surplus(price).lt(0))
  return [below, above === null ? null : halve(surplus, above, mark)]
}

/** The price between two where the surplus, which has a single peak, is greatest. */
function peakBetween(surplus: Surplus, from: Decimal, to: Decimal): Decimal {
  let [left, right] = from.lt(to) ? [from, to] : [to, from]
  for (let step = 0; step < MOST_HALVINGS && right.minus(left).gt(PRECISION); step++) {
    const third = right.minus(left).div(3)
    if (surplus(left.plus(third)).lt(surplus(right.minus(third)))) left = left.plus(third)
    else right = right.minus(third)
  }
  return left.plus(right).div(TWO)
}

/**
 * Where a dead account would come back to life, in the direction in which its surplus grows; `null` where it would not.
 * Maintenance grows ever faster with the notional, so the surplus has one peak: the walk ends when it is passed.
 */
function recoveryAround(surplus: Surplus, mark: Decimal): Decimal | null {
  let factor = d('1.001')
  if (surplus(mark.times(factor)).lt(surplus(mark))) factor = ONE.div(factor)
  let [before, price] = [mark, mark.times(factor)]
  while (surplus(price).lt(0) && surplus(price).gt(surplus(before)) && price.lt(FURTHEST) && price.gt(PRECISION)) {
    factor = factor.times(factor)
    before = price
    price = price.times(factor)
  }
  const alive = surplus(price).gte(0) ? price : peakBetween(surplus, mark, price)
  return surplus(alive).gte(0) ? halve(surplus, mark, alive) : null
}

/** The price at which the surplus is zero, nearest to the mark; `null` when no positive price is. */
function edgeNearest(surplus: Surplus, mark: Decimal): Decimal | null {
  if (surplus(mark).lt(0)) return recoveryAround(surplus, mark)
  const edges = edgesAround(surplus, mark).flatMap((edge) => (edge?.gt(PRECISION) ? [edge] : []))
  return edges.toSorted((a, b) => a.minus(mark).abs().cmp(b.minus(mark).abs()))[0] ?? null
}

/** Surplus of one isolated leg. */
function isolatedSurplus(figures: LegFigures): Surplus {
  const { leg, spec } = figures
  const wallet = leg.isolatedWallet ?? ZERO
  return (price) => wallet.plus(profitOf(leg, price)).minus(maintenanceOf(spec, leg.quantity.times(price).abs()))
}

const profitAndMargin = (legs: readonly LegFigures[], price: Decimal): Decimal =>
  sum(legs.map(({ leg, spec }) => profitOf(leg, price).minus(maintenanceOf(spec, leg.quantity.times(price).abs()))))

/** Surplus of a cross pool in single-asset mode while one symbol moves; `rest` is that of everything that stands still. */
function poolSurplus(rest: Decimal, moving: readonly LegFigures[]): Surplus {
  return (price) => rest.plus(profitAndMargin(moving, price))
}

/** What an amount of an asset counts: at the bid when positive, at the ask when owed. */
function worth(amount: Decimal, rate: { readonly bid: Decimal; readonly ask: Decimal }): Decimal {
  return amount.times(amount.lt(0) ? rate.ask : rate.bid)
}

const NO_RATE = { bid: ZERO, ask: ONE }

/** Surplus in USD of a multi-assets account while one symbol moves; `moving` may be empty. */
function collateralSurplus(
  account: Account,
  parts: { readonly moving: readonly LegFigures[]; readonly still: readonly LegFigures[] },
  world: World,
  atMs: number,
): Surplus {
  const asset = parts.moving[0]?.spec.marginAsset ?? 'USDT'
  const rate = (name: string) => rateOf(world, name, atMs) ?? NO_RATE
  const balance = (name: string): Decimal =>
    account
      .crossWallet(name)
      .plus(sum(parts.still.filter((leg) => leg.spec.marginAsset === name).map((leg) => leg.profit)))
  const names = new Set([...account.purses.keys(), ...parts.still.map((leg) => leg.spec.marginAsset)])
  names.delete(asset)
  const others = sum([...names].map((name) => worth(balance(name), rate(name))))
  const owed = sum(parts.still.map((leg) => leg.maintenance.times(rate(leg.spec.marginAsset).ask)))
  const own = balance(asset)
  const ownRate = rate(asset)
  return (price) => {
    const profit = sum(parts.moving.map(({ leg }) => profitOf(leg, price)))
    const margin = profit.minus(profitAndMargin(parts.moving, price))
    return others
      .plus(worth(own.plus(profit), ownRate))
      .minus(owed)
      .minus(margin.times(ownRate.ask))
  }
}

/** Cross legs by symbol, and the surplus of each single-asset pool at the present marks. */
interface CrossBook {
  readonly bySymbol: ReadonlyMap<string, readonly LegFigures[]>
  readonly all: readonly LegFigures[]
  readonly surplusByAsset: ReadonlyMap<string, Decimal>
}

function crossBook(account: Account, all: readonly LegFigures[]): CrossBook {
  const bySymbol = new Map<string, LegFigures[]>()
  const surplusByAsset = new Map<string, Decimal>()
  for (const figures of all) {
    const { symbol, marginAsset } = figures.spec
    bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), figures])
    const before = surplusByAsset.get(marginAsset) ?? account.crossWallet(marginAsset)
    surplusByAsset.set(marginAsset, before.plus(figures.profit).minus(figures.maintenance))
  }
  return { bySymbol, all, surplusByAsset }
}

/** Liquidation prices of all legs by `symbol positionSide`; `null` for none. */
export function liquidationPrices(account: Account, world: World, atMs: number): ReadonlyMap<string, Decimal | null> {
  const all = allFigures(account, world, atMs)
  const cross = crossBook(
    account,
    all.filter((figures) => figures.leg.isolatedWallet === null),
  )
  const prices = new Map<string, Decimal | null>()
  for (const figures of all) {
    const surplus = surplusOf(account, figures, cross, { world, atMs })
    prices.set(legKey(figures.leg), edgeNearest(surplus, figures.mark))
  }
  return prices
}

function surplusOf(
  account: Account,
  figures: LegFigures,
  cross: CrossBook,
  when: { readonly world: World; readonly atMs: number },
): Surplus {
  if (figures.leg.isolatedWallet !== null) return isolatedSurplus(figures)
  const moving = cross.bySymbol.get(figures.leg.symbol) ?? []
  if (account.multiAssets) {
    const still = cross.all.filter((other) => other.leg.symbol !== figures.leg.symbol)
    return collateralSurplus(account, { moving, still }, when.world, when.atMs)
  }
  const own = profitAndMargin(moving, figures.mark)
  const pool = cross.surplusByAsset.get(figures.spec.marginAsset) ?? ZERO
  return poolSurplus(pool.minus(own), moving)
}

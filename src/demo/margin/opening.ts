import { type Decimal, d, ONE } from '../../model/decimal.ts'
import { type Bars, CROSS_BARS, isolatedTiers } from './bars.ts'
import { emptyHolding, type Holding, type Holdings, totalsOf, withHolding } from './holdings.ts'
import { hourlyRate, type InterestCharge, withHourOfInterest } from './interest.ts'
import type { Prices } from './levels.ts'
import { marginPairOf } from './listing.ts'
import type { Pool } from './pool.ts'
import type { MarginSeed, PoolSeed } from './variants.ts'

const HOUR_MS = 3_600_000
/** The debts were taken up this long before the start. */
export const BORROWED_HOURS_AGO = 120

/** The moment for which an account is put together. */
export interface Opening {
  readonly prices: Prices
  readonly atMs: number
  /** True when the scenario is about to walk the account to its call. */
  readonly isBeforeCall: boolean
}

/** The pools of a seed at the start, with exactly the level that the seed names. */
export function openingPools(seed: MarginSeed, opening: Opening): readonly Pool[] {
  const isolated = seed.isolated.map((pool) => openingPool(pool, isolatedBars(pool.symbol ?? ''), opening))
  if (seed.cross === null) return isolated
  return [{ ...openingPool(seed.cross, CROSS_BARS[seed.cross.mode], opening), mode: seed.cross.mode }, ...isolated]
}

function isolatedBars(symbol: string): Bars {
  const [tier] = isolatedTiers(marginPairOf(symbol)?.isolatedMultiple ?? 3)
  return tier?.bars ?? CROSS_BARS['3x']
}

function openingPool(seed: PoolSeed, bars: Bars, opening: Opening): Pool {
  return {
    symbol: seed.symbol,
    mode: null,
    bars,
    liquidation: seed.liquidation,
    holdings: openingHoldings(seed, opening),
    phase: { name: 'open' },
  }
}

function openingHoldings(seed: PoolSeed, opening: Opening): Holdings {
  let holdings: Holdings = new Map()
  for (const [asset, quantity] of seed.assets) {
    holdings = withHolding(holdings, { ...emptyHolding(asset), free: d(quantity) })
  }
  const { valuation } = opening.prices
  const level = d(opening.isBeforeCall ? seed.levelBeforeCall : seed.level)
  const debtInBtc = totalsOf(holdings, valuation).assets.div(level)
  for (const [asset, share] of seed.debts) {
    const due = debtInBtc.times(d(share)).div(valuation(asset)).toDecimalPlaces(8)
    holdings = withHolding(holdings, owing(holdings.get(asset) ?? emptyHolding(asset), due))
  }
  return holdings
}

/** A debt whose principal and interest to date add up to `due`. */
function owing(holding: Holding, due: Decimal): Holding {
  const growth = hourlyRate(holding.asset).times(BORROWED_HOURS_AGO).plus(ONE)
  const borrowed = due.div(growth).toDecimalPlaces(8)
  return { ...holding, borrowed, interest: due.minus(borrowed) }
}

/** The interest rows behind what had accrued at the start, oldest first: one at borrowing, then one an hour. */
export function pastInterest(pool: Pool, startAtMs: number): readonly InterestCharge[] {
  const lastHourMs = Math.floor(startAtMs / HOUR_MS) * HOUR_MS
  return Array.from({ length: BORROWED_HOURS_AGO }, (_, place) => {
    const atMs = lastHourMs - (BORROWED_HOURS_AGO - 1 - place) * HOUR_MS
    const { charges } = withHourOfInterest(pool.holdings, { atMs, symbol: pool.symbol })
    return charges.map((charge) => (place === 0 ? { ...charge, type: 'ON_BORROW' as const } : charge))
  }).flat()
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../src/model/decimal.ts'
import type { Position } from '../../src/model/position.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { assessAccount } from '../../src/risk/assess.ts'
import type { CrossPool } from '../../src/risk/cross-pool.ts'
import { jointDistancePct } from '../../src/risk/joint-move.ts'
import { poolReadings, positionFaults } from '../../src/risk/pool-reading.ts'
import { type AccountTraits, accounts } from '../support/arbitraries.ts'
import { TAKEN_AT_MS, tierTable } from '../support/builders.ts'
import { crossing, poolSurplus } from './reference.ts'

const runs = { numRuns: 100 }

const books: readonly { readonly name: string; readonly traits: AccountTraits }[] = [
  { name: 'one-way', traits: { maxSymbols: 30, hedge: false, multiAssets: false, allowIsolated: true } },
  { name: 'hedge mode', traits: { maxSymbols: 5, hedge: true, multiAssets: false, allowIsolated: true } },
  { name: 'multi-assets', traits: { maxSymbols: 12, hedge: false, multiAssets: true, allowIsolated: false } },
  { name: 'multi-assets hedge', traits: { maxSymbols: 4, hedge: true, multiAssets: true, allowIsolated: false } },
]

/** For each symbol +1 to rise, −1 to fall. */
type Directions = ReadonlyMap<string, 1 | -1>

const crossOf = (snapshot: AccountSnapshot) => snapshot.positions.filter(({ marginType }) => marginType === 'CROSSED')

/** Every way in which all cross symbols go against their holder; both ways for a symbol held both ways. */
function adverse(snapshot: AccountSnapshot): readonly Directions[] {
  const open = new Map<string, Set<1 | -1>>()
  for (const { symbol, side } of crossOf(snapshot)) {
    open.set(symbol, (open.get(symbol) ?? new Set()).add(side === 'LONG' ? -1 : 1))
  }
  return [...open].reduce<readonly Directions[]>(
    (ways, [symbol, directions]) =>
      ways.flatMap((way) => [...directions].map((direction) => new Map([...way, [symbol, direction]]))),
    [new Map()],
  )
}

const together = (snapshot: AccountSnapshot, direction: 1 | -1): readonly Directions[] => [
  new Map(crossOf(snapshot).map(({ symbol }) => [symbol, direction])),
]

/** Lowest surplus over the given ways, every mark moved by the fraction `move`. */
function worstSurplus(
  snapshot: AccountSnapshot,
  pool: CrossPool,
  ways: readonly Directions[],
): (move: Decimal) => Decimal {
  const moved = (position: Position, way: Directions, move: Decimal) =>
    position.markPrice.times(move.times(way.get(position.symbol) ?? 0).plus(1))
  return (move) =>
    ways
      .map((way) => poolSurplus(snapshot, pool.asset, (position) => moved(position, way, move)))
      .reduce((lowest, surplus) => (surplus.lt(lowest) ? surplus : lowest))
}

const poolsOf = (snapshot: AccountSnapshot) =>
  poolReadings(snapshot, positionFaults(snapshot)).flatMap(({ pool }) => pool ?? [])

/** The first zero in [0, 1) of a surplus that is positive at 0 and concave; `null` without one. */
function firstZero(surplus: (move: Decimal) => Decimal): Decimal | null {
  return surplus(d('1')).gte(0) ? null : crossing(surplus, d('0'), d('1'))
}

describe.each(books)('$name', ({ traits }) => {
  const book = accounts(traits)

  it('agrees with bisection over every way the symbols can go', () => {
    fc.assert(
      fc.property(book, (snapshot) => {
        for (const pool of poolsOf(snapshot).slice(0, 1)) {
          const surplus = worstSurplus(snapshot, pool, adverse(snapshot))
          const distance = jointDistancePct(pool)
          if (surplus(d('0')).lte(0)) {
            expect(distance?.toFixed()).toBe('0')
            continue
          }
          const expected = firstZero(surplus)
          if (distance === null || expected === null) {
            expect([distance?.toFixed(10) ?? null, expected?.toFixed(10) ?? null]).toEqual([null, null])
            continue
          }
          expect(distance.div(100).minus(expected).abs().lte('1e-15')).toBe(true)
        }
      }),
      runs,
    )
  })

  it('leaves a pool with a surplus of 0 at the joint move', () => {
    fc.assert(
      fc.property(book, (snapshot) => {
        for (const pool of poolsOf(snapshot)) {
          const distance = jointDistancePct(pool)
          if (distance === null || distance.isZero()) continue
          const surplus = worstSurplus(snapshot, pool, adverse(snapshot))
          const scale = pool.marginBalance.plus(pool.maintenanceMargin).plus('1e6')
          expect(surplus(distance.div(100)).abs().lte(scale.times('1e-35'))).toBe(true)
        }
      }),
      runs,
    )
  })

  it('the pool never outlives the joint move that any one of its positions, or the market, would survive', () => {
    fc.assert(
      fc.property(book, (snapshot) => {
        const risk = assessAccount(snapshot, { tiers: tierTable(), nowMs: TAKEN_AT_MS })
        for (const pool of poolsOf(snapshot)) {
          const joint = jointDistancePct(pool) ?? d('100')
          const single = risk.positions
            .filter(({ position }) => pool.holdings.has(position.symbol))
            .flatMap(({ distancePct }) => distancePct ?? [])
          const market = ([-1, 1] as const).flatMap((way) => {
            const surplus = worstSurplus(snapshot, pool, together(snapshot, way))
            return surplus(d('0')).lte(0) ? [d('0')] : (firstZero(surplus)?.times(100) ?? [])
          })
          for (const distance of [...single, ...market]) {
            expect(distance.gte(100) || joint.lte(distance.plus('1e-12'))).toBe(true)
          }
        }
      }),
      runs,
    )
  })
})

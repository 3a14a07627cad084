import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../src/model/decimal.ts'
import type { Position } from '../../src/model/position.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { assessAccount } from '../../src/risk/assess.ts'
import { bracketFault, maintenanceMarginOf } from '../../src/risk/bracket-table.ts'
import { crossStake } from '../../src/risk/cross-pool.ts'
import { poolReadings, positionFaults } from '../../src/risk/pool-reading.ts'
import type { AccountRisk, PositionRisk } from '../../src/risk/report.ts'
import { isolatedStake } from '../../src/risk/stake.ts'
import { surplusAt } from '../../src/risk/surplus.ts'
import { type AccountTraits, accounts, bracketIn, bracketRows, prices } from '../support/arbitraries.ts'
import { aBracket, aPosition, TAKEN_AT_MS, tierTable } from '../support/builders.ts'
import { crossing, isolatedSurplus, poolSurplus, slicedMaintenance } from './reference.ts'

const runs = { numRuns: 100 }
const assess = (snapshot: AccountSnapshot) => assessAccount(snapshot, { tiers: tierTable(), nowMs: TAKEN_AT_MS })

const books: readonly { readonly name: string; readonly traits: AccountTraits }[] = [
  { name: 'isolated and cross', traits: { maxSymbols: 30, hedge: false, multiAssets: false, allowIsolated: true } },
  { name: 'cross only', traits: { maxSymbols: 8, hedge: false, multiAssets: false, allowIsolated: false } },
  { name: 'hedge mode', traits: { maxSymbols: 15, hedge: true, multiAssets: false, allowIsolated: true } },
  { name: 'multi-assets', traits: { maxSymbols: 8, hedge: false, multiAssets: true, allowIsolated: false } },
  { name: 'multi-assets hedge', traits: { maxSymbols: 8, hedge: true, multiAssets: true, allowIsolated: false } },
]

/** Surplus against one symbol's price, all else at its mark, from scratch. */
function surplusOf(snapshot: AccountSnapshot, position: Position): (price: Decimal) => Decimal {
  if (position.marginType === 'ISOLATED') return (price) => isolatedSurplus(snapshot, position, price)
  return (price) =>
    poolSurplus(snapshot, position.marginAsset, (other) => (other.symbol === position.symbol ? price : other.markPrice))
}

/** Rows that a law looks at: all would take long and say no more. */
const sampled = (risk: AccountRisk): readonly PositionRisk[] => risk.positions.slice(0, 3)

const scaleOf = (snapshot: AccountSnapshot) =>
  snapshot.positions.reduce((sum, { quantity, markPrice }) => sum.plus(quantity.times(markPrice)), d('1'))

function edgesOf({ liquidation }: PositionRisk): { readonly below: Decimal | null; readonly above: Decimal | null } {
  return liquidation.status === 'price' ? liquidation.edges : { below: null, above: null }
}

describe.each(books)('$name', ({ traits }) => {
  const book = accounts(traits)

  it('leaves a surplus of 0 at every edge', () => {
    fc.assert(
      fc.property(book, (snapshot) => {
        for (const row of sampled(assess(snapshot))) {
          const surplus = surplusOf(snapshot, row.position)
          for (const edge of Object.values(edgesOf(row))) {
            if (edge === null) continue
            const slack = edge.times(row.position.quantity).plus(scaleOf(snapshot)).times('1e-35')
            expect(surplus(edge).abs().lte(slack)).toBe(true)
          }
        }
      }),
      runs,
    )
  })

  it('agrees with bisection about both edges, none, and already liquidatable', () => {
    fc.assert(
      fc.property(book, (snapshot) => {
        for (const row of sampled(assess(snapshot))) {
          const surplus = surplusOf(snapshot, row.position)
          const { markPrice } = row.position
          const isAlive = surplus(markPrice).gt(0)
          expect(row.liquidation.reason === 'already-liquidatable').toBe(!isAlive)
          if (!isAlive) continue
          const found = { below: bisectedBelow(surplus, markPrice), above: bisectedAbove(surplus, markPrice) }
          expectClose(edgesOf(row).below, found.below, markPrice)
          expectClose(edgesOf(row).above, found.above, markPrice)
          expect(row.liquidation.status).toBe(found.below === null && found.above === null ? 'none' : 'price')
        }
      }),
      runs,
    )
  })

  it('keeps a living mark between its edges, and shows the nearer one', () => {
    fc.assert(
      fc.property(book, (snapshot) => {
        for (const row of assess(snapshot).positions) {
          if (row.liquidation.status !== 'price' || row.liquidation.reason !== null) continue
          const { markPrice } = row.position
          const { below, above } = row.liquidation.edges
          expect(below === null || below.lt(markPrice)).toBe(true)
          expect(above === null || above.gt(markPrice)).toBe(true)
          const nearest = row.liquidation.price.minus(markPrice).abs()
          for (const edge of [below, above])
            expect(edge === null || nearest.lte(edge.minus(markPrice).abs())).toBe(true)
        }
      }),
      runs,
    )
  })

  it('names a price of recovery at which the surplus turns positive, or the mark when there is none', () => {
    fc.assert(
      fc.property(book, (snapshot) => {
        for (const row of sampled(assess(snapshot))) {
          if (row.liquidation.status !== 'price' || row.liquidation.reason === null) continue
          const surplus = surplusOf(snapshot, row.position)
          const { below, above } = row.liquidation.edges
          if (below === null && above === null) {
            expect(row.liquidation.price.eq(row.position.markPrice)).toBe(true)
            continue
          }
          const inside =
            below !== null && above !== null ? below.plus(above).div(2) : (below?.times(2) ?? above?.div(2))
          expect(inside && surplus(inside).gt(0)).toBe(true)
        }
      }),
      runs,
    )
  })

  it('is never brought closer to liquidation by more margin', () => {
    fc.assert(
      fc.property(book, fc.integer({ min: 1, max: 100_000 }), (snapshot, extra) => {
        const richer: AccountSnapshot = {
          ...snapshot,
          wallets: snapshot.wallets.map((wallet) => ({
            ...wallet,
            walletBalance: wallet.walletBalance.plus(extra),
            crossWallet: wallet.crossWallet.plus(extra),
          })),
          positions: snapshot.positions.map((position) =>
            position.marginType === 'ISOLATED'
              ? { ...position, isolatedWallet: position.isolatedWallet.plus(extra) }
              : position,
          ),
        }
        const after = new Map(assess(richer).positions.map((row) => [keyOf(row), row]))
        const before = assess(snapshot)
        for (const row of before.positions) {
          const later = after.get(keyOf(row))
          if (later === undefined) throw new Error('a row vanished')
          expect(isNotCloser(later, row)).toBe(true)
        }
        const pools = new Map(assess(richer).pools.map((pool) => [pool.asset, pool.jointDistancePct]))
        for (const { asset, jointDistancePct } of before.pools) {
          const later = pools.get(asset) ?? null
          expect(later === null || (jointDistancePct !== null && later.gte(jointDistancePct))).toBe(true)
        }
      }),
      runs,
    )
  })

  it('has the same surplus by difference as from scratch, at the mark and elsewhere', () => {
    fc.assert(
      fc.property(book, fc.integer({ min: 1, max: 400 }), (snapshot, hundredths) => {
        const readings = poolReadings(snapshot, positionFaults(snapshot))
        for (const position of snapshot.positions.slice(0, 3)) {
          const reading = readings.find(({ pool }) => pool?.holdings.has(position.symbol))
          const stake = reading?.pool
            ? crossStake(reading.pool, position.symbol).stake
            : isolatedStake(position, bracketIn(snapshot, position.symbol))
          const surplus = surplusOf(snapshot, position)
          for (const price of [position.markPrice, position.markPrice.times(hundredths).div(100)]) {
            const gap = surplusAt(stake, price).minus(surplus(price)).abs()
            expect(gap.lte(scaleOf(snapshot).times('1e-40'))).toBe(true)
          }
        }
      }),
      runs,
    )
  })

  it('does not depend on the order of the positions', () => {
    fc.assert(
      fc.property(book, (snapshot) => {
        const shown = (risk: AccountRisk) =>
          risk.positions.map((row) => `${keyOf(row)} ${row.liquidation.status} ${row.distancePct?.toFixed(30)}`).sort()
        const reversed = { ...snapshot, positions: [...snapshot.positions].reverse() }
        expect(shown(assess(reversed))).toEqual(shown(assess(snapshot)))
        expect(assess(reversed).verdict).toBe(assess(snapshot).verdict)
      }),
      runs,
    )
  })

  // Powers of ten upward, since an isolated entry price counts with 8 decimals only.
  it('does not depend on the units of money, nor on those of quantity', () => {
    fc.assert(
      fc.property(book, fc.constantFrom('10', '1000'), (snapshot, text) => {
        const unit = d(text)
        const distances = (risk: AccountRisk) =>
          risk.positions.map((row) => `${keyOf(row)} ${row.distancePct?.toFixed(25)}`).sort()
        const plain = distances(assess(snapshot))
        expect(distances(assess(inUnits(snapshot, { money: unit, price: unit, quantity: d('1') })))).toEqual(plain)
        const finer = { money: d('1'), price: unit, quantity: d('1').div(unit) }
        expect(distances(assess(inUnits(snapshot, finer)))).toEqual(plain)
      }),
      runs,
    )
  })
})

it('endangers a lone long only by a fall, a lone short only by a rise', () => {
  fc.assert(
    fc.property(
      prices,
      bracketRows,
      fc.integer({ min: 1, max: 200 }),
      fc.constantFrom('LONG', 'SHORT'),
      (price, rows, share, side) => {
        const entryPrice = price.toFixed()
        const isolatedWallet = price.times(share).div(100).toFixed()
        const snapshot = { position: aPosition({ side, entryPrice, isolatedWallet }), bracket: aBracket(rows) }
        const curve = isolatedStake(snapshot.position, snapshot.bracket)
        const [helped, hurt] = side === 'LONG' ? ['1.5', '0.5'] : ['0.5', '1.5']
        const here = surplusAt(curve, price)
        expect(surplusAt(curve, price.times(helped ?? '')).gt(here)).toBe(true)
        expect(surplusAt(curve, price.times(hurt ?? '')).lt(here)).toBe(true)
      },
    ),
  )
})

it('takes maintenance margin from each slice of the notional, and finds no fault in such rows', () => {
  fc.assert(
    fc.property(bracketRows, fc.integer({ min: 0, max: 400_000 }), (rows, notional) => {
      const bracket = aBracket(rows)
      expect(bracketFault(bracket)).toBeNull()
      const held = d(String(notional))
      expect(maintenanceMarginOf(bracket, held).eq(slicedMaintenance(bracket, held))).toBe(true)
    }),
  )
})

function keyOf({ position }: PositionRisk): string {
  return `${position.symbol} ${position.side}`
}

/** Danger falls from liquidatable through every distance to none. */
function isNotCloser(later: PositionRisk, earlier: PositionRisk): boolean {
  if (later.distancePct === null) return later.liquidation.status === 'none'
  return earlier.distancePct !== null && later.distancePct.gte(earlier.distancePct)
}

function bisectedBelow(surplus: (price: Decimal) => Decimal, mark: Decimal): Decimal | null {
  return surplus(d('0')).gte(0) ? null : crossing(surplus, mark, d('0'))
}

/** Prices beyond 2^64 times the mark count as never: no slope in these accounts is that gentle. */
function bisectedAbove(surplus: (price: Decimal) => Decimal, mark: Decimal): Decimal | null {
  let [inside, outside] = [mark, mark.times(2)]
  for (let doubling = 0; doubling < 64; doubling += 1) {
    if (surplus(outside).lte(0)) return crossing(surplus, inside, outside)
    ;[inside, outside] = [outside, outside.times(2)]
  }
  return null
}

function expectClose(actual: Decimal | null, expected: Decimal | null, mark: Decimal): void {
  if (actual === null || expected === null) {
    expect(actual?.toFixed() ?? null).toBe(expected?.toFixed() ?? null)
    return
  }
  const slack = expected.gt(mark) ? expected : mark
  expect(actual.minus(expected).abs().lte(slack.times('1e-15'))).toBe(true)
}

interface Units {
  readonly money: Decimal
  readonly price: Decimal
  readonly quantity: Decimal
}

function inUnits(snapshot: AccountSnapshot, { money, price, quantity }: Units): AccountSnapshot {
  return {
    ...snapshot,
    wallets: snapshot.wallets.map((wallet) => ({ ...wallet, crossWallet: wallet.crossWallet.times(money) })),
    positions: snapshot.positions.map((position) => ({
      ...position,
      quantity: position.quantity.times(quantity),
      entryPrice: position.entryPrice.times(price),
      markPrice: position.markPrice.times(price),
      isolatedWallet: position.isolatedWallet.times(money),
    })),
    brackets: new Map(
      [...snapshot.brackets].map(([symbol, bracket]) => [
        symbol,
        {
          ...bracket,
          rows: bracket.rows.map((row) => ({
            ...row,
            notionalFloor: row.notionalFloor.times(money),
            notionalCap: row.notionalCap.times(money),
            maintAmount: row.maintAmount.times(money),
          })),
        },
      ]),
    ),
  }
}

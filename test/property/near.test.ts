import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { d } from '../../src/model/decimal.ts'
import type { Position } from '../../src/model/position.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { tiersOf } from '../../src/model/tiers.ts'
import { assessAccount, assessUrgent } from '../../src/risk/assess.ts'
import { nearPositions } from '../../src/risk/near.ts'
import type { PositionRisk } from '../../src/risk/report.ts'
import { stakeSource } from '../../src/risk/stake-reading.ts'
import { type AccountTraits, accounts, bracketIn } from '../support/arbitraries.ts'
import { TAKEN_AT_MS, tierTable } from '../support/builders.ts'
import { isolatedSurplus, poolSurplus } from './reference.ts'

const runs = { numRuns: 150 }
const options = { tiers: tierTable({ S1: ['40', '20'], S2: ['3'], S3: [] }), nowMs: TAKEN_AT_MS + 412 }

const books: readonly { readonly name: string; readonly traits: AccountTraits }[] = [
  { name: 'isolated and cross', traits: { maxSymbols: 12, hedge: false, multiAssets: false, allowIsolated: true } },
  { name: 'cross only', traits: { maxSymbols: 6, hedge: false, multiAssets: false, allowIsolated: false } },
  { name: 'hedge mode', traits: { maxSymbols: 8, hedge: true, multiAssets: false, allowIsolated: true } },
  { name: 'multi-assets', traits: { maxSymbols: 6, hedge: false, multiAssets: true, allowIsolated: false } },
  { name: 'multi-assets hedge', traits: { maxSymbols: 6, hedge: true, multiAssets: true, allowIsolated: false } },
]

/** Some as they come, and some with a position brought to where a few hundredths of its notional are left to lose. */
const booksOf = (traits: AccountTraits): fc.Arbitrary<AccountSnapshot> =>
  fc.oneof(
    accounts(traits),
    fc.tuple(accounts(traits), fc.integer({ min: -2, max: 45 })).map(([book, left]) => broughtTo(book, left)),
  )

function broughtTo(snapshot: AccountSnapshot, hundredths: number): AccountSnapshot {
  const [first] = snapshot.positions
  if (first === undefined) return snapshot
  const isIsolated = first.marginType === 'ISOLATED'
  const surplus = isIsolated
    ? isolatedSurplus(snapshot, first, first.markPrice)
    : poolSurplus(snapshot, first.marginAsset, ({ markPrice }) => markPrice)
  const missing = first.quantity.times(first.markPrice).times(hundredths).div(100).minus(surplus)
  if (isIsolated) {
    const refilled = { ...first, isolatedWallet: first.isolatedWallet.plus(missing) }
    return { ...snapshot, positions: snapshot.positions.with(0, refilled) }
  }
  const wallets = snapshot.wallets.map((wallet) =>
    wallet.asset === first.marginAsset ? { ...wallet, crossWallet: wallet.crossWallet.plus(missing) } : wallet,
  )
  return { ...snapshot, wallets }
}

const nearOf = (snapshot: AccountSnapshot): ReadonlySet<Position> =>
  new Set(nearPositions(stakeSource(snapshot), options.tiers))

/** Without what the row keeps to compute the rest from. */
const figuresOf = (row: PositionRisk) => ({
  ...row,
  context: null,
  maintenanceMargin: row.maintenanceMargin(),
  marginRatio: row.marginRatio(),
  effectiveLeverage: row.effectiveLeverage(),
  bankruptcyPrice: row.bankruptcyPrice(),
  distanceAtr: row.distanceAtr(),
})

describe.each(books)('$name', ({ traits }) => {
  const book = booksOf(traits)

  it('whatever stands inside a tier is near', () => {
    fc.assert(
      fc.property(book, (snapshot) => {
        const near = nearOf(snapshot)
        for (const { position, tier } of assessAccount(snapshot, options).positions) {
          if (tier !== null) expect(near).toContain(position)
        }
      }),
      runs,
    )
  })

  it('the positions and pools inside a tier have the rows of the whole, in its order', () => {
    fc.assert(
      fc.property(book, (snapshot) => {
        const whole = assessAccount(snapshot, options)
        const positions = whole.positions.filter(({ tier }) => tier !== null)
        const pools = whole.pools.filter(({ jointTier }) => jointTier !== null)
        const rows = assessUrgent(stakeSource(snapshot), options)
        expect(rows?.positions.map(figuresOf) ?? []).toEqual(positions.map(figuresOf))
        expect(rows?.pools ?? []).toEqual(pools)
        expect(rows === null).toBe(positions.length === 0 && pools.length === 0)
      }),
      runs,
    )
  })
})

// It loses its notional times the move, less what the maintenance margin falls by, or more what that grows by: at the
// most a share r of it, the ratio of its last row. So S ≤ t × notional × (1 + r) leaves a short no further than t × (1 + r)
// away, and S ≤ t × notional a long no further than t ÷ (1 − r).
it('a lone position that is near stands at its outermost tier t or not much further, at the most t ÷ (1 − r)', () => {
  const lone = booksOf({ maxSymbols: 12, hedge: false, multiAssets: false, allowIsolated: true })
  fc.assert(
    fc.property(lone, (snapshot) => {
      const near = nearOf(snapshot)
      for (const { position, distancePct } of assessAccount(snapshot, options).positions) {
        if (!near.has(position)) continue
        const [outermost = d('0')] = tiersOf(options.tiers, position.symbol)
        const steepest = bracketIn(snapshot, position.symbol).rows.at(-1)?.maintMarginRatio ?? d('0')
        const furthest = outermost.div(d('1').minus(steepest))
        expect(distancePct?.lte(furthest.plus('1e-30'))).toBe(true)
      }
    }),
    runs,
  )
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decimal, d, ZERO } from '../../src/model/decimal.ts'
import { type WalkedFill, walkBook } from '../../src/risk/fill-walk.ts'

interface Held {
  readonly quantity: Decimal
  readonly entryPrice: Decimal
}

/** The way the exchange books a trade, forwards. */
function booked({ quantity, entryPrice }: Held, change: Decimal, price: Decimal) {
  const after = quantity.plus(change)
  const isClosing = !quantity.isZero() && quantity.isNegative() !== change.isNegative()
  if (!isClosing) {
    const cost = quantity.times(entryPrice).plus(change.times(price))
    return { held: { quantity: after, entryPrice: after.isZero() ? ZERO : cost.div(after) }, realized: ZERO }
  }
  const closed = change.abs().lt(quantity.abs()) ? change.neg() : quantity
  const realized = closed.times(price.minus(entryPrice))
  const isTurned = !after.isZero() && after.isNegative() !== quantity.isNegative()
  return { held: { quantity: after, entryPrice: isTurned ? price : entryPrice }, realized }
}

const trades = fc.array(
  fc.record({
    change: fc.integer({ min: -9, max: 9 }).filter((n) => n !== 0),
    price: fc.integer({ min: 50, max: 150 }),
  }),
  { minLength: 1, maxLength: 30 },
)

describe('walking a book back', () => {
  it('finds what stood before every trade, as booking them forwards left it', () => {
    fc.assert(
      fc.property(trades, (list) => {
        let held: Held = { quantity: ZERO, entryPrice: ZERO }
        const stood: Held[] = []
        const fills = list.map(({ change, price }, index): WalkedFill => {
          stood.push(held)
          const next = booked(held, d(String(change)), d(String(price)))
          held = next.held
          const figures = { change: d(String(change)), price: d(String(price)), realizedPnl: next.realized }
          return { id: String(index), symbol: 'S', positionSide: 'BOTH', atMs: index, ...figures }
        })
        const slots = held.quantity.isZero() ? [] : [{ symbol: 'S', positionSide: 'BOTH' as const, ...held }]
        const steps = walkBook(fills, { atMs: 1000, slots, unread: [] }, 0).steps.get('S BOTH') ?? []
        expect(steps).toHaveLength(list.length)
        for (const [index, { before }] of steps.entries()) {
          const was = stood[index]
          expect(before.quantity.toFixed()).toBe(was?.quantity.toFixed())
          if (was === undefined || was.quantity.isZero()) expect(before.entryPrice).toBeNull()
          else expect(before.entryPrice?.minus(was.entryPrice).abs().lt('1e-30')).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })
})

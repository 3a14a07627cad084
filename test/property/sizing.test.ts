import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Decimal, d } from '../../src/model/decimal.ts'
import type { OrderBook } from '../../src/model/market-data.ts'
import { largestQuantity, lossAtStop, type QuantityLimits, type TradeTerms } from '../../src/risk/sizing.ts'
import { prices } from '../support/arbitraries.ts'

const perTenThousand = (max: number) => fc.integer({ min: 1, max }).map((digits) => d(`${digits}e-4`))

/** Levels that grow worse by up to 1 % each, with quantities of any size. */
function side(best: Decimal, worse: 1 | -1): fc.Arbitrary<OrderBook['bids']> {
  const level = fc.record({ gap: fc.integer({ min: 1, max: 100 }), quantity: fc.integer({ min: 1, max: 100_000 }) })
  return fc.array(level, { minLength: 1, maxLength: 12 }).map((levels) => {
    let price = best
    return levels.map(({ gap, quantity }, index) => {
      if (index > 0) price = price.times(d('1').plus(d(`${gap * worse}e-4`)))
      return { price, quantity: d(`${quantity}e-2`) }
    })
  })
}

const trades = prices.chain((entryPrice) =>
  fc.record({
    terms: fc.record({
      side: fc.constantFrom('LONG', 'SHORT'),
      entryPrice: fc.constant(entryPrice),
      away: perTenThousand(5000),
      entryType: fc.constantFrom('LIMIT', 'MARKET'),
      feeRate: perTenThousand(50),
      book: fc.option(fc.record({ asks: side(entryPrice, 1), bids: side(entryPrice, -1), atMs: fc.constant(null) })),
    }),
    budget: fc.integer({ min: 1, max: 1_000_000 }).map((cents) => d(`${cents}e-2`)),
    stepPlaces: fc.integer({ min: 0, max: 5 }),
    maxQuantity: fc.integer({ min: 1, max: 10_000_000 }).map((digits) => d(`${digits}e-2`)),
    maxNotional: fc.option(fc.integer({ min: 1, max: 10_000_000 }).map((digits) => d(String(digits)))),
  }),
)

it('sizing never risks more than the budget, after rounding, fees and slippage, and leaves no step unused', () => {
  fc.assert(
    fc.property(trades, ({ terms: { away, ...rest }, budget, stepPlaces, maxQuantity, maxNotional }) => {
      const factor = rest.side === 'LONG' ? d('1').minus(away) : d('1').plus(away)
      const terms: TradeTerms = { ...rest, stopPrice: rest.entryPrice.times(factor) }
      const stepSize = d(`1e-${stepPlaces}`)
      const limits: QuantityLimits = { stepSize, minQuantity: stepSize, minNotional: null, maxQuantity, maxNotional }
      const { quantity, limitedBy } = largestQuantity(terms, budget, limits)
      expect(quantity.mod(stepSize).isZero()).toBe(true)
      expect(quantity.lte(maxQuantity)).toBe(true)
      const loss = lossAtStop(terms, quantity)
      expect(quantity.isZero() || (loss?.total.lte(budget) ?? false)).toBe(true)
      const oneMore = lossAtStop(terms, quantity.plus(stepSize))
      if (limitedBy === 'risk') expect(oneMore?.total.lte(budget) ?? false).toBe(false)
      if (limitedBy === 'book') expect(oneMore).toBeNull()
    }),
    { numRuns: 200 },
  )
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Decimal, d } from '../../src/model/decimal.ts'
import type { Candle } from '../../src/model/market.ts'
import type { Side } from '../../src/model/position.ts'
import { ratchetPath } from '../../src/risk/trailing-stop.ts'
import { aCandle, aPosition } from '../support/builders.ts'

const DAY_MS = 86_400_000

/** Days whose ranges, gaps and closes know no measure. */
const markets: fc.Arbitrary<readonly Candle[]> = fc
  .array(
    fc.record({
      low: fc.integer({ min: 500, max: 2000 }),
      range: fc.integer({ min: 0, max: 900 }),
      close: fc.nat(100),
    }),
    {
      minLength: 4,
      maxLength: 25,
    },
  )
  .map((days) =>
    days.map(({ low, range, close }, index) =>
      aCandle(index + 1, [String(low + range), String(low), String(low + Math.floor((range * close) / 100))]),
    ),
  )

/** Everything that an onlooker would be shown: each candle half-way, near its end, and closed. */
function moments(
  candles: readonly Candle[],
): readonly { readonly candles: readonly Candle[]; readonly nowMs: number }[] {
  return candles.flatMap((candle, index) => {
    const before = candles.slice(0, index)
    const half = {
      ...candle,
      high: candle.low.plus(candle.high.minus(candle.low).div(2)),
      low: candle.high.minus(candle.high.minus(candle.low).div(2)),
    }
    return [
      { candles: [...before, half], nowMs: candle.openAtMs + 1 },
      { candles: [...before, candle], nowMs: candle.closeAtMs },
      { candles: [...before, candle], nowMs: candle.closeAtMs + 1 },
    ]
  })
}

it('the ratchet never loosens, whatever the market does and whenever one looks', () => {
  const sides = fc.constantFrom<Side>('LONG', 'SHORT')
  fc.assert(
    fc.property(markets, sides, fc.nat(20), fc.integer({ min: 1, max: 4 }), (candles, side, day, period) => {
      const position = aPosition({ side, entryPrice: '1200' })
      const rules = { period, multiple: d('1.5') }
      let last: Decimal | null = null
      for (const moment of moments(candles)) {
        if (moment.nowMs < day * DAY_MS) continue
        const path = ratchetPath({ ...moment, position, rules, sinceMs: day * DAY_MS })
        if (path === null) continue
        const isKept: boolean = last === null || (side === 'LONG' ? path.level.gte(last) : path.level.lte(last))
        expect(isKept).toBe(true)
        last = path.level
      }
    }),
    { numRuns: 150 },
  )
})

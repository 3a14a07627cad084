import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decimal, d, HUNDRED, ONE, sum } from '../../src/model/decimal.ts'
import { type MarginHolding, owedOf, ownedOf } from '../../src/model/margin-account.ts'
import { fallToPct, marginLevelOf, marginTotals, proFallToPct } from '../../src/risk/margin-level.ts'
import { liquidationRun, type SeizedAsset } from '../../src/risk/margin-liquidation.ts'
import { movedStanding } from '../../src/risk/margin-move.ts'
import { coinLiquidation, commonMove } from '../../src/risk/margin-price.ts'
import { bitcoinPrices, pricesIn } from '../../src/risk/margin-prices.ts'
import { marginRemedy } from '../../src/risk/margin-remedy.ts'
import { aCrossAccount, aHolding, aMarginSnapshot } from '../support/margin-builders.ts'

const RUNS = { numRuns: 150 }
const ASSETS = ['BTC', 'ETH', 'SOL', 'USDC', 'USDT'] as const

const amounts = fc.integer({ min: 0, max: 50_000_000 }).map((units) => (units / 1000).toFixed(3))
const holdings: fc.Arbitrary<readonly MarginHolding[]> = fc
  .array(fc.tuple(amounts, amounts, amounts, amounts), { minLength: ASSETS.length, maxLength: ASSETS.length })
  .map((rows) =>
    rows.map(([free, locked, borrowed, interest], index) =>
      aHolding(ASSETS[index] ?? 'BTC', { free, locked, borrowed, interest }),
    ),
  )
const prices = fc
  .array(fc.integer({ min: 1, max: 9_000_000 }), { minLength: 4, maxLength: 4 })
  .map(
    (cents) =>
      new Map<string, Decimal>([
        ['USDT', ONE],
        ...ASSETS.slice(0, 4).map((asset, index) => [asset, d(((cents[index] ?? 1) / 100).toFixed(2))] as const),
      ]),
  )
const levels = fc.integer({ min: 1001, max: 3000 }).map((thousandths) => d((thousandths / 1000).toFixed(3)))

const levelAt = (rows: readonly MarginHolding[], at: ReadonlyMap<string, Decimal>) => {
  const reading = marginTotals(rows, at)
  return 'totals' in reading ? marginLevelOf(reading.totals) : null
}
const isNear = (one: Decimal, other: Decimal) =>
  one
    .minus(other)
    .abs()
    .lt(d('1e-25').times(larger(one, other)))
function larger(one: Decimal, other: Decimal): Decimal {
  return one.abs().gt(other.abs()) ? one.abs().plus(1) : other.abs().plus(1)
}

function moveOf(asset: string, from: ReadonlyMap<string, Decimal>, to: ReadonlyMap<string, Decimal>) {
  return { from: from.get(asset) ?? ONE, to: to.get(asset) ?? ONE }
}

describe('a margin account', () => {
  it('stands after a move where a new reading would find it', () => {
    let compared = 0
    fc.assert(
      fc.property(holdings, prices, prices, (rows, from, to) => {
        const before = marginTotals(rows, from)
        const bitcoin = from.get('BTC')
        if (!('totals' in before) || bitcoin === undefined || before.totals.assets.isZero()) return
        const marginLevel = marginLevelOf(before.totals)
        if (marginLevel === null) return
        // Dollar coins stand still here as they do there.
        const moves = new Map(['BTC', 'ETH', 'SOL'].map((asset) => [asset, moveOf(asset, from, to)]))
        const still = new Map([...to, ['USDC', from.get('USDC') ?? ONE]])
        const expected = levelAt(rows, still)
        const cross = aCrossAccount({
          marginLevel,
          totalAssetOfBtc: before.totals.assets.div(bitcoin),
          totalLiabilityOfBtc: before.totals.debt.div(bitcoin),
          holdings: rows,
        })
        const level = movedStanding(aMarginSnapshot({ cross }), moves, [d('5')]).rows[0]?.level ?? null
        if (level === null || expected === null || expected.isZero() || expected.gte('999')) return
        compared += 1
        expect(isNear(level, expected), `${level.toFixed()} is not ${expected.toFixed()}`).toBe(true)
      }),
      RUNS,
    )
    expect(compared).toBeGreaterThan(100)
  })

  it('stands exactly on the level at the liquidation price of each coin', () => {
    let solved = 0
    fc.assert(
      fc.property(holdings, prices, levels, (rows, at, level) => {
        for (const asset of ASSETS) {
          const coin = coinLiquidation(rows, at, { asset, level })
          if (coin.status === 'none') continue
          const there = levelAt(rows, new Map([...at, [asset, coin.liquidationPrice]]))
          if (there === null) continue
          solved += 1
          expect(isNear(there, level), `${there.toFixed()} at ${coin.liquidationPrice.toFixed()}`).toBe(true)
        }
      }),
      RUNS,
    )
    expect(solved).toBeGreaterThan(100)
  })

  it('stands exactly on the level after the common move, dollar coins standing still', () => {
    let solved = 0
    fc.assert(
      fc.property(holdings, prices, levels, (rows, at, level) => {
        const move = commonMove(rows, at, { unit: 'USDT', level })
        if (move.status === 'none') return
        const factor = move.movePct.div(HUNDRED).plus(ONE)
        const moved = new Map(
          [...at].map(([asset, price]) => [asset, asset.startsWith('USD') ? price : price.times(factor)]),
        )
        const there = levelAt(rows, moved)
        if (there === null) return
        solved += 1
        expect(isNear(there, level)).toBe(true)
      }),
      RUNS,
    )
    expect(solved).toBeGreaterThan(20)
  })

  it('stands on the line once the collateral has fallen by what may be lost', () => {
    fc.assert(
      fc.property(levels, levels, (level, line) => {
        const fall = fallToPct(level, line)
        if (level.lte(line)) expect(fall.isZero()).toBe(true)
        else expect(isNear(level.times(ONE.minus(fall.div(HUNDRED))), line)).toBe(true)
      }),
      RUNS,
    )
  })

  it('of Cross Pro satisfies its own level after the fall', () => {
    fc.assert(
      fc.property(levels, levels, levels, (collateralLevel, level, line) => {
        const fall = proFallToPct({ marginLevel: level, collateralMarginLevel: collateralLevel }, line)
        if (fall === null || level.lte(line)) return
        const maintenance = collateralLevel.minus(ONE).div(level)
        const left = collateralLevel.times(ONE.minus(fall.div(HUNDRED)))
        expect(isNear(left.minus(ONE).div(maintenance), line)).toBe(true)
      }),
      RUNS,
    )
  })

  it('reaches the wanted level by each of the three ways, with no cent too much', () => {
    fc.assert(
      fc.property(holdings, prices, levels, (rows, at, target) => {
        const reading = marginTotals(rows, at)
        if (!('totals' in reading) || reading.totals.debt.isZero()) return
        const { assets, debt } = reading.totals
        const { add, repay, sellAndRepay } = marginRemedy({ assets, debt }, target)
        const reached = (one: Decimal, other: Decimal) => {
          // Money is rounded up at eight decimals: less than a hundred-millionth too little would be a unit less.
          expect(one.gte(target.times(other))).toBe(true)
        }
        reached(assets.plus(add), debt)
        reached(assets, debt.minus(repay))
        if (sellAndRepay !== null) reached(assets.minus(sellAndRepay), debt.minus(sellAndRepay))
        if (add.gt(0)) {
          const unit = d('0.00000001')
          expect(assets.plus(add.minus(unit)).lt(target.times(debt))).toBe(true)
          expect(assets.lt(target.times(debt.minus(repay.minus(unit))))).toBe(true)
        }
      }),
      RUNS,
    )
  })

  it('keeps its level in whatever unit it is counted', () => {
    fc.assert(
      fc.property(holdings, prices, (rows, at) => {
        const [here, there] = [levelAt(rows, at), levelAt(rows, pricesIn('BTC', at))]
        if (here === null || there === null) expect(here).toBe(there)
        else expect(isNear(here, there)).toBe(true)
      }),
      RUNS,
    )
  })

  it('loses and returns all of its collateral in a liquidation: sold, repaid, fee, rest', () => {
    const lots = fc.record({
      quantity: fc.integer({ min: 1, max: 1_000_000 }).map((units) => d((units / 100).toFixed(2))),
      price: fc.integer({ min: 1, max: 100_000 }).map((cents) => d((cents / 100).toFixed(2))),
      slippage: fc.integer({ min: 0, max: 30 }),
      way: fc.constantFrom('regular' as const, 'takeover' as const),
    })
    fc.assert(
      fc.property(fc.array(lots, { minLength: 1, maxLength: 4 }), levels, (drawn, level) => {
        const collateral = drawn.map(({ quantity, price, slippage, way }, index): SeizedAsset => {
          return { asset: `C${index}`, quantity, price, exitPrice: price.times(d(String(1 - slippage / 100))), way }
        })
        const value = sum(collateral.map(({ quantity, price }) => quantity.times(price)))
        const debt = value.div(level)
        const run = liquidationRun({ unit: 'USDC', collateral, debt, feeRate: d('0.02') })
        expect(run.returned.gte(0) && run.shortfall.gte(0)).toBe(true)
        expect(run.fee.eq(debt.times('0.02'))).toBe(true)
        expect(run.returned.lte(value.minus(debt)), 'nobody gains by being liquidated').toBe(true)
        if (run.shortfall.gt(0)) expect(run.returned.isZero() || run.left.length > 0).toBe(true)
        for (const { asset, quantity } of run.sold) {
          expect(quantity.lte(collateral.find((lot) => lot.asset === asset)?.quantity ?? 0)).toBe(true)
        }
      }),
      RUNS,
    )
  })
})

describe('valuation through bitcoin', () => {
  it('is the same along every pair of a market without arbitrage', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_000_000 }), fc.integer({ min: 1, max: 90_000 }), (bitcoin, coin) => {
        const [btc, sol] = [d((bitcoin / 100).toFixed(2)), d((coin / 100).toFixed(2))]
        const direct = bitcoinPrices(
          ['SOL', 'USDT'],
          new Map([
            ['SOLBTC', sol.div(btc)],
            ['BTCUSDT', btc],
          ]),
        )
        const bridged = bitcoinPrices(
          ['SOL', 'USDT'],
          new Map([
            ['SOLUSDT', sol],
            ['BTCUSDT', btc],
          ]),
        )
        for (const asset of ['SOL', 'USDT']) {
          const [one, other] = [direct.get(asset), bridged.get(asset)]
          expect(one !== undefined && other !== undefined && isNear(one, other)).toBe(true)
        }
      }),
      RUNS,
    )
  })

  it('leaves out what no pair tells', () => {
    const known = bitcoinPrices(
      ['BTC', 'SOL', 'XYZ'],
      new Map([
        ['SOLUSDT', d('165')],
        ['BTCUSDC', d('94000')],
      ]),
    )
    expect([...known.keys()]).toEqual(['BTC'])
    expect(
      owedOf(aHolding('X', { borrowed: '1', interest: '2' }))
        .plus(ownedOf(aHolding('X', { free: '3', locked: '4' })))
        .toFixed(),
    ).toBe('10')
  })
})

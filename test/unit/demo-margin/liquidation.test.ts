import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CROSS_BARS } from '../../../src/demo/margin/bars.ts'
import { type Holdings, holdingOf, owed, owned } from '../../../src/demo/margin/holdings.ts'
import { afterFee, repayBySelling, takeoverReturn } from '../../../src/demo/margin/liquidation.ts'
import { type Pool, stepPool } from '../../../src/demo/margin/pool.ts'
import { d, ZERO } from '../../../src/model/decimal.ts'
import { aPool, pricesIn, valuedIn } from './holdings-stub.ts'

const at = (prices: Readonly<Record<string, string>>) => ({ valuation: valuedIn(prices), slippage: ZERO })
const held = (holdings: Holdings, asset: string): string => owned(holdingOf(holdings, asset)).toFixed(8)

describe('a regular liquidation', () => {
  const market = at({ BTC: '44000', USDC: '1' })
  const pool = aPool({ assets: { BTC: '10' }, debts: { USDC: '400000' } })

  it('sells 9.09090909 BTC for 400,000 and leaves 0.72727273 after a fee of 8,000', () => {
    const repaid = repayBySelling(pool, { asset: 'USDC', amount: d('400000') }, market)
    expect(repaid.sales.map((sale) => sale.quantity.toFixed(8))).toEqual(['9.09090909'])
    expect(repaid.sales[0]?.averagePrice.toFixed(2)).toBe('44000.00')
    expect(owed(holdingOf(repaid.holdings, 'USDC')).isZero()).toBe(true)
    const charged = afterFee(repaid.holdings, d('8000').div('44000'), market.valuation)
    expect(charged.paid.map(([asset, amount]) => [asset, amount.toFixed(8)])).toEqual([['BTC', '0.18181818']])
    expect(held(charged.holdings, 'BTC')).toBe('0.72727273')
  })

  it('uses what is held of the debt asset before it sells anything', () => {
    const rich = aPool({ assets: { BTC: '10', USDC: '180000' }, debts: { USDC: '400000' } })
    const repaid = repayBySelling(rich, { asset: 'USDC', amount: d('400000') }, market)
    expect(repaid.sales.map((sale) => sale.quantity.toFixed(8))).toEqual(['5.00000000'])
    expect(held(repaid.holdings, 'USDC')).toBe('0.00000000')
  })

  it('sells the most valuable collateral first and all of it when it is not enough', () => {
    const two = aPool({ assets: { ETH: '10', BTC: '1' }, debts: { USDC: '60000' } })
    const prices = at({ BTC: '44000', ETH: '2000', USDC: '1' })
    const repaid = repayBySelling(two, { asset: 'USDC', amount: d('60000') }, prices)
    expect(repaid.sales.map((sale) => [sale.sold, sale.quantity.toFixed(8), sale.proceeds.toFixed(2)])).toEqual([
      ['BTC', '1.00000000', '44000.00'],
      ['ETH', '8.00000000', '16000.00'],
    ])
  })

  it('loses the slippage on the way out', () => {
    const repaid = repayBySelling(pool, { asset: 'USDC', amount: d('43560') }, { ...market, slippage: d('0.01') })
    expect(repaid.sales[0]?.quantity.toFixed(8)).toBe('1.00000000')
  })

  it('neither creates nor loses value without slippage', () => {
    const amounts = fc.integer({ min: 1, max: 5_000_000 }).map((cents) => d(String(cents)).div(100))
    fc.assert(
      fc.property(amounts, amounts, amounts, (ether, debt, due) => {
        const before = aPool({ assets: { BTC: '1', ETH: ether.toFixed() }, debts: { USDC: debt.toFixed() } })
        const { valuation, slippage } = at({ BTC: '50000', ETH: '2500', USDC: '1' })
        const { holdings } = repayBySelling(before, { asset: 'USDC', amount: due }, { valuation, slippage })
        const equity = (of: Holdings) =>
          [...of.values()].reduce((sum, row) => sum.plus(owned(row).minus(owed(row)).times(valuation(row.asset))), ZERO)
        expect(equity(holdings).minus(equity(before)).abs().lt('1e-7')).toBe(true)
        expect(owed(holdingOf(holdings, 'USDC')).lte(debt)).toBe(true)
        expect([...holdings.values()].every((row) => row.free.gte(0) && row.locked.gte(0))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a takeover', () => {
  it.each([
    // 500,000 · 0.87 − 400,000 − 8,000
    {
      name: 'SUPER at an average of 0.87',
      assets: { SUPER: '500000' },
      debt: '400000',
      price: '0.87',
      left: '27000.00',
    },
    // 450,000 · 0.86 − 350,000 − 8,000
    {
      name: 'the rest of a mixed one at 0.86',
      assets: { SUPER: '450000' },
      debt: '350000',
      price: '0.86',
      left: '29000.00',
    },
    { name: 'a collapse', assets: { SUPER: '500000' }, debt: '400000', price: '0.7', left: '-58000.00' },
  ])('of $name leaves $left', ({ assets, debt, price, left }) => {
    const market = at({ BTC: '50000', SUPER: price, USDC: '1' })
    const terms = { market, fee: d('8000'), asset: 'USDC' }
    expect(takeoverReturn(aPool({ assets, debts: { USDC: debt } }), terms).toFixed(2)).toBe(left)
  })
})

describe('the engine', () => {
  const pool = (change: Partial<Pool>): Pool => ({
    symbol: null,
    mode: '3x',
    bars: CROSS_BARS['3x'],
    liquidation: 'regular',
    holdings: aPool({ assets: { BTC: '10' }, debts: { USDC: '400000' } }),
    phase: { name: 'open' },
    ...change,
  })
  const above = pricesIn({ BTC: '44001', USDC: '1' })
  const below = pricesIn({ BTC: '44000', USDC: '1' })

  it('leaves a pool alone above the line', () => {
    expect(stepPool(pool({}), above, 0)).toMatchObject({
      sales: [],
      flows: [],
      shortfall: null,
      pool: { phase: { name: 'open' } },
    })
  })

  it('sells in two waves, takes its fee, and unlocks', () => {
    const first = stepPool(pool({}), below, 0)
    expect(first.pool.phase.name).toBe('selling')
    expect(owed(holdingOf(first.pool.holdings, 'USDC')).toFixed(2)).toBe('200000.00')
    const second = stepPool(first.pool, below, 10_000)
    expect(second.pool.phase.name).toBe('open')
    expect(owed(holdingOf(second.pool.holdings, 'USDC')).toFixed(2)).toBe('0.00')
    expect(
      second.flows.filter((flow) => flow.type === 'LIQUIDATION_FEE').map((flow) => flow.amount.toFixed(6)),
    ).toEqual(['-0.181818'])
    expect(second.shortfall).toBeNull()
  })

  it('reports what the collateral did not cover', () => {
    const crash = pricesIn({ BTC: '30000', USDC: '1' })
    const second = stepPool(stepPool(pool({}), crash, 0).pool, crash, 10_000)
    // 10 BTC bring 299,700 of the 400,000
    expect(second.shortfall?.amount.toFixed(2)).toBe('100300.00')
    expect(owed(holdingOf(second.pool.holdings, 'USDC')).isZero()).toBe(true)
  })

  it('takes thin collateral over without an order and gives the rest back ten minutes later', () => {
    const prices = pricesIn({ BTC: '50000', SUPER: '0.88', USDC: '1' })
    const thin = pool({
      liquidation: 'takeover',
      holdings: aPool({ assets: { SUPER: '500000' }, debts: { USDC: '400000' } }),
    })
    const taken = stepPool(thin, prices, 0)
    expect(taken.sales).toEqual([])
    expect(taken.flows.map((flow) => [flow.asset, flow.type, flow.amount.toFixed(0)])).toEqual([
      ['SUPER', 'OTHER_LIQUIDATION', '-500000'],
      ['USDC', 'OTHER_LIQUIDATION', '400000'],
    ])
    expect(held(taken.pool.holdings, 'SUPER')).toBe('0.00000000')
    expect(stepPool(taken.pool, prices, 599_999).pool).toBe(taken.pool)
    const returned = stepPool(taken.pool, prices, 600_000)
    // 440,000 less 1.14 % less 400,000 less 8,000
    expect(held(returned.pool.holdings, 'USDC')).toBe('26984.00000000')
    expect(returned.sales).toEqual([])
  })
})

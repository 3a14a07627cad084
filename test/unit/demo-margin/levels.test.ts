import { describe, expect, it } from 'vitest'
import { CROSS_BARS, isolatedTiers, levelStatus } from '../../../src/demo/margin/bars.ts'
import { type Holdings, marginLevelOf, totalsOf } from '../../../src/demo/margin/holdings.ts'
import {
  collateralInUsdt,
  collateralLevelOf,
  isolatedLiquidationPrice,
  proLevelOf,
} from '../../../src/demo/margin/levels.ts'
import { d } from '../../../src/model/decimal.ts'
import { aPool, pricesIn, valuedIn } from './holdings-stub.ts'

const BTC_AND_LOAN = aPool({ assets: { BTC: '10' }, debts: { USDC: '400000' } })
const SUPER_AND_LOAN = aPool({ assets: { SUPER: '500000' }, debts: { USDC: '400000' } })
const MIXED = aPool({ assets: { BTC: '1', SUPER: '450000' }, debts: { USDC: '400000' } })

describe('margin level', () => {
  it.each([
    {
      name: '10 BTC against 400,000 at 50,000',
      pool: BTC_AND_LOAN,
      prices: { BTC: '50000', USDC: '1' },
      level: '1.25',
    },
    { name: 'the same at 44,000', pool: BTC_AND_LOAN, prices: { BTC: '44000', USDC: '1' }, level: '1.1' },
    {
      name: '500,000 SUPER at 0.88',
      pool: SUPER_AND_LOAN,
      prices: { BTC: '50000', SUPER: '0.88', USDC: '1' },
      level: '1.1',
    },
    {
      name: '1 BTC and 450,000 SUPER at 0.866666667',
      pool: MIXED,
      prices: { BTC: '50000', SUPER: '0.866666667', USDC: '1' },
      level: '1.1',
    },
    {
      name: 'the SUPER alone after the bitcoin repaid 50,000',
      pool: aPool({ assets: { SUPER: '450000' }, debts: { USDC: '350000' } }),
      prices: { BTC: '50000', SUPER: '0.866666667', USDC: '1' },
      level: '1.11428571',
    },
    {
      name: 'the same at 0.86',
      pool: aPool({ assets: { SUPER: '450000' }, debts: { USDC: '350000' } }),
      prices: { BTC: '50000', SUPER: '0.86', USDC: '1' },
      level: '1.10571429',
    },
    {
      name: '1 BTC against 20,000 at 30,000',
      pool: aPool({ assets: { BTC: '1' }, debts: { USDT: '20000' } }),
      prices: { BTC: '30000', USDT: '1' },
      level: '1.5',
    },
    {
      name: 'interest counted as debt',
      pool: aPool({ assets: { BTC: '1' }, debts: { USDT: '19000' }, interest: { USDT: '1000' } }),
      prices: { BTC: '30000', USDT: '1' },
      level: '1.5',
    },
    { name: 'no debt', pool: aPool({ assets: { BTC: '1' } }), prices: { BTC: '30000' }, level: '999' },
  ])('$name is $level', ({ pool, prices, level }) => {
    const actual = marginLevelOf(totalsOf(pool, valuedIn(prices)))
    expect(actual.toDecimalPlaces(7).toNumber()).toBeCloseTo(Number(level), 7)
  })

  it('adds both sides up in satoshis', () => {
    const pool = aPool({ assets: { BTC: '0.2', USDT: '310' }, debts: { USDT: '12000' }, interest: { USDT: '1.4' } })
    const totals = totalsOf(pool, valuedIn({ BTC: '91850', USDT: '1' }))
    expect(totals.assets.toFixed(8)).toBe('0.20337506')
    expect(totals.liabilities.toFixed(8)).toBe('0.13066303')
  })
})

describe('collateral', () => {
  it('is cut by the bands of each asset', () => {
    const pool = aPool({ assets: { BTC: '1', BNB: '10000', FET: '2000000' } })
    // 50,000 + 5,000,000 · 0.95 + 1,000,000 · 0.9 + 500,000 · 0.8 + 300,000 · 0
    expect(collateralInUsdt(pool, pricesIn({ BTC: '50000', BNB: '600', FET: '0.4' })).toFixed(2)).toBe('6100000.00')
  })

  it('level stands below the margin level when there is a haircut', () => {
    const pool = aPool({ assets: { FET: '1000' }, debts: { USDT: '200' } })
    expect(collateralLevelOf(pool, pricesIn({ BTC: '50000', FET: '0.4', USDT: '1' })).toFixed(4)).toBe('1.6000')
  })
})

it('the level of Pro is net collateral over maintenance margin', () => {
  const pool = aPool({ assets: { BTC: '1' }, debts: { USDT: '40000', ETH: '1' } })
  const prices = pricesIn({ BTC: '50000', USDT: '1', ETH: '2500' })
  // (50,000 − 42,500) / (40,000 · 3 % + 2,500 · 4 %)
  expect(proLevelOf(pool, prices).toFixed(8)).toBe('5.76923077')
  expect(proLevelOf(aPool({ assets: { BTC: '1' } }), prices).toFixed(0)).toBe('999')
})

describe('isolated liquidation price', () => {
  const pair = (base: string) => ({ base, quote: 'USDT' })
  const cases: readonly { name: string; pool: Holdings; base: string; level: string; price: string | null }[] = [
    {
      name: '1 BTC',
      pool: aPool({ assets: { BTC: '1' }, debts: { USDT: '20000' } }),
      base: 'BTC',
      level: '1.1',
      price: '22000.00000000',
    },
    {
      name: 'recorded FET pair',
      pool: aPool({
        assets: { FET: '1954.7144', USDT: '20.65536756' },
        debts: { USDT: '889.66509394' },
        interest: { USDT: '0.05560407' },
      }),
      base: 'FET',
      level: '1.1575',
      price: '0.51628838',
    },
    {
      name: 'ETH owed and held',
      pool: aPool({ assets: { ETH: '0.4', USDT: '100' }, debts: { ETH: '0.4' }, interest: { ETH: '0.00004' } }),
      base: 'ETH',
      level: '1.1',
      price: '2497.25302168',
    },
    { name: 'nothing owed', pool: aPool({ assets: { BTC: '1' } }), base: 'BTC', level: '1.1', price: null },
    {
      name: 'money that covers the debt',
      pool: aPool({ assets: { BTC: '1', USDT: '99' }, debts: { USDT: '20' } }),
      base: 'BTC',
      level: '1.1',
      price: null,
    },
  ]
  it.each(cases)('$name: $price', ({ pool, base, level, price }) => {
    expect(isolatedLiquidationPrice(pool, pair(base), d(level))?.toFixed(8) ?? null).toBe(price)
  })
})

describe('bars', () => {
  it.each([
    ['3x', '1.3', '1.1'],
    ['5x', '1.16', '1.1'],
    ['pro', '1.5', '1'],
  ] as const)('of cross %s: call %s, liquidation %s', (mode, call, liquidation) => {
    expect(CROSS_BARS[mode].call.toFixed()).toBe(call)
    expect(CROSS_BARS[mode].liquidation.toFixed()).toBe(liquidation)
  })

  it('of isolated tiers: 10x, 5x and 3x', () => {
    const rows = isolatedTiers(10).map((tier) => [
      tier.multiple,
      tier.bars.call.toFixed(),
      tier.bars.liquidation.toFixed(),
    ])
    expect(rows).toEqual([
      [10, '1.1', '1.05'],
      [5, '1.19', '1.15'],
      [3, '1.22', '1.18'],
    ])
    expect(isolatedTiers(3).map((tier) => tier.multiple)).toEqual([3])
  })

  it.each([
    ['2.1', 'EXCESSIVE'],
    ['1.2', 'NORMAL'],
    ['1.19', 'MARGIN_CALL'],
    ['1.17', 'PRE_LIQUIDATION'],
    ['1.15', 'FORCE_LIQUIDATION'],
  ])('an isolated 5x level of %s is %s', (level, status) => {
    const tier = isolatedTiers(5)[0]
    expect(tier === undefined ? null : levelStatus(d(level), tier.bars)).toBe(status)
  })
})

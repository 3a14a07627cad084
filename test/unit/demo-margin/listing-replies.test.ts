import { describe, expect, it } from 'vitest'
import {
  allAssets,
  allPairs,
  crossMarginCollateralRatio,
  crossMarginData,
  isolatedAllPairs,
  isolatedMarginData,
  isolatedMarginTier,
  nextHourlyInterestRate,
  priceIndex,
  riskBasedLiquidationRatio,
} from '../../../src/demo/margin/listing-replies.ts'
import { marginRoutes } from '../../../src/demo/margin/routes.ts'
import { wireJson } from '../../../src/demo/wire-json.ts'
import { aSpec, ask, aWorld, refusalOf, routeOf, START_MS, weightOf } from '../demo-market/world-stub.ts'

const query = (fields: Readonly<Record<string, string>> = {}) => new Map(Object.entries(fields))

it('interest and limits of a coin', () => {
  expect(crossMarginData(query({ coin: 'USDC' }))).toEqual([
    {
      vipLevel: 0,
      coin: 'USDC',
      transferIn: true,
      borrowable: true,
      dailyInterest: '0.00019200',
      yearlyInterest: '0.0701',
      borrowLimit: '2400000',
      marginablePairs: ['BTCUSDC', 'ETHUSDC', 'SOLUSDC', 'USDCUSDT'],
    },
  ])
  // two VIP levels are worth ten per cent
  expect(crossMarginData(query({ coin: 'USDT', vipLevel: '2' }))[0]?.dailyInterest).toBe('0.00019710')
})

it('a collateral-only coin cannot be borrowed', () => {
  expect(crossMarginData(query({ coin: 'SUPER' }))[0]?.borrowable).toBe(false)
  expect(allAssets(query({ asset: 'SUPER' }))).toEqual([
    {
      assetFullName: 'SuperVerse',
      assetName: 'SUPER',
      isBorrowable: false,
      isMortgageable: true,
      userMinBorrow: '0.00000000',
      userMinRepay: '0.00000000',
    },
  ])
})

it('isolated data has both sides of a pair', () => {
  expect(isolatedMarginData(query({ symbol: 'BTCUSDT' }))).toEqual([
    {
      vipLevel: 0,
      symbol: 'BTCUSDT',
      leverage: '10',
      data: [
        { coin: 'BTC', dailyInterest: '0.00001000', borrowLimit: '9' },
        { coin: 'USDT', dailyInterest: '0.00021900', borrowLimit: '350000' },
      ],
    },
  ])
})

it('tiers run from the highest multiplier down', () => {
  const tiers = isolatedMarginTier(query({ symbol: 'BTCUSDT' }))
  expect(tiers.map((row) => [row.tier, row.effectiveMultiple, row.initialRiskRatio, row.liquidationRiskRatio])).toEqual(
    [
      [1, '10', '1.111', '1.05'],
      [2, '5', '1.25', '1.15'],
      [3, '3', '1.5', '1.18'],
    ],
  )
  expect(isolatedMarginTier(query({ symbol: 'BTCUSDT', tier: '2' }))).toHaveLength(1)
  expect(isolatedMarginTier(query({ symbol: 'FETUSDT' }))[0]).toMatchObject({ tier: 1, effectiveMultiple: '3' })
})

it('haircuts group assets, and the last band has no upper edge', () => {
  expect(crossMarginCollateralRatio()[1]).toEqual({
    collaterals: [
      { minUsdValue: '0', maxUsdValue: '5000000', discountRate: '0.95' },
      { minUsdValue: '5000000', maxUsdValue: '20000000', discountRate: '0.9' },
      { minUsdValue: '20000000', discountRate: '0' },
    ],
    assetNames: ['BNB', 'SOL', 'XRP', 'DOGE'],
  })
  expect(riskBasedLiquidationRatio()[0]).toEqual({ asset: 'USDC', riskBasedLiquidationRatio: '0.01' })
})

it('pair ids go out with more digits than a double holds', () => {
  expect(wireJson(allPairs(query({ symbol: 'BTCUSDT' })))).toBe(
    '[{"base":"BTC","id":351637150141315861,"isBuyAllowed":true,"isMarginTrade":true,"isSellAllowed":true,"quote":"USDT","symbol":"BTCUSDT"}]',
  )
})

it('a pair without isolated margin is not in its list', () => {
  expect(isolatedAllPairs(query()).map((row) => row.symbol)).not.toContain('SUPERUSDT')
  expect(allPairs(query()).map((row) => row.symbol)).toContain('SUPERUSDT')
})

describe('the price index', () => {
  const world = aWorld({
    specs: [aSpec(), aSpec({ symbol: 'ETHUSDT', baseAsset: 'ETH' })],
    price: (symbol) => (symbol === 'BTCUSDT' ? '50000' : '2500'),
  })

  it('has eight decimals and the second of its calculation', () => {
    expect(priceIndex(query({ symbol: 'ETHBTC' }), world)).toEqual({
      calcTime: START_MS,
      price: '0.05000000',
      symbol: 'ETHBTC',
    })
  })

  it('of a thin coin in bitcoin is a little below what its dollar price implies', () => {
    const fet = priceIndex(query({ symbol: 'FETUSDT' }), world)
    expect(fet.price).toBe('0.42120000')
    expect(refusalOf(() => priceIndex(query({ symbol: 'NOPE' }), world)).code).toBe(-3028)
  })
})

describe('the rate of the coming hour', () => {
  it('is a twenty-fourth of the daily one', () => {
    expect(nextHourlyInterestRate(query({ assets: 'USDT,BTC', isIsolated: 'FALSE' }))).toEqual([
      // 0.000219 / 24 and 0.00001 / 24
      { asset: 'USDT', nextHourlyInterestRate: '0.00000913' },
      { asset: 'BTC', nextHourlyInterestRate: '0.00000042' },
    ])
  })

  it.each([
    ['a flag that is neither TRUE nor FALSE', { assets: 'BTC', isIsolated: 'maybe' }, -1130],
    [
      'more than twenty assets',
      { assets: Array.from({ length: 21 }, () => 'BTC').join(','), isIsolated: 'TRUE' },
      -1130,
    ],
    ['an asset that is not traded on margin', { assets: 'NOPE', isIsolated: 'TRUE' }, -3027],
  ])('is refused for %s', (_name, fields, code) => {
    expect(refusalOf(() => nextHourlyInterestRate(query(fields))).code).toBe(code)
  })
})

it.each([
  ['account', 'SIGNED', {}, 10],
  ['isolated/account', 'SIGNED', {}, 10],
  ['tradeCoeff', 'SIGNED', {}, 10],
  ['crossMarginData', 'SIGNED', {}, 5],
  ['crossMarginData', 'SIGNED', { coin: 'BTC' }, 1],
  ['isolatedMarginData', 'SIGNED', {}, 10],
  ['isolatedMarginData', 'SIGNED', { symbol: 'BTCUSDT' }, 1],
  ['isolatedMarginTier', 'SIGNED', { symbol: 'BTCUSDT' }, 1],
  ['crossMarginCollateralRatio', 'KEY', {}, 100],
  ['risk-based-liquidation-ratio', 'KEY', {}, 1],
  ['priceIndex', 'KEY', { symbol: 'BTCUSDT' }, 10],
  ['allPairs', 'KEY', {}, 1],
  ['isolated/allPairs', 'KEY', {}, 10],
  ['allAssets', 'KEY', {}, 1],
  ['forceLiquidationRec', 'SIGNED', {}, 1],
  ['interestHistory', 'SIGNED', {}, 1],
  ['next-hourly-interest-rate', 'SIGNED', {}, 100],
  ['openOrders', 'SIGNED', {}, 10],
  ['capital-flow', 'SIGNED', {}, 100],
  ['liquidation-loan', 'SIGNED', {}, 100],
] as const)('%s needs %s and, with %o, weighs %i', (name, security, fields, weight) => {
  const path = `/sapi/v1/margin/${name}`
  expect(routeOf(marginRoutes, path).security).toBe(security)
  expect(weightOf(marginRoutes, path, fields)).toBe(weight)
})

it('the liquidation loan is weighed by user, everything else by address', () => {
  expect(marginRoutes.filter((route) => route.pool !== 'sapiIp').map((route) => route.path)).toEqual([
    '/sapi/v1/margin/liquidation-loan',
  ])
})

it('the leverage brackets of Pro are gone', () => {
  const refusal = refusalOf(() => ask(marginRoutes, '/sapi/v1/margin/leverageBracket', { world: aWorld() }))
  expect(refusal.status).toBe(410)
})

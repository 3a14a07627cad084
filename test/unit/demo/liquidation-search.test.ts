import { expect, it } from 'vitest'
import { type AccountSeed, placeAccount } from '../../../src/demo/account-seed.ts'
import { liquidationPrices } from '../../../src/demo/liquidation-search.ts'
import { aContract, KeptBooks, StillWorld } from './still-world.ts'

function pricesOf(world: StillWorld, seed: AccountSeed, places = 8): Record<string, string | null> {
  const books = new KeptBooks(world)
  placeAccount(books.account, seed, 0)
  const found = liquidationPrices(books.account, world, 0)
  return Object.fromEntries([...found].map(([slot, price]) => [slot, price?.toFixed(places) ?? null]))
}

it('finds the recorded price of an isolated short', () => {
  const world = new StillWorld([aContract('BTCUSDT', [[0, 50_000, 0.004, 0]])], { BTCUSDT: '66000' })
  const position = { symbol: 'BTCUSDT', quantity: '-0.002', entryPrice: '66351.2', isolatedWallet: '13.21988880' }
  expect(pricesOf(world, { wallets: {}, positions: [position] })).toEqual({ 'BTCUSDT BOTH': '72670.46254980' })
})

it('finds the prices of the worked example of a cross account', () => {
  const contracts = [aContract('ETHUSDT', [[0, 9e9, 0.1, 135_365]]), aContract('BTCUSDT', [[0, 9e9, 0.025, 16_300]])]
  const seed = {
    wallets: { USDT: '1535443.01' },
    positions: [
      { symbol: 'ETHUSDT', quantity: '3683.979', entryPrice: '1456.84' },
      { symbol: 'BTCUSDT', quantity: '109.488', entryPrice: '32481.98' },
    ],
  }
  const world = new StillWorld(contracts, { ETHUSDT: '1335.18', BTCUSDT: '31967.27' })
  expect(pricesOf(world, seed, 2)).toEqual({ 'ETHUSDT BOTH': '1153.26', 'BTCUSDT BOTH': '26316.89' })
})

it('looks the bracket up at the price it finds', () => {
  const rows = [
    [0, 300_000, 0.004, 0],
    [300_000, 800_000, 0.005, 300],
    [800_000, 3_000_000, 0.0065, 1500],
  ] as const
  const world = new StillWorld([aContract('BTCUSDT', rows)], { BTCUSDT: '90000' })
  const long = { symbol: 'BTCUSDT', quantity: '9', entryPrice: '90000', isolatedWallet: '90000' }
  expect(pricesOf(world, { wallets: {}, positions: [long] }, 4)).toEqual({ 'BTCUSDT BOTH': '80368.5092' })
  const short = { symbol: 'BTCUSDT', quantity: '-8', entryPrice: '97000', isolatedWallet: '150000' }
  expect(pricesOf(world, { wallets: {}, positions: [short] }, 4)).toEqual({ 'BTCUSDT BOTH': '115188.7730' })
})

it('finds none for a long that is fully paid', () => {
  const world = new StillWorld([aContract('BTCUSDT', [[0, 50_000, 0.004, 0]])], { BTCUSDT: '16800' })
  const position = { symbol: 'BTCUSDT', quantity: '0.237', entryPrice: '16747.72' }
  expect(pricesOf(world, { wallets: { USDT: '14614.57' }, positions: [position] })).toEqual({ 'BTCUSDT BOTH': null })
})

it('values a negative balance at the ask in multi-assets mode', () => {
  const world = new StillWorld([aContract('BTCUSDT', [[0, 9e6, 0.01, 0]])], { BTCUSDT: '10000' })
  world.assets.set('USDT', world.markPriceAt('other'))
  world.assets.set('USDC', world.markPriceAt('other'))
  const position = { symbol: 'BTCUSDT', quantity: '1', entryPrice: '10000' }
  const found = pricesOf(world, { multiAssets: true, wallets: { USDC: '1000' }, positions: [position] })
  // 1000 × 0.9999 + (P − 10000) × 1.0001 − 0.01 P × 1.0001 = 0
  expect(found['BTCUSDT BOTH']).toBe('9091.11109091')
})

import { describe, expect, it } from 'vitest'
import { buildVenue } from '../../../src/demo/venue-setup.ts'
import { SCENARIOS, type ScenarioName } from '../../../src/demo/world.ts'

const START = Date.UTC(2026, 10, 21, 14, 30)
const worldOf = (scenario: ScenarioName, seed = 1) =>
  buildVenue({ scenario, seed, speed: 0, startAtMs: START }).venue.world
const at = (minute: number): number => START + minute * 60_000

it.each([
  { scenario: 'calm', symbol: 'SOLUSDT', minute: 0, price: '165.30000000' },
  { scenario: 'calm', symbol: 'BTCUSDT', minute: 0, price: '94180.50000000' },
  { scenario: 'flash-crash', symbol: 'BTCUSDT', minute: 5, price: '117000.00000000' },
  { scenario: 'flash-crash', symbol: 'BTCUSDT', minute: 33, price: '101500.00000000' },
  { scenario: 'flash-crash', symbol: 'BTCUSDT', minute: 75, price: '112500.00000000' },
  { scenario: 'flash-crash', symbol: 'ETHUSDT', minute: 33, price: '3440.00000000' },
  { scenario: 'flash-crash', symbol: 'XRPUSDT', minute: 33, price: '1.50000000' },
  { scenario: 'flash-crash', symbol: 'DOGEUSDT', minute: 33, price: '0.12000000' },
  { scenario: 'flash-crash', symbol: 'LINKUSDT', minute: 33, price: '10.75000000' },
  { scenario: 'squeeze', symbol: 'ETHUSDT', minute: 40, price: '4320.66700000' },
  { scenario: 'flapping', symbol: 'SOLUSDT', minute: 1.5, price: '171.10000000' },
  { scenario: 'flapping', symbol: 'SOLUSDT', minute: 3, price: '173.00000000' },
  { scenario: 'dead-stream', symbol: 'SOLUSDT', minute: 5, price: '160.40000000' },
] as const)('$scenario has $symbol at $price after $minute min', ({ scenario, symbol, minute, price }) => {
  expect(worldOf(scenario).markPriceAt(symbol, at(minute)).toFixed(8)).toBe(price)
})

it('breaks the peg of a collateral coin', () => {
  const world = worldOf('collateral-depeg')
  expect([0, 25, 32].map((minute) => world.assetPriceAt('USDE', at(minute))?.toFixed(2))).toEqual([
    '1.00',
    '0.78',
    '0.65',
  ])
})

it('raises funding to its cap while prices stand still', () => {
  const world = worldOf('funding-spike')
  expect([0, 60, 180].map((minute) => world.fundingRateAt('SOLUSDT', at(minute)).toFixed())).toEqual([
    '0.00021',
    '0.005',
    '0.02',
  ])
})

describe('every scenario', () => {
  it.each(SCENARIOS)('%s is the same for the same seed and another for another', (scenario) => {
    const path = (seed: number): string =>
      [0.3, 2.2, 17.7].map((minute) => worldOf(scenario, seed).markPriceAt('BTCUSDT', at(minute)).toFixed()).join()
    expect(path(7)).toBe(path(7))
    expect(path(7)).not.toBe(path(8))
  })

  it.each(SCENARIOS)('%s has a past', (scenario) => {
    const price = worldOf(scenario).markPriceAt('BTCUSDT', START - 30 * 86_400_000)
    expect(price.gt('30000') && price.lt('300000')).toBe(true)
  })
})

it('takes the book from 15 over 10 to 5 % and to its liquidation in the crash', () => {
  const { venue } = buildVenue({ scenario: 'flash-crash', speed: 0, startAtMs: START })
  const liquidation = venue.liquidationPrices().get('SOLUSDT BOTH')
  const distances = [0, 20, 25, 27.5, 33].map((minute) => {
    const mark = venue.world.markPriceAt('SOLUSDT', at(minute))
    return liquidation == null ? null : Math.floor(mark.minus(liquidation).div(mark).times(100).toNumber())
  })
  expect(distances).toEqual([19, 14, 10, 4, -7])
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { d } from '../../src/model/decimal.ts'
import { marginLevelOf, marginTotals, marginZone } from '../../src/risk/margin-level.ts'
import { coinLiquidation } from '../../src/risk/margin-price.ts'
import { aHolding } from '../support/margin-builders.ts'

interface PriceVector {
  readonly id: string
  readonly kind: 'spot-margin'
  readonly coin: string
  readonly assets: Readonly<Record<string, string>>
  readonly liabilities: Readonly<Record<string, { readonly principal: string; readonly interest: string }>>
  readonly indexPrices: Readonly<Record<string, string>>
  readonly liquidationLevel: string
  readonly expected: {
    readonly marginLevel?: string
    readonly liquidationPrice: string
    readonly distanceRatePercent?: string
  }
  readonly tolerance: string
}

interface StatusVector {
  readonly id: string
  readonly kind: 'spot-margin-status'
  readonly marginLevel: string
  readonly liquidationLevel: string
  readonly marginCallLevel: string
  readonly expected: { readonly status: string }
}

const vectors: readonly (PriceVector | StatusVector)[] = JSON.parse(
  readFileSync(new URL('../fixtures/vectors/spot-margin.json', import.meta.url), 'utf8'),
)
const prices = vectors.filter((vector) => vector.kind === 'spot-margin')
const statuses = vectors.filter((vector) => vector.kind === 'spot-margin-status')

function holdingsOf({ assets, liabilities }: PriceVector) {
  const names = [...new Set([...Object.keys(assets), ...Object.keys(liabilities)])]
  return names.map((asset) =>
    aHolding(asset, {
      free: assets[asset] ?? '0',
      borrowed: liabilities[asset]?.principal ?? '0',
      interest: liabilities[asset]?.interest ?? '0',
    }),
  )
}

const pricesOf = ({ indexPrices }: PriceVector) =>
  new Map(Object.entries(indexPrices).map(([asset, price]) => [asset, d(price)]))

describe('published and recorded margin accounts', () => {
  it('are two prices and seven bands', () => {
    expect([prices.length, statuses.length]).toEqual([2, 7])
  })

  it.each(prices)('$id: the liquidation price of $coin', (vector) => {
    const { coin, liquidationLevel, expected, tolerance } = vector
    const wanted = { asset: coin, level: d(liquidationLevel) }
    const solved = coinLiquidation(holdingsOf(vector), pricesOf(vector), wanted)
    if (solved.status !== 'price') throw new Error('no price')
    const gap = solved.liquidationPrice.minus(d(expected.liquidationPrice)).abs()
    expect(gap.lte(d(tolerance)), `${solved.liquidationPrice.toFixed()} is not ${expected.liquidationPrice}`).toBe(true)
    if (expected.distanceRatePercent === undefined) return
    // Binance takes the distance from the price as it prints it.
    const printed = d(solved.liquidationPrice.toFixed(8))
    expect(printed.div(solved.price).minus(1).times(100).toFixed(6)).toBe(expected.distanceRatePercent)
  })

  it.each(prices.filter(({ expected }) => expected.marginLevel))('$id: the margin level', (vector) => {
    const reading = marginTotals(holdingsOf(vector), pricesOf(vector))
    if (!('totals' in reading)) throw new Error('no totals')
    expect(marginLevelOf(reading.totals)?.toFixed()).toBe(vector.expected.marginLevel)
  })

  it.each(statuses)('$id: a level of $marginLevel is $expected.status', (vector) => {
    const lines = { call: d(vector.marginCallLevel), liquidation: d(vector.liquidationLevel) }
    expect(marginZone(d(vector.marginLevel), lines)).toBe(vector.expected.status)
  })
})

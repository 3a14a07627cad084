import { describe, expect, it } from 'vitest'
import { fundingCourses, fundingSums } from '../../../../src/view/report/funding-sums.ts'
import { anEvent, FROM_MS, MINUTE_MS } from '../../../support/past-cases.ts'

const settled = (minute: number, symbol: string | null, amount: string, asset = 'USDT') =>
  anEvent(minute, 'funding', { symbol, figures: { amount, asset } })

const EVENTS = [
  settled(0, 'SOLUSDT', '-1.5'),
  settled(0, 'ETHUSDT', '4'),
  settled(60, 'SOLUSDT', '0.25'),
  settled(60, 'BTCUSDC', '-2', 'USDC'),
  anEvent(61, 'fill', { figures: { amount: '-99', asset: 'USDT' } }),
  anEvent(62, 'funding', { figures: { asset: 'USDT' } }),
]

describe('funding by symbol', () => {
  it('is added up by symbol and asset, dearest first; what tells no amount is left out', () => {
    const rows = fundingSums(EVENTS).map(({ symbol, asset, settlements, paid, received, net, lastAtMs }) => [
      symbol,
      asset,
      settlements,
      ...[paid, received, net].map((value) => value.toFixed()),
      (lastAtMs - FROM_MS) / MINUTE_MS,
    ])
    expect(rows).toEqual([
      ['BTCUSDC', 'USDC', 1, '2', '0', '-2', 60],
      ['SOLUSDT', 'USDT', 2, '1.5', '0.25', '-1.25', 60],
      ['ETHUSDT', 'USDT', 1, '0', '4', '4', 0],
    ])
  })

  it('of no symbol is named so', () => {
    expect(fundingSums([settled(0, null, '1')])[0]?.symbol).toBe('no symbol')
  })
})

describe('funding over time', () => {
  it('is one course for each asset, with one point for all that settles at a moment', () => {
    const courses = fundingCourses(EVENTS).map(({ asset, net, settlements, points }) => [
      asset,
      net.toFixed(),
      settlements,
      points.map(({ value }) => value.toFixed()),
    ])
    expect(courses).toEqual([
      ['USDT', '2.75', 3, ['2.5', '2.75']],
      ['USDC', '-2', 1, ['-2']],
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { fundState, withSample } from '../../../src/risk/insurance-fund.ts'

const HOUR_MS = 3_600_000
const NOW_MS = 1_795_302_000_000

describe('the insurance fund', () => {
  const funds = [
    {
      symbols: ['BTCUSDT', 'ETHUSDT'],
      assets: [
        { asset: 'USDC', balance: d('5'), updatedAtMs: 1 },
        { asset: 'USDT', balance: d('1100'), updatedAtMs: 2 },
      ],
    },
  ]
  const reading = { marginAsset: 'USDT', funds, samples: [], openInterestNotional: d('4400'), nowMs: NOW_MS }

  it('is the one in the margin asset of the symbol, against its open interest', () => {
    const found = fundState(reading)
    expect([
      found?.asset,
      found?.balance.toFixed(),
      found?.symbols.length,
      found?.ofOpenInterestPct?.toFixed(),
    ]).toEqual(['USDT', '1100', 2, '25'])
    expect([found?.sinceLastSeen, found?.sinceADayAgo]).toEqual([null, null])
    expect(fundState({ ...reading, marginAsset: 'FDUSD' })).toBeNull()
  })

  it('changes since the last sample, and since one about a day old', () => {
    const samples = [
      { atMs: NOW_MS - 31 * HOUR_MS, balance: d('1') },
      { atMs: NOW_MS - 25 * HOUR_MS, balance: d('1000') },
      { atMs: NOW_MS - 2 * HOUR_MS, balance: d('2200') },
    ]
    const found = fundState({ ...reading, samples })
    expect([found?.sinceLastSeen?.amount.toFixed(), found?.sinceLastSeen?.pct?.toFixed()]).toEqual(['-1100', '-50'])
    expect([found?.sinceADayAgo?.sinceMs, found?.sinceADayAgo?.pct?.toFixed()]).toEqual([NOW_MS - 25 * HOUR_MS, '10'])
  })

  it('is looked for in the asset of the symbol, among several', () => {
    const [both] = funds
    if (both === undefined) throw new Error('a fund')
    const [usdc, usdt] = both.assets
    if (usdc === undefined || usdt === undefined) throw new Error('two assets')
    const apart = [
      { symbols: ['ETHUSDC'], assets: [usdc] },
      { symbols: ['ETHUSDT'], assets: [usdt] },
    ]
    expect(fundState({ ...reading, funds: apart })?.symbols).toEqual(['ETHUSDT'])
    expect(fundState({ ...reading, funds: apart, marginAsset: 'USDC' })?.symbols).toEqual(['ETHUSDC'])
  })

  it.each([
    { hours: 17.9, isDayAgo: false },
    { hours: 18, isDayAgo: true },
    { hours: 30, isDayAgo: true },
    { hours: 30.1, isDayAgo: false },
  ])('was seen a day ago $hours hours ago: $isDayAgo', ({ hours, isDayAgo }) => {
    const samples = [{ atMs: NOW_MS - hours * HOUR_MS, balance: d('1000') }]
    expect(fundState({ ...reading, samples })?.sinceADayAgo !== null).toBe(isDayAgo)
  })

  it('remembers the first sample, and forgets the oldest of too many', () => {
    const sample = (hours: number) => ({ atMs: NOW_MS + hours * HOUR_MS, balance: d('1') })
    expect(withSample([], sample(0))).toEqual([sample(0)])
    const full = Array.from({ length: 200 }, (_, index) => sample(index))
    const next = withSample(full, sample(200))
    expect([next.length, next[0]]).toEqual([200, sample(1)])
  })

  it('keeps at most one sample an hour', () => {
    const first = { atMs: NOW_MS, balance: d('1') }
    const soon = withSample([first], { atMs: NOW_MS + HOUR_MS - 1, balance: d('2') })
    expect(soon).toEqual([first])
    expect(withSample(soon, { atMs: NOW_MS + HOUR_MS, balance: d('3') })).toHaveLength(2)
  })
})

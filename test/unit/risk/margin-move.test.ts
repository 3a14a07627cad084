import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { movedStanding, movingCoins, type PriceMoves } from '../../../src/risk/margin-move.ts'
import { assessMargin } from '../../../src/risk/margin-standing.ts'
import { aCrossAccount, aHolding, aMarginSnapshot, aPair } from '../../support/margin-builders.ts'

const TIERS = [d('15'), d('10'), d('5')]

function moves(...list: readonly (readonly [asset: string, from: string, to: string])[]): PriceMoves {
  return new Map(list.map(([asset, from, to]) => [asset, { from: d(from), to: d(to) }]))
}

const rowAfter = (fields: Parameters<typeof aMarginSnapshot>[0], moved: PriceMoves) => {
  const [row] = movedStanding(aMarginSnapshot(fields), moved, TIERS).rows
  if (row === undefined) throw new Error('no row')
  return row
}

/** 1 BTC at 30,000 and 5 ETH at 2,000 against 20,000 USDT and 5 ETH: 40,000 ÷ 30,000. */
const mixed = aCrossAccount({
  marginLevel: d('1.33333333'),
  totalAssetOfBtc: d('1.33333333'),
  totalLiabilityOfBtc: d('1'),
  holdings: [
    aHolding('BTC', { free: '1' }),
    aHolding('ETH', { free: '2', locked: '3', borrowed: '4', interest: '1' }),
    aHolding('USDT', { borrowed: '20000' }),
  ],
})

describe('levels moved by prices', () => {
  it.each([
    // 1 BTC against 20,000 USDT: 1.5 × 0.8
    { name: 'a coin held', moved: moves(['BTC', '30000', '24000']), level: '1.2000', zone: 'margin-call' },
    {
      name: 'a coin held, by marks that stand a little above',
      moved: moves(['BTC', '30030', '24024']),
      level: '1.2000',
    },
    { name: 'through the line', moved: moves(['BTC', '30000', '21000']), level: '1.0500', zone: 'liquidation' },
    { name: 'upwards', moved: moves(['BTC', '30000', '33000']), level: '1.6500', zone: 'normal' },
  ])('$name', ({ moved, level, zone }) => {
    const row = rowAfter({}, moved)
    expect([row.level?.toFixed(4), row.exchangeLevel?.toFixed(), row.isMoved]).toEqual([level, '1.5', true])
    if (zone !== undefined) expect(row.zone).toBe(zone)
  })

  it.each([
    // (27,000 + 10,000) ÷ (20,000 + 10,000)
    { name: 'one coin of two', moved: moves(['BTC', '30000', '27000'], ['ETH', '2000', '2000']), level: '1.23333' },
    // (30,000 + 12,000) ÷ (20,000 + 12,000)
    {
      name: 'a coin held and owed',
      moved: moves(['BTC', '30000', '30000'], ['ETH', '2000', '2400']),
      level: '1.31250',
    },
    // What has no price stands still: (27,000 + 10,000) ÷ 30,000
    { name: 'a coin without a price', moved: moves(['BTC', '30000', '27000']), level: '1.23333' },
  ])('$name', ({ moved, level }) => {
    expect(rowAfter({ cross: mixed }, moved).level?.toFixed(5)).toBe(level)
  })

  it.each([
    { name: 'nothing moved', moved: moves(['BTC', '30000', '30000']) },
    { name: 'no price at all', moved: moves() },
    { name: 'no price of bitcoin, in which the totals are told', moved: moves(['ETH', '2000', '1000']) },
  ])('$name: the reading stands', ({ moved }) => {
    const snapshot = aMarginSnapshot({ cross: mixed })
    expect(movedStanding(snapshot, moved, TIERS)).toEqual(assessMargin(snapshot, TIERS))
  })

  it('moves an isolated pair by its index, whatever the mark stood at', () => {
    // FET −14.2690867 %: the recorded account at its liquidation price, line 1.1575 by that price.
    const row = rowAfter(
      { cross: null, isolated: [aPair({ marginLevel: d('1.34629') })] },
      moves(['FET', '6', '5.1438548']),
    )
    expect(row.level?.toFixed(4)).toBe('1.1575')
    expect(row.symbol).toBe('FETUSDT')
  })

  it('moves each pair by its own coins, and says which were moved', () => {
    const other = aPair({ symbol: 'SOLUSDT', marginLevel: d('1.9'), base: { ...aPair().base, asset: 'SOL' } })
    const snapshot = aMarginSnapshot({ isolated: [aPair(), other] })
    const { rows } = movedStanding(snapshot, moves(['FET', '6', '5.1438548']), TIERS)
    expect(rows.map(({ symbol, exchangeLevel, isMoved }) => [symbol, exchangeLevel?.toFixed(), isMoved])).toEqual([
      ['FETUSDT', '1.34371923', true],
      [null, '1.5', false],
      ['SOLUSDT', '1.9', false],
    ])
  })

  it('moves a pair against bitcoin by both', () => {
    const { base, quote } = aPair()
    const pair = aPair({
      symbol: 'ETHBTC',
      base: { ...base, ...aHolding('ETH', { free: '10' }) },
      quote: { ...quote, ...aHolding('BTC', { borrowed: '0.25' }) },
      indexPrice: d('0.04'),
      liquidatePrice: null,
      marginLevel: d('1.6'),
    })
    // 10 × 0.04 × (0.9 ÷ 1.2) ÷ 0.25
    const row = rowAfter({ cross: null, isolated: [pair] }, moves(['ETH', '2000', '1800'], ['BTC', '50000', '60000']))
    expect(row.level?.toFixed(4)).toBe('1.2000')
  })

  it('moves Cross Pro by both of its levels', () => {
    const cross = aCrossAccount({ isPro: true, marginLevel: d('5'), collateralMarginLevel: d('1.5') })
    // collateral 1.5 × 0.8 = 1.2; level 5 × 0.2 ÷ 0.5
    const row = rowAfter({ cross, coefficients: null }, moves(['BTC', '30000', '24000']))
    expect(row.level?.toFixed(4)).toBe('2.0000')
    // maintenance 0.1 of the debt: 1 − 1.1 ÷ 1.2
    expect(row.fallToLiquidationPct?.toFixed(4)).toBe('8.3333')
    const gone = rowAfter({ cross, coefficients: null }, moves(['BTC', '30000', '18000']))
    expect([gone.level?.toFixed(), gone.zone]).toEqual(['0', 'liquidation'])
  })

  it('leaves accounts without debt alone', () => {
    const cross = aCrossAccount({
      marginLevel: d('999'),
      totalLiabilityOfBtc: d('0'),
      holdings: [aHolding('BTC', { free: '1' })],
    })
    expect(rowAfter({ cross }, moves(['BTC', '30000', '15000'])).zone).toBe('no-debt')
    expect(movingCoins({ cross, isolated: [] })).toEqual([])
  })

  it('names the coins that matter: no dollar coins, and bitcoin for the totals', () => {
    const cross = aCrossAccount({ holdings: [aHolding('SOL', { free: '3' }), aHolding('USDC', { borrowed: '100' })] })
    expect(movingCoins({ cross, isolated: [aPair()] })).toEqual(['BTC', 'FET', 'SOL'])
    expect(movingCoins({ cross: null, isolated: [] })).toEqual([])
  })
})

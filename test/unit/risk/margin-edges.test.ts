import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { collateralValue } from '../../../src/risk/margin-collateral.ts'
import { proFallToPct } from '../../../src/risk/margin-level.ts'
import { movedStanding } from '../../../src/risk/margin-move.ts'
import { ownLiquidations } from '../../../src/risk/margin-own-liquidation.ts'
import { coinLiquidation, commonMove } from '../../../src/risk/margin-price.ts'
import { bitcoinPrices, pricesIn } from '../../../src/risk/margin-prices.ts'
import { assessMargin, marginName } from '../../../src/risk/margin-standing.ts'
import { marginFigures } from '../../../src/risk/spot-margin.ts'
import { aCrossAccount, aHolding, aMarginSnapshot, aPair, LINES_3X } from '../../support/margin-builders.ts'

const TIERS = [d('15'), d('10'), d('5')]
const prices = (table: Readonly<Record<string, string>>) =>
  new Map(Object.entries(table).map(([asset, price]) => [asset, d(price)]))
const IN_BITCOIN = prices({ BTC: '1', USDT: '0.00002', USDC: '0.00002', SUPER: '0.00002' })

function rowOf(fields: Parameters<typeof aMarginSnapshot>[0]) {
  const [row] = assessMargin(aMarginSnapshot(fields), TIERS).rows
  if (row === undefined) throw new Error('no row')
  return row
}
const crossOf = (fields: Parameters<typeof aCrossAccount>[0]) => rowOf({ cross: aCrossAccount(fields) })

describe('a level that is missing or extreme', () => {
  it('is unknown with debt and nothing to compute it from', () => {
    const row = crossOf({ isPro: true, marginLevel: null })
    expect([row.zone, row.verdict, row.why, row.fallToLiquidationPct]).toEqual([
      'unknown',
      'UNKNOWN',
      'its margin level could not be read',
      null,
    ])
  })

  it('of 999 with a debt of dust is calm', () => {
    const row = crossOf({ marginLevel: d('999') })
    expect([row.zone, row.verdict, row.fallToLiquidationPct]).toEqual(['normal', 'OK', null])
    expect(crossOf({ marginLevel: d('998.99') }).fallToLiquidationPct).not.toBeNull()
  })

  it.each([
    { level: '1.05', verdict: 'CRITICAL' },
    { level: '1.2', verdict: 'WARNING' },
    { level: '2', verdict: 'OK' },
  ])('of $level is judged by its lines where there are no tiers: $verdict', ({ level, verdict }) => {
    const cross = aCrossAccount({ marginLevel: d(level) })
    expect(assessMargin(aMarginSnapshot({ cross }), []).verdict).toBe(verdict)
  })

  it('that is calm is UNKNOWN beside a needed gap, not beside another', () => {
    const gap = (needed: boolean) => ({ what: 'x', why: 'y', needed })
    const verdict = (...gaps: readonly ReturnType<typeof gap>[]) =>
      assessMargin(aMarginSnapshot({ cross: aCrossAccount({ marginLevel: d('3') }), gaps }), TIERS).verdict
    expect([verdict(), verdict(gap(false)), verdict(gap(false), gap(true))]).toEqual(['OK', 'OK', 'UNKNOWN'])
  })

  it('unknown ones stand first, then the nearest, those without debt last', () => {
    const pair = (symbol: string, marginLevel: string) => aPair({ symbol, marginLevel: d(marginLevel) })
    const calm = aPair({ symbol: 'CUSDT', quote: { ...aHolding('USDT', { free: '1' }), netAssetOfBtc: null } })
    const cross = aCrossAccount({ isPro: true, marginLevel: null })
    const isolated = [calm, pair('AUSDT', '3'), { ...calm, symbol: 'DUSDT' }, pair('BUSDT', '2')]
    const { rows, verdict } = assessMargin(aMarginSnapshot({ cross, isolated }), TIERS)
    expect(rows.map(marginName)).toEqual([
      'cross margin',
      'BUSDT isolated margin',
      'AUSDT isolated margin',
      'CUSDT isolated margin',
      'DUSDT isolated margin',
    ])
    expect(verdict).toBe('UNKNOWN')
  })

  it('one with a debt of dust stands behind all that can be liquidated, and parts none of them', () => {
    const pair = (symbol: string, marginLevel: string) => aPair({ symbol, marginLevel: d(marginLevel) })
    const isolated = [pair('FAR', '3'), pair('DUST', '999'), pair('NEAR', '1.3')]
    const { rows } = assessMargin(aMarginSnapshot({ cross: null, isolated }), TIERS)
    expect(rows.map(({ symbol }) => symbol)).toEqual(['NEAR', 'FAR', 'DUST'])
  })

  it('Cross Pro falls by what its two levels imply, and not at all where they contradict each other', () => {
    const fall = (marginLevel: string, collateral: string) =>
      proFallToPct({ marginLevel: d(marginLevel), collateralMarginLevel: d(collateral) }, d('1'))?.toFixed(4) ?? null
    // maintenance 0.5 ÷ 2 of the debt: 1 − 1.25 ÷ 1.5
    expect([fall('2', '1.5'), fall('1', '1.5'), fall('0.9', '0.5'), fall('2', '1')]).toEqual([
      '16.6667',
      '0.0000',
      '0.0000',
      null,
    ])
  })
})

describe('levels that no move can be applied to', () => {
  const moved = (fields: Parameters<typeof aCrossAccount>[0], to = '24000') => {
    const snapshot = aMarginSnapshot({ cross: aCrossAccount(fields), coefficients: LINES_3X })
    const [row] = movedStanding(snapshot, new Map([['BTC', { from: d('30000'), to: d(to) }]]), TIERS).rows
    return [row?.level?.toFixed(4) ?? null, row?.isMoved]
  }

  it.each([
    { name: 'it can be applied', fields: {}, is: ['1.2000', true] },
    { name: 'no assets', fields: { totalAssetOfBtc: d('0') }, is: ['1.5000', false] },
    { name: 'no level', fields: { marginLevel: null }, is: ['1.5000', false] },
    { name: 'Cross Pro at its end', fields: { isPro: true, collateralMarginLevel: d('1') }, is: ['1.5000', false] },
    { name: 'Cross Pro half read', fields: { isPro: true, collateralMarginLevel: null }, is: ['1.5000', false] },
    { name: 'no level after haircuts', fields: { collateralMarginLevel: null }, is: ['1.2000', true] },
  ])('$name', ({ fields, is }) => {
    expect(moved(fields)).toEqual(is)
  })

  it('a fall that takes all assets', () => {
    const holdings = [aHolding('BTC', { free: '2' }), aHolding('USDT', { borrowed: '20000' })]
    expect(moved({ holdings }, '15000')).toEqual(['1.5000', false])
  })

  it('a debt that a fall would take away', () => {
    const holdings = [aHolding('BTC', { borrowed: '2' }), aHolding('USDT', { free: '90000' })]
    expect(moved({ holdings }, '10000')).toEqual(['1.5000', false])
  })

  it('a pair without debt', () => {
    const pair = aPair({ quote: { ...aHolding('USDT', { free: '1' }), netAssetOfBtc: null } })
    const snapshot = aMarginSnapshot({ cross: null, isolated: [pair] })
    const [row] = movedStanding(snapshot, new Map([['FET', { from: d('1'), to: d('2') }]]), TIERS).rows
    expect(row?.isMoved).toBe(false)
  })

  it('a pair of which Binance tells no level', () => {
    const snapshot = aMarginSnapshot({ cross: null, isolated: [aPair({ marginLevel: null })] })
    const [row] = movedStanding(snapshot, new Map([['FET', { from: d('1'), to: d('2') }]]), TIERS).rows
    // (1,954.7144 × 0.60221962 + 20.65536756) ÷ 889.72069801
    expect([row?.level?.toFixed(4), row?.isMoved]).toEqual(['1.3463', false])
  })
})

describe('a liquidation of the own account that cannot be played', () => {
  const why = (fields: Parameters<typeof aCrossAccount>[0]) => {
    const row = crossOf(fields)
    const inputs = { inBitcoin: IN_BITCOIN, target: d('1.5'), rates: null, charges: null, spot: null }
    const figures = marginFigures(row, null, inputs)
    if ('why' in figures) throw new Error(figures.why)
    const outcome = ownLiquidations(row, figures, d('0'))
    return outcome.status === 'none' ? outcome.why : outcome.runs.map(({ movePct }) => movePct.toFixed(2))
  }
  const dollars = [aHolding('USDC', { free: '12000' }), aHolding('USDT', { borrowed: '10000' })]

  it('of Cross Pro: its tables are not to be had', () => {
    expect(why({ isPro: true })).toBe('Cross Pro cannot be computed without its tier tables')
  })

  it('of dollar coins alone: no move of coins reaches the line', () => {
    expect(why({ marginLevel: d('1.2'), holdings: dollars })).toBe(
      'no common move of all coins brings it to its liquidation line',
    )
  })

  it('is played where it stands once the line is reached', () => {
    expect(why({ marginLevel: d('1.05'), holdings: dollars })).toEqual(['0.00', '0.00'])
  })
})

describe('prices that are missing', () => {
  it('a coin held and owed in the very proportion of the line has no price', () => {
    const eth = aHolding('ETH', { free: '1.1', borrowed: '1' })
    const rows = [eth, aHolding('USDT', { free: '5' })]
    const known = prices({ ETH: '2000', USDT: '1' })
    for (const held of [rows, [eth, aHolding('USDT', { borrowed: '5' })]])
      expect(coinLiquidation(held, known, { asset: 'ETH', level: d('1.1') }).status).toBe('none')
    expect(() => coinLiquidation(rows, prices({ ETH: '1' }), { asset: 'ETH', level: d('1.1') })).toThrow(
      'USDT has no price',
    )
  })

  it('a common move leaves the unit and dollar coins where they are', () => {
    const move = (
      rows: readonly ReturnType<typeof aHolding>[],
      unit: string,
      table: Readonly<Record<string, string>>,
    ) => {
      const found = commonMove(rows, prices(table), { unit, level: d('1.1') })
      return found.status === 'move' ? [found.movePct.toFixed(4), found.edge] : null
    }
    // 2 = 1.1 × 10 × p
    const owed = [aHolding('BTC', { free: '2' }), aHolding('ETH', { borrowed: '10' })]
    expect(move(owed, 'BTC', { BTC: '1', ETH: '0.1' })).toEqual(['81.8182', 'above'])
    // 1 × p + 20 = 1.1 × 100
    const held = [
      aHolding('ETH', { free: '1' }),
      aHolding('USDC', { free: '20' }),
      aHolding('USDT', { borrowed: '100' }),
    ]
    expect(move(held, 'USDT', { ETH: '120', USDC: '1', USDT: '1' })).toEqual(['-25.0000', 'below'])
    const covered = [
      aHolding('ETH', { free: '1' }),
      aHolding('USDC', { free: '120' }),
      aHolding('USDT', { borrowed: '100' }),
    ]
    expect(move(covered, 'USDT', { ETH: '120', USDC: '1', USDT: '1' })).toBeNull()
  })

  it('in a unit without a price are none at all', () => {
    expect(pricesIn('XYZ', IN_BITCOIN).size).toBe(0)
    expect(pricesIn('USDT', IN_BITCOIN).get('BTC')?.toFixed()).toBe('50000')
    expect([...bitcoinPrices(['BTC', 'ETH'], new Map())].map(([asset]) => asset)).toEqual(['BTC'])
  })

  it('go by the coin in bitcoin, bitcoin in the coin, or a dollar coin', () => {
    const pairs = prices({ ETHBTC: '0.04', BTCXRP: '50000', SOLUSDT: '150', BTCUSDT: '60000' })
    const found = bitcoinPrices(['BTC', 'ETH', 'XRP', 'SOL', 'NONE', 'ETH'], pairs)
    expect([...found].map(([asset, price]) => `${asset} ${price.toFixed()}`)).toEqual([
      'BTC 1',
      'ETH 0.04',
      'XRP 0.00002',
      'SOL 0.0025',
    ])
  })

  it('of a charge make the interest of today unknown', () => {
    const row = crossOf({})
    const charge = (asset: string) => ({
      asset,
      symbol: null,
      principal: d('1'),
      interest: d('2'),
      rate: d('0'),
      atMs: 0,
      type: 'x',
    })
    const today = (...assets: readonly string[]) => {
      const charges = assets.map(charge)
      const figures = marginFigures(row, null, {
        inBitcoin: IN_BITCOIN,
        target: d('1.5'),
        rates: null,
        charges,
        spot: null,
      })
      return 'why' in figures ? figures.why : (figures.interestToday?.toFixed() ?? null)
    }
    expect([today('USDT', 'USDT'), today('USDT', 'XYZ')]).toEqual(['4', null])
  })

  it('and bands of collateral count for nothing', () => {
    const sol = [{ asset: 'SOL', quantity: d('1') }]
    const bands = new Map([['SOL', [{ minUsdValue: d('0'), maxUsdValue: null, discountRate: d('0.9') }]]])
    const worth = (known: boolean, banded: boolean) =>
      collateralValue(sol, known ? prices({ SOL: '100' }) : new Map(), banded ? bands : new Map()).toFixed()
    expect([worth(true, true), worth(false, true), worth(true, false)]).toEqual(['90', '0', '0'])
  })
})

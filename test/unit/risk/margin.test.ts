import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { crossBars, isolatedBars } from '../../../src/risk/margin-bars.ts'
import { collateralValue } from '../../../src/risk/margin-collateral.ts'
import { EXAMPLES, workedExample } from '../../../src/risk/margin-examples.ts'
import { interestDrift } from '../../../src/risk/margin-interest.ts'
import { fallToPct } from '../../../src/risk/margin-level.ts'
import { coinLiquidation, commonMove } from '../../../src/risk/margin-price.ts'
import { valuationPairs } from '../../../src/risk/margin-prices.ts'
import { marginRemedy } from '../../../src/risk/margin-remedy.ts'
import { assessMargin } from '../../../src/risk/margin-standing.ts'
import { feeEstimate, marginFigures, pairPrice } from '../../../src/risk/spot-margin.ts'
import { aCrossAccount, aHolding, aMarginSnapshot, aPair, LINES_3X } from '../../support/margin-builders.ts'

const TIERS = [d('15'), d('10'), d('5')]

describe('the worked examples', () => {
  const eight = (value: { toDecimalPlaces(places: number): { toFixed(): string } } | null) =>
    value === null ? '999' : value.toDecimalPlaces(8).toFixed()

  it('a: 9.09090909 BTC sold, fee 8,000, 0.72727273 BTC left', () => {
    const { run } = workedExample('a')
    expect(
      run.steps.map(({ name, marginLevel, collateral, debt }) => [
        name,
        eight(marginLevel),
        eight(collateral),
        eight(debt),
      ]),
    ).toEqual([
      ['initial', '999', '100000', '0'],
      ['position', '1.25', '500000', '400000'],
      ['liquidation', '1.1', '440000', '400000'],
      ['repay', '999', '40000', '0'],
      ['fee', '999', '32000', '0'],
    ])
    expect(run.sold.map(({ quantity }) => quantity.toFixed(8))).toEqual(['9.09090909'])
    expect(run.steps[3]?.assets.map(({ quantity }) => quantity.toFixed(8))).toEqual(['0.90909091'])
    expect(run.left.map(({ asset, quantity }) => `${quantity.toFixed(8)} ${asset}`)).toEqual(['0.72727273 BTC'])
    expect([run.fee, run.returned, run.shortfall].map(eight)).toEqual(['8000', '32000', '0'])
    expect(run.steps[2]?.price?.toFixed()).toBe('44000')
    const held = run.steps
      .slice(0, 2)
      .map(({ assets }) => assets.map(({ asset, quantity }) => `${quantity.toFixed()} ${asset}`))
    expect(held).toEqual([['2 BTC'], ['10 BTC']])
  })

  it('b: taken over at 0.87, 27,000 USDC returned', () => {
    const { run } = workedExample('b')
    expect(run.steps.map(({ name, marginLevel, collateral }) => [name, eight(marginLevel), eight(collateral)])).toEqual(
      [
        ['initial', '999', '100000'],
        ['position', '1.25', '500000'],
        ['liquidation', '1.1', '440000'],
        ['takeover', '1.0875', '435000'],
        ['repay', '999', '35000'],
        ['return', '999', '27000'],
      ],
    )
    expect([run.fee, run.returned].map(eight)).toEqual(['8000', '27000'])
    expect(run.sold).toEqual([])
  })

  it('c: 1 BTC sold, the rest taken over at 0.86, 29,000 USDC returned', () => {
    const { run } = workedExample('c')
    const rows = run.steps.map(({ name, marginLevel, collateral, debt }) => [
      name,
      eight(marginLevel),
      eight(collateral),
      eight(debt),
    ])
    expect(rows).toEqual([
      ['initial', '999', '100000', '0'],
      ['position', '1.25', '500000', '400000'],
      ['liquidation', '1.1', '440000', '400000'],
      ['repay', '1.11428571', '390000', '350000'],
      ['takeover', '1.10571429', '387000', '350000'],
      ['repay', '999', '37000', '0'],
      ['return', '999', '29000', '0'],
    ])
    expect(run.steps[2]?.price?.toFixed(9)).toBe('0.866666667')
    expect([run.fee, run.returned].map(eight)).toEqual(['8000', '29000'])
  })

  it.each(EXAMPLES)('%s says where its document contradicts itself', (name) => {
    expect(workedExample(name).notes.length).toBeGreaterThanOrEqual(2)
  })
})

describe('falls of collateral', () => {
  it.each([
    { name: '3x from the call to liquidation', level: '1.3', line: '1.1', fall: '15.38' },
    { name: '5x from the call to liquidation', level: '1.16', line: '1.1', fall: '5.17' },
    { name: 'isolated 10x', level: '1.1', line: '1.05', fall: '4.55' },
    { name: 'on the line', level: '1.1', line: '1.1', fall: '0.00' },
    { name: 'beyond the line', level: '1.02', line: '1.1', fall: '0.00' },
  ])('$name: $fall %', ({ level, line, fall }) => {
    expect(fallToPct(d(level), d(line)).toFixed(2)).toBe(fall)
  })
})

describe('liquidation prices', () => {
  it('of a coin that is held and owed: 0.4 ETH and 100 USDT against 0.40004 ETH', () => {
    const rows = [
      aHolding('ETH', { free: '0.4', borrowed: '0.4', interest: '0.00004' }),
      aHolding('USDT', { free: '100' }),
    ]
    const prices = new Map([
      ['ETH', d('2000')],
      ['USDT', d('1')],
    ])
    const coin = coinLiquidation(rows, prices, { asset: 'ETH', level: d('1.1') })
    expect(coin.status === 'price' && coin.liquidationPrice.toFixed(3)).toBe('2497.253')
    expect(coin.status === 'price' && coin.edge).toBe('above')
  })

  it('is none where the rest of the account covers everything', () => {
    const rows = [
      aHolding('BTC', { free: '1' }),
      aHolding('ETH', { free: '1' }),
      aHolding('USDT', { borrowed: '1000' }),
    ]
    const prices = new Map([
      ['BTC', d('90000')],
      ['ETH', d('3000')],
      ['USDT', d('1')],
    ])
    expect(coinLiquidation(rows, prices, { asset: 'ETH', level: d('1.1') }).status).toBe('none')
  })

  it('a debt in a coin against dollars dies by a common rise', () => {
    const rows = [aHolding('USDT', { free: '24000' }), aHolding('BTC', { borrowed: '0.16' })]
    const prices = new Map([
      ['BTC', d('100000')],
      ['USDT', d('1')],
    ])
    const move = commonMove(rows, prices, { unit: 'USDT', level: d('1.05') })
    // 24000 ÷ (1.05 · 0.16) = 142857.14
    expect(move.status === 'move' && move.movePct.toFixed(4)).toBe('42.8571')
    expect(move.status === 'move' && move.edge).toBe('above')
  })

  it('dollar coins alone have no common move', () => {
    const rows = [aHolding('USDT', { free: '24000' }), aHolding('USDC', { borrowed: '16000' })]
    const prices = new Map([
      ['USDC', d('1.0001')],
      ['USDT', d('1')],
    ])
    const short = [aHolding('USDT', { free: '10000' }), aHolding('USDC', { borrowed: '16000' })]
    for (const held of [rows, short])
      expect(commonMove(held, prices, { unit: 'USDT', level: d('1.1') })).toEqual({ status: 'none' })
  })
})

describe('the repay solver', () => {
  it.each([
    // A 15,000, D 12,000, level 1.25: add 1.5·12000−15000; repay 12000−15000/1.5; sell 3000/0.5
    { target: '1.5', add: '3000', repay: '2000', sellAndRepay: '6000' },
    { target: '1.25', add: '0', repay: '0', sellAndRepay: '0' },
    { target: '1.1', add: '0', repay: '0', sellAndRepay: '0' },
    // 0.4·12000 … 1.3: add 600; repay 461.53846154; sell 2000
    { target: '1.3', add: '600', repay: '461.53846154', sellAndRepay: '2000' },
  ])('to $target', ({ target, ...expected }) => {
    const { add, repay, sellAndRepay } = marginRemedy({ assets: d('15000'), debt: d('12000') }, d(target))
    expect({ add: add.toFixed(), repay: repay.toFixed(), sellAndRepay: sellAndRepay?.toFixed() }).toEqual(expected)
  })

  it('cannot sell its way out when more is owed than held', () => {
    expect(marginRemedy({ assets: d('10'), debt: d('11') }, d('1.5')).sellAndRepay).toBeNull()
  })

  it('refuses a target that selling cannot move', () => {
    expect(() => marginRemedy({ assets: d('10'), debt: d('9') }, d('1'))).toThrow(RangeError)
  })
})

describe('lines', () => {
  it("of the cross account are Binance's, and tell the multiplier", () => {
    const bars = crossBars(false, LINES_3X)
    expect([bars.call.toFixed(), bars.liquidation.toFixed(), bars.multiplier?.toFixed(), bars.callFrom]).toEqual([
      '1.3',
      '1.1',
      '3',
      'binance',
    ])
    expect([bars.liquidationFrom, bars.note]).toEqual(['binance', null])
  })

  it('that stand in no table are used and noted', () => {
    const bars = crossBars(false, { ...LINES_3X, marginCallBar: d('1.25') })
    expect([bars.call.toFixed(), bars.multiplier]).toEqual(['1.25', null])
    expect(bars.note).toContain('no table')
  })

  it('fall back to the published table, with the earliest call', () => {
    const bars = crossBars(false, null)
    expect([bars.call.toFixed(), bars.liquidation.toFixed(), bars.callFrom, bars.multiplier]).toEqual([
      '1.3',
      '1.1',
      'published',
      null,
    ])
    expect(crossBars(true, null).liquidation.toFixed()).toBe('1')
  })

  const tiers = [
    {
      tier: 1,
      effectiveMultiple: d('5'),
      liquidationRiskRatio: d('1.15'),
      baseAssetMaxBorrowable: d('100'),
      quoteAssetMaxBorrowable: d('1000'),
    },
    {
      tier: 2,
      effectiveMultiple: d('3'),
      liquidationRiskRatio: d('1.18'),
      baseAssetMaxBorrowable: d('900'),
      quoteAssetMaxBorrowable: d('9000'),
    },
    {
      tier: 3,
      effectiveMultiple: d('2'),
      liquidationRiskRatio: d('1.25'),
      baseAssetMaxBorrowable: d('9000'),
      quoteAssetMaxBorrowable: d('90000'),
    },
  ]

  it.each([
    { name: 'within the first tier', borrowed: '889', liquidation: '1.15', call: '1.19', multiplier: '5' },
    { name: 'in the second tier', borrowed: '1001', liquidation: '1.18', call: '1.22', multiplier: '3' },
    { name: 'beyond all tiers', borrowed: '900000', liquidation: '1.25', call: '1.25', multiplier: '2' },
  ])('of an isolated pair $name', ({ borrowed, name: _name, ...expected }) => {
    const quote = { ...aPair().quote, borrowed: d(borrowed) }
    const bars = isolatedBars(aPair({ quote, liquidatePrice: null }), tiers)
    expect({
      liquidation: bars.liquidation.toFixed(),
      call: bars.call.toFixed(),
      multiplier: bars.multiplier?.toFixed(),
    }).toEqual(expected)
    expect([bars.callFrom, bars.liquidationFrom]).toEqual(['published', 'binance'])
  })

  it('the recorded FET account: its liquidation price implies 1.1575, earlier than the tier says', () => {
    const bars = isolatedBars(aPair(), tiers)
    expect([bars.liquidation.toFixed(4), bars.liquidationFrom]).toEqual(['1.1575', 'implied'])
    expect(bars.note).toContain('1.15')
  })

  it('of a multiplier below all published ones calls the earliest, and an implied line that is later counts for nothing', () => {
    const lowest = tiers.slice(2).map((tier) => ({ ...tier, liquidationRiskRatio: d('1.06') }))
    // implied (1,954.7144 × 0.47 + 20.65536756) ÷ 889.72069801 = 1.0558
    const bars = isolatedBars(aPair({ liquidatePrice: d('0.47') }), lowest)
    expect([bars.liquidation.toFixed(), bars.liquidationFrom, bars.call.toFixed(), bars.note]).toEqual([
      '1.06',
      'binance',
      '1.22',
      null,
    ])
  })

  it('without tiers the implied line counts, without either the published one', () => {
    expect(isolatedBars(aPair(), null).liquidationFrom).toBe('implied')
    const bars = isolatedBars(aPair({ liquidatePrice: null }), null)
    expect([bars.liquidation.toFixed(), bars.liquidationFrom]).toEqual(['1.18', 'published'])
  })
})

describe('standing', () => {
  const rowOf = (marginLevel: string | null, fields = {}) => {
    const cross = aCrossAccount({ marginLevel: marginLevel === null ? null : d(marginLevel), ...fields })
    const [row] = assessMargin(aMarginSnapshot({ cross }), TIERS).rows
    if (row === undefined) throw new Error('no row')
    return row
  }

  it.each([
    { level: '2.5', zone: 'normal', tier: null, verdict: 'OK' },
    { level: '1.3001', zone: 'normal', tier: null, verdict: 'OK' },
    { level: '1.3', zone: 'margin-call', tier: null, verdict: 'WARNING' },
    { level: '1.29', zone: 'margin-call', tier: '15', verdict: 'WARNING' },
    { level: '1.2', zone: 'margin-call', tier: '10', verdict: 'CRITICAL' },
    { level: '1.1', zone: 'liquidation', tier: '5', verdict: 'CRITICAL' },
    { level: '0.9', zone: 'liquidation', tier: '5', verdict: 'CRITICAL' },
  ])('a level of $level is $verdict', ({ level, ...expected }) => {
    const { zone, tier, verdict } = rowOf(level)
    expect({ zone, tier: tier?.toFixed() ?? null, verdict }).toEqual(expected)
  })

  it('no debt is calm whatever level is printed', () => {
    const { zone, verdict } = rowOf('999', { holdings: [aHolding('BTC', { free: '1' })] })
    expect([zone, verdict]).toEqual(['no-debt', 'OK'])
  })

  it('a level that cannot be read is computed from the totals in bitcoin', () => {
    expect(rowOf(null).level?.toFixed(4)).toBe('1.5000')
  })

  it('Cross Pro without its level after haircuts is unknown, until its line is reached', () => {
    const told = (level: string) => {
      const { mode, verdict, fallToLiquidationPct } = rowOf(level, { isPro: true, collateralMarginLevel: null })
      return [mode, verdict, fallToLiquidationPct?.toFixed() ?? null]
    }
    expect([told('1.6'), told('1.1')]).toEqual([
      ['pro', 'UNKNOWN', null],
      ['pro', 'CRITICAL', '0'],
    ])
  })

  it('worst first, an account without debt last, a needed gap makes it UNKNOWN', () => {
    const calm = aPair({ symbol: 'CALMUSDT', quote: { ...aHolding('USDT', { free: '1' }), netAssetOfBtc: null } })
    const standing = assessMargin(
      aMarginSnapshot({
        isolated: [calm, aPair({ marginLevel: d('1.2') })],
        gaps: [{ what: 'x', why: 'y', needed: true }],
      }),
      TIERS,
    )
    expect(standing.rows.map(({ symbol }) => symbol)).toEqual(['FETUSDT', null, 'CALMUSDT'])
    expect(standing.verdict).toBe('CRITICAL')
    expect(assessMargin(aMarginSnapshot({ gaps: [{ what: 'x', why: 'y', needed: true }] }), TIERS).verdict).toBe(
      'UNKNOWN',
    )
  })
})

describe('valuation', () => {
  it('of the recorded FET account goes through bitcoin: 1.34371923, where the index says 1.34629', () => {
    // The FET price that Binance's bitcoin values imply, at 45,000 USDT for one bitcoin.
    const netFet = d('1954.7144').times('0.60104932').div('45000')
    const netUsdt = d('20.65536756').minus('889.72069801').div('45000')
    const pair = aPair({
      base: { ...aPair().base, netAssetOfBtc: netFet },
      quote: { ...aPair().quote, netAssetOfBtc: netUsdt },
    })
    expect(pairPrice(pair).toFixed(8)).toBe('0.60104932')
    const [row] = assessMargin(aMarginSnapshot({ cross: null, isolated: [pair] }), TIERS).rows
    if (row === undefined) throw new Error('no row')
    const inputs = { inBitcoin: new Map(), target: d('1.5'), rates: null, charges: null, spot: null }
    const [through, byIndex] = [pair, aPair()].map((one) => marginFigures(row, one, inputs))
    if (through === undefined || 'why' in through || byIndex === undefined || 'why' in byIndex)
      throw new Error('no figures')
    expect(through.level?.toFixed(5)).toBe('1.34372')
    expect(byIndex.level?.toFixed(5)).toBe('1.34629')
    expect(byIndex.driftPct?.toFixed(2)).toBe('0.19')
  })

  it('takes the bitcoin pair of a coin, else one by dollars', () => {
    const listed = new Set(['ETHBTC', 'ETHUSDT', 'BTCUSDT', 'SOLUSDT', 'XUSDC', 'BTCUSDC'])
    expect(valuationPairs(['BTC', 'ETH', 'USDT', 'SOL', 'X', 'NONE'], listed)).toEqual([
      'BTCUSDC',
      'BTCUSDT',
      'ETHBTC',
      'SOLUSDT',
      'XUSDC',
    ])
    expect(valuationPairs(['BTC'], listed)).toEqual([])
  })

  it('names what has no price instead of counting it as nothing', () => {
    const cross = aCrossAccount({ holdings: [aHolding('BTC', { free: '1' }), aHolding('XYZ', { borrowed: '5' })] })
    const [row] = assessMargin(aMarginSnapshot({ cross }), TIERS).rows
    if (row === undefined) throw new Error('no row')
    const inBitcoin = new Map([
      ['BTC', d('1')],
      ['USDT', d('0.00001')],
    ])
    const figures = marginFigures(row, null, { inBitcoin, target: d('1.5'), rates: null, charges: null, spot: null })
    expect(figures).toEqual({ why: 'no price for XYZ' })
  })

  it('counts in the dollar coin of which most is owed: USDT is no given', () => {
    const cross = aCrossAccount({ holdings: [aHolding('BTC', { free: '1' }), aHolding('USDC', { borrowed: '20000' })] })
    const [row] = assessMargin(aMarginSnapshot({ cross }), TIERS).rows
    if (row === undefined) throw new Error('no row')
    const inBitcoin = new Map([
      ['BTC', d('1')],
      ['USDC', d('0.00002')],
      ['USDT', d('0.00002')],
    ])
    const figures = marginFigures(row, null, { inBitcoin, target: d('1.5'), rates: null, charges: null, spot: null })
    expect('why' in figures ? null : [figures.unit, figures.totals.assets.toFixed()]).toEqual(['USDC', '50000'])
  })
})

describe('interest, fee and haircuts', () => {
  it('an hour of interest on 20,000 at 0.00001 lowers a level of 1.5', () => {
    const rows = [aHolding('BTC', { free: '1' }), aHolding('USDT', { borrowed: '20000', interest: '0' })]
    const totals = { assets: d('30000'), principal: d('20000'), interest: d('0'), debt: d('20000') }
    const inputs = {
      rates: new Map([['USDT', d('0.00001')]]),
      prices: new Map([
        ['USDT', d('1')],
        ['BTC', d('30000')],
      ]),
    }
    const drift = interestDrift(rows, totals, inputs)
    // 30000 ÷ 20000.2 − 1.5
    expect([drift?.perHour.toFixed(), drift?.levelPerHour.toFixed(10)]).toEqual(['0.2', '-0.0000149999'])
    expect(interestDrift(rows, totals, { ...inputs, rates: new Map() })).toBeNull()
  })

  it.each([
    { mode: 'classic', fee: '8000' },
    { mode: 'isolated', fee: '8000' },
    { mode: 'pro', fee: '12000' },
  ] as const)('the fee on 400,000 in $mode is $fee', ({ mode, fee }) => {
    expect(feeEstimate(mode, d('400000'))?.amount.toFixed()).toBe(fee)
  })

  it('bands take their haircut each, and value above the last band counts for nothing', () => {
    const bands = [
      { minUsdValue: d('0'), maxUsdValue: d('1000'), discountRate: d('0.95') },
      { minUsdValue: d('1000'), maxUsdValue: d('3000'), discountRate: d('0.9') },
      { minUsdValue: d('3000'), maxUsdValue: null, discountRate: d('0') },
    ]
    const value = (quantity: string) =>
      collateralValue(
        [{ asset: 'SOL', quantity: d(quantity) }],
        new Map([['SOL', d('100')]]),
        new Map([['SOL', bands]]),
      )
    // 950; 950 + 900; 950 + 1800
    expect([value('10'), value('20'), value('99')].map((one) => one.toFixed())).toEqual(['950', '1850', '2750'])
  })
})

describe('lines of an isolated pair without its tiers', () => {
  it.each([
    // (1954.7144 × price + 20.65536756) ÷ 889.72069801
    { name: 'implied, and later than any published line', price: '0.47', liquidation: '1.05580452', call: '1.19' },
    { name: 'implied and above any', price: '0.6', liquidation: '1.34141423', call: '1.34141423' },
    { name: 'implied beyond sense', price: '0.9', liquidation: '1.18', call: '1.22' },
    { name: 'implied below one', price: '0.1', liquidation: '1.18', call: '1.22' },
  ])('$name', ({ price, liquidation, call }) => {
    const bars = isolatedBars(aPair({ liquidatePrice: d(price) }), null)
    expect([bars.liquidation.toFixed(), bars.call.toFixed()]).toEqual([liquidation, call])
  })
})

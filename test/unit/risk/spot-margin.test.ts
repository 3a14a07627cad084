import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { interestDrift } from '../../../src/risk/margin-interest.ts'
import { movingCoins } from '../../../src/risk/margin-move.ts'
import { assessMargin } from '../../../src/risk/margin-standing.ts'
import {
  type FigureInputs,
  feeEstimate,
  type MarginFigures,
  marginFigures,
  pairPrice,
} from '../../../src/risk/spot-margin.ts'
import { aCrossAccount, aHolding, aMarginSnapshot, aPair } from '../../support/margin-builders.ts'

const TIERS = [d('15'), d('10'), d('5')]
const prices = (table: Readonly<Record<string, string>>) =>
  new Map(Object.entries(table).map(([asset, price]) => [asset, d(price)]))
/** Bitcoin at 30,000, ETH at 1,500. */
const IN_BITCOIN = prices({ BTC: '1', USDT: d('1').div('30000').toFixed(), ETH: '0.05' })
const INPUTS: FigureInputs = { inBitcoin: IN_BITCOIN, target: d('2'), rates: null, charges: null, spot: null }
const spot = (...amounts: readonly (readonly [asset: string, free: string])[]) =>
  amounts.map(([asset, free]) => ({ asset, free: d(free), locked: d('7') }))

function figuresOf(fields: Parameters<typeof aCrossAccount>[0], inputs: Partial<FigureInputs> = {}): MarginFigures {
  const [row] = assessMargin(aMarginSnapshot({ cross: aCrossAccount(fields) }), TIERS).rows
  if (row === undefined) throw new Error('no row')
  const figures = marginFigures(row, null, { ...INPUTS, ...inputs })
  if ('why' in figures) throw new Error(figures.why)
  return figures
}
const places = (value: { toDecimalPlaces(places: number): { toFixed(): string } } | null | undefined, count = 6) =>
  value?.toDecimalPlaces(count).toFixed() ?? null

describe('the figures of a cross account: 1 BTC at 30,000 against 20,000 USDT', () => {
  const figures = () => figuresOf({})

  it('count both sides in the dollar coin', () => {
    const { unit, totals, level, driftPct } = figures()
    expect(
      [unit, totals.assets, totals.debt, level, driftPct].map((one) => (typeof one === 'string' ? one : places(one))),
    ).toEqual(['USDT', '30000', '20000', '1.5', '0'])
  })

  it('solve for every coin but the unit, and for all of them together', () => {
    const { coins, commonMove } = figures()
    // 1.1 × 20,000
    expect(
      coins.map((coin) => [coin.asset, coin.status === 'price' && [places(coin.liquidationPrice), coin.edge]]),
    ).toEqual([['BTC', ['22000', 'below']]])
    expect(commonMove?.status === 'move' && [places(commonMove.movePct), commonMove.edge]).toEqual([
      '-26.666667',
      'below',
    ])
  })

  it('of the way back and the fee', () => {
    const { toTarget, fee } = figures()
    expect([places(toTarget?.add), places(toTarget?.repay), places(fee?.amount)]).toEqual(['10000', '5000', '400'])
  })

  it.each([
    // 30,000 + 3,000 + 1,500 over 20,000; what is locked does not count
    { name: 'two coins', free: spot(['USDT', '3000'], ['ETH', '1']), value: '4500', level: '1.725', uncounted: [] },
    {
      name: 'one without a price',
      free: spot(['USDT', '3000'], ['XYZ', '9']),
      value: '3000',
      level: '1.65',
      uncounted: ['XYZ'],
    },
    { name: 'nothing', free: [], value: '0', level: '1.5', uncounted: [] },
  ])('the spot wallet holds $name', ({ free, value, level, uncounted }) => {
    const { topUp } = figuresOf({}, { spot: free })
    expect([places(topUp?.value), places(topUp?.levelAfter), topUp?.uncounted]).toEqual([value, level, uncounted])
  })

  it('know no top-up without a wallet or a debt', () => {
    const free = spot(['USDT', '1'])
    expect(figures().topUp).toBeNull()
    const calm = figuresOf({ holdings: [aHolding('BTC', { free: '1' })], marginLevel: d('999') }, { spot: free })
    expect(calm).toMatchObject({
      topUp: null,
      level: null,
      driftPct: null,
      coins: [],
      commonMove: null,
      toTarget: null,
      fee: null,
    })
  })

  it('tell interest by the rates and by what was charged', () => {
    const charge = {
      asset: 'USDT',
      symbol: null,
      principal: d('1'),
      interest: d('2'),
      rate: d('0'),
      atMs: 0,
      type: 'x',
    }
    const { drift, interestToday } = figuresOf({}, { rates: prices({ USDT: '0.00001' }), charges: [charge, charge] })
    expect([places(drift?.perHour), places(interestToday)]).toEqual(['0.2', '4'])
    expect([figures().drift, figures().interestToday]).toEqual([null, null])
  })

  it('compare with a level that Binance prints, not with 999', () => {
    const drift = (marginLevel: string) => places(figuresOf({ marginLevel: d(marginLevel) }).driftPct)
    expect([drift('1.2'), drift('999'), drift('0')]).toEqual(['25', null, null])
  })

  it('of Cross Pro are totals alone', () => {
    const pro = figuresOf({ isPro: true }, { spot: spot(['USDT', '1']), rates: prices({ USDT: '1' }) })
    expect(pro).toMatchObject({ level: null, coins: [], commonMove: null, toTarget: null, drift: null, topUp: null })
    expect(places(pro.fee?.amount)).toBe('600')
  })

  it('are counted in bitcoin where no dollar coin has a price', () => {
    const holdings = [aHolding('BTC', { free: '1' }), aHolding('ETH', { borrowed: '10' })]
    const { unit, level } = figuresOf({ holdings }, { inBitcoin: prices({ BTC: '1', ETH: '0.05' }) })
    expect([unit, places(level)]).toEqual(['BTC', '2'])
  })
})

describe('the figures of a pair', () => {
  const pair = aPair()
  const figures = (inputs: Partial<FigureInputs>) => {
    const [row] = assessMargin(aMarginSnapshot({ cross: null, isolated: [pair] }), TIERS).rows
    if (row === undefined) throw new Error('no row')
    const found = marginFigures(row, pair, { ...INPUTS, ...inputs })
    if ('why' in found) throw new Error(found.why)
    return found
  }

  it('count what its two assets could add, and nothing else of the wallet', () => {
    const { topUp } = figures({ spot: spot(['USDT', '100'], ['BTC', '1']) })
    expect([places(topUp?.value), topUp?.uncounted]).toEqual(['100', []])
  })

  it('are counted in its quote asset, whatever that is', () => {
    const against = aPair({
      symbol: 'ADAETH',
      base: { ...aHolding('ADA', { free: '10000' }), netAssetOfBtc: null },
      quote: { ...aHolding('ETH', { borrowed: '1' }), netAssetOfBtc: null },
      indexPrice: d('0.0002'),
      marginLevel: d('2'),
    })
    const [row] = assessMargin(aMarginSnapshot({ cross: null, isolated: [against] }), TIERS).rows
    if (row === undefined) throw new Error('no row')
    const found = marginFigures(row, against, INPUTS)
    expect('why' in found ? null : [found.unit, places(found.totals.assets), places(found.totals.debt)]).toEqual([
      'ETH',
      '2',
      '1',
    ])
  })

  it('solve for its base asset', () => {
    expect(figures({}).coins.map(({ asset }) => asset)).toEqual(['FET'])
  })

  it.each([
    { name: 'both sides tell', base: '0.01', quote: '-0.02', is: 'other' },
    { name: 'one side is too small to tell', base: '0.00005', quote: '-0.02', is: 'index' },
    { name: 'one side is not told', base: null, quote: '-0.02', is: 'index' },
    { name: 'the signs contradict the amounts', base: '-0.01', quote: '-0.02', is: 'index' },
  ])('its price where $name: $is', ({ base, quote, is }) => {
    const sided = aPair({
      base: { ...pair.base, netAssetOfBtc: base === null ? null : d(base) },
      quote: { ...pair.quote, netAssetOfBtc: d(quote) },
    })
    expect(pairPrice(sided).eq(sided.indexPrice)).toBe(is === 'index')
  })

  it('against bitcoin needs only its other side', () => {
    const btc = aPair({
      base: { ...aHolding('ETH', { free: '10' }), netAssetOfBtc: d('0.5') },
      quote: { ...aHolding('BTC', { borrowed: '0.2' }), netAssetOfBtc: null },
      indexPrice: d('0.04'),
    })
    // 0.5 ÷ 10
    expect(places(pairPrice(btc))).toBe('0.05')
    const flat = { ...btc, base: { ...aHolding('ETH', { free: '1', borrowed: '1' }), netAssetOfBtc: d('0.5') } }
    expect(places(pairPrice(flat))).toBe('0.04')
  })
})

describe('what moves and what accrues', () => {
  it('pairs without debt have no coin that matters', () => {
    const calm = aPair({
      symbol: 'CUSDT',
      base: { ...aHolding('C', { free: '1' }), netAssetOfBtc: null },
      quote: { ...aHolding('USDT', {}), netAssetOfBtc: null },
    })
    expect(movingCoins({ cross: null, isolated: [calm, aPair()] })).toEqual(['FET'])
  })

  it('no interest drifts without a debt, a rate or a price', () => {
    const holdings = [aHolding('USDT', { borrowed: '10' })]
    const totals = { assets: d('20'), principal: d('10'), interest: d('0'), debt: d('10') }
    const rates = prices({ USDT: '0.001' })
    const perHour = (inputs: Parameters<typeof interestDrift>[2], debt = '10') =>
      places(interestDrift(debt === '0' ? [] : holdings, { ...totals, debt: d(debt) }, inputs)?.perHour)
    expect(perHour({ rates, prices: prices({ USDT: '1' }) })).toBe('0.01')
    expect(perHour({ rates, prices: new Map() })).toBeNull()
    expect(perHour({ rates: new Map(), prices: prices({ USDT: '1' }) })).toBeNull()
    expect(perHour({ rates, prices: prices({ USDT: '1' }) }, '0')).toBeNull()
  })

  it('no debt, no fee', () => {
    expect(feeEstimate('classic', d('0'))).toBeNull()
  })
})

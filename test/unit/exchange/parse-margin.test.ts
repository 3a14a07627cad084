import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  parseAllSpotPrices,
  parseCollateralBands,
  parseCrossMargin,
  parseForcedMarginOrders,
  parseIsolatedMargin,
  parseIsolatedTiers,
  parseMarginCoefficients,
  parseMarginFlows,
  parseMarginInterest,
  parseMarginPairs,
  parseMarginPriceIndex,
  parseNextHourlyInterest,
  parseSpotBalances,
} from '../../../src/exchange/binance/parse-margin.ts'
import { UnreadableReply } from '../../../src/exchange/binance/rows.ts'

const payloads = JSON.parse(readFileSync(new URL('../../fixtures/binance/margin.json', import.meta.url), 'utf8'))

const PARSERS = {
  account: parseCrossMargin,
  isolated: parseIsolatedMargin,
  tradeCoeff: parseMarginCoefficients,
  tiers: parseIsolatedTiers,
  collateralRatio: parseCollateralBands,
  allPairs: parseMarginPairs,
  priceIndex: (body: unknown) => parseMarginPriceIndex(body, 'BTCUSDT'),
  forceLiquidationRec: parseForcedMarginOrders,
  nextHourlyInterestRate: parseNextHourlyInterest,
  interestHistory: parseMarginInterest,
  capitalFlow: parseMarginFlows,
  spotAccount: parseSpotBalances,
  ticker: parseAllSpotPrices,
} as const

describe.each(Object.entries(PARSERS))('the margin parser of %s', (name, parse) => {
  it('takes the documented payload', () => {
    expect(() => parse(payloads[name])).not.toThrow()
  })

  it('reads or refuses anything else with a sentence', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        try {
          parse(body)
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableReply)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('what the margin parsers say', () => {
  it('of the cross account: empty assets left out', () => {
    const account = parseCrossMargin(payloads.account)
    expect(account?.holdings.map(({ asset }) => asset)).toEqual(['BTC', 'USDT'])
    expect([account?.isPro, account?.isTradeEnabled]).toEqual([false, true])
    expect(parseCrossMargin({ ...payloads.account, accountType: 'MARGIN_2' })?.isPro).toBe(true)
  })

  it('of an account that was not created: absence', () => {
    expect(parseCrossMargin({ ...payloads.account, created: false })).toBeNull()
  })

  it.each([
    { field: 'borrowed', value: undefined, says: 'userAssets[1].borrowed is missing' },
    { field: 'borrowed', value: 'x', says: 'userAssets[1].borrowed is not a number: "x"' },
    { field: 'interest', value: '-1', says: 'userAssets[1].interest is negative: -1' },
  ])('a debt whose $field is $value spoils the account: $says', ({ field, value, says }) => {
    const [btc, usdt, eth] = payloads.account.userAssets
    const body = { ...payloads.account, userAssets: [btc, { ...usdt, [field]: value }, eth] }
    expect(() => parseCrossMargin(body)).toThrow(says)
  })

  it('a level that cannot be read is not known; the account stands', () => {
    expect(parseCrossMargin({ ...payloads.account, marginLevel: 'NaN' })?.marginLevel).toBeNull()
    const [pair] = payloads.isolated.assets
    const [read] = parseIsolatedMargin({ assets: [{ ...pair, marginLevel: '0', liquidatePrice: '0' }] })
    expect([read?.marginLevel, read?.liquidatePrice]).toEqual([null, null])
  })

  it('tiers come highest multiplier first, bands lowest first with an open end', () => {
    expect(parseIsolatedTiers(payloads.tiers).map(({ tier }) => tier)).toEqual([1, 2])
    const bands = parseCollateralBands(payloads.collateralRatio).get('DOT')
    expect(
      bands?.map(({ discountRate, maxUsdValue }) => [discountRate.toFixed(), maxUsdValue?.toFixed() ?? null]),
    ).toEqual([
      ['0.95', '5000000'],
      ['0', null],
    ])
  })

  it('lines in no sensible order are refused', () => {
    const body = { ...payloads.tradeCoeff, marginCallBar: '1.05' }
    expect(() => parseMarginCoefficients(body)).toThrow('tradeCoeff.marginCallBar is below forceLiquidationBar')
  })

  it('pairs that are not traded on margin and pairs without a price are left out', () => {
    expect(parseMarginPairs(payloads.allPairs).map(({ symbol }) => symbol)).toEqual(['BTCUSDT'])
    expect([...parseAllSpotPrices(payloads.ticker).keys()]).toEqual(['BTCUSDT'])
    expect(parseSpotBalances(payloads.spotAccount).map(({ asset }) => asset)).toEqual(['BTC'])
  })

  it('an index of another pair is refused', () => {
    expect(() => parseMarginPriceIndex(payloads.priceIndex, 'ETHUSDT')).toThrow(
      'priceIndex.symbol is BTCUSDT, not ETHUSDT',
    )
  })
})

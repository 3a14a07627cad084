import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BinanceExchange } from '../../src/exchange/binance/client.ts'
import { exchangeAt } from '../support/stub-exchange.ts'
import { json, type StubServer, startStub, text } from '../support/stub-server.ts'

let stub: StubServer
let exchange: BinanceExchange
let warnings: string[]

beforeEach(async () => {
  stub = await startStub()
  warnings = []
  exchange = exchangeAt(stub.url, { warn: (message) => void warnings.push(message) })
})
afterEach(() => stub.close())

const payload = (name: string) => readFileSync(new URL(`../fixtures/binance/${name}.json`, import.meta.url), 'utf8')
const serve = (path: string, name: string) => stub.on(path, text(payload(name)))
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const query = () => Object.fromEntries(stub.seen[0]?.query ?? [])

describe('marks, rates and rules', () => {
  it('reads the mark of one symbol', async () => {
    serve('/fapi/v1/premiumIndex', 'premium-index')
    expect(plain(await exchange.fetchMark('BTCUSDT'))).toEqual({
      symbol: 'BTCUSDT',
      markPrice: '92000',
      indexPrice: '92021.40510638',
      fundingRate: '0.0001',
      nextFundingAtMs: 1795305600000,
      atMs: 1795300801000,
    })
  })

  it('refuses the mark of another symbol', async () => {
    serve('/fapi/v1/premiumIndex', 'premium-index')
    await expect(exchange.fetchMark('ETHUSDT')).rejects.toMatchObject({
      code: 'unreadable-reply',
      message: expect.stringContaining('premiumIndex.symbol is BTCUSDT, not ETHUSDT'),
    })
  })

  it('reads all marks; a delivery contract has no funding', async () => {
    serve('/fapi/v1/premiumIndex', 'premium-index-all')
    const marks = await exchange.fetchAllMarks()
    expect([...marks.keys()]).toEqual(['BTCUSDT', 'BTCUSDT_261225', '币安人生USDT'])
    expect(marks.get('BTCUSDT')?.fundingRate?.toFixed()).toBe('-0.0002')
    expect(marks.get('BTCUSDT_261225')).toMatchObject({ fundingRate: null, nextFundingAtMs: null })
  })

  it('leaves a mark of zero out and names it', async () => {
    const rows = JSON.parse(payload('premium-index-all'))
    rows[0].markPrice = '0.00000000'
    stub.on('/fapi/v1/premiumIndex', json(rows))
    expect((await exchange.fetchAllMarks()).has('BTCUSDT')).toBe(false)
    expect(warnings).toEqual(['/fapi/v1/premiumIndex: premiumIndex[0].markPrice is zero; the row is left out'])
  })

  it('refuses a list in which nothing can be read', async () => {
    stub.on('/fapi/v1/premiumIndex', json([{ symbol: 'BTCUSDT' }]))
    await expect(exchange.fetchAllMarks()).rejects.toMatchObject({
      message: expect.stringContaining('premiumIndex[0].markPrice is missing'),
    })
  })

  it('reads funding intervals', async () => {
    serve('/fapi/v1/fundingInfo', 'funding-info')
    expect(plain([...(await exchange.fetchFundingInfo()).values()])).toEqual([
      { symbol: 'SOLUSDT', fundingIntervalHours: 4, rateCap: '0.02', rateFloor: '-0.02' },
    ])
  })

  it('reads asset rates by asset', async () => {
    serve('/fapi/v1/assetIndex', 'asset-index')
    const rates = await exchange.fetchAllAssetRates()
    expect([...rates.keys()]).toEqual(['BTC', 'FDUSD'])
    expect(plain(rates.get('BTC'))).toEqual({
      asset: 'BTC',
      index: '91990.1',
      bidRate: '87390.595',
      askRate: '96589.605',
    })
  })

  it('asks for one asset rate by the name of its pair', async () => {
    stub.on('/fapi/v1/assetIndex', json(JSON.parse(payload('asset-index'))[1]))
    expect((await exchange.fetchAssetRate('FDUSD')).index.toFixed()).toBe('0.9981')
    expect(query()).toEqual({ symbol: 'FDUSDUSD' })
  })

  it('reads trading rules and the real weight limit', async () => {
    serve('/fapi/v1/exchangeInfo', 'exchange-info')
    const rules = await exchange.fetchSymbolRules()
    expect(plain(rules.get('BTCUSDT'))).toEqual({
      symbol: 'BTCUSDT',
      status: 'TRADING',
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      marginAsset: 'USDT',
      tickSize: '0.1',
      stepSize: '0.001',
      minQuantity: '0.001',
      maxQuantity: '1000',
      maxMarketQuantity: '120',
      minNotional: '100',
      liquidationFeeRate: '0.0125',
    })
    expect(rules.get('XYZUSDT')).toMatchObject({
      status: 'PENDING_TRADING',
      minNotional: null,
      liquidationFeeRate: null,
    })
    expect(exchange.budgets()).toEqual([{ pool: 'futures', used: null, limit: 1800 }])
  })

  it('leaves out a symbol without its steps and names the filter', async () => {
    const info = JSON.parse(payload('exchange-info'))
    info.symbols[0].filters.splice(0, 1)
    stub.on('/fapi/v1/exchangeInfo', json(info))
    expect([...(await exchange.fetchSymbolRules()).keys()]).toEqual(['XYZUSDT'])
    expect(warnings[0]).toContain('symbols[0].filters.PRICE_FILTER is missing')
  })

  it('reads candles, and names the row and column that is broken', async () => {
    serve('/fapi/v1/klines', 'klines')
    const [first] = await exchange.fetchCandles('BTCUSDT', '1d', 99)
    expect(query()).toEqual({ symbol: 'BTCUSDT', interval: '1d', limit: '99' })
    expect(plain(first)).toEqual({
      openAtMs: 1795132800000,
      closeAtMs: 1795219199999,
      open: '91810',
      high: '92860.5',
      low: '90801.2',
      close: '92352.3',
      volume: '41872.12',
    })
    stub.on('/fapi/v1/klines', json([[1, '1', '2', '1', '', '5', 2]]))
    await expect(exchange.fetchCandles('BTCUSDT', '1d', 99)).rejects.toMatchObject({
      message: expect.stringContaining('klines[0].close is not a number: ""'),
    })
  })
})

describe('market data', () => {
  it('reads funding history and tells special payments apart', async () => {
    serve('/fapi/v1/fundingRate', 'funding-rate')
    const rows = await exchange.fetchFundingHistory('AAPLUSDT', 3)
    expect(rows.map((row) => row.isSpecial)).toEqual([false, true, false])
    expect(plain(rows[0])).toMatchObject({ fundingRate: '0.0001', atMs: 1795248000000, markPrice: null })
  })

  it('reads open interest and its history', async () => {
    serve('/fapi/v1/openInterest', 'open-interest')
    serve('/futures/data/openInterestHist', 'open-interest-hist')
    expect(plain(await exchange.fetchOpenInterest('BTCUSDT'))).toEqual({
      symbol: 'BTCUSDT',
      quantity: '98231.447',
      atMs: 1795300801123,
    })
    expect(plain(await exchange.fetchOpenInterestHistory('BTCUSDT', '1h', 30))).toEqual([
      { symbol: 'BTCUSDT', quantity: '98120.11', notional: '9011234567.89', atMs: 1795300500000 },
    ])
    expect(Object.fromEntries(stub.seen[1]?.query ?? [])).toEqual({ symbol: 'BTCUSDT', period: '1h', limit: '30' })
  })

  it('reads depth and the day', async () => {
    serve('/fapi/v1/depth', 'depth')
    serve('/fapi/v1/ticker/24hr', 'ticker-24hr')
    expect(plain(await exchange.fetchDepth('BTCUSDT', 5))).toEqual({
      bids: [
        { price: '91850', quantity: '3.112' },
        { price: '91849.9', quantity: '0' },
      ],
      asks: [{ price: '91850.1', quantity: '1.64' }],
      atMs: 1795300801222,
    })
    expect(plain(await exchange.fetchTicker24h('BTCUSDT'))).toMatchObject({ lastPrice: '91852.3' })
  })

  it('reads what an index is made of; −1 is no price', async () => {
    serve('/fapi/v1/constituents', 'constituents')
    expect(plain(await exchange.fetchConstituents('BTCUSDT'))).toEqual({
      symbol: 'BTCUSDT',
      atMs: 1795300800000,
      constituents: [
        { exchange: 'binance', symbol: 'BTCUSDT', price: '91869.2', weight: '0.3' },
        { exchange: 'hidden', symbol: 'X', price: null, weight: null },
      ],
    })
  })

  it('reads the insurance fund and the risk of auto-deleveraging', async () => {
    serve('/fapi/v1/insuranceBalance', 'insurance-balance')
    serve('/fapi/v1/symbolAdlRisk', 'symbol-adl-risk')
    expect(plain(await exchange.fetchInsuranceFunds('BTCUSDT'))).toEqual([
      {
        symbols: ['BTCUSDT', 'BTCUSDC'],
        assets: [{ asset: 'USDT', balance: '1180000000.12345678', updatedAtMs: 1795296000000 }],
      },
    ])
    expect(await exchange.fetchSymbolAdlRisk('BTCUSDT')).toMatchObject({ adlRisk: 'low' })
  })
})

describe('account history', () => {
  it('reads trades within a span, with ids as text', async () => {
    serve('/fapi/v1/userTrades', 'user-trades')
    const fills = await exchange.fetchUserTrades('BTCUSDT', { fromMs: 1_795_200_000_000 })
    expect(stub.seen[0]?.rawQuery).toMatch(/^symbol=BTCUSDT&startTime=1795200000000&limit=1000&recvWindow=/)
    expect(plain(fills)).toEqual([
      {
        tradeId: '6612345678',
        orderId: '7845120000012345678',
        symbol: 'BTCUSDT',
        side: 'BUY',
        positionSide: 'BOTH',
        price: '92400',
        quantity: '0.25',
        realizedPnl: '0',
        commission: '11.55',
        commissionAsset: 'USDT',
        atMs: 1795296000412,
      },
    ])
  })

  it('reads income, of which some belongs to no symbol', async () => {
    serve('/fapi/v1/income', 'income')
    expect(plain(await exchange.fetchIncome(null, {}))).toEqual([
      {
        tranId: '1234567890123456789',
        type: 'FUNDING_FEE',
        symbol: 'BTCUSDT',
        amount: '-2.296253',
        asset: 'USDT',
        atMs: 1795276800000,
      },
      { tranId: '99', type: 'TRANSFER', symbol: null, amount: '500', asset: 'USDT', atMs: 1795280000000 },
    ])
  })

  it('tells liquidation and auto-deleveraging apart', async () => {
    serve('/fapi/v1/forceOrders', 'force-orders')
    const orders = await exchange.fetchForceOrders(null, {})
    expect(orders.map(({ kind }) => kind)).toEqual(['LIQUIDATION', 'ADL'])
    expect(plain(orders[0])).toMatchObject({ averagePrice: '3190.42', executedQuantity: '1', atMs: 1795200000100 })
    expect(orders[1]?.averagePrice).toBeNull()
  })

  it('reads margin changes with their sign, fees and places in the queue', async () => {
    serve('/fapi/v1/positionMargin/history', 'position-margin-history')
    serve('/fapi/v1/commissionRate', 'commission-rate')
    serve('/fapi/v1/adlQuantile', 'adl-quantile')
    const changes = await exchange.fetchMarginChanges('ETHUSDT', {})
    expect(changes.map(({ amount, reason }) => `${amount.toFixed()} ${reason}`)).toEqual([
      '120 USER_ADJUST',
      '-20 USER_ADJUST',
      // What a trade takes out comes with the sign that its type tells already.
      '-12.5 TRADE',
    ])
    expect(plain(await exchange.fetchCommissionRate('BTCUSDT'))).toEqual({
      symbol: 'BTCUSDT',
      takerRate: '0.0005',
    })
    const quantiles = await exchange.fetchAdlQuantiles()
    expect(quantiles.get('ETHUSDT')).toEqual({ symbol: 'ETHUSDT', long: 0, short: 0, both: 1 })
    expect(quantiles.get('BTCUSDT')).toEqual({ symbol: 'BTCUSDT', long: 2, short: 3, both: null })
  })
})

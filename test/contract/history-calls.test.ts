import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BinanceExchange } from '../../src/exchange/binance/client.ts'
import { parseUserFrame } from '../../src/exchange/binance/parse-stream.ts'
import { exchangeAt } from '../support/stub-exchange.ts'
import { json, type StubServer, startStub, text } from '../support/stub-server.ts'

let stub: StubServer
let exchange: BinanceExchange

beforeEach(async () => {
  stub = await startStub()
  exchange = exchangeAt(stub.url)
})
afterEach(() => stub.close())

const payload = (name: string) => readFileSync(new URL(`../fixtures/binance/${name}.json`, import.meta.url), 'utf8')
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('conditional orders of the past', () => {
  it('come with what became of them, ids as text, other algorithms left out', async () => {
    stub.on('/fapi/v1/allAlgoOrders', text(payload('all-algo-orders')))
    const orders = await exchange.fetchAlgoOrders('BTCUSDT', { fromMs: 1_795_000_000_000, toMs: 1_795_300_000_000 })
    expect(stub.seen[0]?.rawQuery).toMatch(
      /^symbol=BTCUSDT&startTime=1795000000000&endTime=1795300000000&limit=1000&recvWindow=/,
    )
    expect(plain(orders)).toEqual([
      {
        algoId: '3000000123456789012',
        symbol: 'BTCUSDT',
        side: 'SELL',
        positionSide: 'BOTH',
        type: 'STOP_MARKET',
        status: 'FINISHED',
        quantity: '0.25',
        triggerPrice: '86000',
        orderId: '7845120000012345678',
        createdAtMs: 1795200000000,
        updatedAtMs: 1795296000412,
      },
      {
        algoId: '3000000123456',
        symbol: 'BTCUSDT',
        side: 'SELL',
        positionSide: 'BOTH',
        type: 'TRAILING_STOP_MARKET',
        status: 'NEW',
        quantity: null,
        triggerPrice: null,
        orderId: null,
        createdAtMs: 1795210000000,
        updatedAtMs: 1795210000000,
      },
    ])
  })

  it('are read beside an algorithm of another kind, whatever its rows lack', async () => {
    const [first] = JSON.parse(payload('all-algo-orders').replace('3000000123456789012', '3000000123456'))
    stub.on('/fapi/v1/allAlgoOrders', json([{ algoId: 14519, algoType: 'TWAP', symbol: 'BTCUSDT' }, first]))
    const orders = await exchange.fetchAlgoOrders('BTCUSDT', {})
    expect(orders.map(({ algoId }) => algoId)).toEqual(['3000000123456'])
  })

  it.each(['algoId', 'algoStatus', 'createTime', 'closePosition'])('cannot be read without %s', async (field) => {
    const [first] = JSON.parse(payload('all-algo-orders').replace('3000000123456789012', '3000000123456'))
    delete first[field]
    stub.on('/fapi/v1/allAlgoOrders', json([first]))
    await expect(exchange.fetchAlgoOrders('BTCUSDT', {})).rejects.toMatchObject({
      code: 'unreadable-reply',
      message: expect.stringContaining(`allAlgoOrders[0].${field} is missing`),
    })
  })
})

describe('a movement of money', () => {
  it.each([
    { tradeId: '6612345678', told: '6612345678' },
    { tradeId: '', told: undefined },
    { tradeId: 0, told: undefined },
    { tradeId: undefined, told: undefined },
  ])('echoes the trade $told for $tradeId', async ({ tradeId, told }) => {
    const row = {
      symbol: 'BTCUSDT',
      incomeType: 'COMMISSION',
      income: '-1',
      asset: 'USDT',
      time: 1,
      tranId: 9,
      tradeId,
    }
    stub.on('/fapi/v1/income', json([row]))
    const [income] = await exchange.fetchIncome(null, {})
    expect(income?.tradeId).toBe(told)
  })
})

describe('a trade on the user stream', () => {
  const trade = {
    s: 'BTCUSDT',
    c: 'web_a1',
    S: 'BUY',
    ps: 'BOTH',
    x: 'TRADE',
    X: 'FILLED',
    i: '784512040077',
    t: 6612390421,
    l: '0.125',
    L: '91850.1',
    n: '5.77',
    N: 'USDT',
    rp: '0',
    m: false,
    T: 1795300805002,
  }
  const eventOf = (o: object) => parseUserFrame({ e: 'ORDER_TRADE_UPDATE', E: 1795300805010, T: 1795300805002, o })
  const fillOf = (o: object) => {
    const event = eventOf(o)
    return event?.kind === 'order' ? event.order.fill : undefined
  }

  it('is told like one of userTrades', () => {
    expect(plain(fillOf(trade))).toEqual({
      tradeId: '6612390421',
      orderId: '784512040077',
      symbol: 'BTCUSDT',
      side: 'BUY',
      positionSide: 'BOTH',
      price: '91850.1',
      quantity: '0.125',
      realizedPnl: '0',
      commission: '5.77',
      commissionAsset: 'USDT',
      atMs: 1795300805002,
    })
  })

  it('may cost nothing', () => {
    const { n: _, N: __, ...free } = trade
    expect(plain(fillOf(free))).toMatchObject({ commission: '0', commissionAsset: '' })
  })

  it.each([
    { name: 'another change of the order', change: { x: 'NEW' } },
    { name: 'a trade without a price', change: { L: '0' } },
    { name: 'a trade without an id', change: { t: undefined } },
    { name: 'a trade of no quantity', change: { l: '0' } },
  ])('is left to REST: $name', ({ change }) => {
    expect(eventOf({ ...trade, ...change })).toMatchObject({
      kind: 'order',
      order: { symbol: 'BTCUSDT', status: 'FILLED' },
    })
    expect(fillOf({ ...trade, ...change })).toBeUndefined()
  })
})

import { USDMClient, WebsocketClient } from 'binance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'

const QUIET = { trace: () => undefined, info: () => undefined, error: () => undefined }

let exchange: DemoExchange
let client: USDMClient

beforeAll(async () => {
  exchange = await startDemoExchange({ speed: 0 })
  client = new USDMClient({ api_key: exchange.apiKey, api_secret: exchange.apiSecret, baseUrl: exchange.httpBase })
})

afterAll(() => exchange.close())

/** The client's promise of its next message that satisfies a condition. */
function nextMessage(socket: WebsocketClient, isWanted: (text: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    socket.on('message', (message: unknown) => {
      const text = JSON.stringify(message)
      if (isWanted(text)) resolve(text)
    })
  })
}

describe('REST, through a client written by others', () => {
  it('tells the time and the contracts', async () => {
    expect(await client.getServerTime()).toBe(exchange.nowMs())
    const info = await client.getExchangeInfo()
    const bitcoin = info.symbols.find((symbol) => symbol.symbol === 'BTCUSDT')
    expect(bitcoin).toMatchObject({ status: 'TRADING', contractType: 'PERPETUAL', liquidationFee: '0.012500' })
    expect(info.symbols).toHaveLength(13)
  })

  it('shows marks of one and of all symbols', async () => {
    expect(await client.getMarkPrice({ symbol: 'SOLUSDT' })).toMatchObject({ markPrice: '165.30000000' })
    expect(await client.getMarkPrice()).toHaveLength(13)
  })

  it('accepts its signature and shows the account', async () => {
    const account = await client.getAccountInformationV3()
    expect(account).toMatchObject({ totalWalletBalance: '12400.00000000', totalUnrealizedProfit: '-1804.99500000' })
    expect(account.positions).toHaveLength(4)
  })

  it('shows positions with their liquidation prices', async () => {
    const positions = await client.getPositionsV3()
    const bySymbol = new Map(positions.map((position) => [position.symbol, position.liquidationPrice]))
    // (60 × 171.2 − 1027.20) ÷ (60 × 0.995); (42000 × 0.2044 − 1727.38) ÷ (42000 × 0.9935)
    expect(bySymbol.get('SOLUSDT')).toBe('154.85427136')
    expect(bySymbol.get('DOGEUSDT')).toBe('0.16434012')
  })

  it('shows configuration, brackets, orders and history', async () => {
    expect(await client.getFuturesAccountConfig()).toMatchObject({ dualSidePosition: false, multiAssetsMargin: false })
    expect(await client.getFuturesSymbolConfig({ symbol: 'SOLUSDT' })).toMatchObject([
      { marginType: 'ISOLATED', leverage: 10 },
    ])
    expect(await client.getNotionalAndLeverageBrackets({ symbol: 'SOLUSDT' })).toMatchObject([
      { symbol: 'SOLUSDT', brackets: { 1: { notionalFloor: 50000, maintMarginRatio: 0.0065, cum: 75 } } },
    ])
    expect(await client.getOpenAlgoOrders({ symbol: 'BTCUSDT' })).toMatchObject([
      { triggerPrice: '91500', workingType: 'CONTRACT_PRICE' },
    ])
    expect(await client.getAllOpenOrders()).toMatchObject([{ symbol: 'BTCUSDT', price: '101500', reduceOnly: true }])
    const funding = await client.getIncomeHistory({ symbol: 'SOLUSDT', incomeType: 'FUNDING_FEE' })
    expect(funding[0]).toMatchObject({ symbol: 'SOLUSDT', asset: 'USDT', incomeType: 'FUNDING_FEE' })
    const [opening] = await client.getAccountTrades({ symbol: 'SOLUSDT' })
    expect(opening).toMatchObject({ side: 'BUY', price: '171.2', qty: '60.00', maker: false })
  })

  it('refuses a wrong secret the way the exchange does', async () => {
    const stranger = new USDMClient({ api_key: exchange.apiKey, api_secret: 'wrong', baseUrl: exchange.httpBase })
    await expect(stranger.getBalanceV3()).rejects.toMatchObject({ code: -1022 })
  })

  it('never lets an order through', async () => {
    const order = client.submitNewOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: 1 })
    await expect(order).rejects.toMatchObject({ code: -2015 })
    expect(exchange.counters().mutationAttempts).toBe(1)
  })
})

describe('streams, through a client written by others', () => {
  it('pushes marks each second to a subscriber', async () => {
    const socket = new WebsocketClient({ wsUrl: exchange.wsBase, beautify: false }, QUIET)
    try {
      const subscribed = new Promise((resolve) => socket.on('response', resolve))
      const one = nextMessage(socket, (text) => text.includes('"s":"SOLUSDT"') && !text.includes('BTCUSDT'))
      const all = nextMessage(socket, (text) => text.includes('"s":"BTCUSD_PERP"'))
      await socket.subscribe(['solusdt@markPrice@1s', '!markPrice@arr@1s'], 'usdmMarket')
      await subscribed
      exchange.venue.advance(1000)
      expect(JSON.parse(await one)).toMatchObject({ e: 'markPriceUpdate', s: 'SOLUSDT', st: 1 })
      expect(JSON.parse(await all)).toContainEqual(expect.objectContaining({ s: 'BTCUSD_PERP', st: 2 }))
    } finally {
      socket.closeAll(true)
    }
  })

  it('pushes account events to the holder of a listen key', async () => {
    const socket = new WebsocketClient(
      {
        api_key: exchange.apiKey,
        api_secret: exchange.apiSecret,
        beautify: false,
        wsUrl: exchange.wsBase,
        restOptions: { baseUrl: exchange.httpBase },
      },
      QUIET,
    )
    try {
      const opened = new Promise((resolve) => socket.on('open', resolve))
      const order = nextMessage(socket, (text) => text.includes('ORDER_TRADE_UPDATE'))
      const account = nextMessage(socket, (text) => text.includes('ACCOUNT_UPDATE'))
      await socket.subscribeUsdFuturesUserDataStream()
      await opened
      exchange.venue.trade({ symbol: 'SOLUSDT', side: 'SELL', quantity: '10' })
      expect(JSON.parse(await order)).toMatchObject({
        o: { s: 'SOLUSDT', S: 'SELL', x: 'TRADE', X: 'FILLED', l: '10' },
      })
      expect(JSON.parse(await account)).toMatchObject({
        a: { m: 'ORDER', P: [{ s: 'SOLUSDT', pa: '50.00', mt: 'isolated' }] },
      })
    } finally {
      socket.closeAll(true)
    }
  })
})

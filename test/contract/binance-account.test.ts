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
/** What a decimal-bearing value looks like as plain JSON. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('the account', () => {
  it('reads wallets and the positions it knows of', async () => {
    serve('/fapi/v3/account', 'account')
    expect(plain(await exchange.fetchAccount())).toEqual({
      wallets: [
        {
          asset: 'USDT',
          walletBalance: '4200',
          crossWallet: '3500',
          availableBalance: '1289.5',
          updatedAtMs: 1_795_300_000_120,
        },
        { asset: 'USDC', walletBalance: '0', crossWallet: '0', availableBalance: '0' },
      ],
      openPositions: [
        { symbol: 'BTCUSDT', positionSide: 'BOTH', positionAmt: '0.3' },
        { symbol: 'ETHUSDT', positionSide: 'BOTH', positionAmt: '-3.35' },
      ],
      unreadable: [],
    })
  })

  it('reads positions and leaves rows without one out', async () => {
    serve('/fapi/v3/positionRisk', 'position-risk')
    const { rows, unreadable } = await exchange.fetchPositions()
    expect(unreadable).toEqual([])
    expect(plain(rows)).toEqual([
      {
        symbol: 'BTCUSDT',
        positionSide: 'BOTH',
        side: 'LONG',
        quantity: '0.3',
        entryPrice: '92166.6',
        markPrice: '92000',
        marginAsset: 'USDT',
        isolatedWallet: '0',
        unrealizedPnl: '-50',
        exchange: {
          liquidationPrice: '80811.24497991',
          liquidationPriceReason: null,
          maintenanceMargin: '110.4',
          adlQuantile: 2,
        },
        updatedAtMs: 1795296000412,
      },
      expect.objectContaining({
        symbol: 'ETHUSDT',
        side: 'SHORT',
        quantity: '3.35',
        isolatedWallet: '700',
        exchange: expect.objectContaining({ liquidationPrice: null, liquidationPriceReason: 'none' }),
      }),
    ])
  })

  it('reads modes and symbol configurations', async () => {
    serve('/fapi/v1/accountConfig', 'account-config')
    serve('/fapi/v1/symbolConfig', 'symbol-config')
    expect(await exchange.fetchAccountConfig()).toEqual({ hedgeMode: false, multiAssetsMode: true })
    expect([...(await exchange.fetchSymbolConfigs()).values()]).toEqual([
      { symbol: 'BTCUSDT', marginType: 'CROSSED', leverage: 20, isAutoAddMargin: false },
      { symbol: 'ETHUSDT', marginType: 'ISOLATED', leverage: 12, isAutoAddMargin: true },
    ])
  })

  it('reads brackets from a list, lowest first', async () => {
    serve('/fapi/v1/leverageBracket', 'leverage-bracket')
    const brackets = await exchange.fetchBrackets()
    expect(plain(brackets.get('BTCUSDT'))).toEqual({
      symbol: 'BTCUSDT',
      notionalCoef: null,
      rows: [
        {
          bracket: 1,
          notionalFloor: '0',
          notionalCap: '300000',
          maintMarginRatio: '0.004',
          maintAmount: '0',
          initialLeverage: 150,
        },
        expect.objectContaining({ bracket: 2, maintAmount: '300' }),
        expect.objectContaining({ bracket: 3, notionalCap: '9223372036854775807', maintMarginRatio: '0.0065' }),
      ],
    })
    expect(brackets.get('ETHUSDT')?.notionalCoef?.toFixed()).toBe('1.5')
  })

  it('reads brackets from a single object', async () => {
    const [first] = JSON.parse(payload('leverage-bracket'))
    stub.on('/fapi/v1/leverageBracket', json(first))
    expect([...(await exchange.fetchBrackets()).keys()]).toEqual(['BTCUSDT'])
  })

  it('reads plain orders: ids beyond 2^53, the quantity still open, no stop price', async () => {
    serve('/fapi/v1/openOrders', 'open-orders')
    expect(plain(await exchange.fetchOpenOrders('BTCUSDT'))).toEqual([
      {
        kind: 'PLAIN',
        orderId: '7845120369112345678',
        symbol: 'BTCUSDT',
        side: 'SELL',
        positionSide: 'BOTH',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '0.2',
        price: '98000',
        triggerPrice: null,
        workingType: 'CONTRACT_PRICE',
        reduceOnly: true,
        closePosition: false,
        callbackRatePct: null,
        activationPrice: null,
        createdAtMs: 1795296100000,
      },
    ])
    expect(stub.seen[0]?.query.get('symbol')).toBe('BTCUSDT')
  })

  it('reads conditional orders of all symbols, without those of other algorithms', async () => {
    serve('/fapi/v1/openAlgoOrders', 'open-algo-orders')
    const orders = await exchange.fetchOpenAlgoOrders(null)
    expect(stub.seen[0]?.query.has('symbol')).toBe(false)
    expect(plain(orders)).toEqual([
      expect.objectContaining({
        kind: 'CONDITIONAL',
        orderId: '3000000123456',
        type: 'STOP_MARKET',
        quantity: '0.25',
        price: null,
        triggerPrice: '86000',
        workingType: 'MARK_PRICE',
        createdAtMs: 1795296200000,
      }),
      expect.objectContaining({ symbol: 'ETHUSDT', quantity: '0', closePosition: true }),
    ])
  })

  it('sorts the flags of the key by what they allow', async () => {
    serve('/sapi/v1/account/apiRestrictions', 'api-restrictions')
    expect(await exchange.fetchKeyPermissions()).toEqual({
      canRead: true,
      ipRestricted: true,
      moneyFlags: ['permitsUniversalTransfer'],
      tradeFlags: ['enableFutures'],
      unknownFlags: ['enableMoonTravel'],
    })
  })

  it('has no key permissions where there is no such page', async () => {
    expect(await exchange.fetchKeyPermissions()).toBeNull()
    const onDemo = exchangeAt(stub.url, { environment: 'demo' })
    expect(await onDemo.fetchKeyPermissions()).toBeNull()
    expect(stub.seen).toHaveLength(1)
  })

  it('lists COIN-M symbols that hold a position', async () => {
    serve('/dapi/v1/positionRisk', 'coin-m-position-risk')
    expect(await exchange.fetchCoinMSymbols()).toEqual(['BTCUSD_PERP'])
  })

  it('creates and keeps a listen key', async () => {
    stub.on('/fapi/v1/listenKey', json({ listenKey: 'k9Tabcdefgh' }))
    expect(await exchange.createListenKey()).toBe('k9Tabcdefgh')
    await exchange.keepListenKeyAlive('k9Tabcdefgh')
    expect(stub.seen.map(({ method }) => method)).toEqual(['POST', 'PUT'])
  })
})

describe('rows that cannot be read', () => {
  const positions = () => JSON.parse(payload('position-risk')) as Record<string, unknown>[]

  it.each([
    { field: 'entryPrice', value: undefined, why: 'positions[1].entryPrice is missing' },
    { field: 'entryPrice', value: '', why: 'positions[1].entryPrice is not a number: ""' },
    { field: 'entryPrice', value: 'NaN', why: 'positions[1].entryPrice is not a number: "NaN"' },
    { field: 'entryPrice', value: '-3046.2', why: 'positions[1].entryPrice is negative: -3046.2' },
    { field: 'entryPrice', value: '0.0', why: 'positions[1].entryPrice is zero' },
    { field: 'entryPrice', value: '1e99', why: 'positions[1].entryPrice is out of range' },
    { field: 'entryPrice', value: ['3046.2'], why: 'positions[1].entryPrice is not a number' },
    { field: 'positionAmt', value: null, why: 'positions[1].positionAmt is missing' },
    { field: 'isolatedWallet', value: 'Infinity', why: 'positions[1].isolatedWallet is not a number: "Infinity"' },
    { field: 'marginAsset', value: undefined, why: 'positions[1].marginAsset is missing' },
    { field: 'updateTime', value: 'soon', why: 'positions[1].updateTime is not a whole number: "soon"' },
    { field: 'positionSide', value: 'UP', why: 'positions[1].positionSide is none of BOTH, LONG, SHORT: "UP"' },
  ])('tells $field = $value by its path and keeps the other rows', async ({ field, value, why }) => {
    const body = positions().map((row, index) => (index === 1 ? { ...row, [field]: value } : row))
    stub.on('/fapi/v3/positionRisk', json(body))
    const { rows, unreadable } = await exchange.fetchPositions()
    expect(rows.map((row) => row.symbol)).toEqual(['BTCUSDT'])
    expect(unreadable).toEqual([expect.objectContaining({ symbol: 'ETHUSDT', why })])
  })

  it.each([
    { isolatedWallet: '120.5', marginType: 'ISOLATED' },
    { isolatedWallet: '0', marginType: null },
    { isolatedWallet: undefined, marginType: null },
  ])(
    'takes $isolatedWallet in its own wallet as $marginType for a broken row',
    async ({ isolatedWallet, marginType }) => {
      stub.on('/fapi/v3/positionRisk', json([{ ...positions()[1], isolatedWallet, entryPrice: undefined }]))
      const { unreadable } = await exchange.fetchPositions()
      expect(unreadable).toMatchObject([{ symbol: 'ETHUSDT', marginType }])
    },
  )

  it('knows a row even without its symbol', async () => {
    stub.on('/fapi/v3/positionRisk', json(positions().map(({ symbol: _, isolatedWallet: __, ...row }) => row)))
    const { unreadable } = await exchange.fetchPositions()
    expect(unreadable[0]).toEqual({
      symbol: 'positions[0]',
      positionSide: 'BOTH',
      marginType: null,
      marginAsset: 'USDT',
      why: 'positions[0].symbol is missing',
    })
  })

  it('does not take a long slot with a short amount for anything', async () => {
    stub.on('/fapi/v3/positionRisk', json([{ ...positions()[1], positionSide: 'LONG' }]))
    const { rows, unreadable } = await exchange.fetchPositions()
    expect(rows).toEqual([])
    expect(unreadable[0]?.why).toBe('positions[0].positionAmt is negative in the LONG slot')
  })

  it('keeps a row whose compared figures are broken, and says so of the liquidation price', async () => {
    const broken = { liquidationPrice: '', maintMargin: 'x', adl: 'high', markPrice: '0' }
    stub.on('/fapi/v3/positionRisk', json([{ ...positions()[0], ...broken }]))
    const { rows } = await exchange.fetchPositions()
    expect(rows[0]).toMatchObject({
      markPrice: null,
      exchange: {
        liquidationPrice: null,
        liquidationPriceReason: 'liquidationPrice is not a number: ""',
        maintenanceMargin: null,
        adlQuantile: null,
      },
    })
  })

  it('writes control characters in a symbol out, and keeps letters of other scripts', async () => {
    const [first = {}] = positions()
    stub.on(
      '/fapi/v3/positionRisk',
      json([
        { ...first, symbol: 'A\u001b[31mB\nC' },
        { ...first, symbol: '币安USDT' },
      ]),
    )
    const { rows } = await exchange.fetchPositions()
    expect(rows.map((row) => row.symbol)).toEqual(['A\\u{1b}[31mB\\u{a}C', '币安USDT'])
  })

  it('lists broken rows of the account', async () => {
    const account = JSON.parse(payload('account'))
    delete account.assets[0].crossWalletBalance
    account.positions[1].positionAmt = 'many'
    stub.on('/fapi/v3/account', json(account))
    const reading = await exchange.fetchAccount()
    expect(reading.wallets.map((wallet) => wallet.asset)).toEqual(['USDC'])
    expect(reading.unreadable).toEqual([
      { what: 'assets[0]', why: 'assets[0].crossWalletBalance is missing' },
      { what: 'positions[1]', why: 'positions[1].positionAmt is not a number: "many"' },
    ])
  })

  it('leaves out a symbol with a broken bracket and says which field', async () => {
    const brackets = JSON.parse(payload('leverage-bracket'))
    delete brackets[0].brackets[2].cum
    stub.on('/fapi/v1/leverageBracket', json(brackets))
    expect([...(await exchange.fetchBrackets()).keys()]).toEqual(['ETHUSDT'])
    expect(warnings).toEqual(['/fapi/v1/leverageBracket: brackets[0].brackets[2].cum is missing; the row is left out'])
  })

  it.each([
    { name: 'an empty object for the account', path: '/fapi/v3/account', body: {}, field: 'assets is missing' },
    {
      name: 'no positions in the account',
      path: '/fapi/v3/account',
      body: { assets: [] },
      field: 'positions is missing',
    },
    { name: 'a text for the account', path: '/fapi/v3/account', body: 'ok', field: 'assets is missing' },
  ])('does not take $name for an empty account', async ({ path, body, field }) => {
    stub.on(path, json(body))
    await expect(exchange.fetchAccount()).rejects.toMatchObject({
      code: 'unreadable-reply',
      message: `the reply to ${path} cannot be used: ${field}`,
      retry: 'never',
    })
  })

  it('does not take an object for an empty list of positions or orders', async () => {
    for (const path of ['/fapi/v3/positionRisk', '/fapi/v1/openOrders']) stub.on(path, json({}))
    await expect(exchange.fetchPositions()).rejects.toMatchObject({ code: 'unreadable-reply' })
    await expect(exchange.fetchOpenOrders(null)).rejects.toMatchObject({ code: 'unreadable-reply' })
  })

  it('refuses orders of which one cannot be read', async () => {
    const orders = JSON.parse(payload('open-algo-orders'))
    delete orders[0].quantity
    stub.on('/fapi/v1/openAlgoOrders', json(orders))
    await expect(exchange.fetchOpenAlgoOrders(null)).rejects.toMatchObject({ code: 'unreadable-reply' })
  })
})

import type { LiquidationVector } from '../contract/vectors.ts'
import { json, type StubReply, type StubServer } from './stub-server.ts'

type Row = Readonly<Record<string, unknown>>

const OPEN_CAP = 1e15

/** Serves a recorded or generated account in the shapes of Binance's REST replies, with nothing computed. */
export function serveVector(
  stub: StubServer,
  vector: LiquidationVector,
  shownPrices: Readonly<Record<string, string>>,
) {
  const { account, positions } = vector
  const nowMs = Date.now()
  const single =
    (rows: readonly Row[]): StubReply =>
    (response, request) => {
      const symbol = request.query.get('symbol')
      json(symbol === null ? rows : rows.find((row) => row.symbol === symbol))(response, request)
    }
  const isolated = new Map<string, number>()
  for (const position of positions) {
    const own = isolated.get(position.marginAsset) ?? 0
    isolated.set(position.marginAsset, own + Number(position.isolatedWallet ?? 0))
  }
  const assets = new Set([...Object.keys(account.crossWallets), ...positions.map((position) => position.marginAsset)])
  const symbols = [...new Set(positions.map(({ symbol }) => symbol))]
  stub.on('/fapi/v1/time', (response, request) => json({ serverTime: Date.now() })(response, request))
  stub.on(
    '/fapi/v3/account',
    json({
      totalMaintMargin: '0',
      totalUnrealizedProfit: '0',
      assets: [...assets].map((asset) => ({
        asset,
        walletBalance: String(Number(account.crossWallets[asset] ?? 0) + (isolated.get(asset) ?? 0)),
        crossWalletBalance: account.crossWallets[asset] ?? '0',
        availableBalance: '0',
        maxWithdrawAmount: '0',
      })),
      positions: positions.map(({ symbol, positionSide, positionAmt }) => ({
        symbol,
        positionSide,
        positionAmt,
        updateTime: nowMs,
      })),
    }),
  )
  stub.on(
    '/fapi/v3/positionRisk',
    json(
      positions.map((position) => ({
        ...position,
        unRealizedProfit: '0',
        liquidationPrice: shownPrices[`${position.symbol} ${position.positionSide}`] ?? '0',
        isolatedWallet: position.isolatedWallet ?? '0',
        isolatedMargin: position.isolatedWallet ?? '0',
        maintMargin: '0',
        notional: '0',
        adl: 1,
        updateTime: nowMs,
      })),
    ),
  )
  stub.on(
    '/fapi/v1/accountConfig',
    json({
      dualSidePosition: account.positionMode === 'hedge',
      multiAssetsMargin: account.assetMode === 'multi',
    }),
  )
  const onePerSymbol = [...new Map(positions.map((position) => [position.symbol, position])).values()]
  stub.on(
    '/fapi/v1/symbolConfig',
    json(
      onePerSymbol.map(({ symbol, marginType }) => ({
        symbol,
        marginType: marginType === 'cross' ? 'CROSSED' : 'ISOLATED',
        isAutoAddMargin: false,
        leverage: 10,
        maxNotionalValue: '1',
      })),
    ),
  )
  stub.on(
    '/fapi/v1/leverageBracket',
    json(
      Object.entries(vector.brackets).map(([symbol, rows]) => ({
        symbol,
        brackets: rows.map(({ floor, cap, mmr, cum }, index) => ({
          bracket: index + 1,
          initialLeverage: 10,
          notionalFloor: Number(floor),
          notionalCap: cap == null ? OPEN_CAP : Number(cap),
          maintMarginRatio: Number(mmr),
          cum: Number(cum ?? 0),
        })),
      })),
    ),
  )
  stub.on(
    '/fapi/v1/premiumIndex',
    single(
      onePerSymbol.map(({ symbol, markPrice }) => ({
        symbol,
        markPrice,
        indexPrice: markPrice,
        lastFundingRate: '0.0001',
        nextFundingTime: nowMs + 3_600_000,
        time: nowMs,
      })),
    ),
  )
  stub.on(
    '/fapi/v1/assetIndex',
    single(
      Object.entries(account.assetRates ?? {}).map(([asset, { bid, ask }]) => ({
        symbol: `${asset}USD`,
        time: nowMs,
        index: bid,
        bidBuffer: '0',
        askBuffer: '0',
        bidRate: bid,
        askRate: ask,
      })),
    ),
  )
  stub.on('/fapi/v1/exchangeInfo', json({ rateLimits: [], symbols: [] }))
  for (const path of [
    '/fapi/v1/openOrders',
    '/fapi/v1/openAlgoOrders',
    '/fapi/v1/fundingInfo',
    '/fapi/v1/klines',
    '/dapi/v1/positionRisk',
  ]) {
    stub.on(path, json([]))
  }
  stub.on('/sapi/v1/account/apiRestrictions', json({ enableReading: true, ipRestrict: true }))
  return symbols
}

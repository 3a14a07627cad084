import { d, ZERO } from '../../model/decimal.ts'
import { allFigures } from '../figures.ts'
import type { Query, Route } from '../route.ts'
import type { Venue } from '../venue.ts'
import type { SymbolSpec } from '../world.ts'
import { accountRoute, adlQuantile, askedSymbol } from './account-routes.ts'

function specsAsked(venue: Venue, query: Query): readonly SymbolSpec[] {
  const symbol = askedSymbol(venue, query)
  return venue.world.symbols().filter((spec) => symbol === null || spec.symbol === symbol)
}

function symbolConfigRow(venue: Venue, spec: SymbolSpec): unknown {
  const setting = venue.account.settingOf(spec.symbol)
  const leverage = Math.min(setting.leverage, spec.brackets[0]?.initialLeverage ?? setting.leverage)
  const row = spec.brackets.findLast((bracket) => bracket.initialLeverage >= leverage)
  return {
    symbol: spec.symbol,
    marginType: setting.marginMode,
    isAutoAddMargin: setting.isAutoAddMargin,
    leverage,
    maxNotionalValue: String(row?.notionalCap ?? 0),
  }
}

/** One row per symbol with a position: a quantile per side. */
function quantileRows(venue: Venue, query: Query): unknown {
  const asked = askedSymbol(venue, query)
  const legs = allFigures(venue.account, venue.world, venue.world.nowMs())
  const symbols = [...new Set(legs.map(({ leg }) => leg.symbol))].filter((name) => asked === null || name === asked)
  return symbols.map((symbol) => {
    const own = legs.filter(({ leg }) => leg.symbol === symbol)
    const rank = (side: string): number =>
      Math.max(0, ...own.filter(({ leg }) => leg.positionSide === side).map(adlQuantile))
    const adl = venue.account.hedgeMode
      ? { LONG: rank('LONG'), SHORT: rank('SHORT'), HEDGE: 0 }
      : { LONG: 0, SHORT: 0, BOTH: rank('BOTH') }
    return { symbol, adlQuantile: adl }
  })
}

/** Configuration, brackets and ranks of the account. */
export function configRoutes(venue: Venue): readonly Route[] {
  const { account } = venue
  return [
    accountRoute(venue, { path: '/fapi/v1/leverageBracket', weight: 1 }, (query) =>
      specsAsked(venue, query).map((spec) => ({ symbol: spec.symbol, brackets: spec.brackets })),
    ),
    accountRoute(venue, { path: '/fapi/v1/symbolConfig', weight: 5 }, (query) =>
      specsAsked(venue, query).map((spec) => symbolConfigRow(venue, spec)),
    ),
    accountRoute(venue, { path: '/fapi/v1/accountConfig', weight: 5 }, () => ({
      feeTier: 0,
      canTrade: true,
      canDeposit: true,
      canWithdraw: true,
      dualSidePosition: account.hedgeMode,
      updateTime: 0,
      multiAssetsMargin: account.multiAssets,
      tradeGroupId: -1,
    })),
    accountRoute(venue, { path: '/fapi/v1/multiAssetsMargin', weight: 30 }, () => ({
      multiAssetsMargin: account.multiAssets,
    })),
    accountRoute(venue, { path: '/fapi/v1/positionSide/dual', weight: 30 }, () => ({
      dualSidePosition: account.hedgeMode,
    })),
    accountRoute(venue, { path: '/fapi/v1/commissionRate', weight: 20, required: ['symbol'] }, (query) => ({
      symbol: askedSymbol(venue, query),
      makerCommissionRate: '0.000200',
      takerCommissionRate: '0.000500',
      rpiCommissionRate: '0.000050',
    })),
    accountRoute(venue, { path: '/fapi/v1/adlQuantile', weight: 5 }, (query) => quantileRows(venue, query)),
    accountRoute(venue, { path: '/fapi/v1/rateLimit/order', weight: 1 }, () => [
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 },
      { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 },
    ]),
    ...coinMRoutes(venue),
  ]
}

/** The little that is simulated of COIN-M: whether positions exist. */
function coinMRoutes(venue: Venue): readonly Route[] {
  const held = (): boolean => venue.coinM.length > 0
  const balance = (): string => d(held() ? '0.12500000' : '0').toFixed(8)
  return [
    accountRoute(venue, { path: '/dapi/v1/positionRisk', weight: 1 }, () => venue.coinM),
    accountRoute(venue, { path: '/dapi/v1/account', weight: 5 }, () => ({
      feeTier: 0,
      canTrade: true,
      canDeposit: true,
      canWithdraw: true,
      updateTime: 0,
      assets: ['BTC', 'ETH'].map((asset) => ({
        asset,
        walletBalance: asset === 'BTC' ? balance() : ZERO.toFixed(8),
        unrealizedProfit: '0.00000000',
        marginBalance: asset === 'BTC' ? balance() : ZERO.toFixed(8),
        maintMargin: '0.00000000',
        initialMargin: '0.00000000',
        crossWalletBalance: asset === 'BTC' ? balance() : ZERO.toFixed(8),
        crossUnPnl: '0.00000000',
        availableBalance: asset === 'BTC' ? balance() : ZERO.toFixed(8),
      })),
      positions: venue.coinM,
    })),
    accountRoute(venue, { path: '/dapi/v1/positionSide/dual', weight: 30 }, () => ({
      dualSidePosition: venue.account.hedgeMode,
    })),
  ]
}

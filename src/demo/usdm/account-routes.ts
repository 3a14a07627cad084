import type { Decimal } from '../../model/decimal.ts'
import { cut, sum, ZERO } from '../../model/decimal.ts'
import { keyRefused } from '../door.ts'
import { type AssetFigures, allFigures, assetsOf, type LegFigures, rateOf } from '../figures.ts'
import { invalidSymbol, type Query, type Route } from '../route.ts'
import { money } from '../user-events.ts'
import type { Venue } from '../venue.ts'

/** Maintenance margin as the exchange prints it: cut, not rounded. */
const margin = (value: Decimal): string => cut(value, 8).toFixed(8)
const moneyOrZero = (value: Decimal): string => (value.isZero() ? '0' : money(value))

/** A route of the futures account: signed, and closed to keys of portfolio-margin accounts. */
export function accountRoute(
  venue: Venue,
  route: Pick<Route, 'path' | 'weight'> & { readonly required?: readonly string[] },
  answer: (query: Query) => unknown,
): Route {
  return {
    method: 'GET',
    security: 'SIGNED',
    pool: 'futures',
    required: route.required ?? [],
    path: route.path,
    weight: route.weight,
    answer: (request) => {
      if (venue.isPortfolioMargin) throw keyRefused()
      return answer(request.query)
    },
  }
}

/** The symbol asked for; `null` when all are. */
export function askedSymbol(venue: Venue, query: Query): string | null {
  const symbol = query.get('symbol') ?? null
  if (symbol !== null && venue.world.spec(symbol) === null) throw invalidSymbol()
  return symbol
}

function isolatedMargin(figures: LegFigures): Decimal | null {
  const wallet = figures.leg.isolatedWallet
  return wallet === null ? null : wallet.plus(figures.profit)
}

function accountPosition(figures: LegFigures): Record<string, unknown> {
  const { leg, spec } = figures
  return {
    symbol: leg.symbol,
    positionSide: leg.positionSide,
    positionAmt: leg.quantity.toFixed(spec.quantityPrecision),
    unrealizedProfit: money(figures.profit),
    isolatedMargin: moneyOrZero(isolatedMargin(figures) ?? ZERO),
    notional: money(figures.notional),
    isolatedWallet: moneyOrZero(leg.isolatedWallet ?? ZERO),
    initialMargin: money(figures.initialMargin),
    maintMargin: margin(figures.maintenance),
    updateTime: leg.updatedAtMs,
  }
}

function accountAsset(asset: AssetFigures, available: Decimal): Record<string, unknown> {
  return {
    asset: asset.asset,
    walletBalance: money(asset.wallet),
    unrealizedProfit: money(asset.profit),
    marginBalance: money(asset.wallet.plus(asset.profit)),
    maintMargin: margin(asset.maintenance),
    initialMargin: money(asset.initialMargin),
    positionInitialMargin: money(asset.initialMargin),
    openOrderInitialMargin: '0.00000000',
    crossWalletBalance: money(asset.crossWallet),
    crossUnPnl: money(asset.crossProfit),
    availableBalance: money(available),
    maxWithdrawAmount: money(available),
    updateTime: asset.updatedAtMs,
  }
}

interface Totals {
  readonly wallet: Decimal
  readonly profit: Decimal
  readonly maintenance: Decimal
  readonly initialMargin: Decimal
  readonly crossWallet: Decimal
  readonly crossProfit: Decimal
  readonly available: Decimal
}

/** Single-asset mode: the totals are those of USDT alone. */
function usdtTotals(assets: readonly AssetFigures[]): Totals {
  const usdt = assets.find((asset) => asset.asset === 'USDT')
  return {
    wallet: usdt?.wallet ?? ZERO,
    profit: usdt?.profit ?? ZERO,
    maintenance: usdt?.maintenance ?? ZERO,
    initialMargin: usdt?.initialMargin ?? ZERO,
    crossWallet: usdt?.crossWallet ?? ZERO,
    crossProfit: usdt?.crossProfit ?? ZERO,
    available: usdt?.available ?? ZERO,
  }
}

/** Multi-assets mode: the totals are USD values, margins of cross positions only. */
function usdTotals(venue: Venue, assets: readonly AssetFigures[]): Totals {
  const rate = (asset: AssetFigures) => rateOf(venue.world, asset.asset, venue.world.nowMs())
  const worth = (asset: AssetFigures, value: Decimal): Decimal =>
    value.times((value.lt(0) ? rate(asset)?.ask : rate(asset)?.bid) ?? ZERO)
  const owed = (asset: AssetFigures, value: Decimal): Decimal => value.times(rate(asset)?.ask ?? ZERO)
  const equity = sum(assets.map((asset) => worth(asset, asset.crossWallet.plus(asset.crossProfit))))
  const initialMargin = sum(assets.map((asset) => owed(asset, asset.crossInitialMargin)))
  const free = equity.minus(initialMargin)
  return {
    wallet: sum(assets.map((asset) => worth(asset, asset.wallet))),
    profit: sum(assets.map((asset) => worth(asset, asset.profit))),
    maintenance: sum(assets.map((asset) => owed(asset, asset.crossMaintenance))),
    initialMargin,
    crossWallet: sum(assets.map((asset) => worth(asset, asset.crossWallet))),
    crossProfit: sum(assets.map((asset) => worth(asset, asset.crossProfit))),
    available: free.gt(0) ? free : ZERO,
  }
}

function readAccount(venue: Venue): {
  readonly legs: readonly LegFigures[]
  readonly assets: readonly AssetFigures[]
  readonly totals: Totals
} {
  const legs = allFigures(venue.account, venue.world, venue.world.nowMs())
  const assets = assetsOf(venue.account, legs)
  return { legs, assets, totals: venue.account.multiAssets ? usdTotals(venue, assets) : usdtTotals(assets) }
}

/** `/fapi/v3/account`. */
function accountReply(venue: Venue): unknown {
  const { legs, assets, totals } = readAccount(venue)
  const available = (asset: AssetFigures): Decimal => (venue.account.multiAssets ? totals.available : asset.available)
  return {
    totalInitialMargin: money(totals.initialMargin),
    totalMaintMargin: margin(totals.maintenance),
    totalWalletBalance: money(totals.wallet),
    totalUnrealizedProfit: money(totals.profit),
    totalMarginBalance: money(totals.wallet.plus(totals.profit)),
    totalPositionInitialMargin: money(totals.initialMargin),
    totalOpenOrderInitialMargin: '0.00000000',
    totalCrossWalletBalance: money(totals.crossWallet),
    totalCrossUnPnl: money(totals.crossProfit),
    availableBalance: money(totals.available),
    maxWithdrawAmount: money(totals.available),
    assets: assets.map((asset) => accountAsset(asset, available(asset))),
    positions: legs.map(accountPosition),
  }
}

/** `/fapi/v3/balance`. */
function balanceReply(venue: Venue): unknown {
  const { assets, totals } = readAccount(venue)
  return assets.map((asset) => {
    const available = venue.account.multiAssets ? totals.available : asset.available
    return {
      accountAlias: 'FzSgSgAu',
      asset: asset.asset,
      balance: money(asset.wallet),
      crossWalletBalance: money(asset.crossWallet),
      crossUnPnl: money(asset.crossProfit),
      availableBalance: money(available),
      maxWithdrawAmount: money(available),
      marginAvailable: true,
      updateTime: asset.updatedAtMs,
    }
  })
}

/** Rank in the queue of auto-deleveraging, 0 to 4: the more profit and leverage, the nearer the front. */
export function adlQuantile(figures: LegFigures): number {
  if (figures.profit.lte(0)) return 0
  const gain = figures.profit.div(figures.initialMargin).toNumber()
  return Math.min(4, 1 + Math.floor(gain * 4))
}

function riskRow(venue: Venue, figures: LegFigures): Record<string, unknown> {
  const { leg, spec } = figures
  const liquidation = venue.liquidationPrices().get(`${leg.symbol} ${leg.positionSide}`) ?? null
  return {
    symbol: leg.symbol,
    positionSide: leg.positionSide,
    positionAmt: leg.quantity.toFixed(spec.quantityPrecision),
    entryPrice: cut(leg.entryPrice, 8).toFixed(),
    breakEvenPrice: cut(leg.entryPrice.times(leg.quantity.lt(0) ? '0.9995' : '1.0005'), 8).toFixed(),
    markPrice: money(figures.mark),
    unRealizedProfit: money(figures.profit),
    liquidationPrice: liquidation === null ? '0' : money(liquidation),
    isolatedMargin: moneyOrZero(isolatedMargin(figures) ?? ZERO),
    notional: money(figures.notional),
    marginAsset: spec.marginAsset,
    isolatedWallet: moneyOrZero(leg.isolatedWallet ?? ZERO),
    initialMargin: money(figures.initialMargin),
    maintMargin: margin(figures.maintenance),
    positionInitialMargin: money(figures.initialMargin),
    openOrderInitialMargin: '0',
    adl: adlQuantile(figures),
    bidNotional: '0',
    askNotional: '0',
    updateTime: leg.updatedAtMs,
  }
}

/** The row of a symbol that has open orders and no position. */
function orderOnlyRow(venue: Venue, symbol: string): Record<string, unknown> {
  const spec = venue.world.spec(symbol)
  return {
    symbol,
    positionSide: 'BOTH',
    positionAmt: ZERO.toFixed(spec?.quantityPrecision ?? 0),
    entryPrice: '0.0',
    breakEvenPrice: '0.0',
    markPrice: money(venue.world.markPriceAt(symbol, venue.world.nowMs())),
    unRealizedProfit: '0.00000000',
    liquidationPrice: '0',
    isolatedMargin: '0',
    notional: '0',
    marginAsset: spec?.marginAsset ?? 'USDT',
    isolatedWallet: '0',
    initialMargin: '0',
    maintMargin: '0',
    positionInitialMargin: '0',
    openOrderInitialMargin: '0',
    adl: 0,
    bidNotional: '0',
    askNotional: '0',
    updateTime: 0,
  }
}

/** `/fapi/v3/positionRisk`: symbols with a position or an open order. */
function positionRiskReply(venue: Venue, query: Query): unknown {
  const symbol = askedSymbol(venue, query)
  const legs = allFigures(venue.account, venue.world, venue.world.nowMs())
  const held = new Set(legs.map(({ leg }) => leg.symbol))
  const ordered = new Set(venue.account.plainOrders.map((order) => order.symbol).filter((name) => !held.has(name)))
  const rows = [
    ...legs.map((figures) => riskRow(venue, figures)),
    ...[...ordered].map((name) => orderOnlyRow(venue, name)),
  ]
  return symbol === null ? rows : rows.filter((row) => row.symbol === symbol)
}

/** Account, balance and position endpoints of USDⓈ-M. */
export function accountRoutes(venue: Venue): readonly Route[] {
  return [
    accountRoute(venue, { path: '/fapi/v3/account', weight: 5 }, () => accountReply(venue)),
    accountRoute(venue, { path: '/fapi/v3/balance', weight: 5 }, () => balanceReply(venue)),
    accountRoute(venue, { path: '/fapi/v3/positionRisk', weight: 5 }, (query) => positionRiskReply(venue, query)),
  ]
}

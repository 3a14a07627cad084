import type { Leg } from './account.ts'
import { type Books, TAKER_FEE } from './books.ts'
import { money } from './user-events.ts'

const HOUR_MS = 3_600_000

/** When the n-th leg of a placed account was opened: more than a day ago, each some hours before the next. */
export function openedAtMs(index: number, nowMs: number): number {
  return nowMs - (27 + (index % 12) * 5) * HOUR_MS
}

function openingTrade(books: Books, leg: Leg): void {
  const { ledger, world } = books
  const spec = world.spec(leg.symbol)
  const [atMs, symbol, asset] = [leg.updatedAtMs, leg.symbol, spec?.marginAsset ?? 'USDT']
  const value = leg.quantity.abs().times(leg.entryPrice)
  const commission = value.times(TAKER_FEE)
  const [id, orderId] = [ledger.nextTradeId(), ledger.nextOrderId()]
  const row = {
    buyer: leg.quantity.isPositive(),
    commission: money(commission),
    commissionAsset: asset,
    id,
    maker: false,
    orderId,
    price: leg.entryPrice.toFixed(),
    qty: leg.quantity.abs().toFixed(spec?.quantityPrecision ?? 8),
    quoteQty: value.toFixed(),
    realizedPnl: '0',
    side: leg.quantity.isPositive() ? 'BUY' : 'SELL',
    positionSide: leg.positionSide,
    symbol,
    time: atMs,
  }
  ledger.trades.push({ atMs, symbol, row })
  const income = money(commission.neg())
  ledger.addIncome({ atMs, symbol, incomeType: 'COMMISSION', income, asset, tradeId: id.toString() })
}

function pastFunding(books: Books, leg: Leg, nowMs: number): void {
  const { ledger, world } = books
  const asset = world.spec(leg.symbol)?.marginAsset ?? 'USDT'
  let atMs = world.nextFundingAtMs(leg.symbol, leg.updatedAtMs)
  while (atMs <= nowMs) {
    const rate = world.fundingRateAt(leg.symbol, atMs - 1)
    const payment = leg.quantity.times(world.markPriceAt(leg.symbol, atMs)).times(rate).neg()
    ledger.addIncome({ atMs, symbol: leg.symbol, incomeType: 'FUNDING_FEE', income: money(payment), asset })
    atMs = world.nextFundingAtMs(leg.symbol, atMs)
  }
}

/**
 * Writes the past of a placed account: the trade that opened each leg and the funding settled since. The wallets of the
 * seed are understood to hold all of it already.
 */
export function writePast(books: Books, nowMs: number): void {
  const { ledger } = books
  for (const leg of books.account.legs.values()) {
    openingTrade(books, leg)
    pastFunding(books, leg, nowMs)
  }
  ledger.trades.sort((a, b) => a.atMs - b.atMs)
  ledger.income.sort((a, b) => a.atMs - b.atMs)
}

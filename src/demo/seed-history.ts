import { ZERO } from '../model/decimal.ts'
import type { Leg } from './account.ts'
import { type Books, TAKER_FEE } from './books.ts'
import { fundingPayment } from './engine/funding.ts'
import { money } from './user-events.ts'

const HOUR_MS = 3_600_000

/** When the n-th leg of a placed account was opened: more than a day ago, each some hours before the next. */
export function openedAtMs(index: number, nowMs: number): number {
  return nowMs - (27 + (index % 12) * 5) * HOUR_MS
}

function openingTrade(books: Books, leg: Leg): void {
  const { symbol, positionSide, entryPrice, updatedAtMs } = leg
  const spec = books.world.spec(symbol)
  const quantity = leg.quantity.abs()
  books.ledger.addTrade({
    atMs: updatedAtMs,
    symbol,
    asset: spec?.marginAsset ?? 'USDT',
    side: leg.quantity.isPositive() ? 'BUY' : 'SELL',
    positionSide,
    orderId: books.ledger.nextOrderId(),
    quantity: quantity.toFixed(spec?.quantityPrecision ?? 8),
    price: entryPrice,
    realized: ZERO,
    fee: quantity.times(entryPrice).times(TAKER_FEE),
  })
}

function pastFunding(books: Books, leg: Leg, nowMs: number): void {
  const { ledger, world } = books
  const asset = world.spec(leg.symbol)?.marginAsset ?? 'USDT'
  let atMs = world.nextFundingAtMs(leg.symbol, leg.updatedAtMs)
  while (atMs <= nowMs) {
    const income = money(fundingPayment(world, leg, atMs))
    ledger.addIncome({ atMs, symbol: leg.symbol, incomeType: 'FUNDING_FEE', income, asset })
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

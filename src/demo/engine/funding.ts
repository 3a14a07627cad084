import type { Decimal } from '../../model/decimal.ts'
import { sum } from '../../model/decimal.ts'
import type { Leg } from '../account.ts'
import type { Books } from '../books.ts'
import { accountUpdate, balanceRow, money, positionRow } from '../user-events.ts'
import type { World } from '../world.ts'

/** What a leg receives (negative: pays) at a settlement: longs pay a positive rate to shorts. */
export function fundingPayment(
  world: World,
  { symbol, quantity }: Pick<Leg, 'symbol' | 'quantity'>,
  atMs: number,
): Decimal {
  const mark = world.markPriceAt(symbol, atMs)
  const rate = world.fundingRateAt(symbol, atMs - 1)
  return quantity.times(mark).times(rate).neg()
}

function settleLeg(books: Books, leg: Leg, asset: string, atMs: number): Decimal {
  const { account, ledger, world } = books
  const payment = fundingPayment(world, leg, atMs)
  if (leg.isolatedWallet === null) account.putCrossWallet(asset, account.crossWallet(asset).plus(payment), atMs)
  else account.putLeg({ ...leg, isolatedWallet: leg.isolatedWallet.plus(payment), updatedAtMs: atMs })
  ledger.addIncome({ atMs, symbol: leg.symbol, incomeType: 'FUNDING_FEE', income: money(payment), asset })
  return payment
}

/**
 * Settles funding for a symbol: an isolated leg from its own wallet, a cross leg from the asset's; one event for the
 * symbol, whose positions are listed only when isolated.
 */
function settleSymbol(books: Books, symbol: string, atMs: number): void {
  const { account, world } = books
  const asset = world.spec(symbol)?.marginAsset ?? 'USDT'
  const change = sum(account.legsOf(symbol).map((leg) => settleLeg(books, leg, asset, atMs)))
  if (change.isZero()) return
  const isolated = account.legsOf(symbol).filter((leg) => leg.isolatedWallet !== null)
  books.publish(
    accountUpdate({
      atMs,
      reason: 'FUNDING_FEE',
      symbol,
      balances: [balanceRow(account, world, asset, change)],
      positions: isolated.map((leg) => positionRow(leg, world, atMs)),
    }),
  )
}

/** Settles every held symbol whose interval ends in (fromMs, toMs]. */
export function settleFunding(books: Books, fromMs: number, toMs: number): void {
  if (toMs <= fromMs) return
  const symbols = new Set([...books.account.legs.values()].map((leg) => leg.symbol))
  for (const symbol of symbols) {
    let dueAtMs = books.world.nextFundingAtMs(symbol, fromMs)
    while (dueAtMs <= toMs) {
      settleSymbol(books, symbol, dueAtMs)
      dueAtMs = books.world.nextFundingAtMs(symbol, dueAtMs)
    }
  }
}

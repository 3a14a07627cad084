import type { Decimal } from '../../model/decimal.ts'
import { cut, d, ZERO } from '../../model/decimal.ts'
import { type Leg, legKey } from '../account.ts'
import { bookTransfer, signOf } from '../books.ts'
import { allFigures, type LegFigures, rateOf } from '../figures.ts'
import { accountUpdate, balanceRow, money, positionRow } from '../user-events.ts'
import {
  bankruptcyPrice,
  bookForcedTrade,
  collateralStanding,
  type EngineBooks,
  isAtLeast,
  noteStep,
  poolStanding,
  type Standing,
  standingOf,
} from './forced-trade.ts'
import { cancelOrders } from './triggers.ts'

const isInBreach = ({ balance, maintenance }: Standing): boolean => maintenance.gt(0) && balance.lte(maintenance)

/** What to close next: down to the start of the present bracket, or all of it in the lowest. */
function closingQuantity({ leg, spec, mark, notional }: LegFigures): Decimal {
  const held = leg.quantity.abs()
  // a notional that stands exactly on a floor belongs, for this purpose, to the bracket below it
  const row = spec.brackets.findLast((bracket) => notional.abs().gt(bracket.notionalFloor))
  const mayStay = cut(d(String(row?.notionalFloor ?? 0)).div(mark), spec.quantityPrecision)
  return held.minus(mayStay)
}

/** What is left of a leg's backing after a close at `price`: the most that its clearance fee can be. */
function leftAfter(books: EngineBooks, leg: Leg, price: Decimal, atMs: number): Decimal {
  const isGone = !books.account.legs.has(legKey(leg))
  const left =
    isGone && leg.isolatedWallet !== null
      ? leg.isolatedWallet.plus(leg.quantity.times(price.minus(leg.entryPrice)))
      : standingLeft(books, leg, atMs).balance
  return left.gt(0) ? left : ZERO
}

/** Takes the clearance fee from an isolated leg while it lives, else from the cross wallet, for the insurance fund. */
function takeFee(books: EngineBooks, leg: Leg, fee: Decimal, atMs: number): void {
  const { account, world, ledger } = books
  if (fee.isZero()) return
  const asset = world.spec(leg.symbol)?.marginAsset ?? 'USDT'
  const rest = account.legs.get(legKey(leg))
  const charged = rest?.isolatedWallet == null ? null : { ...rest, isolatedWallet: rest.isolatedWallet.minus(fee) }
  if (charged === null) account.putCrossWallet(asset, account.crossWallet(asset).minus(fee), atMs)
  else account.putLeg(charged)
  books.insuranceFund = books.insuranceFund.plus(fee)
  ledger.addIncome({ atMs, symbol: leg.symbol, incomeType: 'INSURANCE_CLEAR', income: money(fee.neg()), asset })
  const balances = [balanceRow(account, world, asset, fee.neg())]
  const positions = charged === null ? [] : [positionRow(charged, world, atMs)]
  books.publish(accountUpdate({ atMs, reason: 'INSURANCE_CLEAR', balances, positions }))
}

/** One immediate-or-cancel close at the last price, with its fee: never more than the leg has left. */
function closeStep(books: EngineBooks, figures: LegFigures, price: Decimal, atMs: number): void {
  const { leg, spec } = figures
  const quantity = closingQuantity(figures)
  bookForcedTrade(books, { leg, quantity, price, atMs, clientOrderId: `autoclose-${atMs}000001` })
  const asked = quantity.times(price).times(spec.liquidationFee)
  const most = leftAfter(books, leg, price, atMs)
  const fee = asked.lt(most) ? asked : most
  takeFee(books, leg, fee, atMs)
  noteStep(books, leg, { name: 'close', atMs, price, quantity, standing: standingLeft(books, leg, atMs), fee })
}

/** What stands after a step: nothing for an isolated leg that is gone. */
function standingLeft(books: EngineBooks, leg: Leg, atMs: number): Standing {
  const rest = books.account.legs.get(legKey(leg))
  if (rest === undefined && leg.isolatedWallet !== null) return { balance: ZERO, maintenance: ZERO }
  return standingOf(books, rest ?? leg, atMs)
}

/** The insurance fund takes the rest over at the bankruptcy price; when it cannot bear the loss, others are deleveraged. */
function takeOver(books: EngineBooks, figures: LegFigures, bankruptcy: Decimal, atMs: number): void {
  const { leg, spec } = figures
  const quantity = leg.quantity.abs()
  const rounded = bankruptcy.toDecimalPlaces(8)
  const price = rounded.gt(0) ? rounded : d(spec.tickSize)
  bookForcedTrade(books, { leg, quantity, price, atMs, clientOrderId: `autoclose-${atMs}000002` })
  const last = books.world.lastPriceAt(leg.symbol, atMs)
  const loss = price.minus(last).times(quantity).times(signOf(leg))
  const standing = standingLeft(books, leg, atMs)
  noteStep(books, leg, { name: 'takeover', atMs, price, quantity, standing })
  if (loss.gt(books.insuranceFund)) {
    noteStep(books, leg, { name: 'adl', atMs, price, quantity, standing })
    books.insuranceFund = ZERO
  } else books.insuranceFund = books.insuranceFund.minus(loss)
}

/** A leg's figures as they stand now; `null` once it is closed. */
function currentFigures(books: EngineBooks, leg: Leg, atMs: number): LegFigures | null {
  return allFigures(books.account, books.world, atMs).find((figures) => legKey(figures.leg) === legKey(leg)) ?? null
}

/** Balance behind a leg in its own margin asset, for its bankruptcy price. */
function backingOf(books: EngineBooks, figures: LegFigures, atMs: number): Decimal {
  const { balance } = standingOf(books, figures.leg, atMs)
  if (!books.account.multiAssets || figures.leg.isolatedWallet !== null) return balance
  return balance.div(rateOf(books.world, figures.spec.marginAsset, atMs)?.ask ?? '1')
}

/** Closes a leg step by step until what it stands on is out of breach, or hands the rest over. */
function closeLeg(books: EngineBooks, leg: Leg, atMs: number): void {
  let figures = currentFigures(books, leg, atMs)
  while (figures !== null && isInBreach(standingOf(books, figures.leg, atMs))) {
    const bankruptcy = bankruptcyPrice(figures.leg, figures.mark, backingOf(books, figures, atMs))
    const last = books.world.lastPriceAt(leg.symbol, atMs)
    if (isAtLeast(figures.leg, last, bankruptcy)) closeStep(books, figures, last, atMs)
    else takeOver(books, figures, bankruptcy, atMs)
    figures = currentFigures(books, leg, atMs)
  }
}

function begin(books: EngineBooks, figures: LegFigures, standing: Standing, atMs: number): void {
  const quantity = figures.leg.quantity.abs()
  noteStep(books, figures.leg, { name: 'trigger', atMs, price: figures.mark, quantity, standing })
}

function liquidateIsolated(books: EngineBooks, figures: LegFigures, atMs: number): void {
  const standing = standingOf(books, figures.leg, atMs)
  begin(books, figures, standing, atMs)
  const count = cancelOrders(books, atMs, (order) => order.symbol === figures.leg.symbol)
  noteStep(books, figures.leg, { name: 'orders-cancelled', atMs, price: null, quantity: d(String(count)), standing })
  closeLeg(books, figures.leg, atMs)
}

/** Liquidates the legs of a pool one after another, the greatest loss first, until the pool is out of breach. */
function liquidatePool(books: EngineBooks, pool: readonly LegFigures[], standing: Standing, atMs: number): void {
  const worstFirst = pool.toSorted((a, b) => a.profit.cmp(b.profit))
  const worst = worstFirst[0]
  if (worst === undefined) return
  begin(books, worst, standing, atMs)
  const symbols = new Set(pool.map((figures) => figures.leg.symbol))
  const count = cancelOrders(books, atMs, (order) => symbols.has(order.symbol))
  noteStep(books, worst.leg, { name: 'orders-cancelled', atMs, price: null, quantity: d(String(count)), standing })
  for (const { leg } of worstFirst) closeLeg(books, leg, atMs)
  clearDebt(books, worst, atMs)
}

/** When nothing is left but debt, the insurance fund clears it. */
function clearDebt(books: EngineBooks, last: LegFigures, atMs: number): void {
  const { account } = books
  const hasLegs = [...account.legs.values()].some((leg) => leg.isolatedWallet === null)
  if (account.multiAssets && (hasLegs || collateralStanding(books, atMs).balance.gt(0))) return
  const assets = account.multiAssets ? [...account.purses.keys()] : [last.spec.marginAsset]
  for (const asset of assets) {
    const wallet = account.crossWallet(asset)
    const isPoolOver = account.multiAssets || poolStanding(books, asset, atMs).maintenance.isZero()
    if (!isPoolOver || wallet.isZero() || (wallet.gt(0) && !account.multiAssets)) continue
    bookTransfer(books, { asset, amount: wallet.neg(), reason: 'INSURANCE_CLEAR', atMs })
    const income = money(wallet.neg())
    books.ledger.addIncome({ atMs, symbol: '', incomeType: 'INSURANCE_CLEAR', income, asset })
    noteStep(books, last.leg, {
      name: 'cleared',
      atMs,
      price: null,
      quantity: ZERO,
      standing: standingLeft(books, last.leg, atMs),
    })
  }
}

/** Liquidates whatever has lost its margin at this instant. */
export function liquidateBreaches(books: EngineBooks, atMs: number): void {
  const all = allFigures(books.account, books.world, atMs)
  for (const figures of all) {
    const wallet = figures.leg.isolatedWallet
    if (wallet !== null && isInBreach({ balance: wallet.plus(figures.profit), maintenance: figures.maintenance }))
      liquidateIsolated(books, figures, atMs)
  }
  const cross = all.filter((figures) => figures.leg.isolatedWallet === null)
  if (cross.length === 0) return
  if (books.account.multiAssets) {
    const standing = collateralStanding(books, atMs)
    if (isInBreach(standing)) liquidatePool(books, cross, standing, atMs)
    return
  }
  for (const asset of new Set(cross.map((figures) => figures.spec.marginAsset))) {
    const standing = poolStanding(books, asset, atMs)
    const pool = cross.filter((figures) => figures.spec.marginAsset === asset)
    if (isInBreach(standing)) liquidatePool(books, pool, standing, atMs)
  }
}

/** Auto-deleverages a part of a leg: a bankrupt trader's position on the other side is closed against it, at the mark. */
export function deleverage(books: EngineBooks, leg: Leg, part: Decimal, atMs: number): void {
  const spec = books.world.spec(leg.symbol)
  const quantity = leg.quantity
    .abs()
    .times(part)
    .toDecimalPlaces(spec?.quantityPrecision ?? 8)
  const price = books.world.markPriceAt(leg.symbol, atMs)
  bookForcedTrade(books, { leg, quantity, price, atMs, clientOrderId: 'adl_autoclose' })
}

import { type Decimal, d, ZERO } from '../model/decimal.ts'
import type { AlgoOrder } from './account.ts'
import { type Books, TAKER_FEE } from './books.ts'
import { fundingPayment } from './engine/funding.ts'
import type { Ledger } from './ledger.ts'
import { STORIES, type Story, TRANSFERS } from './past-stories.ts'
import { money } from './user-events.ts'
import type { SymbolSpec } from './world.ts'

const HOUR_MS = 3_600_000
const DAY_HOURS = 24
/** Quote asset that one unit of a story is worth. */
const UNIT_VALUE = d('1200')

/** Adds a past of closed positions and transfers to the history of an account; symbols that are held are left alone. */
export function liveThePast(books: Books, nowMs: number): void {
  const { ledger, account, world } = books
  for (const { hoursAgo, amount } of TRANSFERS) {
    const atMs = nowMs - hoursAgo * HOUR_MS
    ledger.addIncome({ atMs, symbol: '', incomeType: 'TRANSFER', income: money(d(amount)), asset: 'USDT' })
  }
  for (const story of STORIES) {
    if (world.spec(story.symbol) !== null && account.legsOf(story.symbol).length === 0) tell(books, story, nowMs)
  }
  for (const list of [ledger.trades, ledger.income, ledger.forceOrders, ledger.marginChanges])
    list.sort((a, b) => a.atMs - b.atMs)
}

interface Held {
  readonly quantity: Decimal
  readonly entryPrice: Decimal
}

function tell(books: Books, { symbol, steps }: Story, nowMs: number): void {
  const spec = books.world.spec(symbol)
  const [first] = steps
  if (spec === null || first === undefined) return
  const base = books.world.markPriceAt(symbol, nowMs - first.hoursAgo * HOUR_MS)
  const unit = UNIT_VALUE.div(base).toDecimalPlaces(spec.quantityPrecision)
  let held: Held = { quantity: ZERO, entryPrice: ZERO }
  for (const step of steps) {
    const atMs = nowMs - step.hoursAgo * HOUR_MS
    if (step.act === 'margin') {
      addMargin(books, { symbol, asset: spec.marginAsset, amount: step.amount, atMs })
      continue
    }
    const price = base.times(d(step.at)).toDecimalPlaces(spec.pricePrecision)
    payFunding(books, { symbol, asset: spec.marginAsset, quantity: held.quantity }, atMs)
    held = book(books, { spec, atMs, price, change: unit.times(step.units), act: step.act }, held)
  }
}

interface PastTrade {
  readonly spec: SymbolSpec
  readonly atMs: number
  readonly price: Decimal
  /** Signed base units. */
  readonly change: Decimal
  readonly act: 'trade' | 'stop' | 'forced'
}

function book(books: Books, trade: PastTrade, { quantity, entryPrice }: Held): Held {
  const { ledger } = books
  const { spec, atMs, price, change, act } = trade
  const isClosing = !quantity.isZero() && quantity.isNegative() !== change.isNegative()
  const realized = isClosing ? change.neg().times(price.minus(entryPrice)) : ZERO
  const fee = act === 'forced' ? ZERO : change.abs().times(price).times(TAKER_FEE)
  const order = {
    atMs,
    symbol: spec.symbol,
    side: sideOf(change),
    positionSide: 'BOTH',
    orderId: ledger.nextOrderId(),
    quantity: change.abs().toFixed(spec.quantityPrecision),
    price,
  } as const
  ledger.addTrade({ ...order, asset: spec.marginAsset, realized, fee })
  if (act === 'forced') {
    ledger.addForcedOrder({ ...order, clientOrderId: `autoclose-${atMs}000001` })
    payClearance(ledger, trade)
  }
  if (act === 'stop') {
    ledger.algoEnds.push({ order: stopOf(trade), status: 'FINISHED', atMs, orderId: order.orderId, price })
  }
  const after = quantity.plus(change)
  if (isClosing || after.isZero()) return { quantity: after, entryPrice }
  return { quantity: after, entryPrice: quantity.times(entryPrice).plus(change.times(price)).div(after) }
}

function sideOf(change: Decimal): 'BUY' | 'SELL' {
  return change.isNegative() ? 'SELL' : 'BUY'
}

function payClearance(ledger: Ledger, { spec, atMs, price, change }: PastTrade): void {
  const fee = change.abs().times(price).times(spec.liquidationFee).neg()
  const { symbol, marginAsset: asset } = spec
  ledger.addIncome({ atMs, symbol, incomeType: 'INSURANCE_CLEAR', income: money(fee), asset })
}

/** A stop order that stood since a day before it fired. */
function stopOf({ spec, change, price, atMs }: PastTrade): AlgoOrder {
  return {
    algoId: String(2_900_000_000_000 + Math.floor(atMs / 1000)),
    clientAlgoId: `past-${atMs}`,
    symbol: spec.symbol,
    side: sideOf(change),
    positionSide: 'BOTH',
    type: 'STOP_MARKET',
    quantity: change.abs(),
    triggerPrice: price,
    price: ZERO,
    workingType: 'MARK_PRICE',
    reduceOnly: true,
    closePosition: false,
    priceProtect: false,
    callbackRatePct: null,
    createdAtMs: atMs - DAY_HOURS * HOUR_MS,
  }
}

function addMargin(
  { ledger }: Books,
  {
    symbol,
    asset,
    amount,
    atMs,
  }: { readonly symbol: string; readonly asset: string; readonly amount: string; readonly atMs: number },
): void {
  const row = {
    symbol,
    type: 1,
    deltaType: 'USER_ADJUST',
    amount: money(d(amount)),
    asset,
    time: atMs,
    positionSide: 'BOTH',
  }
  ledger.marginChanges.push({ atMs, symbol, row })
}

/** The last settlement before a trade, for what was held until then. */
function payFunding(
  { world, ledger }: Books,
  { symbol, asset, quantity }: { readonly symbol: string; readonly asset: string; readonly quantity: Decimal },
  beforeMs: number,
): void {
  if (quantity.isZero()) return
  const dueAtMs = world.nextFundingAtMs(symbol, beforeMs - 12 * HOUR_MS)
  const income = money(fundingPayment(world, { symbol, quantity }, dueAtMs))
  ledger.addIncome({ atMs: dueAtMs, symbol, incomeType: 'FUNDING_FEE', income, asset })
}

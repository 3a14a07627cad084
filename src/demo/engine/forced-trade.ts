import type { Decimal } from '../../model/decimal.ts'
import { sum, ZERO } from '../../model/decimal.ts'
import type { Leg } from '../account.ts'
import { type Booked, type Books, bookFill, closingSide, signOf } from '../books.ts'
import { allFigures, figuresOf, rateOf } from '../figures.ts'
import type { LiquidationStep } from '../ledger.ts'
import type { PublicEvent } from '../venue.ts'

/** The books with what the liquidation engine needs beside them. */
export interface EngineBooks extends Books {
  insuranceFund: Decimal
  publishPublic(event: PublicEvent): void
}

/** Balance and maintenance margin of whatever dies together: an isolated leg, a cross pool, a multi-assets account. */
export interface Standing {
  readonly balance: Decimal
  readonly maintenance: Decimal
}

/** What a leg stands on at an instant. A pool of several assets is counted in USD. */
export function standingOf(books: Books, leg: Leg, atMs: number): Standing {
  const { account, world } = books
  if (leg.isolatedWallet !== null) {
    const figures = figuresOf(account, leg, world, atMs)
    return { balance: leg.isolatedWallet.plus(figures.profit), maintenance: figures.maintenance }
  }
  const asset = world.spec(leg.symbol)?.marginAsset ?? 'USDT'
  return account.multiAssets ? collateralStanding(books, atMs) : poolStanding(books, asset, atMs)
}

/** The cross pool of a margin asset. */
export function poolStanding(books: Books, asset: string, atMs: number): Standing {
  const legs = allFigures(books.account, books.world, atMs).filter(
    (figures) => figures.leg.isolatedWallet === null && figures.spec.marginAsset === asset,
  )
  return {
    balance: books.account.crossWallet(asset).plus(sum(legs.map((figures) => figures.profit))),
    maintenance: sum(legs.map((figures) => figures.maintenance)),
  }
}

/** The whole account in multi-assets mode, in USD. */
export function collateralStanding(books: Books, atMs: number): Standing {
  const { account, world } = books
  const legs = allFigures(account, world, atMs)
  const names = new Set([...account.purses.keys(), ...legs.map((figures) => figures.spec.marginAsset)])
  let [balance, maintenance] = [ZERO, ZERO]
  for (const asset of names) {
    const rate = rateOf(world, asset, atMs)
    if (rate === null) continue
    const own = legs.filter((figures) => figures.spec.marginAsset === asset)
    const amount = account.crossWallet(asset).plus(sum(own.map((figures) => figures.profit)))
    balance = balance.plus(amount.times(amount.lt(0) ? rate.ask : rate.bid))
    maintenance = maintenance.plus(sum(own.map((figures) => figures.maintenance)).times(rate.ask))
  }
  return { balance, maintenance }
}

/** Notes a step of a liquidation. */
export function noteStep(
  books: Books,
  leg: Leg,
  step: Pick<LiquidationStep, 'name' | 'atMs'> & {
    readonly price: Decimal | null
    readonly quantity: Decimal
    readonly standing: Standing
    readonly fee?: Decimal
  },
): void {
  books.ledger.liquidations.push({
    name: step.name,
    atMs: step.atMs,
    symbol: leg.symbol,
    positionSide: leg.positionSide,
    price: step.price?.toFixed() ?? null,
    quantity: step.quantity.toFixed(),
    marginBalance: step.standing.balance.toFixed(),
    maintenanceMargin: step.standing.maintenance.toFixed(),
    fee: (step.fee ?? ZERO).toFixed(),
  })
}

/** A trade that the exchange makes with a leg. */
export interface ForcedTrade {
  readonly leg: Leg
  readonly quantity: Decimal
  readonly price: Decimal
  readonly atMs: number
  /** `autoclose-` for liquidation, `adl_autoclose` for auto-deleveraging. */
  readonly clientOrderId: string
}

function tellMarket(books: EngineBooks, trade: ForcedTrade): void {
  const { symbol } = trade.leg
  const quantity = trade.quantity.toFixed()
  const price = trade.price.toFixed()
  const o = {
    s: symbol,
    S: closingSide(trade.leg),
    o: 'LIMIT',
    f: 'IOC',
    q: quantity,
    p: price,
    ap: price,
    X: 'FILLED',
    l: quantity,
    z: quantity,
    T: trade.atMs,
  }
  const event = { e: 'forceOrder', E: trade.atMs + 5, o, ps: symbol, st: 1 }
  books.publishPublic({ streams: [`${symbol.toLowerCase()}@forceOrder`, '!forceOrder@arr'], event })
}

/** Books a trade that the exchange forces, with its row in the forced-order history and its public event. */
export function bookForcedTrade(books: EngineBooks, trade: ForcedTrade): Booked {
  const { leg, quantity, price, atMs, clientOrderId } = trade
  const { symbol, positionSide } = leg
  const order = { symbol, positionSide, side: closingSide(leg), price, atMs, clientOrderId }
  const booked = bookFill(books, {
    ...order,
    quantity,
    type: 'LIMIT',
    timeInForce: 'IOC',
    reduceOnly: true,
    feeRate: ZERO,
    keepsMargin: true,
  })
  const precision = books.world.spec(symbol)?.quantityPrecision ?? 8
  books.ledger.addForcedOrder({ ...order, orderId: booked.orderId, quantity: quantity.toFixed(precision) })
  tellMarket(books, trade)
  return booked
}

/** Price at which a leg's backing is used up: its margin balance would be zero, whatever maintenance asks. */
export function bankruptcyPrice(leg: Leg, mark: Decimal, balance: Decimal): Decimal {
  return mark.minus(balance.div(leg.quantity))
}

/** True when closing the leg at `price` leaves at least nothing. */
export function isAtLeast(leg: Leg, price: Decimal, bound: Decimal): boolean {
  return price.minus(bound).times(signOf(leg)).gte(0)
}

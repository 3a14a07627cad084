import { Decimal, d, HUNDRED, ONE } from '../model/decimal.ts'
import type { Candle } from '../model/market.ts'
import type { Order } from '../model/order.ts'
import { type Position, type Side, sideSign } from '../model/position.ts'
import { closedCandles, wilderAtrSeries } from './atr.ts'
import { losingEdge } from './losing-edge.ts'
import type { Liquidation } from './report.ts'

/** Binance takes callback rates from 0.1 to 10 percent, in steps of 0.1. */
const CALLBACK_STEP_PCT = d('0.1')
const CALLBACK_MOST_PCT = d('10')

export interface TrailingRules {
  readonly period: number
  /** How many ATRs the stop stands away from the extreme. */
  readonly multiple: Decimal
}

/** What a trailing stop is computed from. */
export interface TrailingInput {
  readonly position: Position
  readonly liquidation: Liquidation
  /** Oldest first; the last one may still run. */
  readonly candles: readonly Candle[]
  readonly nowMs: number
  /** When the position was opened, or the oldest time its prices are known from. */
  readonly sinceMs: number
  readonly rules: TrailingRules
  /** `null` when the price grid could not be read. */
  readonly tickSize: Decimal | null
  /** Resting orders of the symbol; `null` when they could not be read. */
  readonly orders: readonly Order[] | null
}

/** Why no stop can be named. */
export interface NoTrailingStop {
  readonly status: 'none'
  readonly why: 'too-few-candles' | 'wider-than-the-price'
}

/** A stop for a position. Prices are on the symbol's grid, rounded to the side that protects more. */
export interface TrailingStop {
  readonly status: 'found'
  readonly atr: Decimal
  /** The best price for the position since it was opened. */
  readonly extremePrice: Decimal
  /** Where the stop belongs: it has only tightened since the position was opened. */
  readonly stopPrice: Decimal
  /** The mark stands beyond the stop already: it would trigger at once. */
  readonly isPassed: boolean
  /** A stop of the same width from the present mark, for one who stays in nevertheless. */
  readonly freshStopPrice: Decimal
  /** Where trailing starts, the same width beyond the entry; `null` when the mark is there: it starts at once. */
  readonly activationPrice: Decimal | null
  /** In Binance's steps, rounded up; `null` when Binance has no such rate. */
  readonly callbackRatePct: Decimal | null
  /** What an order placed now can take: the stop, or the fresh one where the stop is passed. */
  readonly orderPrice: Decimal
  /** Whether liquidation comes before that order; `null` when the liquidation price is not known. */
  readonly isBeyondLiquidation: boolean | null
  /** Closing stop orders of the position; `null` when they could not be read. */
  readonly existing: readonly ExistingStop[] | null
}

/** A resting stop of the position, held against the suggestion. */
export interface ExistingStop {
  readonly order: Order
  /** `null` for a trailing order whose trigger Binance does not tell. */
  readonly triggerPrice: Decimal | null
  /** Share of the position that it closes, 0 to 100. */
  readonly coveredPct: Decimal
  /** `null` when its trigger or the liquidation price is not known. */
  readonly isBeyondLiquidation: boolean | null
  /** Whether it protects less than the suggestion; `null` when its trigger is not known. */
  readonly isLooser: boolean | null
}

/**
 * A trailing stop at a multiple of Wilder's ATR from the extreme since the entry, which never loosens, and the same as
 * a trailing order in Binance's terms.
 *
 * @throws RangeError when the period is not a positive whole number
 */
export function trailingStop(input: TrailingInput): TrailingStop | NoTrailingStop {
  const { position, rules, tickSize, liquidation } = input
  const path = ratchetPath(input)
  if (path === null) return { status: 'none', why: 'too-few-candles' }
  const { atr, extremePrice, level } = path
  const width = atr.times(rules.multiple)
  if (width.gte(Decimal.min(position.entryPrice, position.markPrice))) {
    return { status: 'none', why: 'wider-than-the-price' }
  }
  const stopPrice = onGrid(level, tickSize, position.side)
  const activation = placed(position.entryPrice, width.neg(), position.side)
  const isActive = isAtLeastAsGood(position.markPrice, activation, position.side)
  const freshStopPrice = onGrid(placed(position.markPrice, width, position.side), tickSize, position.side)
  const isPassed = isAtLeastAsGood(stopPrice, position.markPrice, position.side)
  const orderPrice = isPassed ? freshStopPrice : stopPrice
  return {
    status: 'found',
    atr,
    extremePrice,
    stopPrice,
    isPassed,
    freshStopPrice,
    activationPrice: isActive ? null : onGrid(activation, tickSize, position.side),
    callbackRatePct: callbackRatePctOf(width, isActive ? position.markPrice : activation),
    orderPrice,
    isBeyondLiquidation: isBeyond(liquidation, orderPrice, position.side),
    existing: input.orders?.flatMap((order) => existingStop(order, { ...input, orderPrice })) ?? null,
  }
}

/**
 * The callback rate for a width at a price: in steps of 0.1 percent, rounded up so that it is never tighter than asked.
 *
 * @returns `null` outside 0.1 to 10 percent: Binance cannot express it
 */
export function callbackRatePctOf(width: Decimal, price: Decimal): Decimal | null {
  const rate = width.times(HUNDRED).div(price).div(CALLBACK_STEP_PCT).ceil().times(CALLBACK_STEP_PCT)
  return rate.lt(CALLBACK_STEP_PCT) || rate.gt(CALLBACK_MOST_PCT) ? null : rate
}

/** Where a stop that follows its extreme has come to. */
export interface RatchetPath {
  readonly atr: Decimal
  readonly extremePrice: Decimal
  readonly level: Decimal
}

/**
 * The level of a stop that never gives way: while each candle since the entry ran, it moved to the extreme so far less
 * the width by the ATR of that time, if that was tighter.
 *
 * Only candles that began after the entry count: what came before the entry in its own candle was not ours. The mark
 * plays no part, so that whoever asks again later is told the same of this moment.
 *
 * @returns `null` with too few closed candles for the ATR
 */
export function ratchetPath(
  input: Pick<TrailingInput, 'candles' | 'nowMs' | 'position' | 'sinceMs' | 'rules'>,
): RatchetPath | null {
  const { candles, nowMs, sinceMs, rules } = input
  const { side, entryPrice } = input.position
  const closed = closedCandles(candles, nowMs)
  const atrs = wilderAtrSeries(closed, rules.period)
  const atr = atrs.at(-1) ?? null
  if (atr === null) return null
  const candidate = (extreme: Decimal, range: Decimal) => placed(extreme, range.times(rules.multiple), side)
  let [extremePrice, level]: [Decimal, Decimal | null] = [entryPrice, null]
  for (const [index, candle] of candles.entries()) {
    if (candle.openAtMs < sinceMs) continue
    extremePrice = better(extremePrice, bestOf(candle, side), side)
    // The ATR that stood while this candle ran is that of the candle before.
    const known = atrs[index - 1] ?? null
    if (known !== null) level = tighter(level, candidate(extremePrice, known), side)
  }
  return { atr, extremePrice, level: tighter(level, candidate(extremePrice, atr), side) }
}

function tighter(level: Decimal | null, candidate: Decimal, side: Side): Decimal {
  return level === null ? candidate : better(level, candidate, side)
}

function bestOf(candle: Candle, side: Side): Decimal {
  return side === 'LONG' ? candle.high : candle.low
}

/** The price that is better for the side, and so the tighter stop. */
function better(one: Decimal, other: Decimal, side: Side): Decimal {
  return isAtLeastAsGood(one, other, side) ? one : other
}

function isAtLeastAsGood(one: Decimal, other: Decimal, side: Side): boolean {
  return side === 'LONG' ? one.gte(other) : one.lte(other)
}

/** A price `width` on the losing side of another. */
function placed(from: Decimal, width: Decimal, side: Side): Decimal {
  return from.minus(width.times(sideSign({ side })))
}

/** The price on the symbol's grid, rounded to the side that protects more. */
function onGrid(price: Decimal, tickSize: Decimal | null, side: Side): Decimal {
  if (tickSize === null) return price
  const ticks = price.div(tickSize)
  return (side === 'LONG' ? ticks.ceil() : ticks.floor()).times(tickSize)
}

/** `null` when the liquidation price is not known. */
function isBeyond(liquidation: Liquidation, stopPrice: Decimal, side: Side): boolean | null {
  if (liquidation.status === 'unknown') return null
  const edge = losingEdge(liquidation, side)
  return edge !== null && isAtLeastAsGood(edge, stopPrice, side)
}

const STOP_TYPES: ReadonlySet<string> = new Set(['STOP', 'STOP_MARKET', 'TRAILING_STOP_MARKET'])

function existingStop(
  order: Order,
  {
    position,
    liquidation,
    orderPrice,
  }: Pick<TrailingInput, 'position' | 'liquidation'> & { readonly orderPrice: Decimal },
): readonly ExistingStop[] {
  const closing = position.side === 'LONG' ? 'SELL' : 'BUY'
  const isOwn = order.symbol === position.symbol && order.positionSide === position.positionSide
  if (!isOwn || order.side !== closing || !STOP_TYPES.has(order.type)) return []
  const { triggerPrice } = order
  const share = order.closePosition ? ONE : Decimal.min(ONE, order.quantity.div(position.quantity))
  return [
    {
      order,
      triggerPrice,
      coveredPct: share.times(HUNDRED),
      isBeyondLiquidation: triggerPrice === null ? null : isBeyond(liquidation, triggerPrice, position.side),
      isLooser: triggerPrice === null ? null : !isAtLeastAsGood(triggerPrice, orderPrice, position.side),
    },
  ]
}

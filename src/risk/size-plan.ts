import type { BracketRow, LeverageBracket } from '../model/bracket.ts'
import { type Decimal, HUNDRED, sum, ZERO } from '../model/decimal.ts'
import type { SymbolRules } from '../model/market.ts'
import type { MarginType } from '../model/position.ts'
import { bracketFault, bracketRowOf } from './bracket-table.ts'
import { closesFirst, type EntryEffect, entryEffect, maxNotionalAt, type Standing } from './entry.ts'
import { losingEdge } from './losing-edge.ts'
import { marginRatioOf } from './margin-ratio.ts'
import { combinedFactor, type SizeGuard } from './size-guard.ts'
import {
  largestQuantity,
  lossAtStop,
  type QuantityLimits,
  type Reward,
  rewardAt,
  type SizedQuantity,
  type SizeLimit,
  type StopLoss,
  smallestQuantity,
  type TradeTerms,
} from './sizing.ts'
import { type StopOut, stopOutOf } from './stop-out.ts'

/** What a trade is sized from. */
export interface SizeRequest {
  readonly symbol: string
  readonly terms: TradeTerms
  readonly targetPrice: Decimal | null
  /** Percent of equity. */
  readonly riskPct: Decimal
  readonly equity: Decimal
  readonly guards: readonly SizeGuard[]
  readonly rules: SymbolRules
  /** `null` when brackets could not be read. */
  readonly bracket: LeverageBracket | null
  /** How the symbol is set up; `null` when that could not be read. */
  readonly setting: SymbolSetting | null
}

export interface SymbolSetting {
  readonly marginType: MarginType
  /** `null` for a plan without an account, where nothing is set. */
  readonly leverage: number | null
}

/** A trade of the size that the budget buys. */
export interface SizePlan {
  readonly status: 'sized'
  readonly request: SizeRequest
  readonly quantity: Decimal
  /** What it would be without guards. */
  readonly unguardedQuantity: Decimal
  readonly limitedBy: SizeLimit
  readonly notional: Decimal
  /** Equity × risk, before guards. */
  readonly riskBudget: Decimal
  readonly loss: StopLoss
  /** Percent of equity. */
  readonly realRiskPct: Decimal
  /** `null` without a target. */
  readonly reward: Reward | null
  /** Notional ÷ leverage setting; `null` when no leverage is set or known. */
  readonly initialMargin: Decimal | null
  /** Of this trade alone; `null` without brackets. */
  readonly maintenance: Maintenance | null
  /** `null` when the symbol's brackets or setting are not known: liquidation is not known then. */
  readonly effect: EntryEffect | null
  readonly stopOut: StopOut
}

/** What the brackets ask of a notional. */
export interface Maintenance {
  readonly margin: Decimal
  readonly row: BracketRow
  readonly rowCount: number
  /** Maintenance ÷ initial margin, as a fraction; `null` when the latter is not known. */
  readonly marginRatio: Decimal | null
}

/** Why no size is offered. */
export type SizeRefusal =
  | { readonly status: 'opposite-held' }
  /** The budget does not buy the smallest order; `neededRiskPct` would, `null` when the book is too thin to tell. */
  | {
      readonly status: 'too-small'
      readonly smallest: Decimal
      readonly riskBudget: Decimal
      readonly limitedBy: SizeLimit
      readonly neededRiskPct: Decimal | null
    }
  | { readonly status: 'stop-beyond-liquidation'; readonly liquidationPrice: Decimal; readonly quantity: Decimal }
  | { readonly status: 'liquidatable-at-once'; readonly quantity: Decimal }

/**
 * The size of a trade by its risk: the largest quantity whose loss at the stop stays within the budget, and what it
 * does to the account it joins.
 */
export function planSize(request: SizeRequest, standing: Standing): SizePlan | SizeRefusal {
  const { symbol, terms } = request
  if (closesFirst(standing.snapshot, { symbol, side: terms.side })) return { status: 'opposite-held' }
  const limits = limitsOf(request, standing)
  const riskBudget = request.equity.times(request.riskPct).div(HUNDRED)
  const unguarded = largestQuantity(terms, riskBudget, limits)
  const sized = largestQuantity(terms, riskBudget.times(combinedFactor(request.guards)), limits)
  const smallest = smallestQuantity(terms.entryPrice, limits)
  const loss = sized.quantity.lt(smallest) ? null : lossAtStop(terms, sized.quantity)
  if (loss === null) return tooSmall(request, { sized, smallest, riskBudget })
  const effect = effectOf(request, standing, { quantity: sized.quantity, loss })
  const refusal = effect === null ? null : liquidationRefusal(effect, terms, sized.quantity)
  if (refusal !== null) return refusal
  return {
    status: 'sized',
    request,
    ...sized,
    unguardedQuantity: unguarded.quantity,
    notional: sized.quantity.times(terms.entryPrice),
    riskBudget,
    loss,
    realRiskPct: loss.total.times(HUNDRED).div(request.equity),
    reward:
      request.targetPrice === null ? null : rewardAt(terms, request.targetPrice, { quantity: sized.quantity, loss }),
    ...marginsOf(request, sized.quantity.times(terms.entryPrice)),
    effect,
    stopOut: stopOutOf(standing.risk, standing.snapshot),
  }
}

/** What is held of the side already counts against the bracket. */
function limitsOf({ symbol, rules, bracket, setting, terms }: SizeRequest, { snapshot }: Standing): QuantityLimits {
  const held = snapshot.positions.filter((position) => position.symbol === symbol && position.side === terms.side)
  const heldNotional = sum(held.map(({ quantity }) => quantity.times(terms.entryPrice)))
  const { stepSize, minQuantity, minNotional, maxQuantity, maxMarketQuantity } = rules
  const cap = bracket === null ? null : maxNotionalAt(bracket, setting?.leverage ?? null)
  return {
    stepSize,
    minQuantity,
    minNotional,
    // The stop is a market order whatever the entry is.
    maxQuantity: maxMarketQuantity.lt(maxQuantity) ? maxMarketQuantity : maxQuantity,
    maxNotional: cap === null ? null : cap.minus(heldNotional),
  }
}

function tooSmall(
  { terms, equity }: SizeRequest,
  found: { readonly sized: SizedQuantity; readonly smallest: Decimal; readonly riskBudget: Decimal },
): SizeRefusal {
  const { sized, smallest, riskBudget } = found
  const needed = lossAtStop(terms, smallest)
  return {
    status: 'too-small',
    smallest,
    riskBudget,
    limitedBy: sized.limitedBy,
    neededRiskPct: needed === null ? null : needed.total.times(HUNDRED).div(equity),
  }
}

function effectOf(
  request: SizeRequest,
  standing: Standing,
  { quantity, loss }: { readonly quantity: Decimal; readonly loss: StopLoss },
): EntryEffect | null {
  const { symbol, terms, bracket, setting, rules } = request
  if (bracket === null || bracketFault(bracket) !== null || setting === null) return null
  if (setting.marginType === 'ISOLATED' && setting.leverage === null) return null
  const price = terms.entryPrice.times(
    terms.side === 'LONG' ? loss.entrySlippageRate.plus(1) : loss.entrySlippageRate.neg().plus(1),
  )
  return entryEffect(standing, {
    symbol,
    side: terms.side,
    quantity,
    price,
    fee: quantity.times(price).times(terms.feeRate),
    marginAsset: rules.marginAsset,
    bracket,
    marginType: setting.marginType,
    leverage: setting.leverage,
  })
}

/** A stop protects only while it is reached before the liquidation price. */
function liquidationRefusal({ opened }: EntryEffect, terms: TradeTerms, quantity: Decimal): SizeRefusal | null {
  const { liquidation } = opened
  if (liquidation.status !== 'price') return null
  if (liquidation.reason === 'already-liquidatable') return { status: 'liquidatable-at-once', quantity }
  const edge = losingEdge(liquidation, terms.side)
  if (edge === null) return null
  const isBeyond = terms.side === 'LONG' ? terms.stopPrice.lte(edge) : terms.stopPrice.gte(edge)
  return isBeyond ? { status: 'stop-beyond-liquidation', liquidationPrice: edge, quantity } : null
}

function marginsOf(
  { bracket, setting }: SizeRequest,
  notional: Decimal,
): Pick<SizePlan, 'initialMargin' | 'maintenance'> {
  const leverage = setting?.leverage ?? null
  const initialMargin = leverage === null ? null : notional.div(leverage)
  if (bracket === null || bracketFault(bracket) !== null) return { initialMargin, maintenance: null }
  const row = bracketRowOf(bracket, notional)
  const margin = notional.times(row.maintMarginRatio).minus(row.maintAmount)
  const marginRatio = initialMargin === null ? null : marginRatioOf(margin, initialMargin)
  return { initialMargin, maintenance: { margin, row, rowCount: bracket.rows.length, marginRatio } }
}

/** Distance of liquidation ÷ distance of the stop, both from the entry; `null` without one on the losing side. */
export function stopMultipleOf({ effect, request }: SizePlan): Decimal | null {
  const { side, entryPrice, stopPrice } = request.terms
  const edge = effect === null ? null : losingEdge(effect.opened.liquidation, side)
  return edge === null ? null : entryPrice.minus(edge).abs().div(entryPrice.minus(stopPrice).abs())
}

/** Money of the trade's margin asset that is free for new positions; `null` when Binance did not tell. */
export function freeBalance({ request }: SizePlan, snapshot: Standing['snapshot']): Decimal | null {
  const wallet = snapshot.wallets.find(({ asset }) => asset === request.rules.marginAsset)
  if (wallet === undefined) return snapshot.multiAssetsMode ? null : ZERO
  return wallet.availableBalance
}

import type { Decimal } from '../model/decimal.ts'
import type { FundingInfo, SymbolRules } from '../model/market.ts'
import type { Order } from '../model/order.ts'
import type { AccountSnapshot, Gap } from '../model/snapshot.ts'
import type { AccountSource } from './collect.ts'
import type { AccountBook } from './collect-book.ts'
import { createGapLog, type GapLog } from './gap-log.ts'

/** From here on one call for all symbols (weight 40) is no dearer than one call each. */
const ALL_ORDERS_FROM = 40

/** What decorates a liquidation price: its absence is shown and changes no verdict. */
export interface OptionalReading {
  readonly fundingInfo: ReadonlyMap<string, FundingInfo> | null
  readonly rules: ReadonlyMap<string, SymbolRules>
  readonly orders: ReadonlyMap<string, readonly Order[]>
  readonly dailyAtr: ReadonlyMap<string, Decimal>
  readonly gaps: readonly Gap[]
}

/** Reads orders, daily ATR, funding intervals and price steps side by side. Never rejects: what failed is a gap. */
export async function readOptional(source: AccountSource, book: AccountBook): Promise<OptionalReading> {
  const { gaps, orNull } = createGapLog()
  const symbols = [...new Set(book.held.map(({ row }) => row.symbol))]
  const [rules, fundingInfo, orders, atrs] = await Promise.all([
    orNull('exchangeInfo', source.reference.symbolRules()),
    orNull('fundingInfo', source.reference.fundingInfo()),
    readOrders(source, symbols, orNull),
    Promise.all(symbols.map((symbol) => orNull(`daily ATR ${symbol}`, source.reference.dailyAtr(symbol)))),
  ])
  const dailyAtr = symbols.flatMap((symbol, index): [string, Decimal][] => {
    const atr = atrs[index]?.value ?? null
    return atr === null ? [] : [[symbol, atr]]
  })
  return {
    fundingInfo: fundingInfo?.value ?? null,
    // Steps are for printing: old ones beat none.
    rules: rules?.value ?? (await source.reference.rememberedRules()),
    orders,
    dailyAtr: new Map(dailyAtr),
    gaps,
  }
}

/** A symbol is listed only when both its plain and its conditional orders were read: half an answer hides a stop. */
async function readOrders(
  { exchange }: AccountSource,
  symbols: readonly string[],
  orNull: GapLog['orNull'],
): Promise<ReadonlyMap<string, readonly Order[]>> {
  if (symbols.length >= ALL_ORDERS_FROM) {
    const [plain, conditional] = await Promise.all([
      orNull('openOrders', exchange.fetchOpenOrders(null)),
      orNull('openAlgoOrders', exchange.fetchOpenAlgoOrders(null)),
    ])
    if (plain === null || conditional === null) return new Map()
    const all = [...plain, ...conditional]
    return new Map(symbols.map((symbol) => [symbol, all.filter((order) => order.symbol === symbol)]))
  }
  const entries = await Promise.all(
    symbols.map(async (symbol): Promise<[string, readonly Order[]][]> => {
      const [plain, conditional] = await Promise.all([
        orNull(`openOrders ${symbol}`, exchange.fetchOpenOrders(symbol)),
        orNull(`openAlgoOrders ${symbol}`, exchange.fetchOpenAlgoOrders(symbol)),
      ])
      return plain === null || conditional === null ? [] : [[symbol, [...plain, ...conditional]]]
    }),
  )
  return new Map(entries.flat())
}

/** Until orders were read nobody may say that a stop is missing. */
export const ORDERS_UNREAD: Gap = { what: 'openOrders', why: 'not read yet', needed: false }

/** The gaps without the one that says that orders were not read yet. */
export function withoutUnreadOrders(gaps: readonly Gap[]): readonly Gap[] {
  return gaps.filter((gap) => gap !== ORDERS_UNREAD)
}

const OPTIONAL = /^(openOrders|openAlgoOrders|daily ATR|fundingInfo|exchangeInfo)/

/**
 * The snapshot with the orders, ATR, funding intervals and steps of an earlier one. While the orders of a held symbol
 * were never asked for, nobody may say that its stop is missing.
 */
export function decoratedBy(needed: AccountSnapshot, other: AccountSnapshot): AccountSnapshot {
  const { fundingInfo, orders, dailyAtr } = other
  const rules = other.rules.size > 0 ? other.rules : needed.rules
  const optional = withoutUnreadOrders(other.gaps).filter(({ what }) => OPTIONAL.test(what))
  const areOrdersTold = needed.positions.every(
    ({ symbol }) => orders.has(symbol) || optional.some(({ what }) => /orders/i.test(what)),
  )
  const own = needed.gaps.filter((gap) => (gap === ORDERS_UNREAD ? !areOrdersTold : !OPTIONAL.test(gap.what)))
  return { ...needed, fundingInfo, orders, dailyAtr, rules, gaps: [...own, ...optional] }
}

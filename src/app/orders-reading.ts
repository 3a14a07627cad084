import type { Order } from '../model/order.ts'
import type { Gap } from '../model/snapshot.ts'
import { type AuditFigures, auditOrders, type OrderAudit } from '../risk/order-audit.ts'
import { createGapLog, type GapLog } from './gap-log.ts'
import type { MarketSource } from './market/market-source.ts'
import type { Observation } from './observe.ts'
import { type AtrChoice, readAtrs, readMarkets } from './rule-market.ts'

/** The audit, with what could not be read for it. */
export interface OrdersReading {
  readonly audit: OrderAudit
  readonly gaps: readonly Gap[]
  /** When the oldest ATR was read; `null` without any. */
  readonly atrAtMs: number | null
}

/** Reads every resting order of the account, also of symbols that are not held, and audits them. */
export async function readOrders(
  source: MarketSource,
  { snapshot, risk }: Observation,
  { atr: choice, figures }: { readonly atr: AtrChoice; readonly figures: AuditFigures },
): Promise<OrdersReading> {
  const log = createGapLog()
  const elsewhere = await readElsewhere(source, new Set(risk.positions.map(({ position }) => position.symbol)), log)
  const orders = [...[...snapshot.orders.values()].flat(), ...(elsewhere ?? [])]
  const symbolsOf = (isWanted: (order: Order) => boolean) => [
    ...new Set(orders.filter(isWanted).map(({ symbol }) => symbol)),
  ]
  const [atr, markets] = await Promise.all([
    readAtrs(
      source,
      symbolsOf(({ type }) => type === 'STOP' || type === 'TRAILING_STOP_MARKET'),
      { choice, nowMs: snapshot.takenAtMs, log },
    ),
    readMarkets(
      source,
      symbolsOf(({ timeInForce }) => timeInForce === 'GTX'),
      log,
    ),
  ])
  return {
    audit: auditOrders({ snapshot, risk, elsewhere, atr: atr.bySymbol, markets, figures }),
    gaps: log.gaps,
    atrAtMs: atr.oldestAtMs,
  }
}

/** `null` when the lists over all symbols could not be read: then nothing is said of orphans elsewhere. */
async function readElsewhere(
  { exchange }: MarketSource,
  held: ReadonlySet<string>,
  log: GapLog,
): Promise<readonly Order[] | null> {
  const [plain, conditional] = await Promise.all([
    log.orNull('openOrders of all symbols', exchange.fetchOpenOrders(null)),
    log.orNull('openAlgoOrders of all symbols', exchange.fetchOpenAlgoOrders(null)),
  ])
  if (plain === null || conditional === null) return null
  return [...plain, ...conditional].filter(({ symbol }) => !held.has(symbol))
}

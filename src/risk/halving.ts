import { Decimal, HUNDRED, ZERO } from '../model/decimal.ts'
import type { SymbolRules } from '../model/market.ts'
import type { Side } from '../model/position.ts'
import { effectiveLeverageOf } from './margin-ratio.ts'
import type { AccountRisk } from './report.ts'
import { moneyUp, quantityUp } from './trading-grid.ts'

const DAY_MS = 86_400_000
/** A look further back than this says nothing about the time before a window. */
const OLDEST_BASIS_MS = 7 * DAY_MS

/** The account's effective leverage as it was seen once. */
export interface LeverageLook {
  readonly atMs: number
  readonly effectiveLeverage: Decimal
}

/** What halving the exposure asks for. */
export interface Halving {
  readonly effectiveLeverage: Decimal
  /** The value before the window; `null` when nobody looked then: the target is then half of the present. */
  readonly before: LeverageLook | null
  readonly target: Decimal
  /** Whether exposure is halved already; `null` when the value before is not known. */
  readonly isDone: boolean | null
  /** Account currency that would bring it to the target by itself, rounded up; 0 when done. */
  readonly addEquity: Decimal
  /** Notional to close that would do so by itself, with the equity as it is; 0 when done. */
  readonly closeNotional: Decimal
  readonly closeSharePct: Decimal
  /** The same share of every position, on its grid, rounded up; empty when done. */
  readonly closes: readonly { readonly symbol: string; readonly side: Side; readonly quantity: Decimal }[]
}

/** The newest look before an instant, at most seven days older than it. */
export function lookBefore(looks: readonly LeverageLook[], beforeMs: number): LeverageLook | null {
  const earlier = looks.filter(({ atMs }) => atMs < beforeMs && beforeMs - atMs <= OLDEST_BASIS_MS)
  return earlier.reduce<LeverageLook | null>(
    (newest, look) => (newest === null || look.atMs > newest.atMs ? look : newest),
    null,
  )
}

/**
 * What brings effective leverage (gross notional ÷ equity) to half of what it was: money or closing, not a lower
 * setting. The setting plays no part in cross liquidation, and an open isolated position cannot lower it.
 *
 * @returns `null` without positions, or when equity or notional are not known
 */
export function halvingOf(
  risk: AccountRisk,
  before: LeverageLook | null,
  rules: ReadonlyMap<string, SymbolRules>,
): Halving | null {
  const { grossNotional, equity } = risk
  if (grossNotional === null || equity === null || grossNotional.isZero()) return null
  const now = effectiveLeverageOf(grossNotional, equity)
  if (now === null) return null
  const target = (before?.effectiveLeverage ?? now).div(2)
  const isHalved = now.lte(target)
  const share = isHalved ? ZERO : now.minus(target).div(now)
  return {
    effectiveLeverage: now,
    before,
    target,
    isDone: before === null ? null : isHalved,
    addEquity: isHalved ? ZERO : moneyUp(grossNotional.div(target).minus(equity), 'USDT'),
    closeNotional: grossNotional.times(share),
    closeSharePct: share.times(HUNDRED),
    closes: isHalved
      ? []
      : risk.positions.map(({ position: { symbol, side, quantity } }) => ({
          symbol,
          side,
          quantity: Decimal.min(quantity, quantityUp(quantity.times(share), rules.get(symbol))),
        })),
  }
}

import { ExchangeError } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { HistorySource } from './history-source.ts'

/** How a sync waits for its share of the request budget. */
export interface Patience {
  readonly clock: Clock
  /** Told before each wait. */
  readonly onWait: (waitMs: number) => void
}

/** A window of the budget is a minute; a little later it is surely open. */
const SLACK_MS = 250
const MOST_WAITS = 5

/**
 * Asks again when the program's own share of the request budget is used up: it comes back within a minute. What the
 * exchange itself refuses is not asked again.
 *
 * @throws ExchangeError whatever else goes wrong
 */
export async function patiently<T>({ clock, onWait }: Patience, ask: () => Promise<T>): Promise<T> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await ask()
    } catch (error) {
      const waitMs = ownBudgetWait(error)
      if (waitMs === null || waits >= MOST_WAITS) throw error
      onWait(waitMs)
      await clock.sleep(waitMs)
    }
  }
}

function ownBudgetWait(error: unknown): number | null {
  if (!(error instanceof ExchangeError) || error.code !== 'request-budget') return null
  return (error.retryAfterMs ?? 0) + SLACK_MS
}

/** The same calls, each of which waits for the program's own share of the request budget. */
export function patientCalls(
  { exchange, clock }: HistorySource,
  onWait: Patience['onWait'],
): HistorySource['exchange'] {
  const waiting = <T>(ask: () => Promise<T>) => patiently({ clock, onWait }, ask)
  return {
    syncClock: () => waiting(() => exchange.syncClock()),
    fetchPositions: () => waiting(() => exchange.fetchPositions()),
    fetchSymbolConfigs: () => waiting(() => exchange.fetchSymbolConfigs()),
    fetchAccountConfig: () => waiting(() => exchange.fetchAccountConfig()),
    fetchMarkCandles: (...asked) => waiting(() => exchange.fetchMarkCandles(...asked)),
    fetchUserTrades: (...asked) => waiting(() => exchange.fetchUserTrades(...asked)),
    fetchIncome: (...asked) => waiting(() => exchange.fetchIncome(...asked)),
    fetchForceOrders: (...asked) => waiting(() => exchange.fetchForceOrders(...asked)),
    fetchMarginChanges: (...asked) => waiting(() => exchange.fetchMarginChanges(...asked)),
    fetchAlgoOrders: (...asked) => waiting(() => exchange.fetchAlgoOrders(...asked)),
    fetchCommissionRate: (...asked) => waiting(() => exchange.fetchCommissionRate(...asked)),
    fetchAdlQuantiles: () => waiting(() => exchange.fetchAdlQuantiles()),
  }
}

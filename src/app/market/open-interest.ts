import type { Decimal } from '../../model/decimal.ts'
import type { OpenInterestPoint } from '../../model/market-data.ts'
import type { Exchange } from '../../ports/exchange.ts'
import type { MarketData } from '../../ports/market-data.ts'
import type { Dated } from '../../ports/reference.ts'
import { assessOpenInterest, type OpenInterestReport } from '../../risk/open-interest.ts'
import { createGapLog, readEach } from '../gap-log.ts'
import { type AccountReference, ofSameHour } from '../reference.ts'

const HOUR_MS = 3_600_000
/** The most points of one reply. */
const PAGE = 500
/** Thirty days of hourly points are 721, in two replies. */
const REST = 221
/** A day of points five minutes apart, and one to spare. */
const RECENT = 290

/** What is asked of the exchange about open interest. */
export type OpenInterestCalls = Pick<MarketData, 'fetchOpenInterest' | 'fetchOpenInterestHistory'> &
  Pick<Exchange, 'fetchMark'>

/** A way to the exchange with a memory. */
export interface OpenInterestSource {
  readonly exchange: OpenInterestCalls
  readonly reference: Pick<AccountReference, 'memory'>
}

export interface OpenInterestQuestion {
  readonly symbols: readonly string[]
  readonly spikeFrom: Decimal
  readonly nowMs: number
}

/**
 * Reads the open interest of some symbols with its past; the hourly part is remembered until the hour ends.
 *
 * @throws ExchangeError when it could be read of not one of them
 */
export async function readOpenInterest(
  source: OpenInterestSource,
  { symbols, spikeFrom, nowMs }: OpenInterestQuestion,
): Promise<OpenInterestReport> {
  const { exchange } = source
  const log = createGapLog()
  const rows = await readEach(symbols, log, {
    what: 'openInterest',
    of: async (symbol) => {
      const [present, mark, recent, hourly] = await Promise.all([
        exchange.fetchOpenInterest(symbol),
        exchange.fetchMark(symbol),
        log.orNull(`openInterestHist 5m ${symbol}`, exchange.fetchOpenInterestHistory(symbol, '5m', RECENT)),
        log.orNull(`openInterestHist 1h ${symbol}`, fetchHourly(source, symbol, nowMs)),
      ])
      return assessOpenInterest({
        symbol,
        present,
        mark,
        recent,
        hourly: hourly?.value ?? null,
        hourlyAtMs: hourly?.fetchedAtMs ?? null,
        spikeFrom,
      })
    },
  })
  return { asOfMs: nowMs, spikeFrom, symbols: rows, gaps: log.gaps }
}

function fetchHourly(
  { exchange, reference }: OpenInterestSource,
  symbol: string,
  nowMs: number,
): Promise<Dated<readonly OpenInterestPoint[]>> {
  const olderUntilMs = (Math.floor(nowMs / HOUR_MS) - PAGE) * HOUR_MS
  const fetch = async (): Promise<readonly OpenInterestPoint[]> => {
    const [older, newer] = await Promise.all([
      exchange.fetchOpenInterestHistory(symbol, '1h', REST, olderUntilMs),
      exchange.fetchOpenInterestHistory(symbol, '1h', PAGE),
    ])
    const byTime = new Map([...older, ...newer].map((point) => [point.atMs, point]))
    return [...byTime.values()].sort((a, b) => a.atMs - b.atMs)
  }
  return reference.memory.recall(`open-interest-${symbol}`, ofSameHour(nowMs), fetch)
}

import type { TierTable } from '../../model/tiers.ts'
import { tiersOf } from '../../model/tiers.ts'
import { assessFunding, type FundingReport, type SymbolFunding } from '../../risk/funding.ts'
import type { FundingThresholds } from '../../risk/funding-history.ts'
import { readStake, stakeSource } from '../../risk/stake-reading.ts'
import { createGapLog, readEach } from '../gap-log.ts'
import type { Observation } from '../observe.ts'
import { youngerThan } from '../reference.ts'
import { readFundingPaid } from './funding-paid.ts'
import type { MarketSource } from './market-source.ts'

/** More than the ninety that count, so that special ones and a change of interval are seen too; the call has no weight. */
const SETTLEMENTS = 200
const HISTORY_MAX_AGE_MS = 5 * 60_000
const NOT_READ = { amount: null, sinceMs: null, why: 'it was not read' } as const

export interface FundingQuestion {
  readonly observation: Observation
  readonly symbols: readonly string[]
  readonly tiers: TierTable
  readonly thresholds: FundingThresholds
}

/**
 * Reads the funding of some symbols, and what it did and does to the positions in them.
 *
 * @throws ExchangeError when not one of the symbols has a mark
 */
export async function readFunding(source: MarketSource, question: FundingQuestion): Promise<FundingReport> {
  const { observation, symbols, tiers, thresholds } = question
  const { snapshot, risk } = observation
  const log = createGapLog()
  const held = risk.positions.filter(({ position }) => symbols.includes(position.symbol))
  const stakes = stakeSource(snapshot)
  const paidReading = readFundingPaid(
    source.exchange,
    held.map(({ position }) => position),
    snapshot.takenAtMs,
  )
  const rows = await readEach(symbols, log, {
    what: 'funding',
    of: async (symbol): Promise<SymbolFunding> => {
      const [mark, history, paid] = await Promise.all([
        snapshot.marks.get(symbol) ?? source.exchange.fetchMark(symbol),
        log.orNull(`fundingRate ${symbol}`, fetchHistory(source, symbol, snapshot.takenAtMs)),
        paidReading,
      ])
      return assessFunding({
        symbol,
        mark,
        table: snapshot.fundingInfo,
        history: history?.value ?? null,
        historyAtMs: history?.fetchedAtMs ?? null,
        holdings: held
          .filter(({ position }) => position.symbol === symbol)
          .map((own) => ({
            risk: own,
            stake: readStake(own.position, stakes).stake,
            tiers: tiersOf(tiers, symbol),
            paid: paid.get(own.position) ?? NOT_READ,
          })),
        thresholds,
        nowMs: snapshot.takenAtMs,
      })
    },
  })
  const own = snapshot.gaps.filter(({ what }) => what === 'fundingInfo')
  return { asOfMs: snapshot.takenAtMs, symbols: rows, gaps: [...own, ...log.gaps] }
}

function fetchHistory({ exchange, reference }: MarketSource, symbol: string, nowMs: number) {
  const isFresh = youngerThan(HISTORY_MAX_AGE_MS, () => nowMs)
  return reference.memory.recall(`funding-history-${symbol}`, isFresh, () =>
    exchange.fetchFundingHistory(symbol, SETTLEMENTS),
  )
}

import type { LeverageBracket } from '../../model/bracket.ts'
import type { MarkPrice } from '../../model/market.ts'
import type { InsuranceFund } from '../../model/market-data.ts'
import type { Dated } from '../../ports/reference.ts'
import { type FundSample, withSample } from '../../risk/insurance-fund.ts'
import { type GapPast, gapPast } from '../../risk/mark-last-gap.ts'
import { assessVenue, type BracketMemory, type SymbolVenue, type VenueReport } from '../../risk/venue-state.ts'
import { createGapLog, readEach } from '../gap-log.ts'
import type { Observation } from '../observe.ts'
import { ofSameHour, youngerThan } from '../reference.ts'
import { replaceSeen } from './last-seen.ts'
import type { MarketSource } from './market-source.ts'
import { seenBrackets } from './seen-brackets.ts'

const ADL_RISK_MAX_AGE_MS = 30 * 60_000
/** Thirty days of hours. */
const HOURS = 720

export interface VenueQuestion {
  readonly observation: Observation
  readonly symbols: readonly string[]
  /** Hours of gaps between last and mark to look at; thirty days unless given. Fewer weigh less. */
  readonly gapHours?: number
}

/**
 * Reads the venue's side of some symbols: auto-deleveraging, insurance fund, brackets, mark against last. What could
 * not be read is a gap.
 */
export async function readVenue(
  source: MarketSource,
  { observation, symbols, gapHours = HOURS }: VenueQuestion,
): Promise<VenueReport> {
  const { snapshot, risk } = observation
  const { exchange, reference } = source
  const nowMs = snapshot.takenAtMs
  const log = createGapLog()
  const [brackets, rules] = await Promise.all([
    log.orNull('leverageBracket', reference.brackets()),
    log.orNull('exchangeInfo', reference.symbolRules()),
  ])
  const rows = await readEach(symbols, log, {
    what: 'exchange',
    of: async (symbol): Promise<SymbolVenue> => {
      const [adlRisk, funds, openInterest, mark, ticker, gaps, memory] = await Promise.all([
        log.orNull(`symbolAdlRisk ${symbol}`, fetchAdlRisk(source, symbol, nowMs)),
        log.orNull(`insuranceBalance ${symbol}`, exchange.fetchInsuranceFunds(symbol)),
        log.orNull(`openInterest ${symbol}`, exchange.fetchOpenInterest(symbol)),
        log.orNull(`premiumIndex ${symbol}`, markOf(symbol, snapshot.marks, exchange)),
        log.orNull(`ticker ${symbol}`, exchange.fetchTicker24h(symbol)),
        log.orNull(`klines ${symbol}`, fetchGapPast(source, { symbol, nowMs, hours: gapHours })),
        seenOrNull(source, brackets?.value.get(symbol) ?? null, nowMs),
      ])
      return assessVenue({
        symbol,
        rules: rules?.value.get(symbol) ?? null,
        adlRisk: adlRisk?.value ?? null,
        funds,
        fundSamples: await seenFunds(source, funds, {
          symbol,
          asset: rules?.value.get(symbol)?.marginAsset ?? '',
          nowMs,
        }),
        openInterest: openInterest?.quantity ?? null,
        markPrice: mark?.markPrice ?? null,
        lastPrice: ticker?.lastPrice ?? null,
        gapPast: gaps?.value ?? null,
        gapPastAtMs: gaps?.fetchedAtMs ?? null,
        brackets: memory,
        bracketsAtMs: brackets?.fetchedAtMs ?? null,
        holdings: risk.positions.filter(({ position }) => position.symbol === symbol),
        nowMs,
      })
    },
  })
  return { asOfMs: nowMs, symbols: rows, gaps: log.gaps }
}

async function markOf(
  symbol: string,
  known: Observation['snapshot']['marks'],
  exchange: MarketSource['exchange'],
): Promise<MarkPrice> {
  return known.get(symbol) ?? exchange.fetchMark(symbol)
}

function fetchAdlRisk({ exchange, reference }: MarketSource, symbol: string, nowMs: number) {
  const isFresh = youngerThan(ADL_RISK_MAX_AGE_MS, () => nowMs)
  return reference.memory.recall(`adl-risk-${symbol}`, isFresh, () => exchange.fetchSymbolAdlRisk(symbol))
}

/** Closed hours do not change: remembered until the next one closes. */
function fetchGapPast(
  { exchange, reference }: MarketSource,
  { symbol, nowMs, hours }: { readonly symbol: string; readonly nowMs: number; readonly hours: number },
): Promise<Dated<GapPast | null>> {
  return reference.memory.recall(`mark-last-gap-${hours}-${symbol}`, ofSameHour(nowMs), async () => {
    const [last, mark] = await Promise.all([
      exchange.fetchCandles(symbol, '1h', hours),
      exchange.fetchMarkCandles(symbol, '1h', hours),
    ])
    return gapPast(last, mark, nowMs)
  })
}

/** Balances seen in earlier runs; the present one is remembered for the next. */
async function seenFunds(
  { reference }: MarketSource,
  funds: readonly InsuranceFund[] | null,
  { symbol, asset, nowMs }: { readonly symbol: string; readonly asset: string; readonly nowMs: number },
): Promise<readonly FundSample[]> {
  const fund = funds?.find(({ assets }) => assets.some((money) => money.asset === asset))
  const balance = fund?.assets.find((money) => money.asset === asset)?.balance
  if (balance === undefined) return []
  const before = await replaceSeen<readonly FundSample[]>(reference.memory, `fund-${symbol}-${asset}`, (seen) =>
    withSample(seen?.value ?? [], { atMs: nowMs, balance }),
  )
  return (before?.value ?? []).filter(({ atMs }) => atMs < nowMs)
}

/** The brackets with what is remembered of them; `null` when they could not be read. */
async function seenOrNull(
  { reference }: MarketSource,
  current: LeverageBracket | null,
  nowMs: number,
): Promise<BracketMemory | null> {
  return current === null ? null : seenBrackets(reference.memory, current, nowMs)
}

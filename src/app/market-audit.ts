import { bracketNotice, openInterestNotice } from '../alerts/market-notices.ts'
import { decideNotices, type Notice } from '../alerts/notices.ts'
import type { LeverageBracket } from '../model/bracket.ts'
import type { Decimal } from '../model/decimal.ts'
import type { Gap } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import type { Dated } from '../ports/reference.ts'
import { type BracketRowChange, bracketChanges } from '../risk/bracket-change.ts'
import { bracketImpact } from '../risk/bracket-impact.ts'
import type { AccountSource } from './collect.ts'
import { type AccountLook, type Evaluation, type Evaluator, sendDecided } from './evaluate.ts'
import type { OpenInterestFigure } from './history-record.ts'
import { readOpenInterest } from './market/open-interest.ts'
import { seenBracketsOnce } from './market/seen-brackets.ts'
import type { Observation } from './observe.ts'
import { reasonOf } from './reason.ts'
import { ofSameHour } from './reference.ts'

/** Symbols asked about side by side. */
const AT_A_TIME = 5

/** What an audit goes by. */
export interface AuditRules {
  readonly tiers: TierTable
  /** Deviations from which an hourly rise of open interest is news; `null` when it is not looked at. */
  readonly spikeFrom: Decimal | null
}

/** What an audit of the market behind one account found. */
export interface MarketNews {
  readonly notices: readonly Notice[]
  /** For the history, where it was looked at. */
  readonly openInterest: readonly OpenInterestFigure[]
  /** None of them changes a verdict. */
  readonly gaps: readonly Gap[]
}

/** The news of one account of several. */
export interface AccountNews extends MarketNews {
  readonly account: string
}

/** Audits the market behind several accounts side by side; there is no news of one that cannot be seen. Never rejects. */
export function auditMarkets(
  looks: readonly AccountLook[],
  { tiers, spikeFrom = null }: Pick<Evaluator, 'tiers' | 'spikeFrom'>,
): Promise<readonly AccountNews[]> {
  return Promise.all(
    looks.map(async ({ source, result }) => {
      const news = 'risk' in result ? await auditMarket(source, result, { tiers, spikeFrom }) : NOTHING_NEW
      return { account: source.account, ...news }
    }),
  )
}

const NOTHING_NEW: MarketNews = { notices: [], openInterest: [], gaps: [] }

/**
 * Looks for news about what an account holds: brackets that changed since they were last seen, and open interest that
 * rose unusually, each symbol asked about at most once an hour. Never rejects: what cannot be read is a gap.
 */
export async function auditMarket(
  source: AccountSource,
  observation: Observation,
  { tiers, spikeFrom }: AuditRules,
): Promise<MarketNews> {
  const gaps: Gap[] = []
  const notices: Notice[] = []
  const openInterest: OpenInterestFigure[] = []
  const auditSymbol = async (symbol: string): Promise<void> => {
    const orGap = async (what: string, reading: Promise<Notice | null>): Promise<void> => {
      try {
        const notice = await reading
        if (notice !== null) notices.push(notice)
      } catch (error) {
        gaps.push({ what: `${what} ${symbol}`, why: reasonOf(error), needed: false })
      }
    }
    await orGap('bracket changes', bracketNews(source, observation, { symbol, tiers }))
    if (spikeFrom !== null) await orGap('openInterest', openInterestNews(source, { symbol, spikeFrom }, openInterest))
  }
  const symbols = [...new Set(observation.snapshot.positions.map(({ symbol }) => symbol))]
  // What is only news must not crowd out what is needed.
  for (let from = 0; from < symbols.length; from += AT_A_TIME) {
    await Promise.all(symbols.slice(from, from + AT_A_TIME).map(auditSymbol))
  }
  return { notices, openInterest, gaps }
}

/** Decides on news, records and sends it; what a broken state cannot remember is not told, lest it be told for ever. */
export function tellNews(notices: readonly Notice[], evaluator: Evaluator, nowMs: number): Promise<Evaluation> {
  const { log, policy, holder } = evaluator
  const decision = log.decide(nowMs, (memory) => decideNotices(memory, { nowMs, holder, notices }, policy))
  return sendDecided(decision, evaluator, nowMs)
}

interface BracketQuestion {
  readonly symbol: string
  readonly tiers: TierTable
}

async function bracketNews(
  { account, reference, clock }: AccountSource,
  { snapshot }: Observation,
  { symbol, tiers }: BracketQuestion,
): Promise<Notice | null> {
  const current = snapshot.brackets.get(symbol)
  const { bracketsFetchedAtMs: readAtMs } = snapshot
  if (current === undefined || readAtMs === null) return null
  const { change } = await seenBracketsOnce(reference.memory, current, { readAtMs, nowMs: clock.nowMs() })
  if (change === null) return null
  const impacts = bracketImpact(snapshot, change.before, tiers)
  return bracketNotice({ account, symbol, impacts, readAtMs }, changeMark(change.before, current))
}

/** The rows as they are now: two programs that notice the same change tell it once. */
function changeMark(before: LeverageBracket, current: LeverageBracket): string {
  const figures = ({ bracket, after }: BracketRowChange): string =>
    after === null
      ? `${bracket} gone`
      : [bracket, after.notionalCap.toFixed(), after.maintMarginRatio.toFixed(), after.initialLeverage].join(' ')
  return bracketChanges(before, current).map(figures).join('; ')
}

/** What an hour's look came to; a failed one is remembered too, so that a venue in trouble is asked once an hour. */
type HourlyLook =
  | {
      readonly status: 'read'
      /** Base units; absent in a look that an earlier version remembered. */
      readonly quantity?: Decimal
      readonly changePct: Decimal | null
      readonly pricePct: Decimal | null
      readonly zScore: Decimal | null
      readonly why: string | null
    }
  | { readonly status: 'unread'; readonly why: string }

interface OpenInterestQuestion {
  readonly symbol: string
  readonly spikeFrom: Decimal
}

async function openInterestNews(
  source: AccountSource,
  { symbol, spikeFrom }: OpenInterestQuestion,
  figures: OpenInterestFigure[],
): Promise<Notice | null> {
  const { value: look, fetchedAtMs: readAtMs } = await hourlyLook(source, symbol, spikeFrom)
  if (look.status === 'unread') throw new Error(look.why)
  const { quantity, changePct, pricePct, zScore } = look
  if (quantity !== undefined) figures.push({ account: source.account, symbol, quantity, readAtMs })
  if (changePct === null || zScore === null) throw new Error(look.why ?? 'the change of the last hour is not known')
  if (zScore.lt(spikeFrom)) return null
  return openInterestNotice({ account: source.account, symbol, changePct, pricePct, zScore, readAtMs })
}

function hourlyLook(source: AccountSource, symbol: string, spikeFrom: Decimal): Promise<Dated<HourlyLook>> {
  const { reference, clock } = source
  return reference.memory.recall<HourlyLook>(`open-interest-audit-${symbol}`, ofSameHour(clock.nowMs()), () =>
    readHour(source, symbol, spikeFrom).catch((error: unknown) => ({ status: 'unread', why: reasonOf(error) })),
  )
}

async function readHour(
  { market, reference, clock }: AccountSource,
  symbol: string,
  spikeFrom: Decimal,
): Promise<HourlyLook> {
  if (market === undefined) return { status: 'unread', why: 'market data is not read here' }
  const question = { symbols: [symbol], spikeFrom, nowMs: clock.nowMs() }
  const report = await readOpenInterest({ exchange: market, reference }, question)
  const [found] = report.symbols
  if (found === undefined) return { status: 'unread', why: report.gaps[0]?.why ?? 'no answer' }
  const { quantity, hour, zScore30d: zScore, zScoreWhy: why } = found
  return { status: 'read', quantity, changePct: hour.quantityPct, pricePct: hour.pricePct, zScore, why }
}

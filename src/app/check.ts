import { checkExitCode, checkVerdict } from '../alerts/check-outcome.ts'
import type { AlertMemory } from '../alerts/memory.ts'
import { LiqwatchError } from '../errors.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import type { Clock } from '../ports/clock.ts'
import type { MarginStanding } from '../risk/margin-standing.ts'
import type { AccountRisk, Verdict } from '../risk/report.ts'
import { type CheckNews, evaluationWith, newsOf, newsWithin } from './check-news.ts'
import { type AccountSource, collectNeeded } from './collect.ts'
import { type AccountLook, type Evaluation, type Evaluator, evaluate, type LostAccount } from './evaluate.ts'
import type { HistoryRecord } from './history-record.ts'
import { lookAtMargin, type MarginLook, unreadMargin } from './margin-look.ts'
import {
  asNamedFailure,
  believable,
  type NeededObservation,
  type Observation,
  observationOf,
  withGaps,
} from './observe.ts'
import { reasonOf } from './reason.ts'

/** A whole check ends within 45 s: reading gets this much, sending half as long again, the rest what is left. */
const READ_WITHIN_MS = 20_000
/** Since its beginning: what is not known of a check by then is left out. */
export const COMPLETE_BY_MS = 43_000
/** A margin side that hangs must not hold up what is known of the futures for long. */
const MARGIN_WITHIN_MS = 12_000

/** One account after the check: computed with everything that could be read, or the failure. */
export type CheckedAccount =
  | { readonly account: string; readonly risk: AccountRisk; readonly snapshot: AccountSnapshot }
  | { readonly account: string; readonly failure: LiqwatchError }

export interface CheckResult {
  readonly accounts: readonly CheckedAccount[]
  /** Of the accounts that have spot margin. */
  readonly margins: readonly MarginStanding[]
  readonly evaluation: Evaluation
  readonly verdict: Verdict
  readonly exitCode: 0 | 1 | 2 | 3
}

/** What a check is about. */
export interface CheckSubject {
  readonly sources: readonly AccountSource[]
  /** Accounts that cannot be asked: their owner is told of it like of any other loss of sight. */
  readonly lost: readonly LostAccount[]
  readonly record: HistoryRecord
}

/**
 * One evaluation of every account: reads what liquidation prices need, decides, sends, and only then reads what
 * decorates the answer, and tells what is only news. What is worth it to history is taken down at the very end.
 */
export async function runCheck(
  { sources, lost, record }: CheckSubject,
  evaluator: Evaluator,
  clock: Clock,
): Promise<CheckResult> {
  const startedAtMs = clock.nowMs()
  const memory = evaluator.log.load(startedAtMs)
  const looked = await Promise.all(
    sources.map(async (source) => {
      const [futures, margin] = await Promise.all([
        lookAt(source, evaluator.tiers),
        marginWithin(source, { tiers: evaluator.tiers, memory }),
      ])
      return { ...futures, look: { ...futures.look, margin } }
    }),
  )
  const looks = looked.map(({ look }) => look)
  const evaluation = await evaluate({ looks, lost, nowMs: clock.nowMs() }, evaluator)
  const leftMs = COMPLETE_BY_MS - (clock.nowMs() - startedAtMs)
  const [read, news] = await Promise.all([
    Promise.all(looked.map((one) => completed(one, leftMs))),
    newsWithin(leftMs, { looks, clock }, () => newsOf(looks, evaluation, evaluator)),
  ])
  const accounts = [
    ...read.map((one) => ('risk' in one ? withGaps(one, news.gaps.get(one.account) ?? []) : one)),
    ...lost,
  ]
  const margins = looked.flatMap(({ look }) => look.margin?.standing ?? [])
  const verdicts = accounts.map((account) => ('risk' in account ? account.risk.verdict : ('UNKNOWN' as const)))
  const verdict = checkVerdict([...verdicts, ...margins.map((margin) => margin.verdict)], evaluation.decision)
  const told = news.told === null ? evaluation : evaluationWith(evaluation, news.told)
  const whole = recorded(told, { looks, news, record, nowMs: clock.nowMs() })
  const { reports, faults } = whole
  return {
    accounts,
    margins,
    evaluation: whole,
    verdict,
    exitCode: checkExitCode({ verdict, reports, isStateLost: faults.length > 0 }),
  }
}

interface Recordable {
  readonly looks: readonly AccountLook[]
  readonly news: CheckNews
  readonly record: HistoryRecord
  readonly nowMs: number
}

/**
 * Writes the history; a state that takes no samples is the same fault as one that takes no alerts. One that failed
 * already is not waited for again.
 */
function recorded(evaluation: Evaluation, { looks, news, record, nowMs }: Recordable): Evaluation {
  if (evaluation.faults.length > 0) return evaluation
  try {
    record.take(evaluation.decision, looks, nowMs)
    record.takeOpenInterest(news.openInterest, nowMs)
    return evaluation
  } catch (error) {
    return { ...evaluation, faults: [`the history could not be written: ${reasonOf(error)}`] }
  }
}

interface Looked {
  readonly look: AccountLook
  /** Reads the rest; `null` when there is nothing to add to. */
  readonly complete: (() => Promise<Observation>) | null
}

async function marginWithin(
  source: AccountSource,
  inputs: { readonly tiers: TierTable; readonly memory: AlertMemory },
): Promise<MarginLook | null> {
  try {
    return await within(MARGIN_WITHIN_MS, source, lookAtMargin(source, inputs))
  } catch (error) {
    return unreadMargin(source, reasonOf(error))
  }
}

/** The whole of it ends in time: a second look, after a drift, gets what the first one left. */
async function lookAt(source: AccountSource, tiers: TierTable): Promise<Looked> {
  const endsAtMs = source.clock.nowMs() + READ_WITHIN_MS
  const lookOnce = () => within(endsAtMs - source.clock.nowMs(), source, observeNeeded(source, tiers))
  try {
    const { complete, ...result } = await believable(source, lookOnce)
    return { look: { source, result, streamed: null }, complete }
  } catch (error) {
    return { look: { source, result: asNamedFailure(error), streamed: null }, complete: null }
  }
}

async function observeNeeded(source: AccountSource, tiers: TierTable): Promise<NeededObservation> {
  const { needed, complete } = await collectNeeded(source)
  return { ...observationOf(needed, tiers), complete: async () => observationOf(await complete(), tiers) }
}

async function completed({ look, complete }: Looked, leftMs: number): Promise<CheckedAccount> {
  const { source, result } = look
  const { account } = source
  if (!('risk' in result)) return { account, failure: result }
  if (complete === null || leftMs <= 0) return { account, ...result }
  try {
    return { account, ...(await within(leftMs, source, complete())) }
  } catch {
    return { account, ...result }
  }
}

async function within<T>(limitMs: number, { clock }: AccountSource, work: Promise<T>): Promise<T> {
  const tooLate = clock.sleep(limitMs).then((): never => {
    throw new LiqwatchError(`the account could not be read within ${Math.round(limitMs / 1000)} s`, {
      code: 'timeout',
      hint: 'liqwatch doctor shows what answers and what does not',
      retryable: true,
    })
  })
  return Promise.race([work, tooLate])
}

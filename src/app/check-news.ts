import type { Gap } from '../model/snapshot.ts'
import type { Clock } from '../ports/clock.ts'
import type { AccountLook, Evaluation, Evaluator } from './evaluate.ts'
import type { OpenInterestFigure } from './history-record.ts'
import { auditMarkets, tellNews } from './market-audit.ts'

/** What is only news, of all accounts: what was told of it, and what could not be read. */
export interface CheckNews {
  readonly gaps: ReadonlyMap<string, readonly Gap[]>
  readonly told: Evaluation | null
  /** For the history. */
  readonly openInterest: readonly OpenInterestFigure[]
}

const NO_NEWS: CheckNews = { gaps: new Map(), told: null, openInterest: [] }

/** Told after everything that matters, and only while the state remembers that it was: else every run would tell it. */
export async function newsOf(
  looks: readonly AccountLook[],
  before: Evaluation,
  evaluator: Evaluator,
): Promise<CheckNews> {
  if (before.faults.length > 0) return NO_NEWS
  const found = await auditMarkets(looks, evaluator)
  const notices = found.flatMap((news) => news.notices)
  const told = notices.length === 0 ? null : await tellNews(notices, evaluator, before.nowMs)
  const gaps = new Map(found.map((news) => [news.account, news.gaps]))
  return { gaps, told, openInterest: found.flatMap((news) => news.openInterest) }
}

/** The news, or what says that it did not come in time; the next run tells it. */
export async function newsWithin(
  leftMs: number,
  { looks, clock }: { readonly looks: readonly AccountLook[]; readonly clock: Clock },
  read: () => Promise<CheckNews>,
): Promise<CheckNews> {
  const late = { what: 'open interest and bracket changes', why: 'no answer in time', needed: false }
  const tooLate = { ...NO_NEWS, gaps: new Map(looks.map(({ source }) => [source.account, [late]])) }
  if (leftMs <= 0) return tooLate
  return Promise.race([read(), clock.sleep(leftMs).then(() => tooLate)])
}

/** One evaluation out of two of the same run: what mattered, then what was only news. */
export function evaluationWith(first: Evaluation, news: Evaluation): Evaluation {
  const messages = [...first.decision.messages, ...news.decision.messages]
  const due = [...first.decision.due, ...news.decision.due]
  return {
    nowMs: first.nowMs,
    decision: { ...first.decision, memory: news.decision.memory, messages, due },
    reports: [...first.reports, ...news.reports],
    faults: [...first.faults, ...news.faults],
  }
}

import type { Clock } from '../ports/clock.ts'
import type { AccountLook, Evaluation, Evaluator } from './evaluate.ts'
import type { OpenInterestFigure } from './history-record.ts'
import { auditMarkets, tellNews } from './market-audit.ts'
import { reasonOf } from './reason.ts'

const LOOK_EVERY_MS = 10_000
const HOUR_MS = 3_600_000

export interface NewsDeskOptions {
  readonly evaluator: Evaluator
  /** False when another watch has taken over: what is decided for it, nobody else would send. */
  readonly mayTell: () => boolean
  /** News that is being sent. */
  readonly onTold: (sent: Promise<Evaluation>) => void
  readonly onOpenInterest: (figures: readonly OpenInterestFigure[]) => void
  readonly onNote: (text: string) => void
}

/**
 * Audits the market behind watched accounts in the background, and tells what it finds: the news of all accounts in one
 * message. It holds nothing up.
 */
export class NewsDesk {
  readonly #options: NewsDeskOptions
  /** By account: what the last audit was about. */
  readonly #audited = new Map<string, string | null>()
  #isBusy = false
  #lookedAtMs = Number.NEGATIVE_INFINITY

  constructor(options: NewsDeskOptions) {
    this.#options = options
  }

  /** Starts an audit of the accounts that are due one: a new hour, other positions, brackets that were read anew. */
  consider(looks: () => readonly AccountLook[], nowMs: number): void {
    if (this.#isBusy || Math.abs(nowMs - this.#lookedAtMs) < LOOK_EVERY_MS) return
    this.#lookedAtMs = nowMs
    const due = looks().filter((look) => this.#isDue(look, nowMs))
    const [first] = due
    if (first === undefined) return
    for (const look of due) this.#audited.set(look.source.account, subjectOf(look, nowMs))
    this.#isBusy = true
    void this.#audit(due, first.source.clock)
      .catch((error: unknown) => this.#options.onNote(`no news: ${reasonOf(error)}`))
      .finally(() => {
        this.#isBusy = false
      })
  }

  #isDue(look: AccountLook, nowMs: number): boolean {
    const about = subjectOf(look, nowMs)
    return about !== null && this.#audited.get(look.source.account) !== about
  }

  async #audit(looks: readonly AccountLook[], clock: Clock): Promise<void> {
    const { evaluator, mayTell, onTold, onOpenInterest, onNote } = this.#options
    const found = await auditMarkets(looks, evaluator)
    for (const { account, gaps } of found) for (const { what, why } of gaps) onNote(`${account}: ${what}: ${why}`)
    const notices = found.flatMap((news) => news.notices)
    if (notices.length > 0 && mayTell()) onTold(tellNews(notices, evaluator, clock.nowMs()))
    onOpenInterest(found.flatMap((news) => news.openInterest))
  }
}

/** What an audit would be about now; `null` while the account cannot be seen. */
function subjectOf({ result }: AccountLook, nowMs: number): string | null {
  if (!('risk' in result)) return null
  const { positions, bracketsFetchedAtMs } = result.snapshot
  const symbols = positions.map(({ symbol }) => symbol).sort()
  return [Math.floor(nowMs / HOUR_MS), bracketsFetchedAtMs, ...symbols].join(' ')
}

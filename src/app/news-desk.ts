import type { AccountLook, Evaluation, Evaluator } from './evaluate.ts'
import type { OpenInterestFigure } from './history-record.ts'
import { auditMarket, tellNews } from './market-audit.ts'
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

/** Audits the market behind watched accounts in the background, and tells what it finds. It holds nothing up. */
export class NewsDesk {
  readonly #options: NewsDeskOptions
  /** By account: what the last audit was about. */
  readonly #audited = new Map<string, string>()
  readonly #busy = new Set<string>()
  #lookedAtMs = Number.NEGATIVE_INFINITY

  constructor(options: NewsDeskOptions) {
    this.#options = options
  }

  /** Starts an audit of each account that is due one: a new hour, other positions, brackets that were read anew. */
  consider(looks: () => readonly AccountLook[], nowMs: number): void {
    if (Math.abs(nowMs - this.#lookedAtMs) < LOOK_EVERY_MS) return
    this.#lookedAtMs = nowMs
    for (const look of looks()) {
      const { account } = look.source
      const about = subjectOf(look, nowMs)
      if (about === null || this.#busy.has(account) || this.#audited.get(account) === about) continue
      this.#audited.set(account, about)
      this.#busy.add(account)
      void this.#audit(look)
        .catch((error: unknown) => this.#options.onNote(`${account}: no news: ${reasonOf(error)}`))
        .finally(() => this.#busy.delete(account))
    }
  }

  async #audit({ source, result }: AccountLook): Promise<void> {
    if (!('risk' in result)) return
    const { evaluator, mayTell, onTold, onOpenInterest, onNote } = this.#options
    const { tiers, spikeFrom = null } = evaluator
    const { notices, openInterest, gaps } = await auditMarket(source, result, { tiers, spikeFrom })
    for (const { what, why } of gaps) onNote(`${source.account}: ${what}: ${why}`)
    if (notices.length > 0 && mayTell()) onTold(tellNews(notices, evaluator, source.clock.nowMs()))
    onOpenInterest(openInterest)
  }
}

/** What an audit would be about now; `null` while the account cannot be seen. */
function subjectOf({ result }: AccountLook, nowMs: number): string | null {
  if (!('risk' in result)) return null
  const { positions, bracketsFetchedAtMs } = result.snapshot
  const symbols = positions.map(({ symbol }) => symbol).sort()
  return [Math.floor(nowMs / HOUR_MS), bracketsFetchedAtMs, ...symbols].join(' ')
}

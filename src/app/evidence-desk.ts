import { NO_EVIDENCE, type VanishEvidence, vanishVerdict } from '../alerts/vanish.ts'
import { lastPosition } from '../alerts/vanished.ts'
import { type EvidenceRequest, readEvidence, type Suspect, suspectOf, withStreamed } from './evidence.ts'

/** An evaluation does without an answer that takes longer. */
const PATIENCE_MS = 3000
/** What stays unexplained is asked about again this often, not at every frame. */
const ASK_AGAIN_MS = 5000

interface Inquiry {
  readonly sinceMs: number
  askedAtMs: number
  isAsking: boolean
  /** The latest; `null` until there is one. */
  answer: VanishEvidence | null
}

/** What is known of suspects at this moment. */
export interface KnownEvidence {
  readonly found: ReadonlyMap<string, VanishEvidence>
  /** Keys whose evidence is on its way: nothing should be decided about them just yet. */
  readonly pending: ReadonlySet<string>
}

/**
 * Finds out about positions that are gone or smaller without holding up a watch: it answers at once with what is
 * known, asks in the background, and says when there is news.
 */
export class EvidenceDesk {
  readonly #onNews: () => void
  readonly #inquiries = new Map<string, Inquiry>()

  constructor(onNews: () => void) {
    this.#onNews = onNews
  }

  /** What is known of these suspects; those that are no longer suspect are forgotten. */
  evidenceFor(keys: readonly string[], request: EvidenceRequest): KnownEvidence {
    for (const key of [...this.#inquiries.keys()]) if (!keys.includes(key)) this.#inquiries.delete(key)
    const found = new Map<string, VanishEvidence>()
    const pending = new Set<string>()
    for (const key of keys) {
      const suspect = suspectOf(key, request)
      if (suspect === null) continue
      const streamed = withStreamed(NO_EVIDENCE, suspect.look)
      if (isGone(suspect) && isExplained(suspect, streamed)) {
        found.set(key, streamed)
        continue
      }
      const inquiry = this.#inquiryInto(key, suspect, request.nowMs)
      const isOverdue = Math.abs(request.nowMs - inquiry.sinceMs) >= PATIENCE_MS
      if (inquiry.answer === null && !isOverdue) pending.add(key)
      else found.set(key, withStreamed(inquiry.answer ?? NO_EVIDENCE, suspect.look))
    }
    return { found, pending }
  }

  #inquiryInto(key: string, suspect: Suspect, nowMs: number): Inquiry {
    const known = this.#inquiries.get(key)
    const inquiry = known ?? { sinceMs: nowMs, askedAtMs: nowMs, isAsking: false, answer: null }
    this.#inquiries.set(key, inquiry)
    const isDue = known === undefined || Math.abs(nowMs - inquiry.askedAtMs) >= ASK_AGAIN_MS
    if (isDue && !inquiry.isAsking) void this.#ask(inquiry, suspect, nowMs)
    return inquiry
  }

  async #ask(inquiry: Inquiry, suspect: Suspect, nowMs: number): Promise<void> {
    inquiry.isAsking = true
    inquiry.askedAtMs = nowMs
    inquiry.answer = await readEvidence(suspect, nowMs)
    inquiry.isAsking = false
    this.#onNews()
  }
}

/** One that is only smaller is looked into: the stream may have missed what took the rest. */
function isGone({ state, look: { result } }: Suspect): boolean {
  const { symbol, side } = state.subject
  return (
    'risk' in result &&
    !result.risk.positions.some(({ position }) => position.symbol === symbol && position.side === side)
  )
}

function isExplained({ state }: Suspect, evidence: VanishEvidence): boolean {
  const last = lastPosition(state)
  return last !== null && vanishVerdict(last, evidence).status !== 'unknown'
}

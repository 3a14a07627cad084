import type { AlertDecision } from '../alerts/decide.ts'
import type { Remedies } from '../alerts/due-alert.ts'
import type { AccountLook, Evaluation } from './evaluate.ts'

/** What a watch tells its screen or log. */
export interface WatchListener {
  /** After every evaluation. */
  readonly onEvaluated: (evaluated: WatchEvaluation) => void
  /** After the messages of an evaluation were sent, or failed to be. */
  readonly onSent: (evaluation: Evaluation) => void
  readonly onNote: (text: string) => void
}

/** One evaluation of a watch, before its messages are delivered. */
export interface WatchEvaluation {
  readonly decision: AlertDecision
  readonly looks: readonly AccountLook[]
  /** What would bring each position inside a tier back. */
  readonly remedies: Remedies
}

import { type Emptied, type FillEvidence, orderEvidence } from '../alerts/vanish.ts'
import type { AccountEvent } from '../model/events.ts'

/** What the user stream told of fills and emptied slots. */
export interface StreamEvidence {
  readonly fills: readonly FillEvidence[]
  readonly emptied: readonly Emptied[]
}

/** Evidence is kept for as long as a vanished position may take to be explained. */
const KEPT_MS = 600_000
/** A busy trader fills orders all day long: only the newest can explain anything. */
const MOST_KEPT = 500

/** Remembers what the user stream told that may explain where a position went, within bounds. */
export class StreamWitness {
  #fills: FillEvidence[] = []
  #emptied: Emptied[] = []

  /** Takes down what an event proves. */
  hear(event: AccountEvent): void {
    if (event.kind === 'order') {
      const fill = orderEvidence(event.order, event.atMs)
      if (fill !== null) this.#fills = within(this.#fills, [fill])
    }
    if (event.kind !== 'account') return
    const emptied = event.positions.filter(({ positionAmt }) => positionAmt.isZero())
    const slots = emptied.map(({ symbol, positionSide }) => ({ symbol, positionSide, atMs: event.atMs }))
    if (slots.length > 0) this.#emptied = within(this.#emptied, slots)
  }

  get evidence(): StreamEvidence {
    return { fills: this.#fills, emptied: this.#emptied }
  }
}

function within<T extends { readonly atMs: number }>(kept: readonly T[], added: readonly T[]): T[] {
  const newestMs = Math.max(...added.map(({ atMs }) => atMs))
  return [...kept.filter(({ atMs }) => atMs >= newestMs - KEPT_MS), ...added].slice(-MOST_KEPT)
}

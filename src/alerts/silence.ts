import type { Subject } from './state.ts'

/** The owner's wish not to be told of a symbol for a while. */
export interface Silence {
  /** A symbol, `joint` for the joint readings, `margin` for the margin accounts, or `all`. */
  readonly subject: string
  /** `null` for every account. */
  readonly account: string | null
  readonly setAtMs: number
  readonly untilMs: number
}

/** What a silence is matched against. */
export interface Silenceable {
  readonly account: string
  /** A symbol, or as `silenceSubject` has it; `null` for a joint reading. */
  readonly symbol: string | null
}

/** What a silence or acknowledgement calls a reading: a pair on margin is no position of that symbol. */
export function silenceSubject(subject: Pick<Subject, 'kind'> & { readonly symbol?: string | null }): string {
  return subject.kind === 'position' && subject.symbol ? subject.symbol : subject.kind
}

/** Identifies a silence: setting it again replaces it. */
export function silenceKey(silence: Pick<Silence, 'subject' | 'account'>): string {
  return `${silence.account ?? '*'}/${silence.subject}`
}

/**
 * When the silence over a reading ends; `null` when there is none. One that lies in the future counts as none: the
 * clock was set back, and rather tell twice than be silent for longer than asked.
 */
export function silencedUntil(reading: Silenceable, silences: Iterable<Silence>, nowMs: number): number | null {
  const ends = [...silences]
    .filter((silence) => covers(silence, reading))
    .flatMap((silence) => {
      return silence.setAtMs <= nowMs && nowMs < silence.untilMs ? [silence.untilMs] : []
    })
  return ends.length === 0 ? null : Math.max(...ends)
}

function covers(silence: Silence, { account, symbol }: Silenceable): boolean {
  if (silence.account !== null && silence.account !== account) return false
  return silence.subject === 'all' || silence.subject === (symbol ?? 'joint')
}

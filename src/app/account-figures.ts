import { LiqwatchError } from '../errors.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import type { Clock } from '../ports/clock.ts'
import { agedRisk, assessAccount, assessUrgent } from '../risk/assess.ts'
import { type StakeSource, stakeSource } from '../risk/stake-reading.ts'
import { asNamedFailure, type Observation } from './observe.ts'
import type { UrgentLook } from './urgent.ts'

/** An evaluation and the frame painted of it look at the same moment. */
const SAME_MOMENT_MS = 100
/** That the clock was set back is noticed at the next tick. */
const JUST_READ_MS = 5000

interface Moment {
  readonly snapshot: AccountSnapshot
  readonly atMs: number
  readonly observation: Observation
}

/** What is known of an account, how old it is, and what follows from it. */
export class AccountFigures {
  readonly #clock: Clock
  readonly #tiers: TierTable
  readonly #staleMs: number
  #snapshot: AccountSnapshot | null = null
  #failure: LiqwatchError | null = null
  #moment: Moment | null = null
  /** Summed for a first glance at the snapshot, and of use to the whole evaluation of it. */
  #source: StakeSource | null = null
  #offsetMs = 0
  #readAtMs: number | null = null
  #wasInDanger = false

  /** @param options `staleMs`: a reading older than this tells nothing any more */
  constructor(options: { readonly clock: Clock; readonly tiers: TierTable; readonly staleMs: number }) {
    this.#clock = options.clock
    this.#tiers = options.tiers
    this.#staleMs = options.staleMs
  }

  /** `null` before the first reading. */
  get snapshot(): AccountSnapshot | null {
    return this.#snapshot
  }

  /** Venue time minus local time. */
  get offsetMs(): number {
    return this.#offsetMs
  }

  /** True once a first reading succeeded or failed. */
  get hasTried(): boolean {
    return this.#snapshot !== null || this.#failure !== null
  }

  /** Takes a reading by REST. */
  read(snapshot: AccountSnapshot, offsetMs: number): void {
    this.#snapshot = snapshot
    this.#offsetMs = offsetMs
    this.#readAtMs = this.#clock.nowMs()
    this.#failure = null
  }

  /** Takes what a stream made of the last reading. */
  moved(snapshot: AccountSnapshot): void {
    this.#snapshot = snapshot
  }

  /** A reading failed; what was known stands until it is too old. */
  failed(failure: LiqwatchError): void {
    this.#failure = failure
  }

  clockMoved(byMs: number): void {
    this.#offsetMs -= byMs
    const ageMs = this.restAgeMs()
    // What was read since the clock moved bears its time already.
    const isNew = ageMs !== null && ageMs >= 0 && ageMs < JUST_READ_MS
    if (this.#readAtMs !== null && !isNew) this.#readAtMs += byMs
    this.#moment = null
  }

  /** The figures of this moment, or why there are none. */
  result(): Observation | LiqwatchError {
    const snapshot = this.#believed()
    if (snapshot === null) return this.#failure ?? tooOld(this.restAgeMs() ?? 0)
    try {
      return this.#observed(snapshot)
    } catch (error) {
      // One account that cannot be computed must not stop the looking at the others.
      return asNamedFailure(error)
    }
  }

  /** What stands inside a tier, ahead of the rest; `null` when nothing does, or all is computed already. */
  urgent(): UrgentLook | null {
    const snapshot = this.#believed()
    if (snapshot === null || this.#moment?.snapshot === snapshot) return null
    const nowMs = this.#clock.nowMs() + this.#offsetMs
    try {
      const source = this.#sourceOf(snapshot)
      const rows = assessUrgent(source, { tiers: this.#tiers, nowMs })
      return rows === null ? null : { rows, source }
    } catch {
      // The evaluation of the whole says what is wrong.
      return null
    }
  }

  /** Whether a position or a pool stands inside a tier, or stood there when it was last seen. */
  isInDanger(): boolean {
    const result = this.result()
    if ('risk' in result) {
      const { positions, pools, verdict } = result.risk
      const isInTier = positions.some(({ tier }) => tier !== null) || pools.some(({ jointTier }) => jointTier !== null)
      this.#wasInDanger = isInTier || (verdict === 'UNKNOWN' && this.#wasInDanger)
    }
    return this.#wasInDanger
  }

  /** `null` before the first reading. */
  restAgeMs(): number | null {
    return this.#readAtMs === null ? null : this.#clock.nowMs() - this.#readAtMs
  }

  /** Age of the oldest mark of a held symbol; `null` without any. */
  markAgeMs(): number | null {
    const { marks, positions } = this.#snapshot ?? { marks: new Map(), positions: [] }
    const times = positions.flatMap(({ symbol }) => marks.get(symbol)?.atMs ?? [])
    return times.length === 0 ? null : Math.max(0, this.#clock.nowMs() + this.#offsetMs - Math.min(...times))
  }

  /** The snapshot while it is young enough to judge by. */
  #believed(): AccountSnapshot | null {
    return (this.restAgeMs() ?? 0) < this.#staleMs ? this.#snapshot : null
  }

  #sourceOf(snapshot: AccountSnapshot): StakeSource {
    if (this.#source?.snapshot !== snapshot) this.#source = stakeSource(snapshot)
    return this.#source
  }

  #observed(snapshot: AccountSnapshot): Observation {
    const atMs = this.#clock.nowMs()
    const known = this.#moment
    const isSame = known?.snapshot === snapshot
    if (isSame && Math.abs(atMs - known.atMs) < SAME_MOMENT_MS) return known.observation
    const nowMs = atMs + this.#offsetMs
    const risk = isSame
      ? agedRisk(known.observation.risk, snapshot, nowMs)
      : assessAccount(snapshot, { tiers: this.#tiers, nowMs }, this.#sourceOf(snapshot))
    this.#source = null
    this.#moment = { snapshot, atMs, observation: { snapshot, risk } }
    return this.#moment.observation
  }
}

function tooOld(ageMs: number): LiqwatchError {
  const message = ageMs === 0 ? 'not read yet' : `last read ${Math.round(ageMs / 1000)} s ago`
  return new LiqwatchError(message, {
    code: 'not-read',
    hint: 'liqwatch doctor shows what answers and what does not',
    retryable: true,
  })
}

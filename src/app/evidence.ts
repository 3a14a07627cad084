import type { AlertMemory } from '../alerts/memory.ts'
import { forceOrderEvidence, NO_EVIDENCE, tradeEvidence, type VanishEvidence } from '../alerts/vanish.ts'
import type { PositionState } from '../alerts/vanished.ts'
import type { AccountLook } from './evaluate.ts'

/** What is asked about positions that are gone or smaller. */
export interface EvidenceRequest {
  readonly looks: readonly AccountLook[]
  readonly memory: AlertMemory
  readonly nowMs: number
}

/** A position that is gone or smaller, with the look at its account. */
export interface Suspect {
  readonly state: PositionState
  readonly look: AccountLook
}

/** History is asked for a little further back than the position was last seen to change. */
const MARGIN_MS = 60_000
const LONGEST_SPAN_MS = 7 * 86_400_000

/** What can be found out about positions that are gone or smaller, by reading key. What cannot be read is left out. */
export async function gatherEvidence(
  keys: readonly string[],
  request: EvidenceRequest,
): Promise<ReadonlyMap<string, VanishEvidence>> {
  const entries = await Promise.all(
    keys.map(async (key): Promise<[string, VanishEvidence][]> => {
      const suspect = suspectOf(key, request)
      if (suspect === null) return []
      return [[key, withStreamed(await readEvidence(suspect, request.nowMs), suspect.look)]]
    }),
  )
  return new Map(entries.flat())
}

/** The suspect behind a reading key; `null` when its account is not looked at. */
export function suspectOf(key: string, { looks, memory }: EvidenceRequest): Suspect | null {
  const state = memory.states.get(key)
  const look = looks.find(({ source }) => source.account === state?.account)
  if (state === undefined || look === undefined || state.subject.kind !== 'position') return null
  return { state: { ...state, subject: state.subject }, look }
}

/** What REST tells about a suspect. Never rejects. */
export async function readEvidence({ state, look }: Suspect, nowMs: number): Promise<VanishEvidence> {
  const { symbol } = state.subject
  const { exchange } = look.source
  const sinceMs = (state.lastSeen?.updatedAtMs ?? nowMs) - MARGIN_MS
  // Without an end: the venue's clock decides what has happened so far, and ours may be behind it.
  const span = { fromMs: Math.max(sinceMs, nowMs - LONGEST_SPAN_MS) }
  const [forced, fills, secondRead] = await Promise.all([
    exchange.fetchForceOrders(symbol, span).then(
      (rows) => rows.map(forceOrderEvidence),
      () => null,
    ),
    exchange.fetchUserTrades(symbol, span).then(
      (rows) => rows.map(tradeEvidence),
      () => [],
    ),
    readAgain({ state, look }),
  ])
  // Account and positionRisk were held against each other when they were read: what both lack, the totals lack.
  const totals = 'risk' in look.result ? 'agree' : NO_EVIDENCE.totals
  return { forced, fills, emptied: [], totals, secondRead }
}

/** The evidence with what the user stream told by now. */
export function withStreamed(evidence: VanishEvidence, { streamed }: AccountLook): VanishEvidence {
  if (streamed === null) return evidence
  return {
    ...evidence,
    fills: [...evidence.fills, ...streamed.fills],
    emptied: [...evidence.emptied, ...streamed.emptied],
  }
}

async function readAgain({ state, look }: Suspect): Promise<VanishEvidence['secondRead']> {
  const { symbol, side } = state.subject
  try {
    const { rows, unreadable } = await look.source.exchange.fetchPositions()
    if (unreadable.some((row) => row.symbol === symbol)) return 'unread'
    return rows.some((row) => row.symbol === symbol && row.side === side) ? 'present' : 'absent'
  } catch {
    return 'unread'
  }
}

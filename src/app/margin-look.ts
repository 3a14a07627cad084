import { type MarginInput, marginInput, NO_MARGIN } from '../alerts/margin-input.ts'
import type { AlertMemory } from '../alerts/memory.ts'
import { type ForcedReduction, marginKey } from '../alerts/readings.ts'
import type { AlertState } from '../alerts/state.ts'
import type { TierTable } from '../model/tiers.ts'
import { assessMargin, type MarginRow, type MarginSnapshot, type MarginStanding } from '../risk/margin-standing.ts'
import type { AccountSource } from './collect.ts'
import { type MarginSource, marginSourceOf, readMargin, TAKEOVER } from './collect-margin.ts'
import { reasonOf } from './reason.ts'

/** Flows are kept for a week, and asked for a little further back than the account was last seen. */
const LONGEST_SPAN_MS = 7 * 86_400_000
const SLACK_MS = 60_000
/** Points of collateral that prices alone bring back between two looks: no reason to ask for liquidations. */
const SMALL_RISE = '0.5'

/** What looking at the margin accounts behind one key came to. */
export interface MarginLook {
  /** `null` when none was ever opened. */
  readonly standing: MarginStanding | null
  /** What it was judged by; `null` when nothing could be read, or none was ever opened. */
  readonly snapshot: MarginSnapshot | null
  /** Liquidations that began since the last look, by reading key. */
  readonly forced: ReadonlyMap<string, ForcedReduction>
}

/**
 * Looks at the margin accounts of a source. Never rejects; an outage is a standing of nothing but gaps.
 *
 * @param memory what alerts remember: an account that was in danger and no longer is may have been liquidated
 * @returns `null` where margin is not looked at
 */
export async function lookAtMargin(
  source: AccountSource,
  { tiers, memory }: { readonly tiers: TierTable; readonly memory: AlertMemory | null },
): Promise<MarginLook | null> {
  const margin = marginSourceOf(source)
  if (margin === null) return null
  const { standing, snapshot } = await judgedMargin(margin, tiers)
  const forced = standing === null || memory === null ? new Map() : await forcedSince(margin, standing, memory)
  return { standing, snapshot, forced }
}

async function judgedMargin(
  source: MarginSource,
  tiers: TierTable,
): Promise<Pick<MarginLook, 'standing' | 'snapshot'>> {
  try {
    const snapshot = await readMargin(source)
    return { standing: snapshot === null ? null : assessMargin(snapshot, tiers.default), snapshot }
  } catch (error) {
    return unreadMargin(source, reasonOf(error))
  }
}

/** The margin accounts of every source, side by side; those never opened, or not looked at, are left out. */
export async function observeMargins(
  sources: readonly AccountSource[],
  tiers: TierTable,
): Promise<readonly MarginStanding[]> {
  const looks = await Promise.all(sources.map((source) => lookAtMargin(source, { tiers, memory: null })))
  return looks.flatMap((look) => look?.standing ?? [])
}

/** A look at margin accounts about which nothing is known. */
export function unreadMargin({ account, clock }: Pick<MarginSource, 'account' | 'clock'>, why: string): MarginLook {
  const gaps = [{ what: 'margin accounts', why, needed: true }]
  const standing: MarginStanding = { account, takenAtMs: clock.nowMs(), verdict: 'UNKNOWN', rows: [], gaps }
  return { standing, snapshot: null, forced: new Map() }
}

/** The look as input for a decision; `undefined` where margin is not looked at. */
export function marginInputOf(look: MarginLook | null | undefined, tiers: TierTable): MarginInput | undefined {
  if (look === null || look === undefined) return undefined
  return look.standing === null ? NO_MARGIN : marginInput(look.standing, tiers.default, look.forced)
}

async function forcedSince(
  source: MarginSource,
  standing: MarginStanding,
  memory: AlertMemory,
): Promise<ReadonlyMap<string, ForcedReduction>> {
  const suspects = standing.rows.flatMap((row) => {
    const state = memory.states.get(marginKey(standing.account, row.symbol))
    return state !== undefined && hasEscaped(state, row) ? [{ row, state }] : []
  })
  const found = await Promise.all(
    suspects.map(async ({ row, state }) => {
      const atMs = await lastForced(source, row, state)
      return atMs === null ? [] : [[state.key, { kind: 'liquidated', atMs }] as const]
    }),
  )
  return new Map(found.flat())
}

/** In danger when last seen, and better off now: its owner may have acted, or Binance. */
function hasEscaped(state: AlertState, { fallToLiquidationPct, zone }: MarginRow): boolean {
  const wasInDanger = state.depth > 0 || state.zoneTold !== 'calm'
  const before = state.lastSeen?.distancePct ?? null
  if (!wasInDanger || before === null) return false
  return zone === 'no-debt' || (fallToLiquidationPct?.gt(before.plus(SMALL_RISE)) ?? false)
}

/** Time of the last forced order or takeover since the account was last seen; `null` for none, or when not readable. */
async function lastForced({ margin, clock }: MarginSource, row: MarginRow, state: AlertState): Promise<number | null> {
  const nowMs = clock.nowMs()
  const sinceMs = Math.max((state.lastSeen?.atMs ?? nowMs) - SLACK_MS, nowMs - LONGEST_SPAN_MS + SLACK_MS)
  // Without an end: the venue's clock may be ahead of ours.
  const span = { fromMs: sinceMs }
  const [orders, flows] = await Promise.all([
    margin.fetchForcedMarginOrders(span).catch(() => []),
    margin.fetchMarginFlows(row.symbol, span, TAKEOVER).catch(() => []),
  ])
  const own = orders.filter(({ isIsolated, symbol }) => (row.symbol === null ? !isIsolated : symbol === row.symbol))
  const times = [...own, ...flows].map(({ atMs }) => atMs)
  return times.length === 0 ? null : Math.max(...times)
}

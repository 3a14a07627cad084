import { LiqwatchError } from '../errors.ts'
import type { AccountSnapshot, Gap } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import { assessAccount } from '../risk/assess.ts'
import type { AccountRisk } from '../risk/report.ts'
import { type AccountSource, collectAll } from './collect.ts'
import { reasonOf } from './reason.ts'

/** One account as read and computed. */
export interface Observation {
  readonly snapshot: AccountSnapshot
  readonly risk: AccountRisk
}

/** An observation that may lack what only decorates it; `complete` reads the rest. */
export interface NeededObservation extends Observation {
  readonly complete: () => Promise<Observation>
}

/**
 * Reads and computes one account.
 *
 * @throws ExchangeError when nothing can be said
 */
export function observeAccount(source: AccountSource, tiers: TierTable): Promise<Observation> {
  return believable(source, async () => observationOf(await collectAll(source), tiers))
}

/**
 * Looks at an account. Where our price and Binance's part by more than the warning threshold, or a bracket is missing,
 * brackets and configuration are read anew once before the difference is believed. The first look is worth more than
 * none: it stands, with a gap, when the second one fails or comes without brackets.
 *
 * @throws whatever the first look throws
 */
export async function believable<Seen extends Observation | NeededObservation>(
  source: AccountSource,
  look: () => Promise<Seen>,
): Promise<Seen> {
  const startedAtMs = source.clock.nowMs()
  const first = await look()
  if (!isSuspect(first) || isReferenceNewer(first, startedAtMs)) return first
  source.reference.forgetConfiguration()
  try {
    const second = await look()
    return hasLostBrackets(second, first) ? notReadAnew(first, 'the brackets did not come') : second
  } catch (error) {
    return notReadAnew(first, reasonOf(error))
  }
}

/** What a snapshot says as of its own time. */
export function observationOf(snapshot: AccountSnapshot, tiers: TierTable): Observation {
  return { snapshot, risk: assessAccount(snapshot, { tiers, nowMs: snapshot.takenAtMs }) }
}

function hasLostBrackets({ snapshot }: Observation, before: Observation): boolean {
  return snapshot.bracketsFetchedAtMs === null && before.snapshot.bracketsFetchedAtMs !== null
}

/** What is suspect in the first look is told by its verdict. */
function notReadAnew<Seen extends Observation | NeededObservation>(first: Seen, why: string): Seen {
  const gaps = [{ what: 'brackets and configuration anew', why, needed: false }]
  if (!('complete' in first)) return withGaps(first, gaps)
  const { complete } = first
  return { ...withGaps(first, gaps), complete: async () => withGaps(await complete(), gaps) }
}

/** The same with more gaps, which change no figure and no verdict. */
export function withGaps<Seen extends Observation>(seen: Seen, gaps: readonly Gap[]): Seen {
  const { snapshot, risk } = seen
  return {
    ...seen,
    snapshot: { ...snapshot, gaps: [...snapshot.gaps, ...gaps] },
    risk: { ...risk, gaps: [...risk.gaps, ...gaps] },
  }
}

/** Whether stale brackets or configuration could explain what is wrong with the answer. */
export function isSuspect({ risk, snapshot }: Observation): boolean {
  const unexplained = risk.positions.some(
    ({ drift, liquidation }) => drift.isWarning || liquidation.status === 'unknown',
  )
  return unexplained || snapshot.unreadable.some(({ isCoinM }) => isCoinM !== true)
}

/** Whether brackets were fetched during this very run. */
function isReferenceNewer({ snapshot }: Observation, thanMs: number): boolean {
  return snapshot.bracketsFetchedAtMs !== null && snapshot.bracketsFetchedAtMs >= thanMs
}

/** What came of one account: figures, or the failure that prevented them. */
export type AccountOutcome =
  | { readonly account: string; readonly observation: Observation }
  | { readonly account: string; readonly failure: LiqwatchError }

/** Observes every account side by side; one that fails does not hide the others. */
export async function observeAccounts(
  sources: readonly AccountSource[],
  tiers: TierTable,
): Promise<readonly AccountOutcome[]> {
  return Promise.all(
    sources.map(async (source): Promise<AccountOutcome> => {
      try {
        return { account: source.account, observation: await observeAccount(source, tiers) }
      } catch (error) {
        return { account: source.account, failure: asNamedFailure(error) }
      }
    }),
  )
}

/** The failure as one that has a name: a surprise is told as a bug. */
export function asNamedFailure(error: unknown): LiqwatchError {
  if (error instanceof LiqwatchError) return error
  return new LiqwatchError(`the account could not be read: ${reasonOf(error)}`, {
    code: 'internal',
    hint: 'this is a bug: run it again with --verbose and report what it prints',
    cause: error,
  })
}

import { LiqwatchError } from '../errors.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
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

/**
 * Reads and computes one account. Where our price and Binance's part by more than the warning threshold, or a bracket
 * is missing, brackets and configuration are read anew once before the difference is believed.
 *
 * @throws ExchangeError when nothing can be said
 */
export async function observeAccount(source: AccountSource, tiers: TierTable): Promise<Observation> {
  const startedAtMs = source.clock.nowMs()
  const first = await observeOnce(source, tiers)
  if (!isSuspect(first) || isReferenceNewer(first, startedAtMs)) return first
  source.reference.forgetConfiguration()
  try {
    const second = await observeOnce(source, tiers)
    return hasLostBrackets(second, first) ? notReadAnew(first, 'the brackets did not come') : second
  } catch (error) {
    return notReadAnew(first, reasonOf(error))
  }
}

function hasLostBrackets({ snapshot }: Observation, before: Observation): boolean {
  return snapshot.bracketsFetchedAtMs === null && before.snapshot.bracketsFetchedAtMs !== null
}

/** The first answer is worth more than none; what is suspect in it is told by its verdict. */
function notReadAnew({ snapshot, risk }: Observation, why: string): Observation {
  const gap = { what: 'brackets and configuration anew', why, needed: false }
  return {
    snapshot: { ...snapshot, gaps: [...snapshot.gaps, gap] },
    risk: { ...risk, gaps: [...risk.gaps, gap] },
  }
}

async function observeOnce(source: AccountSource, tiers: TierTable): Promise<Observation> {
  const snapshot = await collectAll(source)
  return { snapshot, risk: assessAccount(snapshot, { tiers, nowMs: snapshot.takenAtMs }) }
}

/** Whether stale brackets or configuration could explain what is wrong with the answer. */
export function isSuspect({ risk, snapshot }: Observation): boolean {
  const unexplained = risk.positions.some(
    ({ drift, liquidation }) => drift.isWarning || liquidation.status === 'unknown',
  )
  return unexplained || snapshot.unreadable.some(({ isCoinM }) => isCoinM !== true)
}

/** Whether brackets were fetched during this very run. */
export function isReferenceNewer({ snapshot }: Observation, thanMs: number): boolean {
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

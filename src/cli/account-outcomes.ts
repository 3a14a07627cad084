import type { LiqwatchError } from '../errors.ts'
import type { AccountFailure, EnvironmentLabel } from '../risk/report.ts'

/** An account of the config, opened or not. */
export interface KnownAccount {
  readonly account: string
  readonly environment: EnvironmentLabel
}

/** What came of the accounts, in the order of the config, whatever became of them. */
export function inOrderOf<T extends { readonly account: string }>(
  accounts: readonly { readonly account: string }[],
  outcomes: readonly T[],
): readonly T[] {
  return accounts.flatMap(({ account }) => outcomes.filter((outcome) => outcome.account === account))
}

/** Where an account lives. */
export function environmentOf(account: string, accounts: readonly KnownAccount[]): EnvironmentLabel {
  return accounts.find((known) => known.account === account)?.environment ?? 'LIVE'
}

/** An account without figures, as reports tell it. */
export function accountFailure({ account, environment }: KnownAccount, failure: LiqwatchError): AccountFailure {
  const { code, message, hint, retryable } = failure
  return { account, environment, code, message, hint, retryable }
}

/** What came of the accounts, in the order of the config, whatever became of them. */
export function inOrderOf<T extends { readonly account: string }>(
  accounts: readonly { readonly account: string }[],
  outcomes: readonly T[],
): readonly T[] {
  return accounts.flatMap(({ account }) => outcomes.filter((outcome) => outcome.account === account))
}

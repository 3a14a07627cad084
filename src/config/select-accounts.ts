import { UsageError } from '../errors.ts'
import { nearestName } from '../model/suggest.ts'
import type { AccountSettings, Config } from './config.ts'

/**
 * What a command speaks about when no account is named: `all` of them, the only `one`, and `any` like `one`, but with
 * every account at the word `all`.
 */
export type AccountScope = 'all' | 'one' | 'any'

/**
 * The accounts that a run is about: the one named by `--account`, every one for `all` where the command can speak about
 * several, and without the flag all or the only one, as the command's scope wants.
 *
 * @throws UsageError for a name that is not configured, or when one of several must be chosen
 */
export function selectAccounts(
  config: Config,
  wanted: string | undefined,
  scope: AccountScope,
): readonly AccountSettings[] {
  const { accounts } = config
  const names = accounts.map(({ name }) => name)
  if (accounts.length === 1 && (wanted === undefined || wanted === 'all')) return accounts
  if (wanted === 'all' && scope === 'one') {
    throw new UsageError('this command speaks about one account at a time', { hint: chooseOne(names) })
  }
  if (wanted === 'all' || (wanted === undefined && scope === 'all')) return accounts
  if (wanted === undefined) {
    const orAll = scope === 'any' ? ', or all of them with -a all' : ''
    throw new UsageError('several accounts are configured', { hint: `${chooseOne(names)}${orAll}` })
  }
  const chosen = accounts.filter(({ name }) => name === wanted)
  if (chosen.length > 0) return chosen
  const near = nearestName(wanted, names)
  throw new UsageError(`there is no account ${JSON.stringify(wanted)}`, {
    hint: near === null ? `configured: ${names.join(', ')}` : `did you mean ${near}?`,
  })
}

function chooseOne(names: readonly string[]): string {
  return `name one with -a: ${names.join(', ')}`
}

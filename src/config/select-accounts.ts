import { UsageError } from '../errors.ts'
import { nearestName } from '../model/suggest.ts'
import type { AccountSettings, Config } from './config.ts'

/** Whether a command speaks about every account unless told otherwise, or about one at a time. */
export type AccountScope = 'all' | 'one'

/**
 * The accounts that a run is about: the one named by `--account`, every one for `all`, and without the flag all or the
 * only one, as the command's scope wants.
 *
 * @throws UsageError for a name that is not configured, or when one of several must be chosen
 */
export function selectAccounts(
  config: Config,
  wanted: string | undefined,
  scope: AccountScope,
): readonly AccountSettings[] {
  const names = config.accounts.map(({ name }) => name)
  if (wanted === 'all' || (wanted === undefined && scope === 'all')) return config.accounts
  if (wanted === undefined) {
    if (config.accounts.length === 1) return config.accounts
    throw new UsageError('several accounts are configured', { hint: `name one with -a: ${names.join(', ')}` })
  }
  const chosen = config.accounts.filter(({ name }) => name === wanted)
  if (chosen.length > 0) return chosen
  const near = nearestName(wanted, names)
  throw new UsageError(`there is no account ${JSON.stringify(wanted)}`, {
    hint: near === null ? `configured: ${names.join(', ')}` : `did you mean ${near}?`,
  })
}

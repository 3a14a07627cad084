import type { OpenAccount, Services, UnopenedAccount } from './services.ts'

const LONGEST_WAIT_MS = 60_000

/**
 * Opens what can be opened of the accounts. Without any there is nothing to look at; but a service goes on, so that its
 * owner is told of the loss of sight, and sees again when the secrets are back.
 *
 * @throws LiqwatchError when no account can be opened, and this is no service
 */
export async function openWatched(
  services: Services,
  isService: boolean,
): Promise<{ readonly accounts: readonly OpenAccount[]; readonly lost: readonly UnopenedAccount[] }> {
  const all = await services.openEach('all')
  const accounts = all.flatMap((account) => ('failure' in account ? [] : [account]))
  const lost = all.flatMap((account) => ('failure' in account ? [account] : []))
  const [first] = lost
  if (accounts.length === 0 && first !== undefined && !isService) throw first.failure
  return { accounts, lost }
}

/** The accounts of a watch that cannot be opened: a secret is not there yet, a password store is locked. */
export class LostAccounts {
  #list: readonly UnopenedAccount[]

  constructor(list: readonly UnopenedAccount[]) {
    this.#list = list
  }

  /** Those that still cannot be opened. */
  get list(): readonly UnopenedAccount[] {
    return this.#list
  }

  /** Tries to open them every `staleSeconds`, at least once a minute, and hands over each one that opens. */
  keepTrying(staleSeconds: number, take: (account: OpenAccount) => Promise<void>): void {
    if (this.#list.length === 0) return
    const waitMs = Math.min(staleSeconds * 1000, LONGEST_WAIT_MS)
    setTimeout(() => void this.#tryAll(take).then(() => this.keepTrying(staleSeconds, take)), waitMs).unref()
  }

  async #tryAll(take: (account: OpenAccount) => Promise<void>): Promise<void> {
    const before = this.#list
    const tried = await Promise.all(before.map((lost) => lost.reopen().catch(() => lost)))
    // One that opened stays lost until it was read: it must not be missing from an evaluation meanwhile.
    this.#list = before.flatMap((lost, index) => {
      const now = tried[index]
      return now !== undefined && 'failure' in now ? now : lost
    })
    await Promise.all(tried.map((account) => ('failure' in account ? null : this.#handOver(account, take))))
  }

  async #handOver(account: OpenAccount, take: (account: OpenAccount) => Promise<void>): Promise<void> {
    await take(account)
    this.#list = this.#list.filter((lost) => lost.account !== account.account)
  }
}

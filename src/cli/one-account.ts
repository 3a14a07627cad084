import { type Observation, observeAccount } from '../app/observe.ts'
import { LiqwatchError, UsageError } from '../errors.ts'
import type { Side } from '../model/position.ts'
import type { AccountRisk, PositionRisk } from '../risk/report.ts'
import type { OpenAccount, Services } from './services.ts'
import { heldSymbol } from './symbol-argument.ts'

/** The one account that a calculation is about, read and computed. */
export interface OneAccount extends Observation {
  readonly account: OpenAccount
}

/**
 * The one account that a command is about, ready to be read.
 *
 * @throws UsageError when one of several must be chosen
 */
export async function oneAccount({ openAccounts }: Pick<Services, 'openAccounts'>): Promise<OpenAccount> {
  const [account] = await openAccounts('one')
  if (account === undefined) throw new RangeError('no account was opened')
  return account
}

/**
 * Reads the chosen account.
 *
 * @throws UsageError when one of several must be chosen, ExchangeError when nothing can be said
 */
export async function observeOne(services: Services): Promise<OneAccount> {
  const { config, withinTimeout } = services
  const account = await oneAccount(services)
  return { account, ...(await withinTimeout(() => observeAccount(account, config.tiers))) }
}

/**
 * The open position that was typed; of two legs the one of `side`, else the one nearer to its liquidation.
 *
 * @throws UsageError when no such position is open
 */
export function heldPosition(typed: string, side: Side | null, risk: AccountRisk): PositionRisk {
  const unreadable = risk.unreadable.find(({ symbol }) => symbol === typed.trim().toUpperCase())
  if (unreadable !== undefined) throw notComputed(unreadable.symbol, unreadable.why)
  const symbol = heldSymbol(typed, risk)
  const legs = risk.positions.filter(({ position }) => position.symbol === symbol)
  const row = side === null ? legs[0] : legs.find(({ position }) => position.side === side)
  if (row !== undefined) return row
  throw new UsageError(`no ${side?.toLowerCase() ?? ''} position is open in ${symbol}`, {
    hint: `open: ${legs.map(({ position }) => `${position.symbol} ${position.side.toLowerCase()}`).join(', ')}`,
  })
}

/** Nothing can be solved where the present price is not known. */
export function notComputed(what: string, why: string): LiqwatchError {
  return new LiqwatchError(`${what} cannot be computed: ${why}`, {
    code: 'figures-unknown',
    hint: 'run it again; liqwatch doctor says what could not be read',
    retryable: true,
  })
}

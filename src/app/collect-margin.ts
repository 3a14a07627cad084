import { ExchangeError } from '../errors.ts'
import type {
  CrossMarginAccount,
  IsolatedMarginPair,
  IsolatedMarginTier,
  MarginCoefficients,
} from '../model/margin-account.ts'
import type { Gap } from '../model/snapshot.ts'
import type { ReferenceData } from '../ports/reference.ts'
import type { SpotMargin } from '../ports/spot-margin.ts'
import type { MarginSnapshot } from '../risk/margin-standing.ts'
import type { AccountSource } from './collect.ts'
import { reasonOf } from './reason.ts'
import { youngerThan } from './reference.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const PRESENCE = 'margin-presence'
const EVER_OPENED = 'margin-ever-opened'
/** The type of flows by which Binance takes collateral and debt over, instead of selling. */
export const TAKEOVER = 'OTHER_LIQUIDATION'
/** The key may not read margin, or there is none: no outage, so a user without margin is not kept in the dark. */
const REFUSALS = ['api-key-rejected', 'api-key-throttled', 'venue-refused', 'not-available']

/** The margin side of an account's way to the exchange. */
export interface MarginSource extends Pick<AccountSource, 'account' | 'clock'> {
  readonly margin: SpotMargin
  readonly memory: ReferenceData
}

/** The margin side of an account; `null` where it is not looked at. */
export function marginSourceOf({ account, clock, margin, reference }: AccountSource): MarginSource | null {
  return margin === undefined ? null : { account, clock, margin, memory: reference.memory }
}

/** Whether an answer is younger than this. */
export function younger({ clock }: Pick<MarginSource, 'clock'>, maxAgeMs: number): (fetchedAtMs: number) => boolean {
  return youngerThan(maxAgeMs, () => clock.nowMs())
}

/**
 * Reads what a margin level is judged by: both accounts side by side, then lines and tiers, which are remembered for an
 * hour and a day. Weight 20, and 10 + 1 per isolated pair when nothing is remembered. Never rejects: what could not be
 * read is a gap.
 *
 * An account that was never opened is remembered as such for a day, and costs nothing until then.
 *
 * @returns `null` when neither account was ever opened
 */
export async function readMargin(source: MarginSource): Promise<MarginSnapshot | null> {
  const accounts = await readAccounts(source)
  if (accounts === null) return null
  const [coefficients, tiers] = await Promise.all([
    accounts.cross === null ? null : readCoefficients(source),
    readTiers(source, accounts.isolated),
  ])
  const gaps = [...accounts.gaps, ...(coefficients?.gaps ?? []), ...tiers.gaps]
  return {
    account: source.account,
    takenAtMs: source.clock.nowMs(),
    cross: accounts.cross,
    isolated: accounts.isolated,
    coefficients: coefficients?.value ?? null,
    tiers: tiers.value,
    gaps,
  }
}

interface Accounts {
  readonly cross: CrossMarginAccount | null
  readonly isolated: readonly IsolatedMarginPair[]
  readonly gaps: readonly Gap[]
}

async function readAccounts(source: MarginSource): Promise<Accounts | null> {
  const { memory } = source
  const read: { accounts: Accounts | null } = { accounts: null }
  const presence = await memory
    .recall(PRESENCE, younger(source, DAY_MS), async () => {
      const accounts = await fetchAccounts(source)
      read.accounts = accounts
      if (accounts.gaps.length > 0) throw INCOMPLETE
      const isOpened = accounts.cross !== null || accounts.isolated.length > 0
      if (isOpened) await rememberOpened(source)
      return { isOpened }
    })
    .catch(() => null)
  if (read.accounts === null) return presence?.value.isOpened === false ? null : fetchAccounts(source)
  const { cross, isolated, gaps } = read.accounts
  return cross === null && isolated.length === 0 && gaps.length === 0 ? null : read.accounts
}

const INCOMPLETE = new Error('one of the margin accounts could not be read')

/** Makes the next reading look for accounts that were opened meanwhile. */
export function forgetAbsence({ memory }: Pick<MarginSource, 'memory'>): void {
  memory.forget(PRESENCE)
}

async function fetchAccounts(source: MarginSource): Promise<Accounts> {
  const { margin } = source
  const [cross, isolated] = await Promise.allSettled([margin.fetchCrossMargin(), margin.fetchIsolatedMargin()])
  const failed = [
    ...(cross.status === 'rejected' ? [{ what: 'cross margin account', error: cross.reason }] : []),
    ...(isolated.status === 'rejected' ? [{ what: 'isolated margin accounts', error: isolated.reason }] : []),
  ]
  const wasOpened = failed.length > 0 && (await wasEverOpened(source))
  return {
    cross: cross.status === 'fulfilled' ? cross.value : null,
    isolated: isolated.status === 'fulfilled' ? isolated.value : [],
    gaps: failed.map(({ what, error }) => ({ what, why: reasonOf(error), needed: wasOpened || !isRefusal(error) })),
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ExchangeError && REFUSALS.includes(error.code)
}

/** Once seen, an account that does not answer is missing, not absent. */
async function rememberOpened({ memory }: MarginSource): Promise<void> {
  await memory.recall(
    EVER_OPENED,
    () => true,
    async () => true,
  )
}

async function wasEverOpened({ memory }: MarginSource): Promise<boolean> {
  const nothing = (): Promise<boolean> => Promise.reject(INCOMPLETE)
  const last = await memory.recall(EVER_OPENED, () => true, nothing).catch(() => null)
  return last?.value ?? false
}

async function readCoefficients(
  source: MarginSource,
): Promise<{ readonly value: MarginCoefficients | null; readonly gaps: readonly Gap[] }> {
  const fresh = younger(source, HOUR_MS)
  try {
    const { value } = await source.memory.recall('margin-coefficients', fresh, () =>
      source.margin.fetchMarginCoefficients(),
    )
    return { value, gaps: [] }
  } catch (error) {
    return { value: null, gaps: [{ what: 'tradeCoeff', why: reasonOf(error), needed: false }] }
  }
}

interface TiersReading {
  readonly value: ReadonlyMap<string, readonly IsolatedMarginTier[]>
  readonly gaps: readonly Gap[]
}

async function readTiers(source: MarginSource, pairs: readonly IsolatedMarginPair[]): Promise<TiersReading> {
  const value = new Map<string, readonly IsolatedMarginTier[]>()
  const gaps: Gap[] = []
  const readOne = async ({ symbol }: IsolatedMarginPair): Promise<void> => {
    const fresh = younger(source, DAY_MS)
    try {
      const tiers = await source.memory.recall(`margin-tiers-${symbol}`, fresh, () =>
        source.margin.fetchIsolatedTiers(symbol),
      )
      value.set(symbol, tiers.value)
    } catch (error) {
      gaps.push({ what: `isolatedMarginTier ${symbol}`, why: reasonOf(error), needed: false })
    }
  }
  await Promise.all(pairs.map(readOne))
  return { value, gaps }
}

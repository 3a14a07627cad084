import type { AccountSnapshot } from '../model/snapshot.ts'
import type { Clock } from '../ports/clock.ts'
import type { AccountHistory, Exchange } from '../ports/exchange.ts'
import type { SpotMargin } from '../ports/spot-margin.ts'
import { type AccountBook, readBook } from './collect-book.ts'
import { type FreshMarket, type MarketReading, NOTHING_FRESH, readMarket } from './collect-market.ts'
import { type OptionalReading, ORDERS_UNREAD, readOptional, withoutUnreadOrders } from './collect-optional.ts'
import { doubtsAbout } from './doubts.ts'
import type { OpenInterestCalls } from './market/open-interest.ts'
import type { AccountReference } from './reference.ts'
import { type AccountPolicy, readStanding, type Standing } from './standing.ts'

/** One account's way to the exchange. */
export interface AccountSource {
  readonly account: string
  readonly exchange: Exchange & Pick<AccountHistory, 'fetchForceOrders' | 'fetchUserTrades'>
  readonly reference: AccountReference
  readonly clock: Clock
  readonly policy: AccountPolicy
  /** Spot margin behind the same key; absent where it is not looked at. */
  readonly margin?: SpotMargin
  /** Open interest of what is held; absent where it is not looked at. */
  readonly market?: OpenInterestCalls
}

/** What a liquidation price needs, and a promise of what only decorates it. */
export interface Collection {
  /** Complete but for orders, ATR and funding intervals; price steps as far as they are remembered. */
  readonly needed: AccountSnapshot
  /** The same snapshot with everything; never rejects: what failed is a gap. */
  readonly complete: () => Promise<AccountSnapshot>
  /** Venue time minus local time. */
  readonly offsetMs: number
}

/** What a watch knows well enough to read an account without it. */
export interface FreshFacts extends FreshMarket {
  /** Venue time minus local time. */
  readonly offsetMs?: number
}

/**
 * Reads one account: the clock first, then account, positions and configuration side by side, then marks and rates of
 * what is held. What could not be read becomes a gap.
 *
 * @param fresh what need not be read again
 * @throws ExchangeError when nothing can be said: the account or its positions could not be read
 */
export async function collectNeeded(source: AccountSource, fresh: FreshFacts = NOTHING_FRESH): Promise<Collection> {
  const offsetMs = fresh.offsetMs ?? (await source.exchange.syncClock()).offsetMs
  const [book, standing, rules] = await Promise.all([
    readBook(source),
    readStanding(source),
    source.reference.rememberedRules(),
  ])
  const market = await readMarket(source, book, fresh)
  const venueNowMs = () => source.clock.nowMs() + offsetMs
  const needed = { ...neededSnapshot(source, { book, market, standing, takenAtMs: venueNowMs() }), rules }
  return {
    needed,
    offsetMs,
    complete: async () => withOptional(needed, await readOptional(source, book), venueNowMs()),
  }
}

/**
 * Reads one account whole, with everything that does not depend on each other side by side: three replies one after
 * another (clock, account, market).
 *
 * @throws ExchangeError when nothing can be said: the account or its positions could not be read
 */
export async function collectAll(source: AccountSource): Promise<AccountSnapshot> {
  const clock = await source.exchange.syncClock()
  const standingReading = readStanding(source)
  standingReading.catch(() => undefined)
  const book = await readBook(source)
  const [market, optional, standing] = await Promise.all([
    readMarket(source, book),
    readOptional(source, book),
    standingReading,
  ])
  const takenAtMs = source.clock.nowMs() + clock.offsetMs
  return withOptional(neededSnapshot(source, { book, market, standing, takenAtMs }), optional, takenAtMs)
}

interface NeededParts {
  readonly book: AccountBook
  readonly market: MarketReading
  readonly standing: Standing
  readonly takenAtMs: number
}

function neededSnapshot(source: AccountSource, { book, market, standing, takenAtMs }: NeededParts): AccountSnapshot {
  const { positions, marks } = market
  const doubts = doubtsAbout({ positions, marks, brackets: book.brackets, takenAtMs }, source.policy.staleMs)
  return {
    account: source.account,
    takenAtMs,
    hedgeMode: book.hedgeMode,
    multiAssetsMode: book.multiAssetsMode,
    wallets: book.wallets,
    positions,
    unreadable: [...book.unreadable, ...market.unreadable, ...standing.unreadable],
    brackets: book.brackets,
    bracketsFetchedAtMs: book.bracketsFetchedAtMs,
    marks,
    rates: market.rates,
    fundingInfo: null,
    rules: new Map(),
    orders: new Map(),
    dailyAtr: new Map(),
    gaps: [...book.gaps, ...market.gaps, ...doubts, ...standing.gaps, ORDERS_UNREAD],
    ...(standing.keyPower === undefined ? {} : { keyPower: standing.keyPower }),
  }
}

function withOptional(needed: AccountSnapshot, optional: OptionalReading, takenAtMs: number): AccountSnapshot {
  const gaps = [...withoutUnreadOrders(needed.gaps), ...optional.gaps]
  const { fundingInfo, rules, orders, dailyAtr } = optional
  return { ...needed, takenAtMs, fundingInfo, rules, orders, dailyAtr, gaps }
}

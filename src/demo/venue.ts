import type { Decimal } from '../model/decimal.ts'
import { d } from '../model/decimal.ts'
import { Account } from './account.ts'
import { type AccountSeed, placeAccount } from './account-seed.ts'
import type { Books } from './books.ts'
import { Ledger, type WireRow } from './ledger.ts'
import { liquidationPrices } from './liquidation-search.ts'
import { ListenKeys } from './listen-keys.ts'
import type { MarketModel } from './market-model.ts'
import type { Scenario } from './scenario.ts'
import { writePast } from './seed-history.ts'
import type { Restrictions } from './signature.ts'
import type { UserEvent } from './user-events.ts'

/** An event for the subscribers of a public stream. */
export interface PublicEvent {
  /** Stream names that carry it, e.g. `btcusdt@forceOrder`. */
  readonly streams: readonly string[]
  readonly event: UserEvent
}

/** The exchange behind the wire: one market, one futures account, its history, its keys. */
export class Venue implements Books {
  readonly account = new Account()
  readonly ledger = new Ledger()
  readonly world: MarketModel
  readonly scenario: Scenario
  readonly listenKeys: ListenKeys
  readonly onUserEvent = new Set<(event: UserEvent) => void>()
  readonly onPublicEvent = new Set<(event: PublicEvent) => void>()
  coinM: readonly WireRow[] = []
  /** `null`: the environment has no such endpoint, as on the test networks. */
  restrictions: Restrictions | null
  isPortfolioMargin: boolean
  /** USDT that the fund can pay before profitable traders are deleveraged. */
  insuranceFund: Decimal = d('1180000000')
  /** Requests that tried to change something: orders, leverage, margin, transfers. */
  mutationAttempts = 0
  #prices: { readonly key: string; readonly bySlot: ReadonlyMap<string, Decimal | null> } | null = null

  constructor(parts: {
    readonly world: MarketModel
    readonly scenario: Scenario
    readonly restrictions: Restrictions | null
    readonly isPortfolioMargin: boolean
  }) {
    this.world = parts.world
    this.scenario = parts.scenario
    this.restrictions = parts.restrictions
    this.isPortfolioMargin = parts.isPortfolioMargin
    this.listenKeys = new ListenKeys(parts.world.seed)
  }

  /** Replaces the account by a seed. */
  place(seed: AccountSeed): void {
    placeAccount(this.account, seed, this.world.nowMs())
    this.coinM = seed.coinM ?? []
    writePast(this, this.world.nowMs())
  }

  publish(event: UserEvent): void {
    for (const listener of this.onUserEvent) listener(event)
  }

  publishPublic(event: PublicEvent): void {
    for (const listener of this.onPublicEvent) listener(event)
  }

  /** Liquidation prices by `symbol positionSide` at this second; `null` for none. */
  liquidationPrices(): ReadonlyMap<string, Decimal | null> {
    const nowMs = this.world.nowMs()
    const key = `${Math.floor(nowMs / 1000)} ${this.account.version} ${this.world.version}`
    if (this.#prices?.key !== key) this.#prices = { key, bySlot: liquidationPrices(this.account, this.world, nowMs) }
    return this.#prices.bySlot
  }
}

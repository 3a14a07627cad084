import type { AlertMemory } from '../alerts/memory.ts'
import type { Decimal } from '../model/decimal.ts'
import type { MarkEvent } from '../model/events.ts'
import type { TierTable } from '../model/tiers.ts'
import { movedStanding, movingCoins } from '../risk/margin-move.ts'
import { VALUATION_ASSET } from '../risk/margin-prices.ts'
import type { AccountSource } from './collect.ts'
import { lookAtMargin, type MarginLook, unreadMargin } from './margin-look.ts'

/** While marks move every level, and nothing is near its line. */
const MARGIN_EVERY_MS = 60_000
/** While the price of some coin is not heard. */
const MARGIN_UNHEARD_EVERY_MS = 20_000
const MARGIN_DANGER_EVERY_MS = 10_000
/** A coin whose mark is older than this counts as not heard. */
const HEARD_MS = 10_000
/** Perpetuals by whose marks coins are moved. */
const QUOTE = 'USDT'

export interface MarginWatchOptions {
  readonly source: AccountSource
  readonly tiers: TierTable
  /** A reading that is late by this much tells nothing any more. */
  readonly staleMs: number
  /** What alerts remember: a margin account that was in danger and no longer is may have been liquidated. */
  readonly memory: () => AlertMemory
  readonly onChange: () => void
}

interface Heard {
  readonly price: Decimal
  readonly atMs: number
}

/** The spot-margin accounts behind one key: read now and then, moved by the marks of their coins in between. */
export class MarginWatch {
  readonly #options: MarginWatchOptions
  #read: MarginLook | null = null
  #readAtMs: number | null = null
  #lookedAtMs: number | null = null
  /** The look that is on its way; one that was overtaken by a sleep is not taken. */
  #looking: symbol | null = null
  #coins: ReadonlySet<string> = new Set()
  /** Marks at the time of the reading, and the latest ones, by coin. */
  #from: ReadonlyMap<string, Decimal> = new Map()
  readonly #heard = new Map<string, Heard>()
  #moved: MarginLook | null = null

  constructor(options: MarginWatchOptions) {
    this.#options = options
  }

  /** The last look, moved by marks since; `null` before the first, and where margin is not looked at. */
  get latest(): MarginLook | null {
    const { source, staleMs } = this.#options
    const ageMs = this.#nowMs() - (this.#readAtMs ?? this.#nowMs())
    if (this.#read !== null && ageMs > MARGIN_EVERY_MS + staleMs) {
      return unreadMargin(source, `last read ${Math.round(ageMs / 1000)} s ago`)
    }
    this.#moved ??= this.#movedLook()
    return this.#moved
  }

  /** Perpetuals whose marks are wanted; bitcoin's among them, lest a stream of coins without one seem dead. */
  get symbols(): readonly string[] {
    if (this.#coins.size === 0) return []
    return [...new Set([...this.#coins, VALUATION_ASSET])].map((coin) => coin + QUOTE)
  }

  /** Takes marks; those of other symbols are passed over. */
  hear(marks: readonly MarkEvent[]): void {
    for (const { symbol, markPrice } of marks) {
      const coin = symbol.endsWith(QUOTE) ? symbol.slice(0, -QUOTE.length) : ''
      if (!this.#coins.has(coin)) continue
      this.#heard.set(coin, { price: markPrice, atMs: this.#nowMs() })
      if (!this.#from.has(coin)) this.#from = new Map([...this.#from, [coin, markPrice]])
      this.#moved = null
    }
  }

  /**
   * Looks when it is due: often in danger. Only the first look is waited for: what the futures account has to say is
   * never late because of margin.
   */
  async lookWhenDue(): Promise<void> {
    const { source, tiers, memory } = this.#options
    const nowMs = this.#nowMs()
    const isFirst = this.#lookedAtMs === null
    if (this.#looking !== null || nowMs - (this.#lookedAtMs ?? Number.NEGATIVE_INFINITY) < this.#everyMs()) return
    const round = Symbol('look')
    this.#lookedAtMs = nowMs
    this.#looking = round
    const looked = lookAtMargin(source, { tiers, memory: memory() }).then((look) => {
      if (this.#looking === round) this.#take(look)
    })
    if (isFirst) await looked
  }

  /** Makes the next look a first one: what was read before a sleep says nothing now. */
  forget(): void {
    this.#lookedAtMs = null
    this.#looking = null
  }

  clockMoved(byMs: number): void {
    if (this.#lookedAtMs !== null) this.#lookedAtMs += byMs
    if (this.#readAtMs !== null) this.#readAtMs += byMs
    for (const [coin, { price, atMs }] of this.#heard) this.#heard.set(coin, { price, atMs: atMs + byMs })
  }

  #nowMs(): number {
    return this.#options.source.clock.nowMs()
  }

  #everyMs(): number {
    const rows = this.latest?.standing?.rows ?? []
    if (rows.some(({ verdict }) => verdict !== 'OK')) return MARGIN_DANGER_EVERY_MS
    const isHeard = [...this.#coins].every((coin) => this.#recent(coin) !== null)
    return isHeard ? MARGIN_EVERY_MS : MARGIN_UNHEARD_EVERY_MS
  }

  #recent(coin: string): Decimal | null {
    const heard = this.#heard.get(coin)
    return heard === undefined || this.#nowMs() - heard.atMs > HEARD_MS ? null : heard.price
  }

  #take(look: MarginLook | null): void {
    const snapshot = look?.snapshot ?? null
    this.#looking = null
    this.#read = look
    this.#readAtMs = this.#nowMs()
    this.#coins = new Set(snapshot === null ? [] : movingCoins(snapshot))
    this.#from = new Map(
      [...this.#coins].flatMap((coin) => {
        const price = this.#recent(coin)
        return price === null ? [] : [[coin, price] as const]
      }),
    )
    this.#moved = null
    this.#options.onChange()
  }

  #movedLook(): MarginLook | null {
    if (this.#read === null || this.#read.snapshot === null || this.#from.size === 0) return this.#read
    const moves = new Map(
      [...this.#from].map(([coin, from]) => [coin, { from, to: this.#heard.get(coin)?.price ?? from }] as const),
    )
    return { ...this.#read, standing: movedStanding(this.#read.snapshot, moves, this.#options.tiers.default) }
  }
}

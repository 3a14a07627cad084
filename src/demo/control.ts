import { type Decimal, d, ZERO } from '../model/decimal.ts'
import { legKey, type MarginMode, type SlotSide } from './account.ts'
import type { AccountSeed } from './account-seed.ts'
import { bookFill, bookTransfer, closingSide, TAKER_FEE } from './books.ts'
import { deleverage } from './engine/liquidation.ts'
import { cancelOrders } from './engine/triggers.ts'
import type { LiquidationStep } from './ledger.ts'
import type { Restrictions } from './signature.ts'
import { accountUpdate, balanceRow, positionRow, type UserEvent } from './user-events.ts'
import type { Venue } from './venue.ts'
import type { BracketSpec, World } from './world.ts'

/** Hands on the exchange, for tests and demonstrations. Amounts are decimal text. */
export class VenueControl {
  readonly #venue: Venue
  readonly #advance: (durationMs: number) => void
  readonly #variant: (name: string) => AccountSeed

  constructor(
    venue: Venue,
    parts: {
      readonly advance: (durationMs: number) => void
      /** The seed of a named variant. */
      readonly variant: (name: string) => AccountSeed
    },
  ) {
    this.#venue = venue
    this.#advance = parts.advance
    this.#variant = parts.variant
  }

  /** The read-only market. */
  get world(): World {
    return this.#venue.world
  }

  /** Forgets what happened before, so that an exchange can run for weeks beside a watch whose memory is measured. */
  forgetBefore(atMs: number): void {
    this.#venue.ledger.forgetBefore(atMs)
    this.#venue.world.forgetPinsBefore(atMs)
  }

  /** Moves the exchange's clock forward and lets everything happen that falls due; streams speak for the new second. */
  advance(durationMs: number): void {
    this.#advance(durationMs)
  }

  /** Fixes a mark from now on; `null` gives it back to the script. */
  setMark(symbol: string, price: string | null): void {
    this.#venue.world.pinMark(symbol, price === null ? null : d(price))
    this.#advance(0)
  }

  /** Fixes a funding rate (fraction per interval) from now on; `null` gives it back to the script. */
  setFundingRate(symbol: string, rate: string | null): void {
    this.#venue.world.pinFundingRate(symbol, rate === null ? null : d(rate))
  }

  /** Replaces the account by a named variant or by a seed. */
  place(account: string | AccountSeed): void {
    this.#venue.place(typeof account === 'string' ? this.#variant(account) : account)
  }

  /** Trades at the mark: opens, adds, reduces or flips; the events are those of a filled market order. */
  trade(order: {
    readonly symbol: string
    readonly side: 'BUY' | 'SELL'
    readonly quantity: string
    readonly positionSide?: SlotSide
    /** The mark by default. */
    readonly price?: string
  }): void {
    const atMs = this.#venue.world.nowMs()
    bookFill(this.#venue, {
      symbol: order.symbol,
      side: order.side,
      positionSide: order.positionSide ?? 'BOTH',
      quantity: d(order.quantity),
      price: order.price === undefined ? this.#venue.world.markPriceAt(order.symbol, atMs) : d(order.price),
      atMs,
      clientOrderId: 'web_trade',
      type: 'MARKET',
      timeInForce: 'GTC',
      reduceOnly: false,
      feeRate: TAKER_FEE,
    })
  }

  /** Closes a position at the mark. */
  closePosition(symbol: string, positionSide: SlotSide = 'BOTH'): void {
    const leg = this.#venue.account.legs.get(legKey({ symbol, positionSide }))
    if (leg === undefined) throw new RangeError(`no position in ${symbol} ${positionSide}`)
    this.trade({ symbol, positionSide, side: closingSide(leg), quantity: leg.quantity.abs().toFixed() })
  }

  /** Money in or out of the cross wallet. */
  deposit(asset: string, amount: string): void {
    const change = d(amount)
    const reason = change.lt(0) ? 'WITHDRAW' : 'DEPOSIT'
    bookTransfer(this.#venue, { asset, amount: change, reason, atMs: this.#venue.world.nowMs() })
  }

  /** Moves money from the cross wallet into an isolated position, or back with a negative amount. */
  addIsolatedMargin(symbol: string, amount: string, positionSide: SlotSide = 'BOTH'): void {
    const { account, world, ledger } = this.#venue
    const leg = account.legs.get(legKey({ symbol, positionSide }))
    const spec = world.spec(symbol)
    if (leg === undefined || leg.isolatedWallet === null || spec === null)
      throw new RangeError(`no isolated position in ${symbol} ${positionSide}`)
    const [atMs, change, asset] = [world.nowMs(), d(amount), spec.marginAsset]
    const next = { ...leg, isolatedWallet: leg.isolatedWallet.plus(change), updatedAtMs: atMs }
    account.putLeg(next)
    account.putCrossWallet(asset, account.crossWallet(asset).minus(change), atMs)
    const row = { symbol, type: change.lt(0) ? 2 : 1, deltaType: 'USER_ADJUST', amount: change.abs().toFixed(8), asset }
    ledger.marginChanges.push({ atMs, symbol, row: { ...row, time: atMs, positionSide } })
    this.#tell('MARGIN_TRANSFER', asset, [positionRow(next, world, atMs)])
  }

  setLeverage(symbol: string, leverage: number): void {
    const { account, world } = this.#venue
    account.settings.set(symbol, { ...account.settingOf(symbol), leverage })
    account.version++
    const nowMs = world.nowMs()
    this.push({ e: 'ACCOUNT_CONFIG_UPDATE', E: nowMs, T: nowMs - 10, ac: { s: symbol, l: leverage } })
  }

  /** Changes the margin type of a symbol; an open position takes its initial margin along. */
  setMarginType(symbol: string, marginMode: MarginMode): void {
    const { account, world } = this.#venue
    const spec = world.spec(symbol)
    if (spec === null) throw new RangeError(`no contract named ${symbol}`)
    const setting = { ...account.settingOf(symbol), marginMode }
    account.settings.set(symbol, setting)
    for (const leg of account.legsOf(symbol)) {
      const margin = leg.quantity
        .abs()
        .times(leg.entryPrice)
        .div(d(String(setting.leverage)))
      const isolatedWallet = marginMode === 'ISOLATED' ? margin : null
      const freed = (leg.isolatedWallet ?? ZERO).minus(isolatedWallet ?? ZERO)
      account.putLeg({ ...leg, isolatedWallet, updatedAtMs: world.nowMs() })
      account.putCrossWallet(spec.marginAsset, account.crossWallet(spec.marginAsset).plus(freed), world.nowMs())
    }
    const rows = account.legsOf(symbol).map((leg) => positionRow(leg, world, world.nowMs()))
    this.#tell('MARGIN_TYPE_CHANGE', spec.marginAsset, rows)
  }

  setMultiAssets(on: boolean): void {
    const nowMs = this.#venue.world.nowMs()
    this.#venue.account.multiAssets = on
    this.#venue.account.version++
    this.push({ e: 'ACCOUNT_CONFIG_UPDATE', E: nowMs, T: nowMs - 10, ai: { j: on } })
  }

  /** Cancels the resting orders of a symbol, plain and conditional, with their events. */
  cancelOrders(symbol: string): void {
    cancelOrders(this.#venue, this.#venue.world.nowMs(), (order) => order.symbol === symbol)
  }

  /** Auto-deleverages a leg at the mark: all of it, or a part. */
  deleverage(symbol: string, positionSide: SlotSide = 'BOTH', part = '1'): void {
    const leg = this.#venue.account.legs.get(legKey({ symbol, positionSide }))
    if (leg === undefined) throw new RangeError(`no position in ${symbol} ${positionSide}`)
    deleverage(this.#venue, leg, d(part), this.#venue.world.nowMs())
  }

  /** Changes the brackets of a contract and announces them on `!contractInfo`. */
  setBrackets(symbol: string, brackets: readonly BracketSpec[]): void {
    this.#venue.world.amend(symbol, { brackets })
    this.#announce(symbol, true)
  }

  /** Takes a contract out of trading: SETTLING from now on; an open position stays where it is. */
  delist(symbol: string): void {
    this.#venue.world.amend(symbol, { status: 'SETTLING' })
    this.#announce(symbol, false)
  }

  /** Changes what the API key may do; `null` removes the endpoint, as on the test networks. */
  setRestrictions(restrictions: Restrictions | null): void {
    this.#venue.restrictions = restrictions
  }

  setPortfolioMargin(on: boolean): void {
    this.#venue.isPortfolioMargin = on
  }

  /** USDT that the insurance fund can pay before traders are deleveraged. */
  setInsuranceFund(amount: string): void {
    this.#venue.insuranceFund = d(amount)
  }

  /** Ends every listen key at once, with its event. */
  expireListenKeys(): void {
    const nowMs = this.#venue.world.nowMs()
    for (const listenKey of this.#venue.listenKeys.expireAll())
      this.push({ e: 'listenKeyExpired', E: nowMs, listenKey })
  }

  /** Sends any event to the user streams. */
  push(event: UserEvent): void {
    this.#venue.publish(event)
  }

  /** What the liquidation engine did, step by step. */
  get liquidations(): readonly LiquidationStep[] {
    return this.#venue.ledger.liquidations
  }

  /** Liquidation prices as the exchange sees them now, by `SYMBOL SIDE`; `null` for none. */
  liquidationPrices(): ReadonlyMap<string, Decimal | null> {
    return this.#venue.liquidationPrices()
  }

  /** Cross wallet of an asset. */
  crossWallet(asset: string): Decimal {
    return this.#venue.account.crossWallet(asset)
  }

  #tell(reason: string, asset: string, positions: readonly UserEvent[]): void {
    const { account, world } = this.#venue
    const balances = [balanceRow(account, world, asset, ZERO)]
    this.push(accountUpdate({ atMs: world.nowMs(), reason, balances, positions }))
  }

  #announce(symbol: string, withBrackets: boolean): void {
    const spec = this.#venue.world.spec(symbol)
    if (spec === null) return
    const rows = spec.brackets.map((row) => ({
      bs: row.bracket,
      bnf: row.notionalFloor,
      bnc: row.notionalCap,
      mmr: row.maintMarginRatio,
      cf: row.cum,
      mi: 1,
      ma: row.initialLeverage,
    }))
    const event = {
      e: 'contractInfo',
      E: this.#venue.world.nowMs(),
      s: symbol,
      ct: spec.contractType,
      dt: 4_133_404_800_000,
      ot: spec.onboardAtMs,
      cs: spec.status,
      ...(withBrackets ? { bks: rows } : {}),
      st: 1,
    }
    this.#venue.publishPublic({ streams: ['!contractInfo'], event })
  }
}

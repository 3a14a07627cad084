import { d, ZERO } from '../../model/decimal.ts'
import { legKey } from '../account.ts'
import { allFigures } from '../figures.ts'
import { money } from '../user-events.ts'
import type { Venue } from '../venue.ts'
import { poolStanding } from './forced-trade.ts'
import { settleFunding } from './funding.ts'
import { deleverage, liquidateBreaches } from './liquidation.ts'
import { fireTriggers } from './triggers.ts'

const SECOND_MS = 1000
/** A long gap is walked in this many steps at most. */
const MOST_STEPS = 1200
const CALL_RATIO = d('0.8')
const QUIET_RATIO = d('0.7')

/** Lets everything happen that falls due as the exchange's clock moves on. */
export class Timekeeper {
  readonly #venue: Venue
  #settledAtMs: number
  readonly #deleveraged = new Set<number>()
  readonly #called = new Set<string>()

  constructor(venue: Venue) {
    this.#venue = venue
    this.#settledAtMs = venue.world.nowMs()
  }

  /** Brings the venue up to now, second by second (coarser over long gaps). */
  settle(): void {
    const nowMs = this.#venue.world.nowMs()
    const step = Math.max(1, Math.ceil((nowMs - this.#settledAtMs) / SECOND_MS / MOST_STEPS)) * SECOND_MS
    while (this.#settledAtMs < nowMs) {
      const next = Math.min(nowMs, Math.floor(this.#settledAtMs / SECOND_MS) * SECOND_MS + step)
      settleFunding(this.#venue, this.#settledAtMs, next)
      this.#settledAtMs = next
      this.settleInstant(next)
    }
  }

  /** Checks orders, margins and keys at one instant. */
  settleInstant(atMs: number): void {
    const venue = this.#venue
    if (venue.account.legs.size > 0) {
      fireTriggers(venue, atMs)
      this.#deleverageByScript(atMs)
      this.#callForMargin(atMs)
      liquidateBreaches(venue, atMs)
    }
    for (const listenKey of venue.listenKeys.expire(atMs)) venue.publish({ e: 'listenKeyExpired', E: atMs, listenKey })
  }

  #deleverageByScript(atMs: number): void {
    const seconds = (atMs - this.#venue.world.startAtMs) / SECOND_MS
    for (const [index, entry] of this.#venue.scenario.deleveraging.entries()) {
      if (seconds < entry.atSeconds || this.#deleveraged.has(index)) continue
      this.#deleveraged.add(index)
      const leg = this.#venue.account.legs.get(legKey(entry))
      if (leg !== undefined) deleverage(this.#venue, leg, d('1'), atMs)
    }
  }

  /** MARGIN_CALL when a cross pool has used four fifths of its margin; advisory, once per approach. */
  #callForMargin(atMs: number): void {
    const { account, world } = this.#venue
    if (account.multiAssets) return
    for (const asset of account.purses.keys()) {
      const { balance, maintenance } = poolStanding(this.#venue, asset, atMs)
      const ratio = maintenance.isZero() ? ZERO : balance.gt(0) ? maintenance.div(balance) : d('1')
      if (ratio.lt(QUIET_RATIO)) this.#called.delete(asset)
      if (ratio.lt(CALL_RATIO) || this.#called.has(asset)) continue
      this.#called.add(asset)
      const legs = allFigures(account, world, atMs).filter(
        (figures) => figures.leg.isolatedWallet === null && figures.spec.marginAsset === asset,
      )
      const p = legs.map(({ leg, spec, mark, profit, maintenance: margin }) => ({
        s: leg.symbol,
        ps: leg.positionSide,
        pa: leg.quantity.toFixed(spec.quantityPrecision),
        mt: 'CROSSED',
        iw: '0',
        mp: money(mark),
        up: money(profit),
        mm: money(margin),
      }))
      this.#venue.publish({ e: 'MARGIN_CALL', E: atMs, cw: money(account.crossWallet(asset)), p })
    }
  }
}

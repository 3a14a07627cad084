import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoExchange } from '../../src/demo/server.ts'

/** The exchange's clock follows the wall in these steps: its streams speak at each whole second. */
const STEP_MS = 250
/** Isolated positions of the large account stand this far from liquidation; the cross ones much farther. */
const REACH = { atLeast: 0.16, atMost: 0.6 }

/** A position whose mark can be moved to any distance. */
interface Movable {
  readonly symbol: string
  readonly liquidationPrice: number
  readonly isLong: boolean
}

/** The embedded exchange with 700 symbols marked every second, its clock moved by hand along the wall's. */
export class BusyMarket {
  readonly exchange: DemoExchange
  readonly movable: readonly Movable[]
  #isOver = false
  #beforeFrame: (() => void) | null = null
  #afterFrame: (handedAtMs: number) => void = () => undefined
  readonly #running: Promise<void>

  constructor(exchange: DemoExchange) {
    this.exchange = exchange
    this.movable = movablePositions(exchange)
    this.#running = this.#run()
  }

  /**
   * Puts a position this far (percent of the mark) from its liquidation price, or back where the market has it with
   * `null`, in the next frame and not before.
   *
   * @returns `performance.now()` when the frame was handed to the socket
   */
  moveInNextFrame(moves: readonly (readonly [position: Movable, distancePct: number | null])[]): Promise<number> {
    return new Promise((resolve) => {
      this.#afterFrame = resolve
      this.#beforeFrame = () => {
        for (const [position, distancePct] of moves) {
          this.exchange.venue.setMark(position.symbol, distancePct === null ? null : priceAt(position, distancePct))
        }
      }
    })
  }

  async close(): Promise<void> {
    this.#isOver = true
    await this.#running
    await this.exchange.close()
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      await sleep(STEP_MS - (Date.now() % STEP_MS))
      const behindMs = Date.now() - this.exchange.nowMs()
      if (behindMs > 0) this.#advance(behindMs)
    }
  }

  #advance(byMs: number): void {
    const { exchange } = this
    const isFrameDue = Math.floor((exchange.nowMs() + byMs) / 1000) > Math.floor(exchange.nowMs() / 1000)
    const move = isFrameDue ? this.#beforeFrame : null
    if (move !== null) this.#beforeFrame = null
    move?.()
    exchange.venue.advance(byMs)
    if (move !== null) this.#afterFrame(performance.now())
  }
}

function movablePositions({ venue, nowMs }: DemoExchange): readonly Movable[] {
  return [...venue.liquidationPrices()].flatMap(([slot, price]): Movable[] => {
    const [symbol = ''] = slot.split(' ')
    if (price === null) return []
    const [mark, liquidationPrice] = [venue.world.markPriceAt(symbol, nowMs()).toNumber(), price.toNumber()]
    const distance = Math.abs(mark - liquidationPrice) / mark
    if (distance < REACH.atLeast || distance > REACH.atMost) return []
    return [{ symbol, liquidationPrice, isLong: liquidationPrice < mark }]
  })
}

/** The mark from which the liquidation price is this many percent away. */
function priceAt({ liquidationPrice, isLong }: Movable, distancePct: number): string {
  return (liquidationPrice / (isLong ? 1 - distancePct / 100 : 1 + distancePct / 100)).toFixed(8)
}

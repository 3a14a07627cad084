import type { Exchange } from '../ports/exchange.ts'
import { printNotice } from './output.ts'
import type { Services } from './services.ts'

/** Fewer symbols are read before anybody wonders. */
const MANY = 20
const CLEAR = '\r\u001b[K'

/** A reading that takes a while. */
export interface LongReading {
  /** What is read, in words. */
  readonly what: string
  readonly symbols: number
  /** Request weight of it all, as an estimate. */
  readonly weight: number
}

/**
 * Runs a reading of many symbols. Says beforehand when its weight may have to wait for Binance's next minute, and on a
 * terminal counts the replies as they come; with --quiet it says nothing.
 */
export async function tellingReading<E extends Exchange, T>(
  { flags }: Pick<Services, 'flags'>,
  exchange: E,
  reading: LongReading,
  read: (exchange: E) => Promise<T>,
): Promise<T> {
  if (flags.quiet === true || reading.symbols < MANY) return read(exchange)
  const warning = weightWarning(exchange, reading)
  if (warning !== null) printNotice(warning)
  if (process.stderr.isTTY !== true) return read(exchange)
  let replies = 0
  const show = (text: string) => process.stderr.write(CLEAR + text.slice(0, (process.stderr.columns ?? 80) - 1))
  try {
    return await read(counting(exchange, () => show(`reading ${reading.what}: ${++replies} replies`)))
  } finally {
    show('')
  }
}

/** What to say of a weight that the present minute has no room for; `null` when it has. */
export function weightWarning(
  exchange: Pick<Exchange, 'budgets'>,
  { what, symbols, weight }: LongReading,
): string | null {
  const budget = exchange.budgets().find(({ pool }) => pool === 'futures')
  if (budget === undefined) return null
  const left = Math.max(0, budget.limit - (budget.used ?? 0))
  if (weight <= left) return null
  return `reading ${what} of ${symbols} symbols weighs about ${weight}, and ${left} of ${budget.limit} is left in this minute: what finds no room in time is shown as unread (--timeout gives it longer)`
}

/** The same exchange, telling of every reply and failure. */
function counting<E extends Exchange>(exchange: E, onReply: () => void): E {
  return new Proxy(exchange, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function' || !String(name).startsWith('fetch')) return member
      return async (...given: readonly unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(member, target, given)
        } finally {
          onReply()
        }
      }
    },
  })
}

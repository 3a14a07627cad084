import type { Decimal } from '../model/decimal.ts'
import { ONE } from '../model/decimal.ts'
import type { Candle } from '../model/market.ts'
import type { Exchange } from '../ports/exchange.ts'
import { closedCandles } from '../risk/atr.ts'
import { BETA_DAYS, betaTo } from '../risk/beta.ts'
import { reasonOf } from './reason.ts'

/** The coin that others are measured against. */
const BETA_REFERENCE = 'BTCUSDT'
/** One close more than returns, and the running day. */
const CANDLES = BETA_DAYS + 2
const AT_ONCE = 10

/** Betas of some symbols; those that could not be computed, with the reason. */
export interface BetaReading {
  readonly betas: ReadonlyMap<string, Decimal>
  readonly unknown: readonly { readonly symbol: string; readonly why: string }[]
}

/**
 * Computes the betas of symbols to BTC from daily candles, a few symbols at a time.
 *
 * @param onProgress told after each batch how many of all were read
 * @throws ExchangeError when the candles of BTC itself could not be read
 */
export async function readBetas(
  exchange: Pick<Exchange, 'fetchCandles'>,
  symbols: readonly string[],
  { nowMs, onProgress }: { readonly nowMs: number; readonly onProgress: (read: number, all: number) => void },
): Promise<BetaReading> {
  const read = async (symbol: string): Promise<readonly Candle[]> =>
    closedCandles(await exchange.fetchCandles(symbol, '1d', CANDLES), nowMs)
  const reference = await read(BETA_REFERENCE)
  const betas = new Map<string, Decimal>()
  const unknown: { symbol: string; why: string }[] = []
  const readOne = async (symbol: string): Promise<void> => {
    try {
      const beta = symbol === BETA_REFERENCE ? ONE : betaTo(await read(symbol), reference)
      if (beta === null) unknown.push({ symbol, why: 'too few daily candles' })
      else betas.set(symbol, beta)
    } catch (error) {
      unknown.push({ symbol, why: reasonOf(error) })
    }
  }
  for (let start = 0; start < symbols.length; start += AT_ONCE) {
    await Promise.all(symbols.slice(start, start + AT_ONCE).map(readOne))
    onProgress(Math.min(start + AT_ONCE, symbols.length), symbols.length)
  }
  return { betas: new Map(symbols.flatMap((symbol) => entryOf(betas, symbol))), unknown }
}

/** In the order that was asked for, not the order of the replies. */
function entryOf(betas: ReadonlyMap<string, Decimal>, symbol: string): readonly [string, Decimal][] {
  const beta = betas.get(symbol)
  return beta === undefined ? [] : [[symbol, beta]]
}

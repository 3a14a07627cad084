import { UsageError } from '../errors.ts'
import type { SymbolRules } from '../model/market.ts'
import type { OpenAccount } from './services.ts'
import { symbolArgument } from './symbol-argument.ts'

/** What a command about the market was asked for. */
export interface MarketRequest {
  readonly command: string
  /** As typed; `undefined` for every held symbol. */
  readonly typed: string | undefined
}

/**
 * The symbols that are meant: the typed one, else every held one.
 *
 * @throws UsageError for an unknown symbol, or when nothing is typed and nothing held
 */
export function chosenSymbols(
  { command, typed }: MarketRequest,
  held: readonly string[],
  rules: ReadonlyMap<string, SymbolRules>,
): readonly string[] {
  if (typed !== undefined) return [symbolArgument(typed, held, rules.keys())]
  if (held.length > 0) return [...new Set(held)]
  throw new UsageError('no position is open, so there is no symbol to show', {
    hint: `name one: liqwatch ${command} BTCUSDT`,
  })
}

/**
 * Symbols of open positions. When a symbol was typed they only help to understand it, so their absence is no failure.
 *
 * @throws ExchangeError when they are needed and cannot be read
 */
export async function heldSymbols({ exchange }: OpenAccount, { typed }: MarketRequest): Promise<readonly string[]> {
  const reading = exchange.fetchPositions().then(({ rows }) => rows.map(({ symbol }) => symbol))
  return typed === undefined ? reading : reading.catch(() => [])
}

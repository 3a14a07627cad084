import { EXIT, type ExitCode, UsageError } from '../errors.ts'
import type { SymbolRules } from '../model/market.ts'
import { type Json, jsonText } from '../view/json.ts'
import { rowsCsv } from '../view/market-json.ts'
import type { Screen } from '../view/screen.ts'
import { printAnswer } from './output.ts'
import { screenOf } from './screen.ts'
import type { OpenAccount, Services } from './services.ts'
import { symbolArgument } from './symbol-argument.ts'

/** What a command about the market was asked for. */
export interface MarketRequest {
  readonly command: string
  /** As typed; `undefined` for every held symbol. */
  readonly typed: string | undefined
}

/**
 * The one account that the command reads through.
 *
 * @throws UsageError when one of several must be chosen
 */
export async function oneAccount(services: Services): Promise<OpenAccount> {
  const [account] = await services.openAccounts('one')
  if (account === undefined) throw new RangeError('no account was opened')
  return account
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

/** The same answer as JSON, CSV or screen. */
export interface Answer {
  readonly document: () => Json
  readonly rows: () => readonly Readonly<Record<string, Json>>[]
  readonly screen: (screen: Screen) => string
}

/** Prints the answer in the form that was asked for. */
export function printMarketAnswer({ flags }: Pick<Services, 'flags'>, answer: Answer): ExitCode {
  if (flags.json === true) printAnswer(jsonText(answer.document()))
  else if (flags.csv === true) printAnswer(rowsCsv(answer.rows()))
  else printAnswer(answer.screen(screenOf(process.stdout, flags)))
  return EXIT.ok
}

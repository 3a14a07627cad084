import { nearestNames } from './suggest.ts'

/** What a typed symbol means. `note` tells the user how it was understood; `null` when it was typed exactly. */
export type UnderstoodSymbol =
  | { readonly status: 'understood'; readonly symbol: string; readonly note: string | null }
  /** No guess is made; the suggestions are for the error message. */
  | { readonly status: 'unknown'; readonly suggestions: readonly string[] }

const USUAL_QUOTES = ['USDT', 'USDC']
const SUGGESTIONS = 3

/**
 * The contract that a loosely typed symbol means: `sol`, `SOL/USDT`, `SOL-USDT`, `SOL/USDT:USDT`, `SOLUSDT.P` and
 * `BINANCE:SOLUSDT.P` are SOLUSDT. A bare coin means the contract of it that is held (if it is only one), else the
 * USDT one, else the USDC one.
 *
 * @param held symbols with an open position
 * @param known every symbol of the venue; may be empty when it could not be read, then only held ones are understood
 */
export function understandSymbol(text: string, held: readonly string[], known: Iterable<string>): UnderstoodSymbol {
  const names = new Set([...held, ...known])
  if (names.has(text)) return { status: 'understood', symbol: text, note: null }
  const plain = plainSymbol(text)
  if (names.has(plain)) return understood(text, plain)
  return bareCoin(text, plain, held, names) ?? unknown(plain, names)
}

/** The symbol in the venue's spelling, without the dressing of charts and other clients. */
export function plainSymbol(text: string): string {
  return text
    .trim()
    .toUpperCase()
    .replace(/^[A-Z]+:/, '')
    .replace(/:[A-Z0-9]+$/, '')
    .replace(/(\.P|[-/ ]?PERP)$/, '')
    .replace(/[-/ ]/g, '')
}

function bareCoin(
  text: string,
  coin: string,
  held: readonly string[],
  names: ReadonlySet<string>,
): UnderstoodSymbol | null {
  if (coin === '') return null
  const own = held.filter((symbol) => isContractOf(symbol, coin))
  if (own.length > 1) return { status: 'unknown', suggestions: own }
  const candidates = [...own, ...USUAL_QUOTES.map((quote) => coin + quote)]
  const symbol = candidates.find((candidate) => names.has(candidate))
  return symbol === undefined ? null : understood(text, symbol)
}

function isContractOf(symbol: string, coin: string): boolean {
  const quotes = [...USUAL_QUOTES, 'BUSD', 'USD1', 'USD', 'BTC', 'BNFCR']
  return quotes.some((quote) => symbol === coin + quote || symbol.startsWith(`${coin + quote}_`))
}

function understood(text: string, symbol: string): UnderstoodSymbol {
  return { status: 'understood', symbol, note: `understood ${JSON.stringify(text)} as ${symbol}` }
}

function unknown(plain: string, names: ReadonlySet<string>): UnderstoodSymbol {
  const near = nearestNames(plain, names, SUGGESTIONS)
  if (near.length > 0) return { status: 'unknown', suggestions: near }
  const coins = new Map<string, string>()
  for (const name of names) {
    const isUsual = name.endsWith('USDT') || (name.endsWith('USDC') && !coins.has(coinOf(name)))
    if (isUsual) coins.set(coinOf(name), name)
  }
  const byCoin = nearestNames(coinOf(plain), coins.keys(), SUGGESTIONS)
  return { status: 'unknown', suggestions: byCoin.map((coin) => coins.get(coin) ?? coin) }
}

/** Without quote asset and lot: cheap coins trade in lots of a thousand or a million (1000PEPEUSDT, 1MBABYDOGEUSDT). */
function coinOf(symbol: string): string {
  return symbol.replace(/(USDT|USDC)$/, '').replace(/^1(0{3,}|M)(?=[A-Z])/, '')
}

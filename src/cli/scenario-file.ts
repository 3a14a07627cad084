import { readFileSync, statSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { parseExactJson } from '../exchange/exact-json.ts'
import { type Decimal, d, ZERO } from '../model/decimal.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { nearestNames } from '../model/suggest.ts'
import { plainSymbol } from '../model/symbols.ts'
import type { CustomScenario } from '../risk/stress.ts'

const MOST_BYTES = 1_000_000
const OTHERS = '*'

/** A scenario as it stands in the file: moves in percent by coin or symbol. */
export interface WrittenScenario {
  readonly name: string
  readonly movesPct: ReadonlyMap<string, Decimal>
}

/**
 * Reads scenarios: an object of names, each with moves in percent by coin or symbol, `*` for all others.
 *
 * @throws UsageError naming the file and the field
 */
export function readScenarioFile(path: string): readonly WrittenScenario[] {
  const document = parsed(path)
  if (!isRecord(document) || Object.keys(document).length === 0) {
    throw refused(path, 'holds no scenarios', 'write { "name": { "BTC": -10, "*": -20 } }')
  }
  return Object.entries(document).map(([name, moves]) => ({ name, movesPct: movesOf(path, name, moves) }))
}

function parsed(path: string): unknown {
  try {
    const { size, isFile } = factsOf(path)
    if (!isFile) throw refused(path, 'is not a regular file', 'name a plain file')
    if (size > MOST_BYTES) throw refused(path, 'is larger than 1 MB', 'a scenario is a few lines')
    return parseExactJson(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof UsageError) throw error
    const isJson = error instanceof SyntaxError
    throw refused(path, isJson ? 'is not JSON' : 'cannot be read', isJson ? error.message : 'check the path', error)
  }
}

/** Looked at before it is opened: a named pipe would hold the program for ever. */
function factsOf(path: string): { readonly size: number; readonly isFile: boolean } {
  const facts = statSync(path)
  return { size: facts.size, isFile: facts.isFile() }
}

function movesOf(path: string, name: string, moves: unknown): ReadonlyMap<string, Decimal> {
  if (!isRecord(moves))
    throw refused(path, `has no moves for ${JSON.stringify(name)}`, 'write { "BTC": -10, "*": -20 }')
  return new Map(Object.entries(moves).map(([key, value]) => [key, moveOf(path, `${name}.${key}`, value)]))
}

function moveOf(path: string, field: string, value: unknown): Decimal {
  const text =
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim().replace(/\s*%$/, '') : ''
  const move = /^[+-]?\d+(\.\d+)?$/.test(text) ? d(text) : null
  if (move?.gte('-100') && move.lte('900')) return move
  throw refused(path, `has no percentage from -100 to 900 at ${JSON.stringify(field)}`, 'write a number like -12.5')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(path: string, what: string, hint: string, cause?: unknown): UsageError {
  return new UsageError(`the scenario file ${path} ${what}`, { hint, ...(cause === undefined ? {} : { cause }) })
}

/**
 * The scenarios by the account's own symbols: a symbol's own entry first, then its coin's, then `*`, else it stands still.
 *
 * @throws UsageError for a name that is neither a symbol nor a coin of the venue, with the nearest ones
 */
export function understoodScenarios(
  written: readonly WrittenScenario[],
  snapshot: AccountSnapshot,
): readonly CustomScenario[] {
  const held = [...new Set(snapshot.positions.map(({ symbol }) => symbol))]
  const coins = new Map([...snapshot.rules].map(([symbol, { baseAsset }]) => [symbol, baseAsset]))
  const known = new Set([...held, ...coins.keys(), ...coins.values()])
  return written.map(({ name, movesPct }) => {
    const moves = new Map(
      [...movesPct].map(([key, move]) => [key === OTHERS ? OTHERS : understood(key, name, known), move]),
    )
    const othersPct = moves.get(OTHERS) ?? ZERO
    const bySymbol = held.map((symbol): [string, Decimal] => {
      return [symbol, moves.get(symbol) ?? moves.get(coins.get(symbol) ?? symbol) ?? othersPct]
    })
    return { name, movesPct: new Map(bySymbol), othersPct }
  })
}

function understood(key: string, scenario: string, known: ReadonlySet<string>): string {
  const plain = plainSymbol(key)
  if (known.has(key)) return key
  if (known.has(plain)) return plain
  const near = nearestNames(plain, known, 3)
  throw new UsageError(
    `scenario ${JSON.stringify(scenario)} moves ${JSON.stringify(key)}, which is no symbol or coin`,
    {
      hint: near.length === 0 ? 'name coins like BTC, or symbols like BTCUSDT' : `did you mean ${near.join(', ')}?`,
    },
  )
}

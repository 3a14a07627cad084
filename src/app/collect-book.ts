import type { LeverageBracket } from '../model/bracket.ts'
import { type MarginType, sideSign, type UnreadablePosition } from '../model/position.ts'
import type { AccountConfig, AccountReading, PositionRow, PositionsReading, SymbolConfig } from '../model/readings.ts'
import type { Gap, Wallet } from '../model/snapshot.ts'
import type { AccountSource } from './collect.ts'
import { reasonOf } from './reason.ts'

/** A position whose margin type and leverage are known, before its mark is. */
export interface HeldRow {
  readonly row: PositionRow
  readonly marginType: MarginType
  readonly leverage: number | null
  readonly isAutoAddMargin: boolean | null
}

/** The account without prices. */
export interface AccountBook {
  readonly hedgeMode: boolean
  readonly multiAssetsMode: boolean
  readonly wallets: readonly Wallet[]
  readonly held: readonly HeldRow[]
  readonly unreadable: readonly UnreadablePosition[]
  readonly brackets: ReadonlyMap<string, LeverageBracket>
  readonly bracketsFetchedAtMs: number | null
  readonly gaps: readonly Gap[]
}

interface AccountPair {
  readonly account: AccountReading
  readonly positions: PositionsReading
}

/**
 * Reads account, positions, configuration and brackets side by side.
 *
 * @throws ExchangeError when account, positions or the account's modes could not be read: nothing can be said then
 */
export async function readBook(source: AccountSource): Promise<AccountBook> {
  const { reference } = source
  const [pair, config, symbols, brackets] = await Promise.all([
    readAgreeingPair(source),
    reference.accountConfig(),
    reference.symbolConfigs().catch(asGap('symbolConfig')),
    reference.brackets().catch(asGap('leverageBracket')),
  ])
  const modes = modesOf(config.value, pair.positions)
  const configs = 'why' in symbols ? new Map<string, SymbolConfig>() : symbols.value
  return {
    ...modes,
    wallets: pair.account.wallets,
    held: pair.positions.rows.flatMap((row) => heldRow(row, configs) ?? []),
    unreadable: [
      ...pair.positions.unreadable.map((row) => withMarginType(row, configs)),
      ...pair.positions.rows.flatMap((row) => rowWithoutMarginType(row, configs) ?? []),
      ...disagreements(pair).map((row) => withMarginType(row, configs)),
    ],
    brackets: 'why' in brackets ? new Map() : brackets.value,
    bracketsFetchedAtMs: 'why' in brackets ? null : brackets.fetchedAtMs,
    gaps: [
      ...pair.account.unreadable.map(({ what, why }) => ({ what, why, needed: true })),
      ...[symbols, brackets].flatMap((reading) => ('why' in reading ? [reading] : [])),
    ],
  }
}

function asGap(what: string): (error: unknown) => Gap {
  return (error) => ({ what, why: reasonOf(error), needed: true })
}

/** Two calls are two moments: where they disagree, both are read once more before anything is believed. */
async function readAgreeingPair(source: AccountSource): Promise<AccountPair> {
  const first = await readPair(source)
  return disagreements(first).length === 0 ? first : readPair(source)
}

async function readPair({ exchange }: AccountSource): Promise<AccountPair> {
  const [account, positions] = await Promise.all([exchange.fetchAccount(), exchange.fetchPositions()])
  return { account, positions }
}

const slot = (position: { symbol: string; positionSide: string | null }) =>
  `${position.symbol} ${position.positionSide}`

/** Positions that one of the two answers has and the other has not, or has in another quantity. */
function disagreements({ account, positions }: AccountPair): UnreadablePosition[] {
  const rows = new Map(positions.rows.map((row) => [slot(row), row]))
  const broken = new Set(positions.unreadable.map((row) => row.symbol))
  const told = new Map(account.openPositions.map((open) => [slot(open), open]))
  const missing = account.openPositions.filter((open) => !rows.has(slot(open)) && !broken.has(open.symbol))
  const different = positions.rows.filter((row) => {
    const open = told.get(slot(row))
    return open === undefined || !open.positionAmt.eq(row.quantity.times(sideSign(row)))
  })
  return [
    ...missing.map((open) => unreadable(open, 'the account lists this position, positionRisk does not')),
    ...different.map((row) => ({
      ...unreadable(row, 'account and positionRisk disagree about its quantity'),
      marginAsset: row.marginAsset,
    })),
  ]
}

function unreadable(
  position: { readonly symbol: string; readonly positionSide: UnreadablePosition['positionSide'] },
  why: string,
): UnreadablePosition {
  return { symbol: position.symbol, positionSide: position.positionSide, marginType: null, marginAsset: null, why }
}

/** A configuration a day old may be out of date; a row's own position side tells the mode for certain. */
function modesOf(config: AccountConfig, positions: PositionsReading): AccountConfig {
  const seen = positions.rows[0]?.positionSide
  return seen === undefined ? config : { ...config, hedgeMode: seen !== 'BOTH' }
}

/** Money in its own wallet proves a position isolated; only without any does the configuration decide. */
function marginTypeOf(row: PositionRow, configs: ReadonlyMap<string, SymbolConfig>): MarginType | null {
  if (!row.isolatedWallet.isZero()) return 'ISOLATED'
  return configs.get(row.symbol)?.marginType ?? null
}

/** A broken row that is known to be isolated leaves every pool alone. */
function withMarginType(row: UnreadablePosition, configs: ReadonlyMap<string, SymbolConfig>): UnreadablePosition {
  return { ...row, marginType: row.marginType ?? configs.get(row.symbol)?.marginType ?? null }
}

function heldRow(row: PositionRow, configs: ReadonlyMap<string, SymbolConfig>): HeldRow | null {
  const marginType = marginTypeOf(row, configs)
  if (marginType === null) return null
  const config = configs.get(row.symbol)
  return { row, marginType, leverage: config?.leverage ?? null, isAutoAddMargin: config?.isAutoAddMargin ?? null }
}

function rowWithoutMarginType(row: PositionRow, configs: ReadonlyMap<string, SymbolConfig>): UnreadablePosition | null {
  if (marginTypeOf(row, configs) !== null) return null
  return { ...unreadable(row, 'symbolConfig does not tell its margin type'), marginAsset: row.marginAsset }
}

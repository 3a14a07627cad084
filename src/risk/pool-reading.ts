import { type Decimal, ZERO } from '../model/decimal.ts'
import type { Position, UnreadablePosition } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { bracketFault } from './bracket-table.ts'
import { type BracketedPosition, type CrossPool, crossPoolOf } from './cross-pool.ts'
import { AT_PAR, type CollateralRates } from './stake.ts'

/** A cross pool, or why nothing can be said of it. */
export type PoolReading = {
  readonly asset: string
  readonly symbols: readonly string[]
} & ({ readonly pool: CrossPool; readonly why: null } | UnknownPool)

/** `why` names the first cause. */
interface UnknownPool {
  readonly pool: null
  readonly why: string
}

/** Name of the one pool of multi-assets mode, and its currency. */
export const MULTI_ASSETS_POOL = 'USD'

/** The name of the pool that a cross position belongs to. */
export function poolAssetOf(
  account: { readonly multiAssetsMode: boolean },
  position: { readonly marginAsset: string },
): string {
  return account.multiAssetsMode ? MULTI_ASSETS_POOL : position.marginAsset
}

/** Identifies the slot that a position fills, as the venue names it. */
function slotOf(position: { readonly symbol: string; readonly positionSide: string | null }): string {
  return `${position.symbol} ${position.positionSide}`
}

/** Why single positions cannot be computed although they were read. */
export interface PositionFaults {
  /** `null` when the position itself is sound. */
  of(position: Position): string | null
}

/** Finds missing or broken brackets, and positions that another source contradicts, once for the whole snapshot. */
export function positionFaults(snapshot: AccountSnapshot): PositionFaults {
  const contradicted = new Map(snapshot.unreadable.map((row) => [slotOf(row), row.why]))
  const bracketFaults = new Map<string, string | null>()
  const faultOfBracket = (symbol: string): string | null => {
    const seen = bracketFaults.get(symbol)
    if (seen !== undefined) return seen
    const bracket = snapshot.brackets.get(symbol)
    const fault = bracket === undefined ? 'its brackets are missing' : bracketFault(bracket)
    const why = fault === null || bracket === undefined ? fault : `its brackets are inconsistent: ${fault}`
    bracketFaults.set(symbol, why)
    return why
  }
  return {
    of: (position) =>
      (contradicted.size === 0 ? null : contradicted.get(slotOf(position))) ?? faultOfBracket(position.symbol),
  }
}

/** The cross pools of an account; one unreadable position, wallet or rate makes its pool unknown, and no other. */
export function poolReadings(snapshot: AccountSnapshot, faults: PositionFaults): readonly PoolReading[] {
  const members = new Map<string, Position[]>()
  for (const position of snapshot.positions) {
    if (position.marginType === 'CROSSED') append(members, poolAssetOf(snapshot, position), position)
  }
  const broken = unreadableByPool(snapshot)
  const assets = new Set([...members.keys(), ...broken.byAsset.keys()])
  return [...assets].map((asset) => {
    const positions = members.get(asset) ?? []
    const unreadable = [...(broken.byAsset.get(asset) ?? []), ...broken.anywhere]
    const symbols = [...new Set([...positions, ...unreadable].map((row) => row.symbol))]
    const parts = partsOf(snapshot, asset, positions)
    const why = unreadableReason(unreadable) ?? firstFault(positions, faults) ?? parts.why
    return why === null ? { asset, symbols, pool: crossPoolOf(parts), why } : { asset, symbols, pool: null, why }
  })
}

interface BrokenRows {
  readonly byAsset: ReadonlyMap<string, readonly UnreadablePosition[]>
  /** Rows of which even the margin asset is unknown: they may belong to any pool. */
  readonly anywhere: readonly UnreadablePosition[]
}

function unreadableByPool(snapshot: AccountSnapshot): BrokenRows {
  const byAsset = new Map<string, UnreadablePosition[]>()
  const anywhere: UnreadablePosition[] = []
  if (snapshot.unreadable.length === 0) return { byAsset, anywhere }
  const readable = new Map(snapshot.positions.map((position) => [position.symbol, position]))
  for (const row of snapshot.unreadable) {
    // Margin type and asset belong to the symbol: another row of it tells what this one does not.
    const twin = readable.get(row.symbol)
    if ((row.marginType ?? twin?.marginType) === 'ISOLATED') continue
    const marginAsset = row.marginAsset ?? twin?.marginAsset ?? null
    if (marginAsset !== null) append(byAsset, poolAssetOf(snapshot, { marginAsset }), row)
    else anywhere.push(row)
  }
  return { byAsset, anywhere }
}

function unreadableReason(unreadable: readonly UnreadablePosition[]): string | null {
  const [first] = unreadable
  return first === undefined ? null : `${first.symbol}: ${first.why}`
}

function firstFault(positions: readonly Position[], faults: PositionFaults): string | null {
  for (const position of positions) {
    const why = faults.of(position)
    if (why !== null) return `${position.symbol}: ${why}`
  }
  return null
}

interface PartsReading {
  readonly asset: string
  readonly wallets: ReadonlyMap<string, Decimal>
  readonly rates: ReadonlyMap<string, CollateralRates>
  readonly positions: readonly BracketedPosition[]
  readonly why: string | null
}

function partsOf(snapshot: AccountSnapshot, asset: string, positions: readonly Position[]): PartsReading {
  const needed = new Set(positions.map((position) => position.marginAsset))
  const wallets = new Map<string, Decimal>()
  for (const wallet of snapshot.wallets) {
    const counts = snapshot.multiAssetsMode ? !wallet.crossWallet.eq(ZERO) : false
    if (counts || needed.has(wallet.asset)) wallets.set(wallet.asset, wallet.crossWallet)
  }
  const rates = new Map<string, CollateralRates>()
  for (const held of wallets.keys()) {
    const rate = snapshot.multiAssetsMode ? snapshot.rates.get(held) : AT_PAR
    if (rate !== undefined) rates.set(held, rate)
  }
  return {
    asset,
    wallets,
    rates,
    positions: positions.flatMap((position) => {
      const bracket = snapshot.brackets.get(position.symbol)
      return bracket === undefined ? [] : [{ position, bracket }]
    }),
    why: missing('wallet', needed, wallets) ?? missing('rate', wallets.keys(), rates),
  }
}

function missing(what: string, needed: Iterable<string>, present: ReadonlyMap<string, unknown>): string | null {
  for (const asset of needed) if (!present.has(asset)) return `the ${what} of ${asset} is missing`
  return null
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

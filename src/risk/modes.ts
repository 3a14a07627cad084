import { type Decimal, d, ZERO } from '../model/decimal.ts'
import type { Position } from '../model/position.ts'
import type { AccountSnapshot, Wallet } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import { assessAccount } from './assess.ts'
import type { AccountRisk } from './report.ts'
import { type StressReport, stressReport } from './stress.ts'

export type BookMode = 'current' | 'isolated' | 'cross'

/** The book as it would be in one margin mode. */
export interface ModeReading {
  readonly mode: BookMode
  /** `null` when the book can be in that mode; else why not, and every figure below is `null`. */
  readonly why: string | null
  readonly figures: ModeFigures | null
}

export interface ModeFigures {
  readonly risk: AccountRisk
  /** Isolated wallets and the initial margins of cross positions: money that nothing else can use. `null` if unknown. */
  readonly lockedCapital: Decimal | null
  /** Of the pool in most danger; `null` without one. */
  readonly jointDistancePct: Decimal | null
  /** Isolated wallets and the cross wallets behind open cross positions, without fees; `null` if unknown. */
  readonly maxLoss: Decimal | null
  /** Positions that could draw more than their own wallet, since auto-add margin is on. */
  readonly autoAdding: readonly string[]
  /** The same shocks for each mode. */
  readonly market: StressReport
  readonly adverse: StressReport
}

export interface ModesOptions {
  readonly tiers: TierTable
  readonly shocksPct: readonly Decimal[]
}

/**
 * The present book as it is, all isolated and all cross, with the same shocks applied to each. Positions keep size and
 * entry; an isolated wallet is what opening at the leverage setting would have put in, a cross one gives its back.
 */
export function modeReadings(snapshot: AccountSnapshot, options: ModesOptions): readonly ModeReading[] {
  const why = whyNotIsolated(snapshot)
  return [
    reading('current', snapshot, options),
    why === null ? reading('isolated', allIsolated(snapshot), options) : { mode: 'isolated', why, figures: null },
    reading('cross', allCross(snapshot), options),
  ]
}

function whyNotIsolated(snapshot: AccountSnapshot): string | null {
  if (snapshot.multiAssetsMode) return 'multi-assets mode has cross margin only'
  const unknown = snapshot.positions.find(({ marginType, leverage }) => marginType === 'CROSSED' && leverage === null)
  if (unknown !== undefined) return `the leverage setting of ${unknown.symbol} is not known`
  const short = snapshot.wallets.find(({ asset, crossWallet }) => {
    const needed = initialMargins(snapshot, asset)
    return needed.gt(ZERO) && needed.gt(crossWallet)
  })
  if (short === undefined) return null
  return `its initial margins need more ${short.asset} than the wallet has`
}

function initialMargins(snapshot: AccountSnapshot, asset: string): Decimal {
  return snapshot.positions.reduce(
    (total: Decimal, position) =>
      position.marginType === 'CROSSED' && position.marginAsset === asset
        ? total.plus(initialMargin(position, position.entryPrice) ?? ZERO)
        : total,
    ZERO,
  )
}

/** Notional at a price over the leverage setting; `null` when the setting is unknown. */
function initialMargin({ quantity, leverage }: Position, price: Decimal): Decimal | null {
  return leverage === null ? null : quantity.times(price).div(leverage)
}

/** Every cross position takes its initial margin at entry out of the cross wallet. */
export function allIsolated(snapshot: AccountSnapshot): AccountSnapshot {
  const positions = snapshot.positions.map((position): Position => {
    if (position.marginType === 'ISOLATED') return position
    return { ...position, marginType: 'ISOLATED', isolatedWallet: initialMargin(position, position.entryPrice) ?? ZERO }
  })
  return { ...snapshot, positions, wallets: movedWallets(snapshot, positions) }
}

/** Every isolated position gives its money back to the cross wallet. */
function allCross(snapshot: AccountSnapshot): AccountSnapshot {
  const positions = snapshot.positions.map(
    (position): Position => ({ ...position, marginType: 'CROSSED', isolatedWallet: ZERO }),
  )
  return { ...snapshot, positions, wallets: movedWallets(snapshot, positions) }
}

/** What no longer lies in a position lies in the wallet, and the other way round; the total stays. */
function movedWallets(snapshot: AccountSnapshot, positions: readonly Position[]): readonly Wallet[] {
  return snapshot.wallets.map((wallet) => {
    const freed = isolatedIn(snapshot.positions, wallet.asset).minus(isolatedIn(positions, wallet.asset))
    return { ...wallet, crossWallet: wallet.crossWallet.plus(freed) }
  })
}

function isolatedIn(positions: readonly Position[], asset: string): Decimal {
  return positions.reduce(
    (total: Decimal, position) => (position.marginAsset === asset ? total.plus(position.isolatedWallet) : total),
    ZERO,
  )
}

function reading(mode: BookMode, snapshot: AccountSnapshot, { tiers, shocksPct }: ModesOptions): ModeReading {
  const risk = assessAccount(snapshot, { tiers, nowMs: snapshot.takenAtMs })
  const stress = { shocksPct, scenarios: [], betas: new Map<string, Decimal>(), tiers }
  const figures: ModeFigures = {
    risk,
    lockedCapital: lockedCapital(snapshot, tiers),
    jointDistancePct: risk.pools[0]?.jointDistancePct ?? null,
    maxLoss: maxLoss(snapshot, tiers),
    autoAdding: snapshot.positions.flatMap(({ symbol, marginType, isAutoAddMargin }) =>
      marginType === 'ISOLATED' && isAutoAddMargin === true ? [symbol] : [],
    ),
    market: stressReport(snapshot, { ...stress, mode: 'market' }),
    adverse: stressReport(snapshot, { ...stress, mode: 'adverse' }),
  }
  return { mode, why: null, figures }
}

function lockedCapital(snapshot: AccountSnapshot, tiers: TierTable): Decimal | null {
  const amounts = new Map<string, Decimal>()
  for (const position of snapshot.positions) {
    const margin =
      position.marginType === 'ISOLATED' ? position.isolatedWallet : initialMargin(position, position.markPrice)
    if (margin === null) return null
    amounts.set(position.marginAsset, (amounts.get(position.marginAsset) ?? ZERO).plus(margin))
  }
  return worth(snapshot, amounts, tiers)
}

function maxLoss(snapshot: AccountSnapshot, tiers: TierTable): Decimal | null {
  const behindCross = new Set(
    snapshot.positions.flatMap(({ marginType, marginAsset }) => (marginType === 'CROSSED' ? [marginAsset] : [])),
  )
  const amounts = new Map<string, Decimal>()
  for (const { asset, crossWallet } of snapshot.wallets) {
    const isAtRisk = snapshot.multiAssetsMode ? behindCross.size > 0 : behindCross.has(asset)
    amounts.set(asset, isolatedIn(snapshot.positions, asset).plus(isAtRisk ? crossWallet : ZERO))
  }
  return worth(snapshot, amounts, tiers)
}

/** Amounts of several assets in the currency of the account line, valued by the one evaluator. */
function worth(snapshot: AccountSnapshot, amounts: ReadonlyMap<string, Decimal>, tiers: TierTable): Decimal | null {
  const wallets = [...amounts].map(([asset, amount]) => ({
    asset,
    walletBalance: amount,
    crossWallet: amount,
    availableBalance: null,
  }))
  const nothingOpen = { ...snapshot, positions: [], unreadable: [], wallets }
  return assessAccount(nothingOpen, { tiers, nowMs: snapshot.takenAtMs }).walletBalance
}

/** The shocks of `stress` and `modes` unless told otherwise, in percent. */
export const USUAL_SHOCKS_PCT: readonly Decimal[] = [d('-5'), d('-10'), d('-20')]

import { type Decimal, ONE, ZERO } from '../model/decimal.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { PositionSums } from './cross-pool.ts'
import { effectiveLeverageOf } from './margin-ratio.ts'
import type { MarkFigures } from './mark-figures.ts'
import { type CollateralRates, collateralValue } from './stake.ts'
import type { StakeSource } from './stake-reading.ts'

/** Totals over all pools and isolated positions: USDT in single-asset mode, USD in multi-assets mode. */
export interface AccountTotals {
  readonly equity: Decimal | null
  readonly walletBalance: Decimal | null
  readonly unrealizedPnl: Decimal | null
  readonly maintenanceMargin: Decimal | null
  readonly grossNotional: Decimal | null
  readonly effectiveLeverage: Decimal | null
  readonly isApproximate: boolean
}

/** Margin assets that are worth a dollar by design; without a rate they count as 1. */
export const STABLECOINS: ReadonlySet<string> = new Set([
  'USDT',
  'USDC',
  'FDUSD',
  'BUSD',
  'TUSD',
  'USDP',
  'USD1',
  'BFUSD',
  'DAI',
])

/** How money of one asset enters the account line. */
interface AssetValue {
  readonly rates: CollateralRates
  /** For notionals, which carry no buffer. */
  readonly index: Decimal
  readonly isAssumed: boolean
}

/** The sums of one margin asset; `null` where some position does not tell. */
interface AssetSums {
  walletBalance: Decimal
  unrealizedPnl: Decimal
  maintenanceMargin: Decimal | null
  grossNotional: Decimal
}

/**
 * The account line. A sum that lacks a part is `null`, never smaller: one unreadable USDⓈ-M position hides all but
 * the wallet, one asset without wallet or rate hides everything, brackets that are missing hide the maintenance margin.
 *
 * Money owed counts at the ask in multi-assets mode, all else at the bid, maintenance at the ask.
 *
 * @param unpooled figures of the positions that no known pool has summed up
 * @see Binance Futures FAQ, margin ratio in multi-assets mode
 */
export function accountTotals(source: StakeSource, unpooled: readonly MarkFigures[]): AccountTotals {
  const { snapshot } = source
  const sums = sumsByAsset(source, unpooled)
  const values = sums === null ? null : valuesOf(snapshot, [...sums.keys()])
  if (sums === null || values === null) return NOTHING_KNOWN
  const walletBalance = total(sums, values, (asset, { rates }) => collateralValue(asset.walletBalance, rates))
  const isApproximate = [...values.values()].some((value) => value.isAssumed)
  if (snapshot.unreadable.some(({ isCoinM }) => isCoinM !== true))
    return { ...NOTHING_KNOWN, walletBalance, isApproximate }
  const equity = total(sums, values, (asset, { rates }) =>
    collateralValue(asset.walletBalance.plus(asset.unrealizedPnl), rates),
  )
  const grossNotional = total(sums, values, (asset, { index }) => asset.grossNotional.times(index))
  return {
    equity,
    walletBalance,
    unrealizedPnl: total(sums, values, (asset, { rates }) => collateralValue(asset.unrealizedPnl, rates)),
    maintenanceMargin: total(sums, values, (asset, { rates }) => asset.maintenanceMargin?.times(rates.askRate) ?? null),
    grossNotional,
    effectiveLeverage: equity === null || grossNotional === null ? null : effectiveLeverageOf(grossNotional, equity),
    isApproximate,
  }
}

const NOTHING_KNOWN: AccountTotals = {
  equity: null,
  walletBalance: null,
  unrealizedPnl: null,
  maintenanceMargin: null,
  grossNotional: null,
  effectiveLeverage: null,
  isApproximate: false,
}

/** `null` when a position's margin asset has no wallet: its money was not read. */
function sumsByAsset(source: StakeSource, unpooled: readonly MarkFigures[]): ReadonlyMap<string, AssetSums> | null {
  const sums = new Map<string, AssetSums>()
  const emptyWallets = new Map<string, AssetSums>()
  for (const { asset, walletBalance } of source.snapshot.wallets) {
    const start = { walletBalance, unrealizedPnl: ZERO, maintenanceMargin: ZERO, grossNotional: ZERO }
    ;(walletBalance.isZero() ? emptyWallets : sums).set(asset, start)
  }
  for (const part of partsOf(source, unpooled)) {
    const asset = sums.get(part.asset) ?? emptyWallets.get(part.asset)
    if (asset === undefined) return null
    sums.set(part.asset, asset)
    addPart(asset, part)
  }
  return sums
}

interface Part extends Pick<PositionSums, 'unrealizedPnl' | 'grossNotional'> {
  readonly asset: string
  readonly maintenanceMargin: Decimal | null
}

/** What the positions of a known pool come to is summed up already; the others come one by one. */
function partsOf({ pools }: StakeSource, unpooled: readonly MarkFigures[]): readonly Part[] {
  const pooled = [...pools.values()].flatMap(({ pool }) => (pool === null ? [] : [...pool.collateral.values()]))
  const others = unpooled.map(({ position, notional, unrealizedPnl, maintenanceMargin }) => ({
    asset: position.marginAsset,
    unrealizedPnl,
    maintenanceMargin,
    grossNotional: notional,
  }))
  return [...pooled.map(({ asset, sums }) => ({ asset, ...sums })), ...others]
}

function addPart(asset: AssetSums, { grossNotional, unrealizedPnl, maintenanceMargin }: Part): void {
  asset.unrealizedPnl = asset.unrealizedPnl.plus(unrealizedPnl)
  asset.grossNotional = asset.grossNotional.plus(grossNotional)
  asset.maintenanceMargin =
    asset.maintenanceMargin === null || maintenanceMargin === null
      ? null
      : asset.maintenanceMargin.plus(maintenanceMargin)
}

function valuesOf(snapshot: AccountSnapshot, assets: readonly string[]): ReadonlyMap<string, AssetValue> | null {
  const values = new Map<string, AssetValue>()
  for (const asset of assets) {
    const value = snapshot.multiAssetsMode ? usdValue(snapshot, asset) : usdtValue(snapshot, asset)
    if (value === null) return null
    values.set(asset, value)
  }
  return values
}

function usdValue(snapshot: AccountSnapshot, asset: string): AssetValue | null {
  const rate = snapshot.rates.get(asset)
  return rate === undefined ? null : { rates: rate, index: rate.index, isAssumed: false }
}

function usdtValue(snapshot: AccountSnapshot, asset: string): AssetValue | null {
  if (asset === 'USDT') return atIndex(ONE, false)
  const usd = snapshot.rates.get(asset)?.index
  const usdtUsd = snapshot.rates.get('USDT')?.index
  if (usd !== undefined) return atIndex(usd.div(usdtUsd ?? ONE), usdtUsd === undefined)
  return STABLECOINS.has(asset) ? atIndex(ONE, true) : null
}

function atIndex(index: Decimal, isAssumed: boolean): AssetValue {
  return { rates: { bidRate: index, askRate: index }, index, isAssumed }
}

function total(
  sums: ReadonlyMap<string, AssetSums>,
  values: ReadonlyMap<string, AssetValue>,
  amountOf: (asset: AssetSums, value: AssetValue) => Decimal | null,
): Decimal | null {
  let result: Decimal = ZERO
  for (const [asset, assetSums] of sums) {
    const value = values.get(asset)
    const amount = value === undefined ? null : amountOf(assetSums, value)
    if (amount === null) return null
    result = result.plus(amount)
  }
  return result
}

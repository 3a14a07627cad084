import type { Decimal } from '../model/decimal.ts'
import { d, sum, ZERO } from '../model/decimal.ts'
import type { Account, Leg } from './account.ts'
import type { BracketSpec, SymbolSpec, World } from './world.ts'

/** Buffers of collateral in multi-assets mode, as fractions; an asset that is absent has 5 % either way. */
const BUFFERS: Readonly<Record<string, readonly [bid: string, ask: string]>> = {
  USDT: ['0.0001', '0.0001'],
  USDC: ['0.0001', '0.0001'],
  FDUSD: ['0.001', '0.001'],
  BFUSD: ['0.001', '0.001'],
  USDE: ['0.01', '0.01'],
  BTC: ['0.05', '0.05'],
  ETH: ['0.05', '0.05'],
  BNB: ['0.10', '0.10'],
  SOL: ['0.10', '0.10'],
}
/** Assets that multi-assets mode accepts. */
export const COLLATERAL_ASSETS: readonly string[] = Object.keys(BUFFERS)

/** USD value of one unit of an asset: the index, what a positive balance counts, what a negative one counts. */
export interface Rate {
  readonly index: Decimal
  readonly bidBuffer: Decimal
  readonly askBuffer: Decimal
  readonly bid: Decimal
  readonly ask: Decimal
}

/** The rate of an asset in multi-assets mode; `null` for an asset that is no collateral. */
export function rateOf(world: World, asset: string, atMs: number): Rate | null {
  const index = world.assetPriceAt(asset, atMs)
  if (index === null) return null
  const [bid, ask] = BUFFERS[asset] ?? ['0.05', '0.05']
  return {
    index,
    bidBuffer: d(bid),
    askBuffer: d(ask),
    bid: index.times(d('1').minus(d(bid))).toDecimalPlaces(8),
    ask: index.times(d('1').plus(d(ask))).toDecimalPlaces(8),
  }
}

/** The row that holds a notional value; the last one is open-ended. */
function bracketFor(spec: SymbolSpec, notional: Decimal): BracketSpec {
  const value = notional.toNumber()
  const found = spec.brackets.find((row) => value < row.notionalCap) ?? spec.brackets.at(-1)
  if (found === undefined) throw new RangeError(`${spec.symbol} has no brackets`)
  return found
}

/** Maintenance margin of a notional value, uncut. */
export function maintenanceOf(spec: SymbolSpec, notional: Decimal): Decimal {
  const row = bracketFor(spec, notional)
  return notional.times(d(String(row.maintMarginRatio))).minus(d(String(row.cum)))
}

/** Signed profit of a leg at a price. */
export function profitOf(leg: Pick<Leg, 'quantity' | 'entryPrice'>, price: Decimal): Decimal {
  return leg.quantity.times(price.minus(leg.entryPrice))
}

/** A leg with its figures at the present mark. */
export interface LegFigures {
  readonly leg: Leg
  readonly spec: SymbolSpec
  readonly mark: Decimal
  /** Signed. */
  readonly notional: Decimal
  readonly profit: Decimal
  /** Uncut. */
  readonly maintenance: Decimal
  readonly initialMargin: Decimal
}

/** The figures of a leg at an instant. */
export function figuresOf(account: Account, leg: Leg, world: World, atMs: number): LegFigures {
  const spec = world.spec(leg.symbol)
  if (spec === null) throw new RangeError(`no contract named ${leg.symbol}`)
  const mark = world.markPriceAt(leg.symbol, atMs)
  const notional = leg.quantity.times(mark)
  return {
    leg,
    spec,
    mark,
    notional,
    profit: profitOf(leg, mark),
    maintenance: maintenanceOf(spec, notional.abs()),
    initialMargin: notional.abs().div(d(String(account.settingOf(leg.symbol).leverage))),
  }
}

/** The legs of the account with their figures. */
export function allFigures(account: Account, world: World, atMs: number): readonly LegFigures[] {
  return [...account.legs.values()].map((leg) => figuresOf(account, leg, world, atMs))
}

/** One margin asset of the account. */
export interface AssetFigures {
  readonly asset: string
  readonly updatedAtMs: number
  readonly crossWallet: Decimal
  /** Cross wallet and isolated wallets. */
  readonly wallet: Decimal
  readonly crossProfit: Decimal
  readonly profit: Decimal
  readonly crossMaintenance: Decimal
  readonly maintenance: Decimal
  readonly initialMargin: Decimal
  readonly crossInitialMargin: Decimal
  /** Money free for new positions in single-asset mode, never below 0. */
  readonly available: Decimal
}

const isCross = (figures: LegFigures): boolean => figures.leg.isolatedWallet === null
const total = (legs: readonly LegFigures[], pick: (figures: LegFigures) => Decimal): Decimal => sum(legs.map(pick))

function assetFigures(account: Account, asset: string, legs: readonly LegFigures[]): AssetFigures {
  const own = legs.filter((figures) => figures.spec.marginAsset === asset)
  const cross = own.filter(isCross)
  const crossWallet = account.crossWallet(asset)
  const crossProfit = total(cross, (figures) => figures.profit)
  const crossInitialMargin = total(cross, (figures) => figures.initialMargin)
  const free = crossWallet.plus(crossProfit).minus(crossInitialMargin)
  return {
    asset,
    updatedAtMs: account.purses.get(asset)?.updatedAtMs ?? 0,
    crossWallet,
    wallet: crossWallet.plus(total(own, (figures) => figures.leg.isolatedWallet ?? ZERO)),
    crossProfit,
    profit: total(own, (figures) => figures.profit),
    crossMaintenance: total(cross, (figures) => figures.maintenance),
    maintenance: total(own, (figures) => figures.maintenance),
    initialMargin: total(own, (figures) => figures.initialMargin),
    crossInitialMargin,
    available: free.gt(0) ? free : ZERO,
  }
}

/** Every margin asset that has money or a position, in the order in which it came. */
export function assetsOf(account: Account, legs: readonly LegFigures[]): readonly AssetFigures[] {
  const names = new Set([...account.purses.keys(), ...legs.map((figures) => figures.spec.marginAsset)])
  return [...names].map((asset) => assetFigures(account, asset, legs))
}

import { readFileSync } from 'node:fs'
import type { BracketRow, LeverageBracket } from '../../src/model/bracket.ts'
import { d } from '../../src/model/decimal.ts'
import type { Position, PositionSide } from '../../src/model/position.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { aPosition, aRate, aSnapshot, aWallet } from '../support/builders.ts'

interface RowVector {
  readonly floor: string
  readonly cap?: string | null
  readonly mmr: string
  readonly cum?: string
}

interface PositionVector {
  readonly symbol: string
  readonly positionSide: PositionSide
  readonly marginType: 'isolated' | 'cross'
  readonly marginAsset: string
  readonly positionAmt: string
  readonly entryPrice: string
  readonly markPrice: string
  readonly isolatedWallet?: string
}

interface ExpectedLiquidation {
  readonly symbol: string
  readonly positionSide: PositionSide
  readonly price: string | null
  readonly status?: 'ok' | 'none' | 'liquidatable'
  readonly below?: string | null
  readonly above?: string | null
  readonly exact?: boolean
}

interface AccountPart {
  readonly id: string
  readonly tolerance: string
  readonly account: {
    readonly positionMode: 'oneway' | 'hedge'
    readonly assetMode: 'single' | 'multi'
    readonly crossWallets: Readonly<Record<string, string>>
    readonly otherMaintMargin?: Readonly<Record<string, string>>
    readonly assetRates?: Readonly<Record<string, { readonly bid: string; readonly ask: string }>>
  }
  readonly positions: readonly PositionVector[]
  readonly brackets: Readonly<Record<string, readonly RowVector[]>>
}

export interface LiquidationVector extends AccountPart {
  readonly kind: 'liquidation'
  readonly rounding?: { readonly entryDecimals: number; readonly decimals: number }
  readonly expected: {
    readonly liquidation: readonly ExpectedLiquidation[]
    readonly totalMaintMargin?: Readonly<Record<string, string>>
    readonly marginBalance?: Readonly<Record<string, string>>
    readonly accountEquity?: string
    readonly accountMaintMargin?: string
  }
}

export interface SummaryVector extends AccountPart {
  readonly kind: 'multi-asset-summary'
  readonly ratioTolerance: string
  readonly expected: {
    readonly accountEquity: string
    readonly accountMaintMargin: string
    readonly marginRatio: string
  }
}

export interface MaintenanceVector {
  readonly kind: 'maint-margin'
  readonly id: string
  readonly notional: string
  readonly brackets: readonly RowVector[]
  readonly expected: { readonly maintMargin: string; readonly truncated?: boolean }
  readonly tolerance: string
}

export interface CumVector {
  readonly kind: 'bracket-cum'
  readonly id: string
  readonly brackets: readonly RowVector[]
  readonly expected: { readonly cum: readonly string[] }
}

export type Vector = LiquidationVector | SummaryVector | MaintenanceVector | CumVector

export function readVectors(file: 'recorded' | 'generated'): readonly Vector[] {
  const path = new URL(`../fixtures/vectors/${file}.json`, import.meta.url)
  return JSON.parse(readFileSync(path, 'utf8'))
}

export function liquidationVectors(file: 'recorded' | 'generated'): readonly LiquidationVector[] {
  return readVectors(file).filter((vector) => vector.kind === 'liquidation')
}

export function bracketFrom(rows: readonly RowVector[], symbol: string): LeverageBracket {
  const built = rows.map(({ floor, cap, mmr, cum }, index): BracketRow => {
    const notionalCap = d(cap ?? rows[index + 1]?.floor ?? '1e15')
    const maintAmount = d(cum ?? '0')
    return {
      bracket: index + 1,
      notionalFloor: d(floor),
      notionalCap,
      maintMarginRatio: d(mmr),
      maintAmount,
      initialLeverage: 1,
    }
  })
  return { symbol, rows: built, notionalCoef: null }
}

/** The snapshot in which a vector's account would arrive. */
export function snapshotFrom({ account, positions, brackets }: AccountPart): AccountSnapshot {
  const others = Object.entries(account.otherMaintMargin ?? {})
  const assets = Object.keys(account.crossWallets)
  const isolatedOnly = positions.map((row) => row.marginAsset).filter((asset) => !assets.includes(asset))
  return aSnapshot({
    hedgeMode: account.positionMode === 'hedge',
    multiAssetsMode: account.assetMode === 'multi',
    wallets: [
      ...assets.map((asset) => aWallet(asset, account.crossWallets[asset] ?? '')),
      ...[...new Set(isolatedOnly)].map((asset) => aWallet(asset, '0')),
    ],
    rates: Object.entries(account.assetRates ?? {}).map(([asset, { bid, ask }]) => aRate(asset, bid, ask)),
    positions: [...positions.map(positionFrom), ...others.map(([asset, margin]) => standInFor(asset, margin))],
    brackets: [
      ...Object.entries(brackets).map(([symbol, rows]) => bracketFrom(rows, symbol)),
      ...others.map(([asset]) => bracketFrom([{ floor: '0', mmr: '0.5' }], `OTHER${asset}`)),
    ],
  })
}

/** A position without profit whose maintenance margin is the amount that a vector attributes to unlisted ones. */
function standInFor(asset: string, maintMargin: string): Position {
  const entryPrice = d(maintMargin).times(2).toFixed()
  return aPosition({ symbol: `OTHER${asset}`, marginAsset: asset, quantity: '1', entryPrice })
}

function positionFrom(row: PositionVector): Position {
  const amount = d(row.positionAmt)
  return aPosition({
    symbol: row.symbol,
    positionSide: row.positionSide,
    side: amount.isNegative() ? 'SHORT' : 'LONG',
    quantity: amount.abs().toFixed(),
    entryPrice: row.entryPrice,
    markPrice: row.markPrice,
    marginType: row.marginType === 'cross' ? 'CROSSED' : 'ISOLATED',
    marginAsset: row.marginAsset,
    isolatedWallet: row.isolatedWallet ?? '0',
  })
}

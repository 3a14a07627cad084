import fc from 'fast-check'
import type { LeverageBracket } from '../../src/model/bracket.ts'
import { type Decimal, d } from '../../src/model/decimal.ts'
import type { MarginType, Position, Side } from '../../src/model/position.ts'
import type { AccountSnapshot, Wallet } from '../../src/model/snapshot.ts'
import { aBracket, aPosition, aRate, aSnapshot, aWallet, type RowText } from './builders.ts'

/** An integer from 1 to `max`, times 10^−places. */
function scaled(max: number, places: number): fc.Arbitrary<Decimal> {
  return fc.integer({ min: 1, max }).map((digits) => d(`${digits}e-${places}`))
}

/** Prices from 0.0001 to 100,000. */
export const prices: fc.Arbitrary<Decimal> = fc
  .tuple(fc.integer({ min: 1000, max: 9_999_999 }), fc.integer({ min: 2, max: 7 }))
  .map(([digits, places]) => d(`${digits}e-${places}`))

/** Factors from 0.8 to 1.2. */
const nearOne = fc.integer({ min: 8000, max: 12_000 }).map((digits) => d(`${digits}e-4`))

/** Continuous rows: floors grow, ratios never fall. Amounts follow by the published recursion. */
export const bracketRows: fc.Arbitrary<readonly RowText[]> = fc
  .array(fc.record({ width: fc.integer({ min: 1, max: 40 }), step: fc.integer({ min: 0, max: 60 }) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((steps) => {
    let floor = d('0')
    let ratio = d('0.004')
    let amount = d('0')
    return steps.map(({ width, step }, index): RowText => {
      const rise = index === 0 ? d('0') : d(`${step}e-3`)
      if (index > 0) floor = floor.plus(width * 1000)
      ratio = ratio.plus(rise)
      amount = amount.plus(floor.times(rise))
      return [floor.toFixed(), ratio.toFixed(), amount.toFixed()]
    })
  })

interface SymbolPlan {
  readonly entry: Decimal
  readonly drift: Decimal
  readonly notional: Decimal
  readonly side: Side
  readonly isPair: boolean
  readonly hedgeShare: Decimal
  readonly isolated: boolean
  readonly isolatedShare: Decimal
  readonly asset: number
  readonly rows: readonly RowText[]
}

const symbolPlans: fc.Arbitrary<SymbolPlan> = fc.record({
  entry: prices,
  drift: nearOne,
  notional: scaled(100_000, 0),
  side: fc.constantFrom<Side>('LONG', 'SHORT'),
  isPair: fc.boolean(),
  hedgeShare: scaled(12_000, 4),
  isolated: fc.boolean(),
  isolatedShare: scaled(15_000, 4),
  asset: fc.integer({ min: 0, max: 2 }),
  rows: bracketRows,
})

export interface AccountTraits {
  readonly maxSymbols: number
  readonly hedge: boolean
  readonly multiAssets: boolean
  readonly allowIsolated: boolean
}

const ASSETS = ['USDT', 'USDC', 'FDUSD'] as const

/** Accounts whose wallets stand between clearly liquidatable and clearly funded. */
export function accounts(traits: AccountTraits): fc.Arbitrary<AccountSnapshot> {
  return fc
    .record({
      plans: fc.array(symbolPlans, { minLength: 1, maxLength: traits.maxSymbols }),
      funding: fc.tuple(...ASSETS.map(() => fc.integer({ min: -5, max: 120 }))),
      buffers: fc.tuple(...ASSETS.map(() => fc.integer({ min: 0, max: 1000 }))),
    })
    .map(({ plans, funding, buffers }) => {
      const positions = plans.flatMap((plan, index) => positionsOf(plan, `S${index}`, traits))
      return aSnapshot({
        hedgeMode: traits.hedge,
        multiAssetsMode: traits.multiAssets,
        positions,
        brackets: plans.map(({ rows }, index) => aBracket(rows, `S${index}`)),
        wallets: ASSETS.map((asset, index) => walletOf(asset, funding[index] ?? 0, positions)),
        rates: ASSETS.map((asset, index) => {
          const buffer = d(`${buffers[index] ?? 0}e-4`)
          return aRate(asset, d('1').minus(buffer).toFixed(), d('1').plus(buffer).toFixed(), '1')
        }),
      })
    })
}

function positionsOf(plan: SymbolPlan, symbol: string, traits: AccountTraits): readonly Position[] {
  const marginType: MarginType = traits.allowIsolated && plan.isolated ? 'ISOLATED' : 'CROSSED'
  const quantity = plan.notional.div(plan.entry).toDecimalPlaces(6).plus(d('0.000001'))
  const isPair = traits.hedge && plan.isPair
  const common = {
    symbol,
    marginType,
    marginAsset: ASSETS[plan.asset] ?? 'USDT',
    entryPrice: plan.entry.toFixed(),
    markPrice: plan.entry.times(plan.drift).toFixed(),
  }
  const first = {
    ...common,
    side: plan.side,
    positionSide: traits.hedge ? plan.side : 'BOTH',
    quantity: quantity.toFixed(),
    isolatedWallet: marginType === 'ISOLATED' ? plan.notional.times(plan.isolatedShare).toFixed() : '0',
  } as const
  if (!isPair) return [aPosition(first)]
  const side = plan.side === 'LONG' ? 'SHORT' : 'LONG'
  const other = quantity.times(plan.hedgeShare).toDecimalPlaces(6).plus(d('0.000001')).toFixed()
  return [aPosition(first), aPosition({ ...first, side, positionSide: side, quantity: other })]
}

/** A wallet of so many hundredths of what the asset's positions are worth. */
function walletOf(asset: string, hundredths: number, positions: readonly Position[]): Wallet {
  const gross = positions
    .filter((position) => position.marginAsset === asset)
    .reduce((sum, position) => sum.plus(position.quantity.times(position.markPrice)), d('100'))
  return aWallet(asset, gross.times(hundredths).div(100).toDecimalPlaces(8).toFixed())
}

/** The bracket of a symbol in an account that has all of them. */
export function bracketIn(snapshot: AccountSnapshot, symbol: string): LeverageBracket {
  const bracket = snapshot.brackets.get(symbol)
  if (bracket === undefined) throw new Error(`${symbol} has no brackets`)
  return bracket
}

import { type Decimal, d, sum, ZERO } from '../model/decimal.ts'
import { marginLevelOf } from './margin-level.ts'
import { type LiquidationRun, type LiquidationStep, liquidationRun, type SeizedAsset } from './margin-liquidation.ts'

/** Names of the worked examples. */
export const EXAMPLES = ['a', 'b', 'c'] as const
export type ExampleName = (typeof EXAMPLES)[number]

/** A worked example, computed, with what the document gets wrong about it. */
export interface Example {
  readonly name: ExampleName
  readonly title: string
  readonly unit: string
  readonly run: LiquidationRun
  /** Remarks where the document contradicts itself. */
  readonly notes: readonly string[]
}

interface Asset {
  readonly asset: string
  readonly quantity: string
  readonly price: string
}

interface Script {
  readonly title: string
  readonly unit: string
  readonly own: readonly Asset[]
  readonly loan: string
  /** Bought with the loan. */
  readonly bought: Asset
  /** What each asset fetches, and how it is sold; the price at the line where none is given. */
  readonly exits: Readonly<Record<string, { readonly way: SeizedAsset['way']; readonly price?: string }>>
  readonly notes: readonly string[]
}

const LIQUIDATION_LEVEL = d('1.1')
const FEE_RATE = d('0.02')

const FEE_NOTE =
  'the fee is said to be a share of the "liquidated assets", but is computed from what was owed: 2% of 400,000'
const TABLE_NOTE =
  "the document's table of liquidation lines has lost its numbers: the line of 1.1 is that of the examples"

const SCRIPTS: Readonly<Record<ExampleName, Script>> = {
  a: {
    title: 'regular liquidation of a liquid coin',
    unit: 'USDC',
    own: [{ asset: 'BTC', quantity: '2', price: '50000' }],
    loan: '400000',
    bought: { asset: 'BTC', quantity: '8', price: '50000' },
    exits: { BTC: { way: 'regular' } },
    notes: [
      "row 3 of the document's table lists the collateral as 440,000 USDC, though it still is 10 BTC",
      FEE_NOTE,
      TABLE_NOTE,
    ],
  },
  b: {
    title: 'takeover of a thin coin',
    unit: 'USDC',
    own: [{ asset: 'SUPER', quantity: '100000', price: '1' }],
    loan: '400000',
    bought: { asset: 'SUPER', quantity: '400000', price: '1' },
    exits: { SUPER: { way: 'takeover', price: '0.87' } },
    notes: [`${FEE_NOTE}, not of the 440,000 that were taken over`, TABLE_NOTE],
  },
  c: {
    title: 'first orders, then a takeover',
    unit: 'USDC',
    own: [
      { asset: 'BTC', quantity: '1', price: '50000' },
      { asset: 'SUPER', quantity: '50000', price: '1' },
    ],
    loan: '400000',
    bought: { asset: 'SUPER', quantity: '400000', price: '1' },
    exits: { BTC: { way: 'regular' }, SUPER: { way: 'takeover', price: '0.86' } },
    notes: [
      "the document's text speaks of 500,000 SUPER; there are 450,000",
      'it says that liabilities of 400,000 are taken over, after 50,000 of them were repaid: 350,000 are left',
      'row 5 of its table prints a net equity of 35,000; 387,000 less 350,000 is 37,000',
      FEE_NOTE,
      TABLE_NOTE,
    ],
  },
}

/** A worked example of the document, from the first deposit to the end. @see Binance, What Is Margin Liquidation */
export function workedExample(name: ExampleName): Example {
  const { title, unit, own, loan, bought, exits, notes } = SCRIPTS[name]
  const debt = d(loan)
  const held = joined([...own, bought])
  const fixed = held.filter(({ asset }) => asset !== bought.asset)
  const moving = sum(held.filter(({ asset }) => asset === bought.asset).map(({ quantity }) => quantity))
  const linePrice = debt.times(LIQUIDATION_LEVEL).minus(worthOf(fixed)).div(moving)
  const collateral = held.map(({ asset, quantity, price }): SeizedAsset => {
    const atLine = asset === bought.asset ? linePrice : price
    const exit = exits[asset]
    const exitPrice = exit?.price === undefined ? atLine : d(exit.price)
    return { asset, quantity, price: atLine, exitPrice, way: exit?.way ?? 'regular' }
  })
  const run = liquidationRun({ unit, collateral, debt, feeRate: FEE_RATE })
  const opening = [
    openingStep('initial', joined(own), { debt: ZERO, price: d(bought.price) }),
    openingStep('position', held, { debt, price: d(bought.price) }),
  ]
  return { name, title, unit, run: { ...run, steps: [...opening, ...run.steps] }, notes }
}

interface Held {
  readonly asset: string
  readonly quantity: Decimal
  readonly price: Decimal
}

function joined(assets: readonly Asset[]): readonly Held[] {
  const names = [...new Set(assets.map(({ asset }) => asset))]
  return names.map((name) => {
    const same = assets.filter(({ asset }) => asset === name)
    const price = d(same[0]?.price ?? '1')
    return { asset: name, quantity: sum(same.map(({ quantity }) => d(quantity))), price }
  })
}

function worthOf(held: readonly Held[]): Decimal {
  return sum(held.map(({ quantity, price }) => quantity.times(price)))
}

function openingStep(
  name: string,
  held: readonly Held[],
  { debt, price }: { readonly debt: Decimal; readonly price: Decimal },
): LiquidationStep {
  const collateral = worthOf(held)
  const assets = held.map(({ asset, quantity }) => ({ asset, quantity }))
  return { name, marginLevel: marginLevelOf({ assets: collateral, debt }), assets, collateral, debt, price }
}

import { type Decimal, d, HUNDRED, sum, ZERO } from '../model/decimal.ts'
import { type Position, profitAt } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import { assessAccount } from './assess.ts'
import { isSameSlot } from './book-change.ts'
import { type Casualty, cascadeOf, type Death } from './cascade.ts'
import { singlePath } from './mark-path.ts'
import { poolAssetOf } from './pool-reading.ts'
import type { PositionRisk } from './report.ts'

export type StepName =
  | 'trigger'
  | 'orders-cancelled'
  | 'close'
  | 'bankruptcy'
  | 'insurance-fund'
  | 'auto-deleveraging'
  | 'left'

/** One step of a liquidation; money is the margin asset's (pool: its currency), `null` where a step has no such figure. */
export interface LiquidationStep {
  readonly name: StepName
  /** Whose step it is; the pool's has none. */
  readonly symbol: string | null
  readonly price: Decimal | null
  readonly marginBalance: Decimal | null
  readonly maintenanceMargin: Decimal | null
  /** Base units that a close takes; number of orders that are cancelled. */
  readonly quantity: Decimal | null
  readonly fee: Decimal | null
  /** What is left of the money that was at stake. */
  readonly remaining: Decimal | null
}

/** A liquidation in steps, or why there is none. */
export interface LiquidationWalk {
  readonly row: PositionRisk
  readonly steps: readonly LiquidationStep[]
  /** `null` when there are steps; else why its own price cannot liquidate the position. */
  readonly why: string | null
  /** Cross positions that go down together, in the order of closing; one for an isolated position. */
  readonly casualties: readonly Casualty[]
  /** Resting orders that are cancelled first; `null` when they could not be read. */
  readonly cancelledOrders: number | null
  readonly death: Death | null
  /** Money at stake before the trigger: the isolated wallet, or the pool's margin balance at the mark. */
  readonly atStake: Decimal | null
  /** Clearance fees of all closes. */
  readonly fees: Decimal
  /** Percent of price from the trigger to the bankruptcy price; `null` without either. */
  readonly roomPct: Decimal | null
  /** The mode of the account after it, by the one evaluator. */
  readonly equityAfter: Decimal | null
}

/** The price itself is rounded in its last digit: the path goes just so much further that it is surely reached. */
const A_HAIR_FURTHER = d('1.000000000001')

const WHY_NONE = {
  'fully-funded': 'its margin covers a fall of the price to zero',
  'hedged-flat': 'its long and short legs cancel each other out',
} as const

/**
 * What happens when a position's own mark goes to its liquidation price and all else stands still: the trigger, the
 * cancelled orders, the forced closes at that mark with their clearance fees, the bankruptcy price that the insurance
 * fund would take over at, and what is left.
 *
 * @see Binance, Futures Liquidation Protocols
 */
export function liquidationWalk(snapshot: AccountSnapshot, row: PositionRisk, tiers: TierTable): LiquidationWalk {
  const { liquidation, position } = row
  if (liquidation.status !== 'price') {
    const why = liquidation.status === 'none' ? WHY_NONE[liquidation.reason] : liquidation.reason
    return { ...NO_WALK, row, why }
  }
  const price = liquidation.reason === null ? liquidation.price : position.markPrice
  const path = singlePath(position, price)
  const { deaths, after } = cascadeOf(snapshot, { ...path, end: path.end.times(A_HAIR_FURTHER) })
  const death = deaths.find((each) => isDeathOf(each, snapshot, position))
  if (death === undefined) return { ...NO_WALK, row, why: 'the simulation found nothing to liquidate at that price' }
  const cancelledOrders = restingOrders(snapshot, position)
  const found = { row, snapshot, death, price, cancelledOrders }
  const equityAfter = assessAccount(after, { tiers, nowMs: after.takenAtMs }).equity
  return {
    row,
    why: null,
    steps: stepsOf(found),
    casualties: death.casualties,
    cancelledOrders,
    death,
    atStake: atStake(found),
    fees: feesOf(death),
    roomPct: roomPct(row, price),
    equityAfter,
  }
}

/** A cross position dies with its pool, whose greatest loser is closed first: it may survive that itself. */
function isDeathOf({ poolAsset, casualties }: Death, snapshot: AccountSnapshot, position: Position): boolean {
  if (position.marginType === 'CROSSED') return poolAsset === poolAssetOf(snapshot, position)
  return casualties.some((casualty) => isSameSlot(casualty.position, position))
}

const NO_WALK = {
  steps: [],
  casualties: [],
  cancelledOrders: null,
  death: null,
  atStake: null,
  fees: ZERO,
  roomPct: null,
  equityAfter: null,
} as const

interface Found {
  readonly row: PositionRisk
  readonly snapshot: AccountSnapshot
  readonly death: Death
  readonly price: Decimal
  readonly cancelledOrders: number | null
}

/** Orders of the symbol; of every symbol of the pool when that is what dies. */
function restingOrders(snapshot: AccountSnapshot, position: Position): number | null {
  const symbols =
    position.marginType === 'ISOLATED'
      ? new Set([position.symbol])
      : new Set(poolMembers(snapshot, position).map(({ symbol }) => symbol))
  let count = 0
  for (const symbol of symbols) {
    const orders = snapshot.orders.get(symbol)
    if (orders === undefined) return null
    count += orders.length
  }
  return count
}

function poolMembers(snapshot: AccountSnapshot, position: Position): readonly Position[] {
  const asset = poolAssetOf(snapshot, position)
  return snapshot.positions.filter((other) => other.marginType === 'CROSSED' && poolAssetOf(snapshot, other) === asset)
}

function stepsOf(found: Found): readonly LiquidationStep[] {
  const { row, death, price } = found
  const symbol = row.position.symbol
  const closes = closeSteps(death)
  const remaining = closes.at(-1)?.remaining ?? ZERO
  const trigger = triggerOf(death)
  return [
    step('trigger', { symbol, price, ...trigger, remaining: trigger.marginBalance }),
    step('orders-cancelled', {
      symbol,
      quantity: found.cancelledOrders === null ? null : ZERO.plus(found.cancelledOrders),
      ...trigger,
    }),
    ...closes,
    step('bankruptcy', { symbol, price: row.bankruptcyPrice(), marginBalance: ZERO, remaining: ZERO }),
    step('insurance-fund', { symbol, fee: feesOf(death) }),
    step('auto-deleveraging', { symbol, price: row.bankruptcyPrice() }),
    step('left', { symbol, marginBalance: remaining, remaining }),
  ]
}

/** At the trigger balance and maintenance margin are equal: what the first order and its fee left, put back. */
function triggerOf(death: Death): { readonly marginBalance: Decimal; readonly maintenanceMargin: Decimal } {
  const [first] = death.casualties.flatMap(({ orders }) => orders)
  const marginBalance = first === undefined ? ZERO : first.marginBalance.plus(first.fee)
  return { marginBalance, maintenanceMargin: marginBalance }
}

function closeSteps({ casualties }: Death): readonly LiquidationStep[] {
  return casualties.flatMap(({ symbol, orders }) =>
    orders.map(({ quantity, price, fee, marginBalance, maintenanceMargin }) =>
      step('close', { symbol, price, quantity, fee, marginBalance, maintenanceMargin, remaining: marginBalance }),
    ),
  )
}

function feesOf({ casualties }: Death): Decimal {
  return casualties.reduce(
    (total: Decimal, { orders }) => orders.reduce((sum: Decimal, { fee }) => sum.plus(fee), total),
    ZERO,
  )
}

function atStake({ row, snapshot }: Found): Decimal | null {
  const { position } = row
  if (position.marginType === 'ISOLATED') return position.isolatedWallet
  if (snapshot.multiAssetsMode) return null
  const wallets = snapshot.wallets.filter(({ asset }) => asset === position.marginAsset)
  const profits = poolMembers(snapshot, position).map((member) => profitAt(member, member.markPrice))
  return sum([...wallets.map(({ crossWallet }) => crossWallet), ...profits])
}

function roomPct(row: PositionRisk, price: Decimal): Decimal | null {
  const bankruptcyPrice = row.bankruptcyPrice()
  return bankruptcyPrice === null ? null : price.minus(bankruptcyPrice).abs().times(HUNDRED).div(price)
}

function step(name: StepName, known: Partial<Omit<LiquidationStep, 'name'>>): LiquidationStep {
  const blank = {
    symbol: null,
    price: null,
    marginBalance: null,
    maintenanceMargin: null,
    quantity: null,
    fee: null,
    remaining: null,
  }
  return { ...blank, name, ...known }
}

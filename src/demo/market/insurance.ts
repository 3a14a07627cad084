import type { Query } from '../route.ts'
import type { SymbolSpec, World } from '../world.ts'
import { recentMove, smoothNoise } from './noise.ts'
import { requiredSpec } from './parameters.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** One insurance fund: the contracts it stands for and its usual size in units of each asset. */
interface Fund {
  readonly name: string
  readonly covers: (spec: SymbolSpec) => boolean
  readonly usual: readonly (readonly [asset: string, amount: number])[]
}

const FUNDS: readonly Fund[] = [
  {
    name: 'major',
    covers: (spec) => ['BTC', 'ETH'].includes(spec.baseAsset),
    usual: [
      ['USDT', 9.2e8],
      ['USDC', 1.1e8],
      ['BTC', 1250],
    ],
  },
  { name: 'stocks', covers: (spec) => spec.underlyingType === 'EQUITY', usual: [['USDT', 4.1e6]] },
  {
    name: 'thin',
    covers: (spec) => spec.dailyTurnover < 1e8,
    usual: [['USDT', 2.6e6]],
  },
  {
    name: 'others',
    covers: () => true,
    usual: [
      ['USDT', 1.7e8],
      ['USDC', 2.4e7],
    ],
  },
]

/** Insurance funds by their group of contracts: the group of a symbol as one object, or all groups. */
export function insuranceBalance(query: Query, world: World) {
  if (query.has('symbol')) {
    const spec = requiredSpec(query, world)
    return groupOf(world, fundOf(spec))
  }
  return FUNDS.map((fund) => groupOf(world, fund)).filter((group) => group.symbols.length > 0)
}

function fundOf(spec: SymbolSpec): Fund {
  const found = FUNDS.find((fund) => fund.covers(spec))
  if (found === undefined) throw new RangeError(`no insurance fund for ${spec.symbol}`)
  return found
}

function groupOf(world: World, fund: Fund) {
  const members = world.symbols().filter((spec) => fundOf(spec) === fund)
  const updateTime = Math.floor(world.nowMs() / HOUR_MS) * HOUR_MS
  const drained = 1 - 0.3 * roughestMove(world, members)
  return {
    symbols: members.map((spec) => spec.symbol),
    assets: fund.usual.map(([asset, amount]) => ({
      asset,
      marginBalance: (
        amount *
        (1 + 0.01 * smoothNoise(world, `fund ${fund.name} ${asset}`, updateTime / DAY_MS)) *
        drained
      ).toFixed(8),
      updateTime,
    })),
  }
}

/** The largest move since the start among the first few members: a crash eats into the fund. */
function roughestMove(world: World, members: readonly SymbolSpec[]): number {
  const sinceMs = world.nowMs() - world.startAtMs
  if (sinceMs <= 0) return 0
  return Math.max(0, ...members.slice(0, 5).map((spec) => recentMove(world, spec.symbol, world.nowMs(), sinceMs)))
}

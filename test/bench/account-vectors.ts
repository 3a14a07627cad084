import { liquidationVectors, type snapshotFrom } from '../contract/vectors.ts'
import { seededRandom } from './statistics.ts'

/** An account in the form of the vector files. */
export type AccountVector = Parameters<typeof snapshotFrom>[0]

const GENERATED = liquidationVectors('generated')

/** The stressed accounts of the generated sample, with the prices that its own solver found. */
export const STRESSED_SAMPLE = GENERATED.filter(({ id }) => id.includes('-stressed-'))

/** Every contract whose brackets the sample carries, with a mark it was seen at. */
const CONTRACTS = [
  ...new Map(
    GENERATED.flatMap(({ positions, brackets }) =>
      positions
        .filter(({ marginAsset }) => marginAsset === 'USDT')
        .map(({ symbol, markPrice }) => [symbol, { symbol, markPrice, rows: brackets[symbol] ?? [] }] as const),
    ),
  ).values(),
]

/**
 * Seeded cross accounts under stress: two to five positions of 3,000 to 3,000,000 USDT, entries within 20 % of the mark,
 * and a wallet with which the pool dies when everything moves against it by 1 to 8 %. The single positions then stand
 * between one per cent and far away.
 */
export function stressedAccounts(count: number, seed: number): readonly AccountVector[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, index) => stressedAccount(`stressed-${index + 1}`, random))
}

function stressedAccount(id: string, random: () => number): AccountVector {
  for (;;) {
    const positions = shuffled(CONTRACTS, random)
      .slice(0, 2 + Math.floor(random() * 4))
      .map((contract) => positionIn(contract, random))
    const jointMove = 0.01 + 0.07 * random()
    const wallet = positions.reduce((sum, position) => sum + needOf(position, jointMove), 0)
    // Profits can be so large that no wallet would be left: not an account that anyone has.
    if (wallet > 0) return vectorOf(id, wallet, positions)
  }
}

type Contract = (typeof CONTRACTS)[number]

interface Drawn {
  readonly contract: Contract
  readonly quantity: number
  readonly entryPrice: number
}

function positionIn(contract: Contract, random: () => number): Drawn {
  const mark = Number(contract.markPrice)
  const notional = 3000 * 1000 ** random()
  const sign = random() < 0.6 ? 1 : -1
  return {
    contract,
    quantity: Number(((sign * notional) / mark).toPrecision(6)),
    entryPrice: Number((mark * (0.8 + 0.4 * random())).toPrecision(8)),
  }
}

/** Money that this position takes from the wallet once it has moved against its holder. */
function needOf({ contract, quantity, entryPrice }: Drawn, move: number): number {
  const mark = Number(contract.markPrice)
  const price = mark * (1 - Math.sign(quantity) * move)
  const notional = Math.abs(quantity) * price
  const row = contract.rows.findLast(({ floor }) => Number(floor) <= notional)
  const maintenance = notional * Number(row?.mmr) - Number(row?.cum ?? 0)
  return maintenance - quantity * (price - entryPrice)
}

function vectorOf(id: string, wallet: number, positions: readonly Drawn[]): AccountVector {
  return {
    id,
    tolerance: '0',
    account: { positionMode: 'oneway', assetMode: 'single', crossWallets: { USDT: wallet.toFixed(8) } },
    positions: positions.map(({ contract, quantity, entryPrice }) => ({
      symbol: contract.symbol,
      positionSide: 'BOTH',
      marginType: 'cross',
      marginAsset: 'USDT',
      positionAmt: String(quantity),
      entryPrice: String(entryPrice),
      markPrice: contract.markPrice,
    })),
    brackets: Object.fromEntries(positions.map(({ contract }) => [contract.symbol, contract.rows])),
  }
}

function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  return values
    .map((value) => ({ value, order: random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ value }) => value)
}

import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { bracketFrom, liquidationVectors } from '../contract/vectors.ts'
import { aPosition, aSnapshot, aWallet } from '../support/builders.ts'
import { seededRandom } from './statistics.ts'

const SEED = 7
/** As many tables as the exchange has contracts; further made-up ones share them. */
const TABLES = 700
/** A contract of the sample lends its brackets. */
const [ROWS = []] = Object.values(liquidationVectors('generated')[0]?.brackets ?? {})

/** Symbol of the n-th made-up contract. */
export function symbolAt(index: number): string {
  return `COIN${index + 1}USDT`
}

/** A cross pool of as many positions, one contract each, long and short, around 2,000 USDT each at 3x. */
export function largeSnapshot(positions: number, seed: number = SEED): AccountSnapshot {
  const random = seededRandom(seed)
  const tables = Array.from({ length: Math.min(positions, TABLES) }, () => bracketFrom(ROWS, '').rows)
  const held = Array.from({ length: positions }, (_, index) =>
    aPosition({
      symbol: symbolAt(index),
      side: random() < 0.6 ? 'LONG' : 'SHORT',
      quantity: (1000 + 2000 * random()).toFixed(1),
      entryPrice: (0.9 + 0.2 * random()).toFixed(6),
      markPrice: (0.95 + 0.1 * random()).toFixed(6),
    }),
  )
  return aSnapshot({
    wallets: [aWallet('USDT', String(700 * positions))],
    positions: held,
    brackets: held.map(({ symbol }, index) => ({ symbol, rows: tables[index % TABLES] ?? [], notionalCoef: null })),
  })
}

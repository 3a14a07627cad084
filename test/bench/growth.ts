import { assessAccount } from '../../src/risk/assess.ts'
import { TAKEN_AT_MS, tierTable } from '../support/builders.ts'
import { type Figure, milliseconds } from './figure.ts'
import { largeSnapshot } from './large-snapshot.ts'
import { median, takeTurns } from './statistics.ts'

const ROUNDS = 7
const SIZES = [10, 100, 1_000, 10_000] as const
/** Every round of every size works on as many positions. */
const POSITIONS_A_ROUND = 20_000

/** Time of the evaluator for each size of a cross account, against proportional growth from every smaller one. */
export async function growthFigures(): Promise<readonly Figure[]> {
  const turns = SIZES.map((size): [string, () => number] => [String(size), evaluationOf(size)])
  const times = await takeTurns(ROUNDS, Object.fromEntries(turns))
  const perPosition = SIZES.map((size) => median(times[String(size)] ?? []) / size)
  return SIZES.slice(1).map((size, index): Figure => {
    const own = perPosition[index + 1] ?? Number.NaN
    return {
      what: `evaluation of ${size.toLocaleString('en')} cross positions against proportional growth`,
      measured: own / Math.min(...perPosition.slice(0, index + 1)),
      unit: '×',
      detail: `${milliseconds(own * size)}, ${(own * 1000).toFixed(1)} µs a position; medians of ${ROUNDS} runs`,
      limit: { kind: 'at most', value: 1.3 },
    }
  })
}

/** Returns the milliseconds that one evaluation takes, the mean of enough of them to be measurable. */
function evaluationOf(size: number): () => number {
  const snapshot = largeSnapshot(size)
  const options = { tiers: tierTable(), nowMs: TAKEN_AT_MS }
  const repetitions = POSITIONS_A_ROUND / size
  return () => {
    const startedAtMs = performance.now()
    for (let repetition = 0; repetition < repetitions; repetition += 1) assessAccount(snapshot, options)
    return (performance.now() - startedAtMs) / repetitions
  }
}

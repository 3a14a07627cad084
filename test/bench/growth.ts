import { assessAccount } from '../../src/risk/assess.ts'
import { TAKEN_AT_MS, tierTable } from '../support/builders.ts'
import { type Figure, milliseconds } from './figure.ts'
import { largeSnapshot } from './large-snapshot.ts'
import { median, takeTurns } from './statistics.ts'

const ROUNDS = 7
const LARGEST = 10_000
const SIZES = [10, 100, 1_000, LARGEST] as const
/** Every round of every size works on as many positions. */
const POSITIONS_A_ROUND = 20_000

/** Processor time of the evaluator for each size of a cross account, against proportional growth from every smaller one. */
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

/**
 * Returns the milliseconds of processor time that one evaluation takes, the mean of enough of them to be measurable:
 * what else the machine is doing does not count.
 *
 * Every size works through as many different positions: one book of the largest size, or many small ones one after
 * another. What is measured is how the work grows. A single small book evaluated again and again stays in the
 * processor's cache, as no book does that is looked at once a second, and would make every larger one look dearer than
 * the evaluator is.
 */
function evaluationOf(size: number): () => number {
  const snapshots = Array.from({ length: LARGEST / size }, (_, index) => largeSnapshot(size, index + 1))
  const options = { tiers: tierTable(), nowMs: TAKEN_AT_MS }
  const repetitions = POSITIONS_A_ROUND / size
  return () => {
    const startedAtMs = cpuMs()
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      const snapshot = snapshots[repetition % snapshots.length]
      if (snapshot !== undefined) assessAccount(snapshot, options)
    }
    return (cpuMs() - startedAtMs) / repetitions
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

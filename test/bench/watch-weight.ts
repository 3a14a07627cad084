import type { Figure } from './figure.ts'
import { SoakRun } from './soak-run.ts'

const SYMBOLS_HELD = 5
const MINUTES = 10
/** What is read only at first is not a minute's business. */
const WARM_UP_SECONDS = 120
const STEP_MS = 1000

/** Request weight that a watch spends in each minute, counted by the exchange; minutes of a clock moved by hand. */
export async function watchWeightFigures(): Promise<readonly Figure[]> {
  const run = await SoakRun.start({ account: 'large', positions: SYMBOLS_HELD })
  try {
    await run.pass(WARM_UP_SECONDS, STEP_MS)
    const calm = await minutesOf(run)
    takeIntoTier(run)
    await run.pass(WARM_UP_SECONDS, STEP_MS)
    const inside = await minutesOf(run)
    if (run.takeTold().length === 0) throw new Error('no position entered a tier')
    return [figureOf('calm', calm, 60), figureOf('a position inside a tier', inside, 240)]
  } finally {
    await run.stop()
    await run.close()
  }
}

async function minutesOf(run: SoakRun): Promise<readonly number[]> {
  const weights: number[] = []
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const before = run.exchange.counters().totalWeight
    await run.pass(60, STEP_MS)
    weights.push(run.exchange.counters().totalWeight - before)
  }
  return weights
}

/** The one isolated position goes to 12 %. */
function takeIntoTier({ exchange: { venue, nowMs } }: SoakRun): void {
  for (const [slot, price] of venue.liquidationPrices()) {
    const [symbol = ''] = slot.split(' ')
    const mark = venue.world.markPriceAt(symbol, nowMs())
    if (price?.lt(mark) && price.div(mark).gt('0.5')) {
      venue.setMark(symbol, price.div('0.88').toFixed(8))
      return
    }
  }
  throw new Error('no position can be taken into a tier')
}

function figureOf(state: string, weights: readonly number[], limit: number): Figure {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
  return {
    what: `request weight of a minute of \`watch\`, ${SYMBOLS_HELD} symbols, ${state}: highest`,
    measured: Math.max(...weights),
    unit: '',
    detail: `all pools together; ${MINUTES} minutes, mean ${mean.toFixed(1)}`,
    limit: { kind: 'at most', value: limit },
  }
}

import { readdirSync } from 'node:fs'
import { getHeapCodeStatistics } from 'node:v8'
import { SoakRun, type Told } from './soak-run.ts'
import { LADDERS, MISHAPS, MOVED, SAFE_PCT, SOAK_ACCOUNT, TRADED } from './soak-script.ts'

/** After the climb: a minute above the tier, and a failed delivery's second attempt. */
const CLIMB_SECONDS = 90
const REST_SECONDS = 180
/** A rung is reached this long after a mishap of some length began, in the middle of it. */
const MOST_SECONDS_INTO_MISHAP = 25
const HOUR_SECONDS = 3600
const MOST_HISTORY = 100_000
/** The exchange lives in the same process: a ledger of days would grow, and hide whether the watch does. */
const EXCHANGE_KEEPS_MS = 6 * HOUR_SECONDS * 1000
const MOST_EXAMPLES = 10

/** What the process holds at one moment, garbage collected. */
export interface Holdings {
  readonly atSeconds: number
  /** Without compiled code, which grows for days as ever rarer paths are compiled, and is no data. */
  readonly heapKb: number
  /** Outside the heap of the language: buffers, SQLite. */
  readonly outsideKb: number
  readonly rssKb: number
  readonly descriptors: number
  /** Timers of the soak's own clock, sockets and requests of the process. */
  readonly timers: number
  readonly resources: number
}

/** What a soak came to. */
export interface SoakResult {
  readonly seconds: number
  readonly wallSeconds: number
  readonly evaluations: number
  readonly episodes: number
  readonly requests: number
  readonly sockets: Readonly<Record<string, number>>
  readonly listenKeys: { readonly posted: number; readonly extended: number; readonly deleted: number }
  readonly holdings: readonly Holdings[]
  /** Messages that the script calls for, those that came too few times, and those that came without being called for. */
  readonly expected: number
  readonly missing: readonly string[]
  readonly surplus: readonly string[]
  /** Alerts in the log, and those of them that no channel took. */
  readonly logged: number
  readonly undelivered: number
  readonly notes: Readonly<Record<string, number>>
}

const hours = Number(process.argv[2])
const startedAtMs = performance.now()
const run = await SoakRun.start({ account: SOAK_ACCOUNT })
const holdings: Holdings[] = []
const missing: string[] = []
const surplus: string[] = []
let [episodes, expected, told] = [0, 0, 0]

for (const symbol of MOVED) move(symbol, SAFE_PCT)
await run.pass(HOUR_SECONDS / 6)
compare('beginning', [], run.takeTold())
while (run.seconds < hours * HOUR_SECONDS) {
  if (run.seconds >= (holdings.length + 1) * HOUR_SECONDS) await takeStock()
  await episode(episodes)
  episodes += 1
}
await run.pass(HOUR_SECONDS / 6)
await takeStock()
const { requests, listenKeys, sockets } = {
  ...run.exchange.counters(),
  requests: run.exchange.counters().totalRequests,
}
const history = run.store.alerts.history(run.time.nowMs(), MOST_HISTORY)
const undelivered = history.filter(({ deliveries }) => deliveries.some(({ status }) => status !== 'delivered'))
const result: SoakResult = {
  seconds: run.seconds,
  wallSeconds: (performance.now() - startedAtMs) / 1000,
  evaluations: run.evaluations,
  episodes,
  requests,
  sockets: sockets.opened,
  listenKeys,
  holdings,
  expected,
  missing: missing.slice(0, MOST_EXAMPLES),
  surplus: surplus.slice(0, MOST_EXAMPLES),
  logged: history.length,
  undelivered: undelivered.length + Math.abs(history.length - told),
  notes: Object.fromEntries(run.notes),
}
await run.stop()
await run.close()
process.stdout.write(`${JSON.stringify(result)}\n`)

/** One way down a ladder and back, with a mishap on the way. */
async function episode(index: number): Promise<void> {
  const symbol = at(MOVED, index)
  const ladder = at(LADDERS, index)
  const mishap = at(MISHAPS, index)
  trade(index)
  mishap.strike(run.exchange)
  let mishapLeft = mishap.lastsSeconds
  const passed = async (seconds: number): Promise<void> => {
    const before = Math.min(mishapLeft, seconds)
    await run.pass(before)
    mishapLeft -= before
    if (before > 0 && mishapLeft === 0) run.exchange.faults.clear()
    await run.pass(seconds - before)
  }
  // A blackout hides whatever happens in it: the first rung is reached when it can just be seen again.
  await passed(mishap.told.length > 0 ? mishap.lastsSeconds : Math.min(MOST_SECONDS_INTO_MISHAP, mishap.lastsSeconds))
  for (const { distancePct, holdSeconds } of ladder.rungs) {
    move(symbol, distancePct)
    await passed(holdSeconds)
  }
  move(symbol, SAFE_PCT)
  await passed(CLIMB_SECONDS)
  trade(index + 1)
  await passed(REST_SECONDS)
  run.exchange.faults.clear()
  const due = [
    ...[...ladder.rungs.flatMap((rung) => rung.told), ladder.recovered].map((text) => ({ symbol, text })),
    ...mishap.told.map((text) => ({ symbol: null, text })),
  ]
  compare(`episode ${index}, ${mishap.name}`, due, run.takeTold())
}

/** Every expected message must have come, once. */
function compare(when: string, due: readonly Told[], came: readonly Told[]): void {
  expected += due.length
  told += came.length
  const rest = came.map(nameOf)
  for (const name of due.map(nameOf)) {
    const found = rest.indexOf(name)
    if (found < 0) missing.push(`${when}: ${name}`)
    else rest.splice(found, 1)
  }
  surplus.push(...rest.map((name) => `${when}: ${name}`))
}

function nameOf({ symbol, text }: Told): string {
  return `${symbol ?? 'account'} ${text}`
}

/** Sets the mark from which the exchange's own liquidation price is this many percent away. */
function move(symbol: string, distancePct: number): void {
  const { venue, nowMs } = run.exchange
  const price = venue.liquidationPrices().get(`${symbol} BOTH`)?.toNumber()
  if (price === undefined) throw new Error(`${symbol} has no liquidation price`)
  const isLong = price < venue.world.markPriceAt(symbol, nowMs()).toNumber()
  venue.setMark(symbol, (price / (isLong ? 1 - distancePct / 100 : 1 + distancePct / 100)).toFixed(8))
}

/** A little more, a little less. */
function trade(index: number): void {
  run.exchange.venue.trade({ symbol: TRADED, side: index % 2 === 0 ? 'BUY' : 'SELL', quantity: '0.010' })
}

async function takeStock(): Promise<void> {
  run.exchange.venue.forgetBefore(run.exchange.nowMs() - EXCHANGE_KEEPS_MS)
  for (let round = 0; round < 3; round += 1) {
    collectGarbage()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  const { code_and_metadata_size: machineCode, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics()
  holdings.push({
    atSeconds: run.seconds,
    heapKb: (heapUsed - machineCode - bytecode) / 1024,
    outsideKb: external / 1024,
    rssKb: rss / 1024,
    descriptors: readdirSync('/proc/self/fd').length,
    timers: run.time.timers,
    resources: process.getActiveResourcesInfo().length,
  })
}

function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('a soak needs node --expose-gc')
  globalThis.gc()
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length]
  if (value === undefined) throw new RangeError('an empty table')
  return value
}

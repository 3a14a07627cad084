import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDemoExchange } from '../../src/demo/server.ts'
import { homeFor } from '../support/run-cli.ts'
import { type AlertServer, startAlertServer } from './alert-server.ts'
import { bundle } from './bundle.ts'
import { BusyMarket } from './busy-market.ts'
import { type Figure, megabytes, milliseconds } from './figure.ts'
import { type LoadSample, type Observed, observeNode, PROGRAM } from './processes.ts'
import { median, quantile } from './statistics.ts'

const POSITIONS = 300
const LOAD = `700 symbols marked a second, ${POSITIONS} positions`
/** Long enough for the compiler to have seen every path of a second. */
const WARM_UP_SECONDS = 30
/** A watch is left running: only after some two hundred evaluations is the compiler done with what each of them does. */
const STEADY_AFTER_SECONDS = 240
const CALM_SECONDS = 60
const ENTRIES = 60
/** Position after position goes into the outermost tier and stays for a few seconds. */
const ENTRY_PCT = 12
const SECONDS_INSIDE = 4
/** A percentile of a few dozen entries would be their maximum. */
const ROUNDS = 4
/** A position is told as entering again once it has stood clear for a minute. */
const BETWEEN_ROUNDS_SECONDS = 10
const ARRIVAL_PATIENCE_MS = 900
const LATENCY_LIMIT_MS = 20

/** What a watch costs and how fast it is, as the built program and as its class alone. */
export async function watchFigures(): Promise<readonly Figure[]> {
  return [...(await programFigures()), ...(await classFigures())]
}

interface Weights {
  readonly calm: number
  readonly inside: number
}

/** The built program as a child, with the embedded exchange and the notifier's server in this process. */
async function programFigures(): Promise<readonly Figure[]> {
  const market = await openBusyMarket()
  const server = await startAlertServer()
  const { env, folder } = homeFor(market.exchange, { channels: { hook: { type: 'webhook', url: server.url } } })
  const idle = observeNode(['-e', 'process.stdin.resume()'])
  const busy = observeNode([PROGRAM, 'watch', '--headless', '--json'], env)
  try {
    await warmUp(busy)
    const weightBefore = market.exchange.counters().totalWeight
    const calmFrom = busy.samples.length
    await sleep(CALM_SECONDS * 1000)
    const weightCalm = market.exchange.counters().totalWeight
    const calmTo = busy.samples.length
    const latenciesMs = await latenciesOf(market, (symbol) => arrivalOf(server, symbol))
    const weights: Weights = {
      calm: perMinute(weightCalm - weightBefore, CALM_SECONDS),
      inside: perMinute(market.exchange.counters().totalWeight - weightCalm, ENTRIES),
    }
    await Promise.all([idle.end(), busy.stop()])
    const load = {
      calm: busy.samples.slice(calmFrom, calmTo),
      alerting: busy.samples.slice(calmTo),
      whole: busy.samples,
      idle: idle.samples,
    }
    return [...loadFigures(load), ...weightFigures(weights), arrivalFigure(latenciesMs)]
  } finally {
    await Promise.all([market.close(), server.close()])
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The class alone: from the frame as the socket hands it over to the call of the notifier, inside one process. */
async function classFigures(): Promise<readonly Figure[]> {
  const market = await openBusyMarket()
  const { script, remove } = await bundle('watch-latency-child.ts')
  const { apiKey, apiSecret, endpoints } = market.exchange
  const child = observeNode([script, JSON.stringify({ apiKey, apiSecret, endpoints })])
  try {
    await sleep(STEADY_AFTER_SECONDS * 1000)
    const answers: Answer[] = []
    const reading = readAnswers(child, answers)
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round > 0) await sleep(BETWEEN_ROUNDS_SECONDS * 1000)
      await latenciesOf(market, (symbol) => answered(answers, symbol, round))
    }
    await child.end()
    return [
      notifierFigure(
        answers.map(({ latencyMs }) => latencyMs),
        await reading,
      ),
    ]
  } finally {
    await market.close()
    remove()
  }
}

async function openBusyMarket(): Promise<BusyMarket> {
  return new BusyMarket(await startDemoExchange({ account: 'large', positions: POSITIONS, speed: 0 }))
}

/** Begins with the first line, which is the first evaluation. */
async function warmUp(observed: Observed): Promise<void> {
  await observed.lines[Symbol.asyncIterator]().next()
  await sleep(WARM_UP_SECONDS * 1000)
}

/**
 * Takes one position after another into a tier, each in a frame of its own, and out again a few seconds later.
 *
 * @param arrival resolves to `performance.now()` when its alert arrived; `null` when it never did
 */
async function latenciesOf(
  market: BusyMarket,
  arrival: (symbol: string) => Promise<number | null>,
): Promise<readonly number[]> {
  const latenciesMs: number[] = []
  const chosen = market.movable.slice(0, ENTRIES)
  if (chosen.length < ENTRIES) throw new RangeError(`only ${chosen.length} positions can be moved`)
  for (const [index, position] of chosen.entries()) {
    const leaving = chosen[index - SECONDS_INSIDE]
    const moves = [[position, ENTRY_PCT] as const, ...(leaving === undefined ? [] : [[leaving, null] as const])]
    const handedAtMs = await market.moveInNextFrame(moves)
    const arrivedAtMs = await arrival(position.symbol)
    if (arrivedAtMs === null) throw new Error(`the alert of ${position.symbol} never arrived`)
    latenciesMs.push(arrivedAtMs - handedAtMs)
  }
  await market.moveInNextFrame(chosen.slice(-SECONDS_INSIDE).map((position) => [position, null] as const))
  return latenciesMs
}

async function arrivalOf(server: AlertServer, symbol: string): Promise<number | null> {
  await until(() => server.arrivedAtMs.has(symbol))
  return server.arrivedAtMs.get(symbol) ?? null
}

/** Waits in small steps; false when it did not happen within reason. */
async function until(holds: () => boolean): Promise<boolean> {
  const endsAtMs = performance.now() + ARRIVAL_PATIENCE_MS
  while (!holds() && performance.now() < endsAtMs) await sleep(5)
  return holds()
}

/** That a position entered a tier, as the child told it. */
interface Answer {
  readonly symbol: string
  readonly latencyMs: number
}

/** @returns milliseconds that the engine's own parser takes for a frame, told at the end */
async function readAnswers({ lines }: Observed, answers: Answer[]): Promise<number> {
  let frameParseMs = Number.NaN
  for await (const line of lines) {
    const { symbol, reason, latencyMs, parseMs } = JSON.parse(line)
    if (reason === 'entered') answers.push({ symbol, latencyMs })
    if (parseMs !== undefined) frameParseMs = parseMs
  }
  return frameParseMs
}

/** Waits for the answer about a symbol that follows those of earlier rounds. */
async function answered(answers: readonly Answer[], symbol: string, earlier: number): Promise<number | null> {
  const isThere = await until(() => answers.filter((answer) => answer.symbol === symbol).length > earlier)
  return isThere ? performance.now() : null
}

interface Load {
  /** Seconds without alerts, then seconds with one each; both after the warm-up. */
  readonly calm: readonly LoadSample[]
  readonly alerting: readonly LoadSample[]
  /** From the start of the process to its end. */
  readonly whole: readonly LoadSample[]
  readonly idle: readonly LoadSample[]
}

function loadFigures({ calm, alerting, whole, idle }: Load): readonly Figure[] {
  const most = (samples: readonly LoadSample[]): number => Math.max(...samples.map(({ rssKb }) => rssKb))
  const middle = (samples: readonly LoadSample[]): string => megabytes(median(samples.map(({ rssKb }) => rssKb)))
  return [
    {
      what: '`watch --headless --json`: share of one core',
      measured: cpuPct(calm),
      unit: ' %',
      detail: `${LOAD}, ${CALM_SECONDS} s; ${cpuPct(alerting).toFixed(2)} % while a position a second enters a tier; idle Node ${cpuPct(idle).toFixed(2)} %`,
      limit: { kind: 'at most', value: 10 },
    },
    {
      what: '`watch --headless --json`: resident memory, highest since its start',
      measured: Math.max(...whole.map(({ peakKb }) => peakKb)) / 1024,
      unit: ' MB',
      detail: `medians: first 10 s ${middle(whole.slice(0, 10))}, calm ${middle(calm)}, alerting ${middle(alerting)}, idle Node ${middle(idle)}; highest calm ${megabytes(most(calm))}, alerting ${megabytes(most(alerting))}`,
      limit: { kind: 'at most', value: 150 },
    },
  ]
}

function weightFigures({ calm, inside }: Weights): readonly Figure[] {
  return [
    {
      what: `request weight of a minute of \`watch\`, ${POSITIONS} positions, calm`,
      measured: calm,
      unit: '',
      detail: `all pools, ${CALM_SECONDS} s`,
      limit: { kind: 'at most', value: 60 },
    },
    {
      what: `request weight of a minute of \`watch\`, ${POSITIONS} positions, some inside a tier`,
      measured: inside,
      unit: '',
      detail: `all pools, ${ENTRIES} s`,
      limit: { kind: 'at most', value: 240 },
    },
  ]
}

function arrivalFigure(latenciesMs: readonly number[]): Figure {
  return {
    what: 'frame handed to the socket to its alert at the webhook: 99th percentile',
    measured: quantile(latenciesMs, 0.99),
    unit: ' ms',
    detail: `${spread(latenciesMs)}; the built program; with the frame's way over loopback, the log line and a new connection to the webhook`,
    limit: null,
  }
}

function notifierFigure(latenciesMs: readonly number[], frameParseMs: number): Figure {
  return {
    what: 'frame received to notifier called: 99th percentile',
    measured: quantile(latenciesMs, 0.99),
    unit: ' ms',
    detail: `${spread(latenciesMs)}; the class \`Watch\` alone, state on disk; median ${(quantile(latenciesMs, 0.5) / frameParseMs).toFixed(0)}× JSON.parse of the frame alone, ${frameParseMs.toFixed(2)} ms`,
    limit: { kind: 'at most', value: LATENCY_LIMIT_MS },
  }
}

function spread(latenciesMs: readonly number[]): string {
  return `${LOAD}, ${latenciesMs.length} entries of a tier, median ${milliseconds(quantile(latenciesMs, 0.5))}, most ${milliseconds(Math.max(...latenciesMs))}`
}

function perMinute(weight: number, seconds: number): number {
  return (weight / seconds) * 60
}

/** Processor time between the first sample and the last, in percent of one core. */
function cpuPct(samples: readonly LoadSample[]): number {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined) throw new Error('the process ended too early')
  return ((last.cpuMs - first.cpuMs) / (last.atMs - first.atMs)) * 100
}

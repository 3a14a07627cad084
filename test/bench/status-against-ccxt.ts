import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { type CliHome, homeFor } from '../support/run-cli.ts'
import { type Figure, megabytes, milliseconds } from './figure.ts'
import { PROGRAM, type Run, runNode } from './processes.ts'
import { median, takeTurns } from './statistics.ts'

const ROUNDS = 9
const POSITIONS = 50
/** The listing of the large account, as long as the real one. */
const SYMBOLS = 700

/** One `status` as a whole process against a ccxt script that reads the same from the same exchange. */
export async function statusFigures(): Promise<readonly Figure[]> {
  let exchange = await startExchange(0)
  const port = Number(new URL(exchange.httpBase).port)
  const [warm, cold] = [homeFor(exchange), homeFor(exchange)]
  const ccxt = (script: string) => () => runNode([ccxtScript(script)], { env: ccxtEnv(exchange), tellsMemory: true })
  const status = ({ env }: CliHome) => runNode([PROGRAM, 'status'], { env, tellsMemory: true })
  try {
    const runs = await takeTurns(
      ROUNDS,
      {
        warm: () => status(warm),
        cold: () => {
          rmSync(join(cold.folder, 'cache'), { recursive: true, force: true })
          return status(cold)
        },
        readme: ccxt('readme-import.mjs'),
        single: ccxt('single-exchange-import.mjs'),
      },
      // A fresh exchange has its whole request budget; on the same port the caches stay valid.
      async () => {
        await exchange.close()
        exchange = await startExchange(port)
      },
    )
    return comparisons(runs)
  } finally {
    await exchange.close()
    for (const { folder } of [warm, cold]) rmSync(folder, { recursive: true, force: true })
  }
}

function startExchange(port: number): Promise<DemoExchange> {
  return startDemoExchange({ account: 'large', positions: POSITIONS, symbols: SYMBOLS, port })
}

function ccxtEnv({ apiKey, apiSecret, httpBase }: DemoExchange): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    BENCH_API_KEY: apiKey,
    BENCH_API_SECRET: apiSecret,
    BENCH_BASE: httpBase,
  }
}

function ccxtScript(name: string): string {
  return fileURLToPath(new URL(`ccxt/${name}`, import.meta.url))
}

type Contestant = 'warm' | 'cold' | 'readme' | 'single'

interface Pairing {
  readonly ours: 'warm' | 'cold'
  readonly theirs: 'readme' | 'single'
  readonly timeLimit: number | null
  readonly memoryLimit: number | null
}

const NAMES: Readonly<Record<Contestant, string>> = {
  warm: '`status` of 50 positions',
  cold: '`status` of 50 positions, no cache yet,',
  readme: 'ccxt imported as in its README',
  single: "ccxt's single-exchange import",
}

const PAIRINGS: readonly Pairing[] = [
  { ours: 'warm', theirs: 'readme', timeLimit: 0.5, memoryLimit: 0.6 },
  { ours: 'warm', theirs: 'single', timeLimit: 1, memoryLimit: null },
  { ours: 'cold', theirs: 'readme', timeLimit: null, memoryLimit: null },
  { ours: 'cold', theirs: 'single', timeLimit: null, memoryLimit: null },
]

function comparisons(runs: Readonly<Record<Contestant, readonly Run[]>>): readonly Figure[] {
  const timeOf = (name: Contestant) => median(runs[name].map(({ durationMs }) => durationMs))
  const memoryOf = (name: Contestant) => median(runs[name].flatMap(({ peakMemoryKb }) => peakMemoryKb ?? []))
  return PAIRINGS.flatMap(({ ours, theirs, timeLimit, memoryLimit }): Figure[] => [
    {
      what: `${NAMES[ours]} against ${NAMES[theirs]}: time`,
      measured: timeOf(ours) / timeOf(theirs),
      unit: '×',
      detail: `${milliseconds(timeOf(ours))} against ${milliseconds(timeOf(theirs))}, medians of ${ROUNDS} runs`,
      limit: timeLimit === null ? null : { kind: 'at most', value: timeLimit },
    },
    {
      what: `${NAMES[ours]} against ${NAMES[theirs]}: peak memory`,
      measured: memoryOf(ours) / memoryOf(theirs),
      unit: '×',
      detail: `${megabytes(memoryOf(ours))} against ${megabytes(memoryOf(theirs))}, medians of ${ROUNDS} runs`,
      limit: memoryLimit === null ? null : { kind: 'at most', value: memoryLimit },
    },
  ])
}

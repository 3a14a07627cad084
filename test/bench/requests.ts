import { rmSync } from 'node:fs'
import { startDemoExchange } from '../../src/demo/server.ts'
import { homeFor } from '../support/run-cli.ts'
import type { Figure } from './figure.ts'
import { type Exchanged, futuresWeight, logExchange, longestChain } from './logging-proxy.ts'
import { PROGRAM, runNode } from './processes.ts'
import { median } from './statistics.ts'

const ROUNDS = 5
const SYMBOLS_HELD = 5
const ADDED_LATENCY_MS = 100
const MINUTE_MS = 60_000
/** A round fits easily into what is left of a minute. */
const ROOM_MS = 10_000

const COMMANDS = ['status', 'check'] as const
type Command = (typeof COMMANDS)[number]

interface Round {
  readonly cold: readonly Exchanged[]
  readonly warm: readonly Exchanged[]
  readonly coldWeight: number
  readonly warmWeight: number
}

/** Replies that a `status` and a `check` wait for one after another, and the request weight they spend, cold and warm. */
export async function requestFigures(): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const command of COMMANDS) figures.push(...(await figuresOf(command)))
  return figures
}

async function figuresOf(command: Command): Promise<readonly Figure[]> {
  const rounds: Round[] = []
  for (let index = 0; index < ROUNDS; index += 1) rounds.push(await measureRound(command))
  const [round] = rounds
  if (round === undefined) throw new RangeError('no rounds')
  const middle = (figureOf: (round: Round) => number) => median(rounds.map(figureOf))
  const chain = (log: readonly Exchanged[]) => longestChain(log).map(({ path }) => `\`${path}\``)
  const calls = (log: readonly Exchanged[]) => `${log.length} requests; ${ROUNDS} runs`
  return [
    {
      what: `replies of one \`${command}\` one after another, caches warm`,
      measured: middle(({ warm }) => longestChain(warm).length),
      unit: '',
      detail: chain(round.warm).join(', '),
      // A check sends its alerts before it reads what only decorates them.
      limit: command === 'status' ? { kind: 'at most', value: 3 } : null,
    },
    {
      what: `replies of one \`${command}\` one after another, cold`,
      measured: middle(({ cold }) => longestChain(cold).length),
      unit: '',
      detail: chain(round.cold).join(', '),
      limit: command === 'status' ? { kind: 'at most', value: 4 } : null,
    },
    {
      what: `request weight of one \`${command}\`, ${SYMBOLS_HELD} symbols, caches warm`,
      measured: middle(({ warmWeight }) => warmWeight),
      unit: '',
      detail: calls(round.warm),
      limit: { kind: 'at most', value: 30 },
    },
    {
      what: `request weight of one \`${command}\`, ${SYMBOLS_HELD} symbols, cold`,
      measured: middle(({ coldWeight }) => coldWeight),
      unit: '',
      detail: calls(round.cold),
      limit: { kind: 'at most', value: 45 },
    },
  ]
}

/** A cold run and a warm one in the same minute of an exchange that was never asked before. */
async function measureRound(command: Command): Promise<Round> {
  await enterMinuteWithRoom()
  const logged = await logExchange(await startDemoExchange({ account: 'large', positions: SYMBOLS_HELD }))
  const { env, folder } = homeFor(logged.exchange)
  logged.exchange.faults.http({ kind: 'latency', ms: ADDED_LATENCY_MS })
  try {
    await runNode([PROGRAM, command], { env })
    const cold = logged.takeLog()
    await runNode([PROGRAM, command], { env })
    const warm = logged.takeLog()
    const coldWeight = futuresWeight(cold, 0)
    return { cold, warm, coldWeight, warmWeight: futuresWeight(warm, coldWeight) }
  } finally {
    await logged.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The exchange counts weight by the minute; a count that straddles two is lost. */
async function enterMinuteWithRoom(): Promise<void> {
  const leftMs = MINUTE_MS - (Date.now() % MINUTE_MS)
  if (leftMs < ROOM_MS) await new Promise((resolve) => setTimeout(resolve, leftMs + 100))
}

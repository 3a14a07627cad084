import type { AlertPolicy } from '../../src/alerts/decision-input.ts'
import type { Evaluator } from '../../src/app/evaluate.ts'
import { HistoryRecord } from '../../src/app/history-record.ts'
import { createAccountReference } from '../../src/app/reference.ts'
import { Watch } from '../../src/app/watch.ts'
import type { WatchedSource } from '../../src/app/watch-account.ts'
import type { WatchListener } from '../../src/app/watch-listener.ts'
import type { DemoExchange } from '../../src/demo/server.ts'
import { Budget } from '../../src/exchange/binance/budget.ts'
import { type BinanceExchange, createBinanceExchange } from '../../src/exchange/binance/client.ts'
import { resolveBaseUrls } from '../../src/exchange/binance/hosts.ts'
import { type Dial, dialWebSocket } from '../../src/exchange/binance/socket.ts'
import type { StreamTime } from '../../src/exchange/binance/stream-time.ts'
import { machineTime } from '../../src/exchange/binance/stream-time.ts'
import { createStreams } from '../../src/exchange/binance/streams.ts'
import { createReferenceData } from '../../src/exchange/reference-data.ts'
import { d } from '../../src/model/decimal.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { StateStore } from '../../src/ports/state-store.ts'
import { RULES } from '../support/alert-readings.ts'
import { tierTable } from '../support/builders.ts'

/** What a child must know to reach the exchange. */
export type ExchangeAccess = Pick<DemoExchange, 'apiKey' | 'apiSecret' | 'endpoints'>

export interface BenchWatchParts {
  readonly access: ExchangeAccess
  readonly store: StateStore
  readonly clock: Clock
  readonly deliver: Evaluator['deliver']
  readonly listener?: Partial<WatchListener>
  readonly time?: StreamTime
  readonly dial?: Dial
  /** Of every request, in real milliseconds. */
  readonly timeoutMs?: number
  /** Puts something between the watch and its exchange. */
  readonly through?: (exchange: BinanceExchange) => BinanceExchange
}

/** One phone that hears of everything; the rest as a config without any settings has it. */
const POLICY: AlertPolicy = {
  ...RULES,
  detail: 'full',
  namesAccount: false,
  channels: [{ name: 'phone', isRemote: true }],
  routes: { byTier: ['15', '10', '5'].map((tier) => ({ tier: d(tier), channels: ['phone'] })), blind: ['phone'] },
}
const KEEP_DAYS = 365

/** The product's watch, with its real client, streams and state, in this process. */
export function createBenchWatch(parts: BenchWatchParts): Watch {
  const { store, clock, deliver, listener } = parts
  return new Watch({
    sources: [sourceOf(parts)],
    evaluator: {
      log: store.alerts,
      policy: POLICY,
      tiers: tierTable(),
      holder: `bench/${process.pid}`,
      maySend: () => true,
      deliver,
    },
    tiers: tierTable(),
    staleSeconds: POLICY.staleSeconds,
    clock,
    lock: null,
    record: new HistoryRecord(store, KEEP_DAYS),
    listener: { onEvaluated: () => undefined, onSent: () => undefined, onNote: () => undefined, ...listener },
  })
}

function sourceOf({ access, clock, time, dial, timeoutMs, through }: BenchWatchParts): WatchedSource {
  const nowMs = () => clock.nowMs()
  const client = createBinanceExchange({
    account: 'main',
    apiKey: access.apiKey,
    apiSecret: access.apiSecret,
    environment: 'live',
    endpoints: access.endpoints,
    clock,
    budget: new Budget(),
    timeoutMs: timeoutMs ?? 10_000,
  })
  const exchange = through?.(client) ?? client
  const memory = createReferenceData({ load: async () => null, save: async () => undefined }, nowMs)
  return {
    account: 'main',
    exchange,
    margin: exchange,
    streams: createStreams({
      bases: resolveBaseUrls({ account: 'main', environment: 'live', overrides: access.endpoints }),
      keys: exchange,
      time: time ?? machineTime,
      dial: dial ?? dialWebSocket,
    }),
    reference: createAccountReference(exchange, memory, nowMs),
    clock,
    policy: { isLive: true, allowTradingKey: false, coinM: 'report' },
  }
}

import type { SightStep } from '../alerts/blind.ts'
import type { Watch } from '../app/watch.ts'
import type { WatchedAccount } from '../app/watch-account.ts'
import type { WatchListener } from '../app/watch-listener.ts'
import type { AccountFacts, MetricsFacts } from '../metrics/facts.ts'
import type { Health } from '../metrics/server.ts'
import type { Clock } from '../ports/clock.ts'
import type { StateStore } from '../ports/state-store.ts'
import { FRESH_UI } from '../view/watch-keys.ts'
import type { WatchModel } from '../view/watch-model.ts'
import { accountVerdict, watchVerdict } from '../view/watch-rows.ts'
import type { Services } from './services.ts'
import { VERSION } from './version.ts'
import type { WatchBoard } from './watch-board.ts'

/** Counts the evaluations of a watch and keeps what the last one could see. */
export class WatchMeter {
  evaluations = 0
  lastEvaluationAtMs: number | null = null
  sights: ReadonlyMap<string, SightStep> = new Map()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The same ears, with the meter listening too. */
  listening(listener: WatchListener): WatchListener {
    return {
      ...listener,
      onEvaluated: (evaluated) => {
        this.evaluations += 1
        this.lastEvaluationAtMs = this.#clock.nowMs()
        this.sights = new Map(evaluated.decision.sights.map((sight) => [sight.next.account, sight]))
        listener.onEvaluated(evaluated)
      },
    }
  }
}

/** A watch whose figures are to be served. */
export interface MeteredWatch {
  readonly watch: Watch
  readonly board: WatchBoard
  readonly store: StateStore
  readonly meter: WatchMeter
}

/** Everything that a watch exposes, as of now: the figures and ages of this moment, the sight of its last evaluation. */
export function watchFacts(services: Services, metered: MeteredWatch): MetricsFacts {
  const { watch, board, store, meter } = metered
  const { config, clock } = services
  const model = board.model(watch, FRESH_UI)
  const accounts = allAccounts(metered, model)
  const { evaluations, lastEvaluationAtMs } = meter
  return {
    nowMs: clock.nowMs(),
    version: VERSION,
    nodeVersion: process.version,
    run: { command: 'watch', evaluations, lastEvaluationAtMs },
    verdict: isLate(services, meter) ? 'UNKNOWN' : watchVerdict(model),
    isUp: !isLate(services, meter) && accounts.every(({ isUp }) => isUp),
    staleSeconds: config.staleSeconds,
    accounts,
    margins: model.margins ?? [],
    alerts: { memory: store.alerts.load(clock.nowMs()), channels: config.channels.map(({ name }) => name) },
  }
}

/** Accounts that are looked at, and those that could not even be opened: sight of them is lost. */
function allAccounts({ watch, meter }: MeteredWatch, model: WatchModel): readonly AccountFacts[] {
  const watched = new Map(watch.accounts.map((account) => [account.source.account, account]))
  const names = new Set([...watched.keys(), ...meter.sights.keys()])
  return [...names].map((account) => ({
    ...accountFacts(account, model, meter.sights.get(account)),
    ...sourceFacts(watched.get(account)),
  }))
}

function accountFacts(
  account: string,
  model: WatchModel,
  sight: SightStep | undefined,
): Omit<AccountFacts, keyof SourceFacts> {
  const shown = model.accounts.find(({ risk }) => risk.account === account)
  const failure = model.failures.find((one) => one.account === account)
  return {
    account,
    environment: shown?.environment ?? failure?.environment ?? 'LIVE',
    verdict: shown === undefined ? 'UNKNOWN' : accountVerdict(shown, model),
    risk: shown?.risk ?? null,
    isUp: shown !== undefined && sight?.problems.length === 0,
    isBlind: isBlind(sight),
  }
}

type SourceFacts = Pick<AccountFacts, 'agesMs' | 'streams' | 'budgets'>

function sourceFacts(watched: WatchedAccount | undefined): SourceFacts {
  if (watched === undefined) return { agesMs: { mark: null, user: null, rest: null }, streams: null, budgets: [] }
  const { markMs, userMs, restMs, isPolled } = watched.ages()
  return {
    agesMs: { mark: markMs, user: userMs, rest: restMs },
    streams: { market: !isPolled, user: userMs !== null },
    budgets: watched.source.exchange.budgets(),
  }
}

function isBlind(sight: SightStep | undefined): boolean {
  return sight !== undefined && sight.next.blindSinceMs !== null
}

/** A watch that has not judged for this long shows what it last knew, and must not look as if it saw. */
function isLate({ clock, config }: Services, { lastEvaluationAtMs }: WatchMeter): boolean {
  return lastEvaluationAtMs === null || Math.abs(clock.nowMs() - lastEvaluationAtMs) > config.staleSeconds * 1000
}

/** Whether the watch can see, by the rules by which its owner is told. */
export function watchHealth(services: Services, { meter }: MeteredWatch): Health {
  if (meter.lastEvaluationAtMs === null) return { isHealthy: false, text: 'nothing was looked at yet' }
  if (isLate(services, meter)) {
    const at = new Date(meter.lastEvaluationAtMs).toISOString()
    return { isHealthy: false, text: `nothing was looked at since ${at}` }
  }
  const blind = [...meter.sights.values()].filter(isBlind).length
  if (blind === 0) return { isHealthy: true, text: 'watching' }
  return { isHealthy: false, text: `sight is lost of ${blind} of ${meter.sights.size} accounts` }
}

import type { AlertMemory } from '../alerts/memory.ts'
import { type Reading, readingKey } from '../alerts/readings.ts'
import { silencedUntil, silenceSubject } from '../alerts/silence.ts'
import type { AccountLook, Evaluation } from '../app/evaluate.ts'
import type { Observation } from '../app/observe.ts'
import type { Watch } from '../app/watch.ts'
import type { WatchedAccount } from '../app/watch-account.ts'
import { fundingCosts } from '../app/watch-extras.ts'
import type { WatchEvaluation, WatchListener } from '../app/watch-listener.ts'
import type { StateStore } from '../ports/state-store.ts'
import type { FundingCost } from '../risk/funding-cost.ts'
import type { AccountFailure } from '../risk/report.ts'
import { LOCAL_ZONE } from '../view/format.ts'
import { fundingDriftText, remedyTexts } from '../view/watch-advice.ts'
import type { WatchUi } from '../view/watch-keys.ts'
import type { Hush, RowExtra, WatchAccount, WatchAlert, WatchModel, WatchPause } from '../view/watch-model.ts'
import { accountVerdict } from '../view/watch-rows.ts'
import { accountFailure } from './account-outcomes.ts'
import { alertText } from './past-alerts.ts'
import type { OpenAccount, Services, UnopenedAccount } from './services.ts'

const ALERTS_KEPT = 50
const COSTS_EVERY_MS = 60_000

/** What a watch does with news besides keeping it for the screen. */
export interface BoardHooks {
  readonly onEvaluated?: () => void
  readonly onAlert?: (alert: WatchAlert) => void
}

/** What a watch knows, for its screen and its log: the latest decision, the latest alerts. */
export class WatchBoard {
  readonly #services: Services
  readonly #store: StateStore
  readonly #lost: () => readonly UnopenedAccount[]
  #alerts: readonly WatchAlert[] = []
  #latest: WatchEvaluation | null = null
  #paused: WatchPause | null = null
  readonly #costs = new Map<string, { readonly atMs: number; readonly byKey: ReadonlyMap<string, FundingCost> }>()

  /** @param lost accounts that cannot be opened for now */
  constructor(services: Services, store: StateStore, lost: () => readonly UnopenedAccount[]) {
    this.#services = services
    this.#store = store
    this.#lost = lost
  }

  /** The ears of a watch: keeps what it hears and hands it on. */
  listener(onNote: (text: string) => void, hooks: BoardHooks = {}): WatchListener {
    return {
      onNote,
      onEvaluated: (evaluation) => {
        this.#latest = evaluation
        hooks.onEvaluated?.()
      },
      onSent: (evaluation) => {
        for (const alert of alertsOf(evaluation)) {
          this.#keep(alert)
          hooks.onAlert?.(alert)
        }
      },
    }
  }

  /** A line among the alerts: trouble with a stream, a state that cannot be written. */
  note(text: string): void {
    this.#keep({ atMs: this.#nowMs(), severity: 'info', text })
  }

  /** Puts what was told before this watch began, newest first, below what it tells itself. */
  recall(alerts: readonly WatchAlert[]): void {
    this.#alerts = [...this.#alerts, ...alerts].slice(0, ALERTS_KEPT)
  }

  /** Everything one frame shows. */
  model(watch: Watch, ui: WatchUi): WatchModel {
    const { config } = this.#services
    const looks = watch.accounts.map((account) => ({ account, look: account.look() }))
    const accounts = looks.flatMap(({ account, look }) => this.#shown(account, look))
    const margins = looks.flatMap(({ look }) => look.margin?.standing ?? [])
    if (!ui.isPaused) this.#paused = null
    else this.#paused ??= { atMs: this.#nowMs(), accounts, margins }
    return {
      nowMs: this.#nowMs(),
      timeZone: LOCAL_ZONE,
      accounts,
      failures: [
        ...looks.flatMap(({ look }) => unreadOf(look)),
        ...this.#lost().map((lost) => accountFailure(lost, lost.failure)),
      ],
      margins,
      tiers: config.tiers,
      staleAfterMs: config.staleSeconds * 1000,
      alerts: this.#alerts,
      paused: this.#paused,
      ui,
    }
  }

  /** What a log compares to tell whether anything worth a line has changed. */
  summary(model: WatchModel): string {
    const verdicts = model.accounts.map((account) => accountVerdict(account, model))
    const tiers = model.accounts.flatMap(({ risk }) => risk.positions.map(({ tier }) => tier?.toFixed() ?? '-'))
    const margins = (model.margins ?? []).map(({ verdict, rows }) => [
      verdict,
      rows.map(({ zone, tier }) => [zone, tier?.toFixed() ?? '-']),
    ])
    return JSON.stringify([verdicts, tiers, model.failures.map(({ code }) => code), margins])
  }

  #nowMs(): number {
    return this.#services.clock.nowMs()
  }

  #keep(alert: WatchAlert): void {
    this.#alerts = [alert, ...this.#alerts].slice(0, ALERTS_KEPT)
  }

  #shown(account: WatchedAccount, { result, source }: AccountLook): readonly WatchAccount[] {
    if (!('risk' in result)) return []
    const { risk } = result
    const nowMs = this.#nowMs()
    return [
      {
        risk,
        environment: (source as OpenAccount).environment,
        assessedAtMs: nowMs,
        sources: account.ages(),
        extras: this.#extras(nowMs, result),
      },
    ]
  }

  /** By reading key: who is hushed, and what would help. */
  #extras(nowMs: number, result: Observation): ReadonlyMap<string, RowExtra> {
    const memory = this.#store.alerts.load(nowMs)
    const costs = this.#fundingCosts(result)
    const keys = (this.#latest?.decision.steps ?? []).map(({ reading }) => reading)
    const rows = new Map(result.risk.positions.map((row) => [readingKey(result.risk.account, row.position), row]))
    return new Map(
      keys.map((reading): [string, RowExtra] => {
        const remedy = this.#latest?.remedies.get(reading.key)
        const row = rows.get(reading.key)
        const cost = costs.get(reading.key)
        return [
          reading.key,
          {
            remedies: remedy === undefined || row === undefined ? [] : remedyTexts(remedy, row),
            fundingDrift: cost === undefined ? null : fundingDriftText(cost),
            hush: hushOf(reading, memory, nowMs),
          },
        ]
      }),
    )
  }

  /** Only a screen has room for it, and rates change slowly: once a minute is enough. */
  #fundingCosts(result: Observation): ReadonlyMap<string, FundingCost> {
    const { account } = result.risk
    const known = this.#costs.get(account)
    const nowMs = this.#nowMs()
    if (known !== undefined && Math.abs(nowMs - known.atMs) < COSTS_EVERY_MS) return known.byKey
    const byKey = fundingCosts(result, this.#services.config.tiers)
    this.#costs.set(account, { atMs: nowMs, byKey })
    return byKey
  }
}

function hushOf(reading: Reading, memory: AlertMemory, nowMs: number): Hush | null {
  const symbol = silenceSubject(reading)
  const untilMs = silencedUntil({ account: reading.account, symbol }, memory.silences.values(), nowMs)
  if (untilMs !== null) return { kind: 'silenced', untilMs }
  return (memory.states.get(reading.key)?.acknowledged ?? null) === null ? null : { kind: 'acknowledged' }
}

function alertsOf({ decision, nowMs, reports }: Evaluation): readonly WatchAlert[] {
  return decision.due.map(({ alert }, index) => {
    const failed = reports[index]?.json.failed ?? []
    return { atMs: nowMs, severity: alert.severity, text: alertText(alert.headline, failed) }
  })
}

function unreadOf({ source, result }: AccountLook): readonly AccountFailure[] {
  return 'risk' in result ? [] : [accountFailure(source as OpenAccount, result)]
}

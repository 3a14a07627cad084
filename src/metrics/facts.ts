import type { AlertMemory } from '../alerts/memory.ts'
import type { BudgetReading } from '../model/readings.ts'
import type { MarginStanding } from '../risk/margin-standing.ts'
import type { AccountRisk, EnvironmentLabel, Verdict } from '../risk/report.ts'

/** Everything that is exposed as metrics, at one moment. What is not known is `null` or left out, never 0. */
export interface MetricsFacts {
  readonly nowMs: number
  readonly version: string
  /** As Node tells it, with its leading `v`. */
  readonly nodeVersion: string
  readonly run: RunFacts
  readonly verdict: Verdict
  /** Everything that matters of every account was seen at the last look. */
  readonly isUp: boolean
  /** `null` when not even the config could be used. */
  readonly staleSeconds: number | null
  readonly accounts: readonly AccountFacts[]
  readonly margins: readonly MarginStanding[]
  /** `null` when it could not be looked into. */
  readonly alerts: AlertFacts | null
}

/** How the program runs: a watch goes on evaluating, a check has evaluated once and ends. */
export type RunFacts =
  | {
      readonly command: 'watch'
      /** Since the process started. */
      readonly evaluations: number
      /** `null` before the first. */
      readonly lastEvaluationAtMs: number | null
    }
  | { readonly command: 'check'; readonly exitCode: number; readonly durationMs: number }

/** One account of the run, whether or not it could be read. */
export interface AccountFacts {
  readonly account: string
  readonly environment: EnvironmentLabel
  readonly verdict: Verdict
  /** `null` when nothing could be read, or what was read is too old. */
  readonly risk: AccountRisk | null
  /** Everything that matters was seen at the last look. */
  readonly isUp: boolean
  /** Sight is lost, its owner was told, and it has not been told to be back. */
  readonly isBlind: boolean
  /** How long ago each source last spoke; `null` when it never did, is down or is not used. */
  readonly agesMs: { readonly mark: number | null; readonly user: number | null; readonly rest: number | null }
  /** Whether the streams bring something; `null` for a check, which opens none. */
  readonly streams: { readonly market: boolean; readonly user: boolean } | null
  readonly budgets: readonly BudgetReading[]
}

/** What alerting remembers, and the channels that it is to tell. */
export interface AlertFacts {
  readonly memory: AlertMemory
  /** Names of the configured channels. */
  readonly channels: readonly string[]
}

/** Labels of a position, a pool, or whatever a sample is about. */
export type Labels = Readonly<Record<string, string>>

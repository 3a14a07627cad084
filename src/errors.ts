/** Process exit codes of every command but `check`, which speaks the monitoring plug-in language. */
export const EXIT = { ok: 0, failure: 1, usage: 2, keyRefused: 4, interrupted: 130 } as const
export type ExitCode = number

/** Exit codes of `check`. */
export const CHECK_EXIT = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const

export interface ErrorDetails {
  /** Stable, kebab-case: scripts and `explain` look it up. */
  readonly code: string
  /** What the user can do now; names a flag, a key or a page. */
  readonly hint: string
  readonly exitCode?: ExitCode
  readonly retryable?: boolean
  readonly cause?: unknown
}

/** A failure we name: `message` says what happened, `hint` what to do about it. */
export class LiqwatchError extends Error {
  readonly code: string
  readonly hint: string
  readonly exitCode: ExitCode
  readonly retryable: boolean

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.code = details.code
    this.hint = details.hint
    this.exitCode = details.exitCode ?? EXIT.failure
    this.retryable = details.retryable ?? false
  }
}

/** Bad flags, arguments or values typed by the user. */
export class UsageError extends LiqwatchError {
  constructor(message: string, details: { readonly hint: string; readonly code?: string; readonly cause?: unknown }) {
    super(message, { code: 'usage', ...details, exitCode: EXIT.usage })
  }
}

/** A config file, environment variable or secret that cannot be used as it is. */
export class ConfigError extends LiqwatchError {
  constructor(message: string, details: { readonly hint: string; readonly code?: string; readonly cause?: unknown }) {
    super(message, { code: 'config', ...details, exitCode: EXIT.usage })
  }
}

/** `now`: at once, a few times. `after`: when `retryAfterMs` has passed. `never`: only the user can mend it. */
export type RetryClass = 'now' | 'after' | 'never'

/** A failed exchange call. The path is kept without its query, so that no signature can leak. */
export class ExchangeError extends LiqwatchError {
  readonly retry: RetryClass
  readonly retryAfterMs: number | null
  /** HTTP status; `null` when no answer came. */
  readonly status: number | null
  /** Binance's own code, e.g. −2015; `null` when there was none. */
  readonly venueCode: number | null
  readonly path: string

  constructor(
    message: string,
    details: ErrorDetails & {
      readonly retry: RetryClass
      readonly retryAfterMs?: number | null
      readonly status?: number | null
      readonly venueCode?: number | null
      readonly path: string
    },
  ) {
    super(message, { ...details, retryable: details.retry !== 'never' })
    this.retry = details.retry
    this.retryAfterMs = details.retryAfterMs ?? null
    this.status = details.status ?? null
    this.venueCode = details.venueCode ?? null
    this.path = details.path
  }
}

/** What is wrong with the state database. */
export type StoreFault = 'locked' | 'full' | 'damaged' | 'unavailable'

/** The state could not be read or written. Alerts go out all the same; who was told what is not remembered. */
export class StoreError extends LiqwatchError {
  readonly fault: StoreFault

  constructor(
    message: string,
    details: { readonly fault: StoreFault; readonly hint: string; readonly cause?: unknown },
  ) {
    super(message, { ...details, code: `state-${details.fault}`, retryable: details.fault === 'locked' })
    this.fault = details.fault
  }
}

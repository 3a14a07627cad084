export type CheckStatus = 'ok' | 'warn' | 'fail' | 'unknown'

/** One finding of the doctor. */
export interface DoctorCheck {
  readonly name: string
  readonly status: CheckStatus
  readonly message: string
  /** What to do; `null` when nothing needs doing. */
  readonly hint: string | null
  /** Binance did not accept the key. */
  readonly isKeyRefused?: boolean
}

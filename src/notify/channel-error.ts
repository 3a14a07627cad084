import { LiqwatchError } from '../errors.ts'

export interface ChannelErrorDetails {
  readonly hint: string
  /** Whether another try within the same run can help. */
  readonly retryable: boolean
  /** What the other side asked us to wait; `null` when it did not say. */
  readonly retryAfterMs?: number | null
  /** `channel-failed` unless the channel's settings are at fault. */
  readonly code?: 'channel-failed' | 'channel-misconfigured'
}

/** A message that a channel did not take. Its text names the host or program at most, never a path, token or header. */
export class ChannelError extends LiqwatchError {
  readonly retryAfterMs: number | null

  constructor(message: string, details: ChannelErrorDetails) {
    super(message, { code: details.code ?? 'channel-failed', hint: details.hint, retryable: details.retryable })
    this.retryAfterMs = details.retryAfterMs ?? null
  }
}

/** The failure of a channel whose own settings can never work. */
export function misconfigured(message: string, hint: string): ChannelError {
  return new ChannelError(message, { hint, retryable: false, code: 'channel-misconfigured' })
}

import type { TextOptions } from './due-alert.ts'
import type { DueAlert } from './outbox.ts'
import { MINUTE_MS } from './rules.ts'
import { safeName, safeSentence } from './safe-text.ts'

const TELL_EVERY_MS = 24 * 60 * MINUTE_MS

/** What an evaluation tells of a key that may do more than it should. */
export interface KeyPowerStep {
  /** When it was last told; `null` when it never was, or is harmless again. */
  readonly toldAtMs: number | null
  readonly alert: DueAlert | null
}

/**
 * Tells of a key that gained power when it is first seen, and then once a day.
 *
 * @param power what the key can do, in words; `null` for a harmless one
 * @param toldAtMs when it was last told
 */
export function stepKeyPower(
  account: string,
  { power, toldAtMs }: { readonly power: string | null; readonly toldAtMs: number | null },
  options: TextOptions,
): KeyPowerStep {
  if (power === null) return { toldAtMs: null, alert: null }
  // A time in the future is from before the clock was set back: it counts by how far it is off.
  if (toldAtMs !== null && Math.abs(options.nowMs - toldAtMs) < TELL_EVERY_MS) return { toldAtMs, alert: null }
  return { toldAtMs: options.nowMs, alert: keyPowerAlert(account, power, options) }
}

function keyPowerAlert(account: string, power: string, { nowMs }: TextOptions): DueAlert {
  const key = `${account}/key`
  return {
    id: `${key}@${nowMs}`,
    key,
    account,
    symbol: null,
    side: null,
    reason: 'key-power',
    causes: ['key-power'],
    tier: null,
    severity: 'warning',
    poolKey: null,
    headline: `the API key of ${safeName(account)} can do more than read`,
    lines: [safeSentence(power)],
    figures: { distancePct: null, markPrice: null, liquidationPrice: null },
    dueAtMs: nowMs,
    dataAtMs: null,
  }
}

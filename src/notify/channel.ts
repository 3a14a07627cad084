import type { Clock } from '../ports/clock.ts'

/** A channel's settings with every reference (`env:`, `file:`, `command:`) already resolved. */
export type ChannelConfig =
  | { readonly type: 'desktop' }
  | TelegramConfig
  | { readonly type: 'discord'; readonly url: string }
  | { readonly type: 'slack'; readonly url: string }
  | NtfyConfig
  | WebhookConfig
  | CommandConfig

export interface TelegramConfig {
  readonly type: 'telegram'
  readonly botToken: string
  readonly chatId: string
}

export interface NtfyConfig {
  readonly type: 'ntfy'
  /** Server and topic in one: `https://ntfy.sh/topic`. */
  readonly url: string
  readonly token?: string | undefined
}

export interface WebhookConfig {
  readonly type: 'webhook'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>> | undefined
}

export interface CommandConfig {
  readonly type: 'command'
  /** Program and arguments; no shell reads them. */
  readonly argv: readonly string[]
}

/** What a channel needs from its surroundings; everything optional has a real default and is set by tests. */
export interface ChannelDeps {
  readonly clock: Clock
  /** 0 ≤ x < 1, spreads the waits between tries. */
  readonly random?: () => number
  /** For one try; each kind of channel has its own default. */
  readonly deadlineMs?: number
  readonly env?: NodeJS.ProcessEnv
  /** Replaces Telegram's own address. */
  readonly telegramApiBase?: string
  /** PEM of the only certificate authority to believe. */
  readonly trustedCa?: string
  readonly loadDesktop?: () => Promise<DesktopBackend>
}

/** The part of node-notifier that is used. */
export interface DesktopBackend {
  notify(note: DesktopNote, callback: (error: unknown) => void): unknown
}

export interface DesktopNote {
  readonly title: string
  readonly message: string
  readonly urgency?: 'normal' | 'critical'
  readonly sound?: boolean
}

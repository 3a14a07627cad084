import type { OutgoingMessage } from '../alerts/message.ts'

/** One channel that carries an alert to a person. */
export interface Notifier {
  readonly name: string
  /** Desktop is local; a route with a remote channel is satisfied only by a remote one. */
  readonly isRemote: boolean
  /** Delivers or rejects with a `LiqwatchError`, within its own deadline. */
  send(message: OutgoingMessage): Promise<void>
}

export type { OutgoingMessage } from '../alerts/message.ts'

export type { Severity } from '../alerts/outbox.ts'

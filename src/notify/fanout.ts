import { LiqwatchError } from '../errors.ts'
import type { Notifier, OutgoingMessage } from '../ports/notifier.ts'

/** What became of a message on one channel. */
export type ChannelOutcome =
  | { readonly channel: string; readonly isRemote: boolean; readonly status: 'delivered' }
  | {
      readonly channel: string
      readonly isRemote: boolean
      readonly status: 'failed'
      /** For people; free of secrets. */
      readonly why: string
      readonly hint: string
    }

/** A little over a channel's own budget, so that a channel that keeps to its own is not cut short. */
const FANOUT_BUDGET_MS = 22_000

/**
 * Sends a message to all channels at once. Never rejects, and ends within the budget even when a channel does not.
 *
 * @returns one outcome per notifier, in their order
 */
export function sendToChannels(
  message: OutgoingMessage,
  notifiers: readonly Notifier[],
  options: { readonly budgetMs?: number } = {},
): Promise<readonly ChannelOutcome[]> {
  const budgetMs = options.budgetMs ?? FANOUT_BUDGET_MS
  return Promise.all(notifiers.map((notifier) => sendToOne(message, notifier, budgetMs)))
}

async function sendToOne(message: OutgoingMessage, notifier: Notifier, budgetMs: number): Promise<ChannelOutcome> {
  const head = { channel: notifier.name, isRemote: notifier.isRemote }
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<'too late'>((resolve) => {
    timer = setTimeout(() => resolve('too late'), budgetMs)
  })
  try {
    const end = await Promise.race([notifier.send(message), tooLate])
    return end === 'too late' ? { ...head, ...hanging(budgetMs) } : { ...head, status: 'delivered' }
  } catch (error) {
    return { ...head, ...failed(error) }
  } finally {
    clearTimeout(timer)
  }
}

function hanging(budgetMs: number): { readonly status: 'failed'; readonly why: string; readonly hint: string } {
  return { status: 'failed', why: `no answer within ${budgetMs / 1000} s`, hint: 'run liqwatch notify test' }
}

function failed(error: unknown): { readonly status: 'failed'; readonly why: string; readonly hint: string } {
  if (error instanceof LiqwatchError) return { status: 'failed', why: error.message, hint: error.hint }
  // An error that nobody foresaw may hold anything, so only its kind is told.
  const kind = error instanceof Error ? error.name : typeof error
  return { status: 'failed', why: `failed unexpectedly (${kind})`, hint: 'run liqwatch notify test' }
}

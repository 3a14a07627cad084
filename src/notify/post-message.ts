import { retryAfterHeaderMs } from './answer-fields.ts'
import type { ChannelDeps } from './channel.ts'
import { ChannelError } from './channel-error.ts'
import type { HttpAnswer, HttpPost } from './http.ts'
import { postJson } from './http.ts'
import { networkFailure } from './network-failure.ts'
import { plainText } from './plain-text.ts'
import { headerSecrets, redactorOf, urlSecrets } from './redact.ts'
import { LONGEST_RETRY_AFTER_MS, withRetries } from './retry.ts'

/** One message on its way, with how this service says yes, why not, and how long to wait. */
export interface ChannelPost extends HttpPost {
  readonly channel: string
  /** What else must never be shown, beside the address and the headers. */
  readonly secrets: readonly string[]
  /** Whether a 2xx answer is the service's own yes, and not that of a portal in between. */
  readonly isAccepted: (answer: HttpAnswer) => boolean
  /** The service's own words for a refusal; `null` when it gave none. */
  readonly complaint: (answer: HttpAnswer) => string | null
  /** The wait asked for in the body; `null` when it holds none. */
  readonly bodyRetryAfterMs: (answer: HttpAnswer) => number | null
}

const DEADLINE_MS = 5000
const LONGEST_COMPLAINT = 200

/**
 * Posts a message, with tries and waits, until the service has taken it.
 *
 * @throws ChannelError with the host at most: path, token and headers are blacked out even in the service's words
 */
export async function postMessage(post: ChannelPost, deps: ChannelDeps): Promise<void> {
  const deadlineMs = deps.deadlineMs ?? DEADLINE_MS
  const random = deps.random ?? Math.random
  await withRetries(() => postOnce(post, deps, deadlineMs), { clock: deps.clock, random, deadlineMs })
}

async function postOnce(post: ChannelPost, deps: ChannelDeps, deadlineMs: number): Promise<void> {
  const answer = await postJson(post, { deadlineMs, trustedCa: deps.trustedCa }).catch((error: unknown) => {
    throw networkFailure(error, post.url.host, deadlineMs)
  })
  if (answer.status >= 300) throw refusal(post, answer, deps.clock.nowMs())
  if (!post.isAccepted(answer)) throw strangeAnswer(post, answer)
}

function strangeAnswer(post: ChannelPost, answer: HttpAnswer): ChannelError {
  return new ChannelError(`${post.url.host} answered HTTP ${answer.status}, but not as this service does`, {
    hint: `check channels.${post.channel} and whether a proxy or portal stands in between`,
    retryable: false,
  })
}

function refusal(post: ChannelPost, answer: HttpAnswer, nowMs: number): ChannelError {
  const { status } = answer
  if (status < 400) return redirection(post, status)
  const isLimited = status === 429
  const retryAfterMs = isLimited || status >= 500 ? askedWaitMs(post, answer, nowMs) : null
  const verb = isLimited ? 'limits messages' : status >= 500 ? 'failed' : 'refused the message'
  const message = `${post.url.host} ${verb} (HTTP ${status})${wordsOf(post, answer)}${waitWords(retryAfterMs)}`
  return new ChannelError(message, { hint: hintFor(post, status), retryable: isLimited || status >= 500, retryAfterMs })
}

function redirection(post: ChannelPost, status: number): ChannelError {
  return new ChannelError(`${post.url.host} redirects elsewhere (HTTP ${status}); redirects are not followed`, {
    hint: `set channels.${post.channel} to the final address`,
    retryable: false,
  })
}

function askedWaitMs(post: ChannelPost, answer: HttpAnswer, nowMs: number): number | null {
  const asked = [post.bodyRetryAfterMs(answer), retryAfterHeaderMs(answer.headers['retry-after'], nowMs)]
  const known = asked.filter((waitMs) => waitMs !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function waitWords(retryAfterMs: number | null): string {
  if (retryAfterMs === null || retryAfterMs <= LONGEST_RETRY_AFTER_MS) return ''
  return `, asks to wait ${Math.ceil(retryAfterMs / 1000)} s`
}

function wordsOf(post: ChannelPost, answer: HttpAnswer): string {
  const complaint = post.complaint(answer)
  if (complaint === null || complaint === '') return ''
  const redacted = redactorOf([...post.secrets, ...urlSecrets(post.url), ...headerSecrets(post.headers)])(complaint)
  return `: ${plainText(redacted).replaceAll('\n', ' ').slice(0, LONGEST_COMPLAINT)}`
}

function hintFor(post: ChannelPost, status: number): string {
  if (status === 429)
    return 'it is tried again on the next evaluation; fewer messages go out with reminders switched off'
  if (status >= 500) return 'the service has trouble; it is tried again on the next evaluation'
  return `check channels.${post.channel} in the config, then run liqwatch notify test`
}

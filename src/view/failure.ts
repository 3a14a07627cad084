import { EXIT, type ExitCode, LiqwatchError } from '../errors.ts'
import { neutralise } from '../model/plain-text.ts'
import type { FailureFacts } from './json.ts'
import { type Screen, wrap } from './screen.ts'

/** A failure as it is told: every text free of secrets and of characters that steer a terminal. */
export interface Failure extends FailureFacts {
  readonly exitCode: ExitCode
}

/** What is told about anything that was thrown. A failure without a name of its own is `internal`. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof LiqwatchError) {
    const { code, message, hint, retryable, exitCode } = error
    // A hint is our own sentence; the pages it names stay whole.
    return { code, message: told(message), hint: neutralise(withoutKeys(hint)), retryable, exitCode }
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : 'something failed without saying what'
  return {
    code: 'internal',
    message: told(message),
    hint: 'this is a defect of liqwatch: run it again with --verbose and report what it prints',
    retryable: false,
    exitCode: EXIT.failure,
  }
}

/** What happened and what to do next, for standard error. */
export function failureText(failure: FailureFacts, screen: Screen): string {
  const [first = '', ...rest] = `error: ${failure.message}`.split('\n').flatMap((line) => wrap(line, screen))
  const happened = [first.replace('error:', () => screen.palette('critical', 'error:')), ...rest]
  const next = wrap(`what to do: ${failure.hint}  (${failure.code})`, screen)
  return `${[...happened, ...next].join('\n')}\n`
}

/** The text line by line, printable and without anything that looks like a secret. */
function told(text: string): string {
  return text
    .split('\n')
    .map((line) => neutralise(withoutSecrets(line)))
    .join('\n')
}

const URL_WITH_MORE = /\b((?:https?|wss?):\/\/)(?:[^\s/?#@'"]*@)?([^\s/?#'"]+)([/?#][^\s'"]*)?/gi
const SIGNED = /\b(signature|apiKey|api_key|listenKey|secret|token|timestamp)=[^\s&'"]+/gi
const PRIVATE_KEY = /-----BEGIN [^-]+-----.*/gs
/** Binance keys and listen keys have 64 characters, signatures 64 hex digits, bot tokens a number, a colon and 35. */
const KEY_LIKE = /\b\d{6,}:[A-Za-z0-9_-]{30,}|\b[A-Za-z0-9_-]{40,}/g

/**
 * The text with URLs reduced to their host, and keys, signatures and tokens left out. A last line of defence: errors
 * are written without secrets in the first place.
 */
export function withoutSecrets(text: string): string {
  const hostsOnly = text.replace(URL_WITH_MORE, (_, scheme: string, host: string, rest: string | undefined) =>
    rest === undefined || rest === '/' ? scheme + host : `${scheme}${host}/…`,
  )
  return withoutKeys(hostsOnly)
}

function withoutKeys(text: string): string {
  return text.replace(PRIVATE_KEY, '[private key]').replace(SIGNED, '$1=[left out]').replace(KEY_LIKE, '[left out]')
}

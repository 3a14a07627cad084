import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { parseSecretOrText } from '../config/secret-reference.ts'
import type { Secrets } from '../config/secrets.ts'
import { LiqwatchError, UsageError } from '../errors.ts'
import { outboundUrlProblem, printableHost } from '../model/outbound-url.ts'

const DEADLINE_MS = 5000

/**
 * Tells a dead man's switch that the evaluation is complete: the URL for 0, 1 and 2, `URL/fail` for 3, with the exit
 * code as the body. Returns what went wrong; `null` when it was heard.
 */
export async function pingSwitch(typed: string, exitCode: number, secrets: Secrets): Promise<string | null> {
  let host = 'its URL'
  try {
    const url = await pingUrl(typed, secrets)
    host = printableHost(url)
    const status = await post(new URL(exitCode === 3 ? `${url.replace(/\/$/, '')}/fail` : url), String(exitCode))
    return status >= 200 && status < 300 ? null : `the ping to ${host} was answered with HTTP ${status}`
  } catch (error) {
    return `the ping to ${host} failed (${failureWords(error)})`
  }
}

function failureWords(error: unknown): string {
  if (error instanceof LiqwatchError) return error.message
  return error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
}

/**
 * Judges what was typed, before anything else is done. A reference is read when the evaluation is complete: that its
 * file is gone must not keep anybody from being warned.
 *
 * @throws UsageError for a URL that may not be used
 */
export function refuseBadPing(typed: string): void {
  const parsed = parseSecretOrText(typed)
  if (!parsed.ok) throw new UsageError(`--ping: ${parsed.problem}`, { hint: 'give an https URL or file:PATH' })
  if (parsed.reference.kind !== 'literal') return
  const problem = outboundUrlProblem(parsed.reference.value)
  if (problem === null) return
  throw new UsageError(`--ping: the URL ${problem}`, { hint: 'use https, or plain http to a private address' })
}

async function pingUrl(typed: string, secrets: Secrets): Promise<string> {
  const parsed = parseSecretOrText(typed)
  return parsed.ok ? secrets.resolveUrl(parsed.reference, '--ping') : typed
}

function post(url: URL, body: string): Promise<number> {
  const request = url.protocol === 'https:' ? requestTls : requestPlain
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent: false, signal: AbortSignal.timeout(DEADLINE_MS) }, (reply) => {
      reply.resume()
      resolve(reply.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

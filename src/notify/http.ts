import * as http from 'node:http'
import * as https from 'node:https'

export interface HttpPost {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly payload: unknown
}

export interface HttpOptions {
  /** For the whole exchange: name, connection, headers and body. */
  readonly deadlineMs: number
  readonly trustedCa?: string | undefined
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  /** At most the first 64 KiB. */
  readonly text: string
}

/** The other side gave no complete answer within the deadline. */
export class DeadlinePassed extends Error {}

const LONGEST_ANSWER_BYTES = 65_536
// Node gives each address of a name a quarter of a second, too short for a phone line: all would fail together.
const ADDRESS_ATTEMPT_MS = 1500

/**
 * Posts JSON once. Redirects are not followed: they are answers like any other.
 *
 * @throws DeadlinePassed, or the network's own error
 */
export async function postJson(post: HttpPost, options: HttpOptions): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(options.deadlineMs)
  try {
    const response = await openExchange(post, signal, options.trustedCa)
    const text = await readCapped(response)
    return { status: response.statusCode ?? 0, headers: response.headers, text }
  } catch (error) {
    throw signal.aborted ? new DeadlinePassed('deadline passed') : error
  }
}

function openExchange(post: HttpPost, signal: AbortSignal, ca: string | undefined): Promise<http.IncomingMessage> {
  const payload = JSON.stringify(post.payload)
  const headers = {
    'user-agent': 'liqwatch',
    ...post.headers,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(payload)),
  }
  return new Promise((resolve, reject) => {
    const request = requester(post.url, ca)({ method: 'POST', headers, signal })
    request.on('error', reject)
    request.on('response', resolve)
    request.end(payload)
  })
}

function requester(url: URL, ca: string | undefined): (options: http.RequestOptions) => http.ClientRequest {
  const common = { autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS }
  if (url.protocol === 'http:') return (options) => http.request(url, { ...options, agent: new http.Agent(common) })
  const agent = new https.Agent({ ...common, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) })
  return (options) => https.request(url, { ...options, agent })
}

async function readCapped(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    const part = Buffer.from(chunk)
    chunks.push(part)
    bytes += part.length
    if (bytes >= LONGEST_ANSWER_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, LONGEST_ANSWER_BYTES).toString('utf8')
}

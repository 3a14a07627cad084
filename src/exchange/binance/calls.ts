import { ExchangeError } from '../../errors.ts'
import type { Endpoint, Params } from './endpoints.ts'
import type { Requests } from './requests.ts'
import { type BySymbol, UnreadableReply } from './rows.ts'
import { sharedReply } from './shared-replies.ts'

/** Tells a person about something that could not be read and was left out. */
export type Warn = (message: string) => void

/** One call whose reply is parsed. */
export interface Call<T> {
  readonly endpoint: Endpoint
  readonly params?: Params
  parse(body: unknown): T
  readonly deadlineMs?: number
}

/**
 * The parsed reply.
 *
 * @throws ExchangeError, with code `unreadable-reply` and the field's path when the reply lacks something we need
 */
export async function fetchParsed<T>(requests: Requests, call: Call<T>): Promise<T> {
  const body = await replyTo(requests, call)
  try {
    return call.parse(body)
  } catch (error) {
    if (error instanceof UnreadableReply) throw unreadable(call.endpoint, error)
    throw error
  }
}

/** Public replies are the same for everybody: accounts of one host need not each ask. */
function replyTo(requests: Requests, { endpoint, params = {}, deadlineMs }: Call<unknown>): Promise<unknown> {
  const send = () => requests.call(endpoint, params, deadlineMs)
  if (endpoint.security !== 'NONE') return send()
  const { by, base, nowMs } = requests.placeOf(endpoint)
  return sharedReply({ by, what: `${base}${endpoint.path} ${JSON.stringify(params)}`, nowMs }, send)
}

/**
 * The readable rows of a reply; each of the others is told to `warn` and left out, so that it is missing by name.
 *
 * @throws ExchangeError also when rows came and not one of them was readable
 */
export async function fetchRows<T>(
  requests: Requests,
  call: Call<BySymbol<T>>,
  warn: Warn,
): Promise<ReadonlyMap<string, T>> {
  const { bySymbol, unreadable: broken } = await fetchParsed(requests, call)
  const [first] = broken
  if (bySymbol.size === 0 && first !== undefined) throw unreadable(call.endpoint, new UnreadableReply(first))
  for (const why of broken) warn(`${call.endpoint.path}: ${why}; the row is left out`)
  return bySymbol
}

function unreadable({ path }: Endpoint, error: UnreadableReply): ExchangeError {
  return new ExchangeError(`the reply to ${path} cannot be used: ${error.message}`, {
    code: 'unreadable-reply',
    hint: 'Binance may have changed this reply: look for a newer liqwatch, or report the field named here',
    retry: 'never',
    path,
  })
}

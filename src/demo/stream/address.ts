import type { SocketRoute } from '../faults.ts'

/** What a handshake asked for. */
export interface SocketAddress {
  readonly route: SocketRoute | 'legacy'
  /** Events come wrapped as `{ stream, data }`. */
  readonly isCombined: boolean
  readonly streams: readonly string[]
  /** `null` on public paths. */
  readonly listenKey: string | null
  /** Event types wanted of the private stream; `null` for all. */
  readonly events: readonly string[] | null
}

const PATH = /^(?:\/(public|market|private))?\/(ws|stream)(?:\/(.*))?$/

/** What the URL of a handshake asks for; `null` for a path that does not exist. */
export function parseAddress(url: string): SocketAddress | null {
  const { pathname, searchParams } = new URL(url, 'ws://loopback')
  const match = PATH.exec(pathname)
  if (match === null) return null
  const [, routeText, form, rest] = match
  const route = (routeText ?? 'legacy') as SocketAddress['route']
  const named = decodeURIComponent(rest ?? searchParams.get('streams') ?? '')
  const names = named === '' ? [] : named.split('/')
  const isPrivate = route === 'private'
  return {
    route,
    isCombined: form === 'stream',
    streams: isPrivate ? [] : names,
    listenKey: isPrivate ? (searchParams.get('listenKey') ?? names[0] ?? null) : null,
    events: searchParams.get('events')?.split('/') ?? null,
  }
}

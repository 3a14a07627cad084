import type { Json } from './json.ts'
import { foreign, type Screen, wrap } from './screen.ts'

/** Everything that a config lets the program send, and where its secrets come from. */
export interface Egress {
  readonly hosts: readonly EgressHost[]
  readonly channels: readonly EgressChannel[]
  readonly secrets: readonly { readonly key: string; readonly source: string }[]
}

/** One host with all that may go to it. */
export interface EgressHost {
  /** Accounts that use it, or what does. */
  readonly usedBy: string
  /** Scheme, name and port. */
  readonly host: string
  readonly requests: readonly { readonly method: string; readonly path: string; readonly carries: string }[]
  /** Websocket addresses below the host, with placeholders for symbols and keys. */
  readonly streams: readonly string[]
}

export interface EgressChannel {
  readonly channel: string
  readonly type: string
  /** Where its messages go: a host, a program, or this machine. */
  readonly to: string
}

/** Kept apart from the requests: control frames carry nothing. */
const FRAMES = 'ping and pong'
/** What goes out besides, when it is asked for. */
const PING = { command: 'check --ping', method: 'POST', to: 'the URL that is given', carries: 'the exit code as body' }
/** The one thing that comes in, and only when it is asked to. */
const LISTENS = {
  command: 'watch --metrics',
  requests: ['GET /metrics', 'GET /-/healthy', 'GET /'],
  where: 'plain http on the address that is given, of this machine only unless --metrics-public is added',
}

/** The whole of it, host by host. */
export function egressScreen({ hosts, channels, secrets }: Egress, screen: Screen): string {
  const strong = (text: string): readonly string[] => wrap(text, screen).map((line) => screen.palette('strong', line))
  const lines = [
    ...hosts.flatMap((host) => [
      ...strong(`${foreign(host.host)}  (${foreign(host.usedBy)})`),
      ...hostLines(host, screen),
      '',
    ]),
    ...strong('alert channels'),
    ...(channels.length === 0
      ? ['  none: alerts are printed only']
      : channels.flatMap((one) => channelLines(one, screen))),
    '',
    ...strong(PING.command),
    ...wrap(`${PING.method} to ${PING.to}, with ${PING.carries}`, screen, 2, 4),
    '',
    ...strong(LISTENS.command),
    ...wrap(`listens by ${LISTENS.where}; answers ${LISTENS.requests.join(', ')}`, screen, 2, 4),
    ...wrap('nothing else listens, but for the exchange that --demo embeds', screen, 2, 4),
    '',
    ...strong('secrets'),
    ...secrets.flatMap(({ key, source }) => wrap(`${foreign(key)}  from ${foreign(source)}`, screen, 2, 4)),
    '',
    ...wrap('Nothing else can be sent to Binance. Redirects are refused everywhere.', screen, 0, 0),
  ]
  return `${lines.join('\n')}\n`
}

function hostLines({ requests, streams }: EgressHost, screen: Screen): readonly string[] {
  return [
    ...requests.flatMap(({ method, path, carries }) => wrap(`${method.padEnd(4)} ${path}  ${carries}`, screen, 2, 7)),
    ...streams.flatMap((stream) => wrap(`open ${foreign(stream)}`, screen, 2, 7)),
    ...(streams.length === 0 ? [] : wrap(`frames sent: ${FRAMES}, nothing else`, screen, 2, 7)),
  ]
}

function channelLines({ channel, type, to }: EgressChannel, screen: Screen): readonly string[] {
  return wrap(`${foreign(channel)}  ${type}  ${foreign(to)}`, screen, 2, 4)
}

/** The `egress` member of `doctor --egress --json`. */
export function egressJson({ hosts, channels, secrets }: Egress): Json {
  return {
    hosts: hosts.map(({ usedBy, host, requests, streams }) => ({
      usedBy,
      host,
      requests: requests.map(({ method, path, carries }) => ({ method, path, carries })),
      streams,
      frames: streams.length === 0 ? [] : ['ping', 'pong'],
    })),
    channels: channels.map(({ channel, type, to }) => ({ channel, type, to })),
    ping: { ...PING },
    listens: [{ command: LISTENS.command, requests: LISTENS.requests, where: LISTENS.where }],
    secrets: secrets.map(({ key, source }) => ({ key, source })),
  }
}

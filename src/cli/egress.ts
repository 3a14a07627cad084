import type { AccountSettings, ChannelSettings, Config } from '../config/config.ts'
import { secretSources } from '../config/secret-sources.ts'
import { selectAccounts } from '../config/select-accounts.ts'
import { EXIT, type ExitCode } from '../errors.ts'
import { ALLOWED, type Endpoint, type Security } from '../exchange/binance/endpoints.ts'
import { type BaseUrls, resolveBaseUrls, restBase } from '../exchange/binance/hosts.ts'
import { REFERENCE_HOSTS } from '../exchange/reference/hosts.ts'
import { printableHost } from '../model/outbound-url.ts'
import { type Egress, type EgressChannel, type EgressHost, egressJson, egressScreen } from '../view/egress-screen.ts'
import { headDocument, jsonText } from '../view/json.ts'
import { printAnswer } from './output.ts'
import { screenOf } from './screen.ts'
import type { Services } from './services.ts'

/** Lists everything that this config can send, and its secret sources. Sends nothing. */
export async function runEgress(services: Services): Promise<ExitCode> {
  const { config, flags, clock } = services
  const egress: Egress = {
    hosts: [...binanceHosts(selectAccounts(config, flags.account, 'all')), ...referenceHosts(config)],
    channels: await Promise.all(config.channels.map((settings) => channelEgress(settings, services))),
    secrets: secretsOf(config),
  }
  const head = headDocument({ command: 'doctor', asOfMs: clock.nowMs(), verdict: null })
  printAnswer(
    flags.json === true
      ? jsonText({ ...head, checks: [], egress: egressJson(egress) })
      : egressScreen(egress, screenOf(process.stdout, flags)),
  )
  return EXIT.ok
}

const CARRIES: Readonly<Record<Security, string>> = {
  NONE: 'public',
  // Binance asks for the key alone; the client library signs these too.
  KEY: 'with the API key, signed',
  SIGNED: 'with the API key, signed',
  USER_STREAM: 'with the API key (user stream)',
}

function binanceHosts(accounts: readonly AccountSettings[]): readonly EgressHost[] {
  const hosts = accounts.flatMap((settings) => accountHosts(settings))
  const byHost = new Map<string, EgressHost>()
  for (const host of hosts) {
    const known = byHost.get(host.host)
    byHost.set(host.host, known === undefined ? host : merged(known, host))
  }
  return [...byHost.values()]
}

/** Several accounts, or several kinds of path, may share a host. */
function merged(left: EgressHost, right: EgressHost): EgressHost {
  const requests = [...left.requests, ...right.requests]
  const unique = new Map(requests.map((request) => [`${request.method} ${request.path}`, request]))
  const users = new Set([...left.usedBy.split(', '), right.usedBy])
  return {
    usedBy: [...users].join(', '),
    host: left.host,
    requests: [...unique.values()],
    streams: [...new Set([...left.streams, ...right.streams])],
  }
}

function accountHosts({ name, environment, endpoints, trustEndpoints }: AccountSettings): readonly EgressHost[] {
  const bases = resolveBaseUrls({ account: name, environment, overrides: endpoints, trustEndpoints })
  const usedBy = `account ${name}`
  return [
    ...ALLOWED.map((endpoint) => requestHost(usedBy, bases, endpoint)),
    streamHost(usedBy, bases.wsFuturesMarket, ['<symbol>@markPrice@1s', '!markPrice@arr@1s', '!contractInfo']),
    streamHost(usedBy, bases.wsFuturesPrivate, ['<listen key>']),
  ]
}

function requestHost(usedBy: string, bases: BaseUrls, { host, method, path, security }: Endpoint): EgressHost {
  const base = new URL(restBase(bases, host))
  const prefix = base.pathname.replace(/\/$/, '')
  return {
    usedBy,
    host: base.origin,
    requests: [{ method, path: prefix + path, carries: CARRIES[security] }],
    streams: [],
  }
}

function streamHost(usedBy: string, base: string, names: readonly string[]): EgressHost {
  const url = new URL(base)
  return {
    usedBy,
    host: `${url.protocol}//${url.host}`,
    requests: [],
    streams: names.map((name) => `${url.pathname}/${name}`),
  }
}

/** The hosts that `xcheck` asks for prices, with a key of their own or none; no key of Binance goes there. */
function referenceHosts({ crossCheck }: Config): readonly EgressHost[] {
  const { coingecko, cryptocompare, coindesk } = REFERENCE_HOSTS
  const free = priceHost(
    coingecko,
    '/api/v3/simple/price',
    crossCheck.coingeckoKey === null ? 'public' : 'with its key',
  )
  if (crossCheck.cryptocompareKey === null) return [free]
  return [
    free,
    priceHost(coindesk, '/index/cc/v1/latest/tick', 'with its key'),
    priceHost(cryptocompare, '/data/pricemulti', 'with its key'),
  ]
}

function priceHost(host: string, path: string, carries: string): EgressHost {
  return { usedBy: 'xcheck', host, requests: [{ method: 'GET', path, carries }], streams: [] }
}

async function channelEgress(settings: ChannelSettings, services: Services): Promise<EgressChannel> {
  return { channel: settings.name, type: settings.type, to: await destination(settings, services) }
}

async function destination(settings: ChannelSettings, { secrets }: Services): Promise<string> {
  switch (settings.type) {
    case 'desktop':
      return 'stays on this machine'
    case 'command':
      return `runs ${settings.argv[0]}`
    case 'telegram':
      return 'POST to api.telegram.org'
    default:
      return secrets.resolveUrl(settings.url, `channels.${settings.name}.url`).then(
        (url) => `POST to ${printableHost(url)}`,
        () => 'POST to a host that is not known: its URL cannot be read',
      )
  }
}

function secretsOf(config: Config): Egress['secrets'] {
  return secretSources(config).map(({ key, description }) => ({ key, source: description }))
}

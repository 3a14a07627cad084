import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { ALLOWED } from '../../src/exchange/binance/endpoints.ts'
import { type Inbox, startInbox } from '../support/inbox.ts'
import { homeFor, runCli } from '../support/run-cli.ts'

let exchange: DemoExchange
let inbox: Inbox

beforeEach(async () => {
  exchange = await startDemoExchange({ speed: 0 })
  inbox = await startInbox()
})
afterEach(async () => {
  await exchange.close()
  await inbox.close()
})

interface ListedHost {
  readonly host: string
  readonly requests: readonly { readonly method: string; readonly path: string; readonly carries: string }[]
  readonly streams: readonly string[]
  readonly frames: readonly string[]
}

const COMMANDS = [
  ['status'],
  ['positions'],
  ['check', '--fail-on', 'rules'],
  ['watch', '--once'],
  ['fix', 'SOL'],
  ['stress', '--beta'],
  ['size', 'SOL', '--side', 'long', '--stop', '163'],
  ['stop'],
  ['liquidate', 'SOL'],
  ['funding'],
  ['oi'],
  ['exchange'],
  ['orders'],
  ['rules', '--all'],
  ['margin'],
  ['history', '--since', '3d'],
  ['doctor'],
  ['notify', 'test'],
]

describe('doctor --egress', () => {
  it('names every request that any command then makes', async () => {
    const { env } = homeFor(exchange, { channels: { hook: { type: 'webhook', url: inbox.url } } })
    const { stdout } = await runCli(['doctor', '--egress', '--json'], { env })
    const hosts: readonly ListedHost[] = JSON.parse(stdout).egress.hosts
    const listed = new Set(hosts.flatMap(({ requests }) => requests.map(({ method, path }) => `${method} ${path}`)))
    for (const words of COMMANDS) await runCli(words, { env })
    const made = [...exchange.counters().requests.keys()]
    expect(made.length).toBeGreaterThan(25)
    expect(made.filter((request) => !listed.has(request))).toEqual([])
  })

  it('says the same as the gate, host by host, with the channels, the price sources, the ping and the frames', async () => {
    const { env, folder, configPath } = homeFor(exchange)
    const secret = (name: string): string => {
      writeFileSync(join(folder, name), 'x\n', { mode: 0o600 })
      return `file:${name}`
    }
    const config = {
      accounts: { main: { apiKey: secret('a'), apiSecret: secret('b') } },
      channels: {
        desk: { type: 'desktop' },
        phone: { type: 'telegram', botToken: secret('c'), chatId: '1' },
        chat: { type: 'discord', url: 'https://discord.com/api/webhooks/1/SECRET' },
        team: { type: 'slack', url: 'https://hooks.slack.com/services/SECRET' },
        push: { type: 'ntfy', url: 'https://ntfy.sh/SECRET' },
        hook: { type: 'webhook', url: 'https://example.org/SECRET', headers: { 'X-Key': secret('d') } },
        run: { type: 'command', argv: ['/usr/local/bin/ring', 'SECRET'] },
      },
      crossCheck: { coingeckoKey: secret('e'), cryptocompareKey: secret('f') },
    }
    writeFileSync(configPath, JSON.stringify(config), { mode: 0o600 })
    const { stdout } = await runCli(['doctor', '--egress', '--json'], { env })
    const { hosts, channels, secrets, ping } = JSON.parse(stdout).egress
    const bases: Readonly<Record<string, string>> = {
      futures: 'https://fapi.binance.com',
      delivery: 'https://dapi.binance.com',
      spot: 'https://api.binance.com',
    }
    const listed = hosts.flatMap(({ host, requests }: ListedHost) =>
      requests.map(({ method, path }) => `${method} ${host}${path}`),
    )
    const expected = ALLOWED.map(({ method, host, path }) => `${method} ${bases[host]}${path}`)
    const sources = [
      'GET https://api.coingecko.com/api/v3/simple/price',
      'GET https://data-api.coindesk.com/index/cc/v1/latest/tick',
      'GET https://min-api.cryptocompare.com/data/pricemulti',
    ]
    expect([...listed].sort()).toEqual([...new Set(expected), ...sources].sort())
    const streaming = hosts.filter(({ streams }: ListedHost) => streams.length > 0)
    expect(streaming.map(({ host, frames }: ListedHost) => [host, frames])).toEqual([
      ['wss://fstream.binance.com', ['ping', 'pong']],
    ])
    expect(channels.map(({ channel, to }: { channel: string; to: string }) => [channel, to])).toEqual([
      ['desk', 'stays on this machine'],
      ['phone', 'POST to api.telegram.org'],
      ['chat', 'POST to discord.com'],
      ['team', 'POST to hooks.slack.com'],
      ['push', 'POST to ntfy.sh'],
      ['hook', 'POST to example.org'],
      ['run', 'runs /usr/local/bin/ring'],
    ])
    expect(ping).toMatchObject({ method: 'POST', carries: 'the exit code as body' })
    expect(secrets.map(({ source }: { source: string }) => source)).toContain('file:d')
    expect(stdout).not.toContain('SECRET')
  })
})

describe('a proxy in the environment', () => {
  let proxy: Server
  const asked: string[] = []

  beforeEach(async () => {
    proxy = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end('{}')
    })
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '')
      socket.destroy()
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => new Promise((resolve) => proxy.close(resolve)))

  it('is asked for nothing: everything goes straight to its host', async () => {
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const { env } = homeFor(exchange, { channels: { hook: { type: 'webhook', url: inbox.url } } })
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']
    const proxied = { ...env, ...Object.fromEntries(names.map((name) => [name, url])) }
    const check = await runCli(['check', '--ping', inbox.url], { env: proxied })
    const doctor = await runCli(['doctor'], { env: proxied })
    expect([check.exitCode, doctor.exitCode]).toEqual([2, 0])
    expect(inbox.letters.length).toBeGreaterThan(1)
    expect(asked).toEqual([])
  })
})

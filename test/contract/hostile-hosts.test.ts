import { afterEach, describe, expect, it } from 'vitest'
import { pingSwitch } from '../../src/cli/ping.ts'
import { openSecrets } from '../../src/config/secrets.ts'
import { LiqwatchError } from '../../src/errors.ts'
import { dialWebSocket } from '../../src/exchange/binance/socket.ts'
import { fetchReferenceJson } from '../../src/exchange/reference/fetch-json.ts'
import { createNotifier } from '../../src/notify/create-notifier.ts'
import {
  drippingHeaders,
  endlessBody,
  endlessHeaders,
  type HostileServer,
  type Hostility,
  noHttp,
  redirect,
  startHostile,
  zipBomb,
} from '../support/hostile-server.ts'
import { exchangeAt } from '../support/stub-exchange.ts'
import { startStub, text } from '../support/stub-server.ts'
import { aMessage, notingClock, startTlsService } from './notify/service.ts'

const DEADLINE_MS = 600
const SECRET = 'a-path-that-must-not-leak'

const secrets = openSecrets({
  env: {},
  home: '/',
  user: null,
  source: { kind: 'built-in' },
  secretNames: new Set(),
})

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

/** Everything that leaves the machine over HTTP; each returns what went wrong, `null` for a yes. */
const CLIENTS: readonly { name: string; mostBytes: number; send: (url: string) => Promise<unknown> }[] = [
  {
    name: 'the exchange client',
    mostBytes: 80_000_000,
    send: (url) => failureOf(exchangeAt(url, { timeoutMs: DEADLINE_MS, trustEndpoints: true }).fetchAllMarks()),
  },
  {
    name: 'the reference prices',
    mostBytes: 12_000_000,
    send: (base) =>
      failureOf(fetchReferenceJson({ name: 'CoinGecko', base, path: '/x', query: {}, deadlineMs: DEADLINE_MS })),
  },
  {
    name: 'an alert channel',
    mostBytes: 12_000_000,
    send: (url) => {
      const config = { type: 'webhook', url: `${url}/${SECRET}` } as const
      const deps = { clock: notingClock(), random: () => 0, deadlineMs: DEADLINE_MS }
      return failureOf(createNotifier('phone', config, deps).send(aMessage()))
    },
  },
  { name: 'the dead man’s switch', mostBytes: 12_000_000, send: (url) => pingSwitch(`${url}/${SECRET}`, 0, secrets) },
]

const open: HostileServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function hostile(hostility: Hostility): Promise<HostileServer> {
  const server = await startHostile(hostility)
  open.push(server)
  return server
}

function expectNamed(failure: unknown): void {
  const words = failure instanceof LiqwatchError ? failure.message : failure
  expect(typeof words).toBe('string')
  expect(String(words)).not.toContain(SECRET)
}

describe.each(CLIENTS)('$name', ({ send, mostBytes }) => {
  it.each([301, 302, 303, 307, 308])('does not follow a redirect (%i), to here or anywhere', async (status) => {
    const trap = await hostile(noHttp)
    for (const location of [`${trap.url}/trap`, 'file:///etc/passwd', '//127.0.0.1:1/x', 'javascript:alert(1)']) {
      const server = await hostile(redirect(status, location))
      expectNamed(await send(server.url))
    }
    expect(trap.connections()).toBe(0)
  })

  it.each([
    { name: 'headers without end', hostility: endlessHeaders },
    { name: 'a header that drips', hostility: drippingHeaders },
    { name: 'what is no HTTP', hostility: noHttp },
  ])('fails by name on $name', async ({ hostility }) => {
    expectNamed(await send((await hostile(hostility)).url))
  })

  it('reads only so much of a body without end', async () => {
    const server = await hostile(endlessBody)
    await send(server.url)
    expect(server.sentBytes()).toBeLessThan(mostBytes)
  })
})

describe('a certificate that nobody vouches for', () => {
  it.each(CLIENTS)('is refused by $name, and nothing is sent', async ({ send }) => {
    const service = await startTlsService(() => ({ status: 200, body: '[]' }))
    const failure = await send(`https://localhost:${service.port}`)
    expectNamed(failure)
    expect(service.seen).toEqual([])
  })
})

describe('a socket', () => {
  const ended = (url: string) =>
    new Promise<string>((resolve) => {
      const silent = { onOpen: () => resolve('open'), onText: () => undefined, onPong: () => undefined }
      dialWebSocket(new URL(url.replace('http:', 'ws:')), { ...silent, onClosed: (why) => resolve(why) })
    })

  it.each([301, 302, 307, 308])('does not follow a redirect (%i)', async (status) => {
    const trap = await hostile(noHttp)
    const server = await hostile(redirect(status, trap.url.replace('http:', 'ws:')))
    expect(await ended(server.url)).toBe(`the handshake was answered with HTTP ${status}`)
    expect(trap.connections()).toBe(0)
  })

  it('gives up on a handshake without end', async () => {
    expect(await ended((await hostile(endlessHeaders)).url)).toContain('no connection (HPE_HEADER_OVERFLOW)')
  })
})

describe('a reply that is nested without end', () => {
  it.each([
    { name: 'plainly', body: '['.repeat(2_000_000) },
    { name: 'closed again', body: `${'['.repeat(200_000)}${']'.repeat(200_000)}` },
    { name: 'with names of the prototype chain', body: '{"__proto__":'.repeat(200_000) },
    { name: 'with a long number inside', body: `${'[1e5,'.repeat(200_000)}0${']'.repeat(200_000)}` },
  ])('is a failure of the exchange by name: $name', async ({ body }) => {
    const stub = await startStub()
    stub.on('/fapi/v1/premiumIndex', text(body))
    const failure = await failureOf(exchangeAt(stub.url, { timeoutMs: 5000 }).fetchAllMarks())
    await stub.close()
    expect(failure).toBeInstanceOf(LiqwatchError)
  })
})

describe('a reply that grows when it is unpacked', () => {
  it.each(CLIENTS.slice(0, 2))('is given up by $name', async ({ send }) => {
    const failure = await send((await hostile(zipBomb)).url)
    expect(failure).toMatchObject({ code: expect.stringMatching(/^(reply-too-large|reference-unavailable)$/) })
  })

  it.each(CLIENTS.slice(2))('is not unpacked by $name', async ({ send }) => {
    expect(await send((await hostile(zipBomb)).url)).toBeNull()
  })
})

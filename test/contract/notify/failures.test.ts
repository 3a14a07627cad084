import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { ChannelConfig } from '../../../src/notify/channel.ts'
import { createNotifier } from '../../../src/notify/create-notifier.ts'
import type { Behaviour } from './service.ts'
import { aMessage, HTML, json, notingClock, startService, startTlsService, tlsFile } from './service.ts'
import { discordService, ntfyService, slackService, telegramService, webhookService } from './strict-services.ts'

const SECRET = 'AAverysecret-part'
const TOKEN = `123456:${SECRET}`

/** Every channel over HTTP, with a secret in the place where it has one, and a server that would take its message. */
const CHANNELS: readonly { name: string; configOf: (origin: string) => ChannelConfig; strict: Behaviour }[] = [
  {
    name: 'telegram',
    configOf: () => ({ type: 'telegram', botToken: TOKEN, chatId: '1' }),
    strict: telegramService(TOKEN, '1'),
  },
  {
    name: 'discord',
    configOf: (origin) => ({ type: 'discord', url: `${origin}/api/webhooks/1/${SECRET}` }),
    strict: discordService(`/api/webhooks/1/${SECRET}`),
  },
  {
    name: 'slack',
    configOf: (origin) => ({ type: 'slack', url: `${origin}/services/T0/B0/${SECRET}` }),
    strict: slackService(`/services/T0/B0/${SECRET}`),
  },
  {
    name: 'ntfy',
    configOf: (origin) => ({ type: 'ntfy', url: `${origin}/${SECRET}`, token: `tk_${SECRET}` }),
    strict: ntfyService('/', SECRET, `tk_${SECRET}`),
  },
  {
    name: 'webhook',
    configOf: (origin) => ({ type: 'webhook', url: `${origin}/${SECRET}`, headers: { 'X-Password': SECRET } }),
    strict: webhookService(`/${SECRET}`, SECRET),
  },
]

async function attempt(
  config: ChannelConfig,
  origin: string,
  changes: { deadlineMs?: number; random?: () => number } = {},
) {
  const clock = notingClock()
  const deps = { clock, random: () => 0.5, telegramApiBase: origin, ...changes }
  const send = async () => createNotifier('phone', config, deps).send(aMessage())
  const failure = await send().then(
    () => null,
    (error: unknown) => error,
  )
  return { failure, waits: clock.waits }
}

function expectNoSecret(failure: unknown): void {
  expect(failure).toBeInstanceOf(Error)
  expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain(SECRET)
}

describe.each(CHANNELS)('$name', ({ configOf, strict }) => {
  it.each([
    {
      name: '429 in Telegram’s and everybody’s way',
      reply: json(
        429,
        { ok: false, error_code: 429, description: 'Too Many Requests: retry after 3', parameters: { retry_after: 3 } },
        { 'retry-after': '3' },
      ),
    },
    {
      name: '429 in Discord’s way',
      reply: json(
        429,
        { message: 'You are being rate limited.', retry_after: 2.9, global: false },
        { 'retry-after': '3' },
      ),
    },
    { name: '503 with Retry-After', reply: { status: 503, headers: { 'retry-after': '3' }, body: 'busy' } },
  ])('honours $name and delivers', async ({ reply }) => {
    const service = await startService(() => reply, strict)
    const { failure, waits } = await attempt(configOf(service.origin), service.origin, { random: () => 0 })
    expect(failure).toBeNull()
    expect(waits).toEqual([3000])
    expect(service.seen).toHaveLength(2)
  })

  it('does not wait longer than 10 s for a rate limit', async () => {
    const service = await startService(() => json(429, {}, { 'retry-after': '11' }))
    const { failure, waits } = await attempt(configOf(service.origin), service.origin)
    expect(failure).toMatchObject({ code: 'channel-failed', retryAfterMs: 11_000 })
    expect(failure).toHaveProperty(
      'message',
      expect.stringMatching(/limits messages \(HTTP 429\).*, asks to wait 11 s$/),
    )
    expect(waits).toEqual([])
    expect(service.seen).toHaveLength(1)
  })

  it('tries three times, then gives up, with jittered backoff', async () => {
    const service = await startService(() => ({ status: 502, body: '<html>Bad Gateway</html>' }))
    const { failure, waits } = await attempt(configOf(service.origin), service.origin)
    expect(failure).toMatchObject({ message: `127.0.0.1:${service.port} failed (HTTP 502)` })
    expect(waits).toEqual([250, 500])
    expect(service.seen).toHaveLength(3)
  })

  it('does not repeat what was refused', async () => {
    const service = await startService(() => json(403, {}))
    const { failure, waits } = await attempt(configOf(service.origin), service.origin)
    expect(failure).toMatchObject({ message: `127.0.0.1:${service.port} refused the message (HTTP 403)` })
    expect(waits).toEqual([])
    expect(service.seen).toHaveLength(1)
  })

  it.each(['hang', 'drip'] as const)('ends at its deadline on a %s', async (behaviour) => {
    const service = await startService(() => behaviour)
    const { failure } = await attempt(configOf(service.origin), service.origin, { deadlineMs: 60 })
    expect(failure).toMatchObject({ message: `127.0.0.1:${service.port} did not answer within 0.06 s` })
    expectNoSecret(failure)
  })

  it.each(['close', 'cut'] as const)('delivers after a connection that was lost (%s)', async (behaviour) => {
    const service = await startService(() => behaviour, strict)
    const { failure } = await attempt(configOf(service.origin), service.origin)
    expect(failure).toBeNull()
    expect(service.seen).toHaveLength(2)
  })

  it('follows no redirect', async () => {
    const elsewhere = await startService(strict)
    const location = `${elsewhere.origin}/${SECRET}`
    const service = await startService(() => ({ status: 307, headers: { location } }))
    const { failure } = await attempt(configOf(service.origin), service.origin)
    expect(failure).toMatchObject({
      message: `127.0.0.1:${service.port} redirects elsewhere (HTTP 307); redirects are not followed`,
    })
    expect(elsewhere.seen).toEqual([])
    expect(service.seen).toHaveLength(1)
    expectNoSecret(failure)
  })

  it('says when nobody listens', async () => {
    const port = await closedPort()
    const { failure, waits } = await attempt(configOf(`http://127.0.0.1:${port}`), `http://127.0.0.1:${port}`)
    expect(failure).toMatchObject({ message: `127.0.0.1:${port} refused the connection (ECONNREFUSED)` })
    expect(waits).toHaveLength(2)
    expectNoSecret(failure)
  })

  it('shows no secret even when the service repeats it', async () => {
    const echo = `nothing at ${SECRET} or tk_${SECRET} or /bot${TOKEN}/sendMessage`
    const service = await startService(() => json(404, { description: echo, message: echo, error: echo }))
    const { failure } = await attempt(configOf(service.origin), service.origin)
    expectNoSecret(failure)
  })

  it('shows no secret when the answer is not even HTTP', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).end(`nonsense ${SECRET}\r\n\r\n`))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
    const { failure } = await attempt(configOf(origin), origin)
    server.close()
    expect(failure).toHaveProperty('message', expect.stringMatching(/ did not answer in HTTP \(HPE_\w+\)$/))
    expectNoSecret(failure)
  })

  it('refuses plain http to the internet before anything is sent', async () => {
    const { failure } = await attempt(configOf('http://192.0.2.1'), 'http://192.0.2.1')
    expect(failure).toMatchObject({ code: 'channel-misconfigured' })
    expectNoSecret(failure)
  })
})

describe.each(CHANNELS.filter(({ name }) => name !== 'webhook'))('$name behind a portal', ({ configOf }) => {
  it('does not take a page for a yes', async () => {
    const service = await startService(() => HTML)
    const { failure } = await attempt(configOf(service.origin), service.origin)
    expect(failure).toMatchObject({
      message: `127.0.0.1:${service.port} answered HTTP 200, but not as this service does`,
    })
    expect(service.seen).toHaveLength(1)
  })
})

describe('the limits together', () => {
  it('gives up rather than pass the budget of a send', async () => {
    const service = await startService(() => json(429, {}, { 'retry-after': '10' }))
    const { failure, waits } = await attempt({ type: 'webhook', url: `${service.origin}/` }, service.origin, {
      random: () => 0,
    })
    expect(waits).toEqual([10_000])
    expect(failure).toMatchObject({ message: `127.0.0.1:${service.port} limits messages (HTTP 429)` })
  })

  it('understands a Retry-After that is a date', async () => {
    // The clock of the tests stands at 2026-02-02T02:40:00Z.
    const later = { 'retry-after': 'Mon, 02 Feb 2026 02:40:04 GMT' }
    const service = await startService(
      () => json(429, {}, later),
      () => ({ status: 200 }),
    )
    const { failure, waits } = await attempt({ type: 'webhook', url: `${service.origin}/` }, service.origin, {
      random: () => 0,
    })
    expect(failure).toBeNull()
    expect(waits).toEqual([4000])
  })

  it('reads no more of an answer than it needs', async () => {
    const service = await startService(() => ({ status: 200, body: 'x'.repeat(5_000_000) }))
    const { failure } = await attempt({ type: 'webhook', url: `${service.origin}/` }, service.origin)
    expect(failure).toBeNull()
  })
})

describe('a header that cannot be sent', () => {
  it.each([{ 'X Password': SECRET }, { 'X-Password': `${SECRET}\r\nX-Evil: 1` }])(
    'is a mistake in the config: %j',
    async (headers) => {
      const service = await startService(() => ({ status: 200 }))
      const { failure } = await attempt({ type: 'webhook', url: `${service.origin}/`, headers }, service.origin)
      expect(failure).toMatchObject({ code: 'channel-misconfigured' })
      expectNoSecret(failure)
      expect(service.seen).toEqual([])
    },
  )
})

describe('certificates', () => {
  async function sendTo(host: string, port: number, trustedCa: string | undefined) {
    const deps = { clock: notingClock(), ...(trustedCa === undefined ? {} : { trustedCa }) }
    await createNotifier('phone', { type: 'webhook', url: `https://${host}:${port}/${SECRET}` }, deps).send(aMessage())
  }

  it('accepts the right name from a trusted authority', async () => {
    const service = await startTlsService(() => ({ status: 200 }))
    await sendTo('localhost', service.port, tlsFile('certificate.pem'))
    expect(service.seen).toHaveLength(1)
  })

  it.each([
    {
      name: 'another name',
      host: '127.0.0.1',
      ca: tlsFile('certificate.pem'),
      words: 'for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    },
    {
      name: 'an unknown authority',
      host: 'localhost',
      ca: undefined,
      words: 'that cannot be trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
    },
  ])('refuses $name, once, with nothing sent', async ({ host, ca, words }) => {
    const service = await startTlsService(() => ({ status: 200 }))
    const failure: unknown = await sendTo(host, service.port, ca).catch((error: unknown) => error)
    expect(failure).toMatchObject({ message: `${host}:${service.port} showed a certificate ${words}` })
    expectNoSecret(failure)
    expect(service.seen).toEqual([])
  })
})

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

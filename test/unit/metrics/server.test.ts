import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type MetricsServer, type MetricsServerOptions, openMetricsServer } from '../../../src/metrics/server.ts'

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
)
const TYPE = 'text/plain; version=0.0.4; charset=utf-8'

async function serve(overrides: Partial<MetricsServerOptions> = {}): Promise<MetricsServer> {
  const server = await openMetricsServer({
    address: { host: '127.0.0.1', port: 0 },
    contentType: TYPE,
    exposition: async () => 'a 1\n',
    health: () => ({ isHealthy: true, text: 'watching' }),
    ...overrides,
  })
  onTestFinished(() => server.close())
  return server
}

const urlOf = ({ address }: MetricsServer, path: string): string => `http://127.0.0.1:${address.port}${path}`

/** A connection of which everything that arrives is kept. */
function open({ address }: MetricsServer): { socket: Socket; ended: Promise<string> } {
  const socket = connect(address.port, address.host)
  let heard = ''
  socket.on('data', (chunk) => (heard += String(chunk)))
  socket.on('error', () => undefined)
  const ended = new Promise<string>((resolve) => socket.on('close', () => resolve(heard)))
  onTestFinished(() => void socket.destroy())
  return { socket, ended }
}

describe('the metrics server', () => {
  it('serves the exposition with its media type', async () => {
    const reply = await fetch(urlOf(await serve(), '/metrics?collect[]=x'))
    expect([reply.status, await reply.text()]).toEqual([200, 'a 1\n'])
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': TYPE,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'",
    })
    expect(reply.headers.get('access-control-allow-origin')).toBeNull()
  })

  it.each([
    { isHealthy: true, status: 200 },
    { isHealthy: false, status: 503 },
  ])('answers a probe with $status', async ({ isHealthy, status }) => {
    const reply = await fetch(urlOf(await serve({ health: () => ({ isHealthy, text: 'so it is' }) }), '/-/healthy'))
    expect([reply.status, await reply.text()]).toEqual([status, 'so it is\n'])
  })

  it.each([
    { method: 'GET', path: '/', status: 200 },
    { method: 'HEAD', path: '/metrics', status: 200 },
    { method: 'GET', path: '/metrics/', status: 404 },
    { method: 'GET', path: '/%2e%2e/etc/passwd', status: 404 },
    { method: 'GET', path: '/favicon.ico', status: 404 },
    { method: 'POST', path: '/metrics', status: 405 },
    { method: 'PUT', path: '/', status: 405 },
    { method: 'DELETE', path: '/-/healthy', status: 405 },
    { method: 'OPTIONS', path: '/metrics', status: 405 },
  ])('answers $method $path with $status', async ({ method, path, status }) => {
    const reply = await fetch(urlOf(await serve(), path), { method })
    expect(reply.status).toBe(status)
    expect(reply.headers.get('allow')).toBe(status === 405 ? 'GET, HEAD' : null)
    if (method === 'HEAD') expect([await reply.text(), reply.headers.get('content-length')]).toEqual(['', '4'])
  })

  it('gives nothing to a page that lets its own name lead here', async () => {
    const { socket, ended } = open(await serve())
    socket.end('GET /metrics HTTP/1.1\r\nHost: evil.example:9464\r\n\r\n')
    const heard = await ended
    expect(heard).toMatch(/^HTTP\/1\.1 403 /)
    expect(heard).not.toContain('a 1')
  })

  it('says 500 when the figures cannot be collected, and serves the next scrape', async () => {
    let isBroken = true
    const server = await serve({
      exposition: async () => {
        if (isBroken) throw new Error('secret words')
        return 'a 1\n'
      },
    })
    const broken = await fetch(urlOf(server, '/metrics'))
    expect([broken.status, await broken.text()]).toEqual([500, 'the metrics could not be collected\n'])
    isBroken = false
    await expect
      .poll(async () => (await fetch(urlOf(server, '/metrics'))).status, { timeout: 5000, interval: 100 })
      .toBe(200)
  })

  it('collects once for many that ask together', async () => {
    let collected = 0
    const server = await serve({
      exposition: async () => {
        collected += 1
        return 'a 1\n'
      },
    })
    const replies = await Promise.all(Array.from({ length: 10 }, () => fetch(urlOf(server, '/metrics'))))
    expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect(collected).toBeLessThan(10)
  })

  it('refuses a head that is too long', async () => {
    const { socket, ended } = open(await serve())
    socket.write(`GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(await ended).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('cuts off who never ends the head of a request', async () => {
    const { socket, ended } = open(await serve())
    socket.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: ')
    expect(await ended).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('drops connections beyond what any scraper needs, and answers again once they are gone', async () => {
    const server = await serve()
    const held = Array.from({ length: 16 }, () => open(server).socket)
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.on('connect', resolve))))
    expect(await open(server).ended).toBe('')
    for (const socket of held) socket.destroy()
    const status = () =>
      fetch(urlOf(server, '/metrics')).then(
        (reply) => reply.status,
        () => null,
      )
    await expect.poll(status, { timeout: 5000 }).toBe(200)
  })

  it('speaks nothing but http: garbage ends the connection', async () => {
    const { socket, ended } = open(await serve())
    socket.write('\u0016\u0003\u0001 TLS or worse\r\n\r\n')
    expect(await ended).toMatch(/^HTTP\/1\.1 400 /)
  })

  it.runIf(hasIpv6)('listens on IPv6 too', async () => {
    const server = await serve({ address: { host: '::1', port: 0 } })
    expect((await fetch(`http://[::1]:${server.address.port}/-/healthy`)).status).toBe(200)
  })

  it('says whose fault it is when the port is taken, as an error of usage', async () => {
    const first = await serve()
    const { port } = first.address
    await expect(serve({ address: first.address })).rejects.toMatchObject({
      message: `http://127.0.0.1:${port} is taken by another program: metrics cannot be served there`,
      code: 'metrics-address',
      exitCode: 2,
      hint: expect.stringContaining('--metrics'),
    })
  })

  it('says that an address is not of this machine', async () => {
    await expect(serve({ address: { host: '192.0.2.1', port: 9464 } })).rejects.toMatchObject({
      message: 'http://192.0.2.1:9464 is no address of this machine: metrics cannot be served there',
    })
  })

  it('closes at once, whoever is still connected', async () => {
    const server = await serve()
    const { socket, ended } = open(server)
    await new Promise((resolve) => socket.on('connect', resolve))
    await fetch(urlOf(server, '/metrics'))
    server.close()
    await ended
    await expect(fetch(urlOf(server, '/metrics'))).rejects.toThrow()
    // The port is free for the next one.
    await serve({ address: server.address })
  })

  it.runIf(process.platform === 'linux')('keeps no descriptor of a connection that is gone', async () => {
    const count = (): number => readdirSync('/proc/self/fd').length
    const server = await serve()
    const ask = async (): Promise<void> => {
      const { socket, ended } = open(server)
      socket.end('GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
      await ended
    }
    await ask()
    const before = count()
    for (let round = 0; round < 50; round += 1) await ask()
    await expect.poll(count, { timeout: 5000 }).toBeLessThanOrEqual(before + 1)
  })
})

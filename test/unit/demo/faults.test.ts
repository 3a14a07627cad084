import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { FAULTS } from '../../../src/demo/fault-kit.ts'
import type { HttpFault } from '../../../src/demo/faults.ts'
import { type DemoExchange, startDemoExchange } from '../../../src/demo/server.ts'
import { ask, askSigned } from './ask.ts'

let exchange: DemoExchange

beforeAll(async () => {
  exchange = await startDemoExchange({ speed: 0 })
})
afterEach(() => exchange.faults.clear())
afterAll(() => exchange.close())

const MARK = '/fapi/v1/premiumIndex?symbol=SOLUSDT'

it.each([
  { name: '429', fault: FAULTS.rateLimited(7), status: 429, text: '-1003' },
  { name: '418', fault: FAULTS.banned(1_800_000_000_000), status: 418, text: 'banned until 1800000000000' },
  { name: '503', fault: FAULTS.unavailable, status: 503, text: 'Service Unavailable.' },
  { name: 'a firewall page', fault: FAULTS.firewall, status: 403, text: '<html>' },
  { name: 'a page instead of JSON', fault: { kind: 'html' }, status: 200, text: '<html>' },
  { name: 'an empty body', fault: { kind: 'empty' }, status: 200, text: '' },
  { name: 'a redirect', fault: { kind: 'redirect', location: '/elsewhere' }, status: 302, text: '' },
] as const)('answers with $name', async ({ fault, status, text }) => {
  exchange.faults.http(fault)
  const answer = await ask(exchange, MARK)
  expect(answer.status).toBe(status)
  expect(answer.text).toContain(text)
})

it('sends Retry-After with a 429', async () => {
  exchange.faults.http(FAULTS.rateLimited(7))
  expect((await ask(exchange, MARK)).headers.get('retry-after')).toBe('7')
})

it('cuts JSON in half', async () => {
  exchange.faults.http({ kind: 'truncated' })
  expect((await ask(exchange, MARK)).json).toBe('unreadable')
})

it('heals after the number of times it was given, and meets only what it is aimed at', async () => {
  exchange.faults.http({ ...FAULTS.internal, path: '/fapi/v1/premiumIndex', forSymbol: 'SOLUSDT', times: 2 })
  const statuses: number[] = []
  for (const symbol of ['SOLUSDT', 'BTCUSDT', 'SOLUSDT', 'SOLUSDT'])
    statuses.push((await ask(exchange, `/fapi/v1/premiumIndex?symbol=${symbol}`)).status)
  expect(statuses).toEqual([500, 200, 500, 200])
})

const PATH = '/fapi/v3/positionRisk'

it.each<{ name: string; fault: HttpFault; field: string; sol: unknown; doge: unknown }>([
  {
    name: 'a liquidation price 2 % off',
    fault: { kind: 'scale-field', path: PATH, field: 'liquidationPrice', by: 1.02, symbol: 'SOLUSDT' },
    field: 'liquidationPrice',
    sol: '157.95135679',
    doge: '0.16434012',
  },
  {
    name: 'a field left out',
    fault: { kind: 'missing-field', path: PATH, field: 'entryPrice', symbol: 'SOLUSDT' },
    field: 'entryPrice',
    sol: undefined,
    doge: '0.2044',
  },
  {
    name: 'a field of another type',
    fault: { kind: 'set-field', path: PATH, field: 'entryPrice', value: [1], symbol: 'SOLUSDT' },
    field: 'entryPrice',
    sol: [1],
    doge: '0.2044',
  },
])('spoils one row: $name', async ({ fault, field, sol, doge }) => {
  exchange.faults.http(fault)
  const { json } = await askSigned(exchange, PATH)
  const rows = new Map((json as Record<string, unknown>[]).map((row) => [row.symbol, row[field]]))
  expect([rows.get('SOLUSDT'), rows.get('DOGEUSDT')]).toEqual([sol, doge])
})

it('leaves a row out', async () => {
  exchange.faults.http({ kind: 'missing-row', path: PATH, symbol: 'SOLUSDT' })
  const { json } = await askSigned(exchange, PATH)
  expect((json as { symbol: string }[]).map((row) => row.symbol)).toEqual(['DOGEUSDT', 'BTCUSDT', 'ETHUSDT'])
})

it('accepts a request and never answers', async () => {
  exchange.faults.http({ kind: 'hang' })
  await expect(ask(exchange, MARK, { signal: AbortSignal.timeout(60) })).rejects.toThrow(/abort|timeout/i)
})

it.each([{ midBody: false }, { midBody: true }])(
  'resets the connection (in the body: $midBody)',
  async ({ midBody }) => {
    exchange.faults.http({ kind: 'reset', midBody })
    await expect(ask(exchange, MARK)).rejects.toThrow()
  },
)

it('drips a body that is whole in the end', async () => {
  exchange.faults.http({ kind: 'drip', bytes: 100, everyMs: 1 })
  expect((await ask(exchange, MARK)).json).toMatchObject({ symbol: 'SOLUSDT', markPrice: '165.30000000' })
})

import { describe, it, type TestContext } from 'vitest'
import { FAULTS } from '../../src/demo/fault-kit.ts'
import type { HttpFault } from '../../src/demo/faults.ts'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { LongLived, MODES } from '../support/long-lived.ts'

const STALE_SECONDS = 6
const ACCOUNT = '/fapi/v3/*'

/** Something that goes wrong while every kind of watch is running, and is mended again. */
interface Trouble {
  readonly name: string
  readonly strike: (exchange: DemoExchange) => () => void
}

const byRest = (name: string, fault: HttpFault, path = ACCOUNT): Trouble => ({
  name,
  strike: ({ faults }) => faults.http({ ...fault, path }),
})

/** What hides the account: each is told as blindness within `staleSeconds`, and so is the return of sight. */
const BLINDING: Readonly<Record<string, readonly Trouble[]>> = {
  'refusals to answer': [
    byRest('429', FAULTS.rateLimited(1)),
    { name: '418', strike: ({ faults }) => faults.http({ ...FAULTS.banned(Date.now() + 8000, 8), path: ACCOUNT }) },
    byRest('500', FAULTS.internal),
    byRest('503', FAULTS.unavailable),
  ],
  'answers that are none': [
    byRest('an HTML page', { kind: 'html' }),
    byRest('half an answer', { kind: 'truncated' }),
    byRest('an empty answer', { kind: 'empty' }),
    byRest('a redirect', { kind: 'redirect', location: 'http://127.0.0.1:1/' }),
  ],
  'answers that do not come': [
    byRest('silence', { kind: 'hang' }),
    byRest('a slow drip', { kind: 'drip', bytes: 20, everyMs: 300 }),
    byRest('a reset connection', { kind: 'reset' }),
    byRest('a connection that dies in the body', { kind: 'reset', midBody: true }),
  ],
  'wrong answers and refused keys': [
    byRest('a field that is missing', { kind: 'missing-field', field: 'positionAmt' }, '/fapi/v3/positionRisk'),
    byRest(
      'a field of the wrong type',
      { kind: 'set-field', field: 'positionAmt', value: [] },
      '/fapi/v3/positionRisk',
    ),
    byRest('a key that is refused', FAULTS.keyRefused),
    byRest('a key that is malformed', FAULTS.keyMalformed),
  ],
}

/** An embedded exchange and a watch of every mode at it, seen calm. */
async function place(test: TestContext) {
  const exchange = await startDemoExchange()
  test.onTestFinished(async () => {
    await exchange.close()
    const { listenKeys, mutationAttempts } = exchange.counters()
    test.expect({ deleted: listenKeys.deleted, mutationAttempts }).toEqual({ deleted: 0, mutationAttempts: 0 })
  })
  const start = (mode: (typeof MODES)[number]) =>
    LongLived.start({ test, exchange, mode, staleSeconds: STALE_SECONDS, timeoutSeconds: 2 })
  const watches = await Promise.all(MODES.map(start))
  const each = (act: (watch: LongLived) => Promise<void>) => Promise.all(watches.map(act))
  await each((watch) => watch.until(() => watch.verdict === 'CRITICAL' && watch.letters.length > 0, 'first look'))
  return { exchange, watches, each }
}

/** Ends every watch as a service manager does, and looks at what they held open. */
async function endAll(test: TestContext, watches: readonly LongLived[], before: readonly number[]): Promise<void> {
  const after = watches.map((watch) => watch.descriptors())
  for (const watch of watches) watch.cli.signal('SIGTERM')
  const exits = await Promise.all(watches.map((watch) => watch.cli.exited))
  test.expect(exits).toEqual(watches.map(() => 0))
  // A connection may be on its way in one of the two counts.
  for (const [index, count] of after.entries()) test.expect(count).toBeLessThanOrEqual((before[index] ?? 0) + 6)
}

describe('every kind of watch', () => {
  it.for(Object.entries(BLINDING))(
    'says that it is blind, and sees again: %s',
    { timeout: 120_000 },
    async ([, troubles], test) => {
      const { exchange, watches, each } = await place(test)
      const before = watches.map((watch) => watch.descriptors())
      for (const { name, strike } of troubles) {
        const told = watches.map(({ letters }) => letters.length)
        const isTold = (watch: LongLived) => watch.newsSince(told[watches.indexOf(watch)]).includes('blind')
        const heal = strike(exchange)
        await each((watch) => watch.until(() => watch.verdict === 'UNKNOWN' && isTold(watch), `blindness by ${name}`))
        heal()
        await each((watch) => watch.until(() => watch.verdict === 'CRITICAL', `sight after ${name}`))
        for (const [index, watch] of watches.entries()) {
          await watch.until(() => watch.newsSince(told[index]).length >= 2, `letters about ${name}`)
          const news = watch.newsSince(told[index])
          test.expect({ name, mode: watch.mode, news }).toEqual({ name, mode: watch.mode, news: ['blind', 'sighted'] })
        }
      }
      await endAll(test, watches, before)
    },
  )
})

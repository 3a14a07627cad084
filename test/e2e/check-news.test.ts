import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FAULTS } from '../../src/demo/fault-kit.ts'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { type Inbox, startInbox } from '../support/inbox.ts'
import { type CliHome, homeFor, runCli } from '../support/run-cli.ts'

const OPEN_INTEREST = '/fapi/v1/openInterest'
const DEARER = {
  bracket: 1,
  initialLeverage: 20,
  notionalFloor: 0,
  notionalCap: 1_000_000_000,
  maintMarginRatio: 0.025,
  cum: 0,
}

let exchange: DemoExchange
let phone: Inbox
let home: CliHome

/** A home whose alerts go to the phone, with open interest audited against 20 deviations if it is on. */
function atHome(isAudited: boolean): void {
  home = homeFor(exchange, {
    channels: { phone: { type: 'webhook', url: phone.url } },
    alerts: { remindMinutes: {} },
    openInterest: { alert: isAudited, zScore: 20 },
  })
}

beforeEach(async () => {
  exchange = await startDemoExchange()
  phone = await startInbox()
})
afterEach(async () => {
  await Promise.all([exchange.close(), phone.close()])
  rmSync(home.folder, { recursive: true, force: true })
})

const check = (...flags: readonly string[]) => runCli(['check', ...flags], { env: home.env })

/** What each message told, as `SYMBOL reason`. */
function told(): readonly (readonly string[])[] {
  return phone.letters.map(({ body }) =>
    JSON.parse(body).alerts.map(({ symbol, reason }: Record<string, string>) => `${symbol} ${reason}`),
  )
}

const DISTANCES = ['SOLUSDT entered', 'DOGEUSDT entered']

describe('open interest in a check', () => {
  // An hour that ends between two checks is other news.
  it('is told after the distances, once an hour', { retry: 1 }, async () => {
    atHome(true)
    exchange.faults.http({ kind: 'scale-field', path: OPEN_INTEREST, field: 'openInterest', by: 2, symbol: 'SOLUSDT' })
    const first = await check()
    expect(told()).toEqual([DISTANCES, ['SOLUSDT open-interest']])
    expect(first.exitCode).toBe(2)
    expect(first.stdout).toMatch(
      /^SOLUSDT open interest rose \d+\.\d\d% within an hour, [\d.]+ standard deviations {2}OPEN-INTEREST {2}sent phone$/m,
    )
    const asked = exchange.counters().requests.get(`GET ${OPEN_INTEREST}`)
    await check()
    expect(told()).toHaveLength(2)
    expect(exchange.counters().requests.get(`GET ${OPEN_INTEREST}`)).toBe(asked)
  })

  it('is not asked for unless the config says so', async () => {
    atHome(false)
    await check()
    expect(exchange.counters().requests.get(`GET ${OPEN_INTEREST}`)).toBeUndefined()
    expect(told()).toEqual([DISTANCES])
  })

  it.each([
    { name: 'fails', fault: FAULTS.unavailable },
    { name: 'hangs', fault: { kind: 'hang' } as const },
  ])('that $name is a gap: verdict, code and alerts stand', async ({ fault }) => {
    atHome(true)
    exchange.faults.http({ ...fault, path: OPEN_INTEREST })
    const result = await check('--json', '--timeout', '2')
    const { verdict, exitCode, accounts } = JSON.parse(result.stdout)
    expect([verdict, exitCode, result.exitCode]).toEqual(['CRITICAL', 2, 2])
    expect(accounts[0].gaps).toContainEqual(expect.objectContaining({ what: 'openInterest SOLUSDT' }))
    expect(told()).toEqual([DISTANCES])
  })
})

describe('brackets that change between two checks', () => {
  it('are told once, with the rate before and after', async () => {
    atHome(false)
    await check()
    exchange.venue.setBrackets('SOLUSDT', [DEARER])
    const second = await check('--json')
    const news = JSON.parse(second.stdout).alerts.filter(({ reason }: { reason: string }) => reason === 'brackets')
    expect(news).toEqual([
      expect.objectContaining({ key: 'main/SOLUSDT/brackets', side: null, tier: null, delivered: ['phone'] }),
    ])
    const letter = JSON.parse(phone.letters.at(-1)?.body ?? '{}')
    expect(letter.title).toMatch(
      /^WARNING SOLUSDT brackets changed: maintenance rate of your long from 0\.\d+% to 2\.5%$/,
    )
    expect(letter.body).toMatch(/; liquidation from \d+\.\d+ to \d+\.\d+/)
    await check()
    expect(
      told()
        .flat()
        .filter((text) => text === 'SOLUSDT brackets'),
    ).toHaveLength(1)
  })

  it('are sent by the next check when no channel took them', async () => {
    atHome(false)
    await check()
    exchange.venue.setBrackets('SOLUSDT', [DEARER])
    phone.mood = 500
    expect((await check()).exitCode).toBe(3)
    phone.mood = 200
    phone.letters.length = 0
    await check()
    await check()
    expect(told().flat()).toContain('SOLUSDT brackets')
    expect(
      told()
        .flat()
        .filter((text) => text === 'SOLUSDT brackets'),
    ).toHaveLength(1)
  })
})

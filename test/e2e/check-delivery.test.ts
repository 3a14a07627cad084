import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { type Inbox, startInbox } from '../support/inbox.ts'
import { type CliHome, type CliResult, homeFor, runCli } from '../support/run-cli.ts'

const BIN = fileURLToPath(new URL('../../bin/liqwatch.js', import.meta.url))

let exchange: DemoExchange
let home: CliHome
let phone: Inbox
let pager: Inbox

beforeEach(async () => {
  exchange = await startDemoExchange()
  phone = await startInbox()
  pager = await startInbox()
  home = homeFor(exchange, {
    channels: { phone: { type: 'webhook', url: phone.url } },
    alerts: { remindMinutes: {} },
  })
})
afterEach(async () => {
  await Promise.all([exchange.close(), phone.close(), pager.close()])
  rmSync(home.folder, { recursive: true, force: true })
})

async function check(...flags: readonly string[]): Promise<CliResult> {
  const result = await runCli(['check', ...flags], { env: home.env })
  expect(result.stdout + result.stderr).not.toContain(phone.secret)
  return result
}

interface Message {
  readonly title: string
  readonly severity: string
  readonly alerts: readonly { readonly key: string; readonly reason: string }[]
}

function messages(inbox: Inbox): readonly Message[] {
  return inbox.letters.map(({ body }) => JSON.parse(body))
}

describe('delivery of a check', () => {
  it('groups everything due into one message, and sends nothing the second time', async () => {
    const first = await check()
    expect(first.exitCode).toBe(2)
    expect(first.stdout).toContain('NEW  sent phone')
    const second = await check()
    expect(second.exitCode).toBe(2)
    expect(second.stdout).toMatch(/SOLUSDT .* since \d\d:\d\d, told, no reminders at 10%/)
    const sent = messages(phone)
    expect(sent).toHaveLength(1)
    expect(sent[0]?.title).toBe('CRITICAL SOLUSDT long 6.32% from liquidation (10% tier), +1 more')
    expect(sent[0]?.alerts.map(({ key, reason }) => `${key} ${reason}`)).toEqual([
      'main/SOLUSDT/long entered',
      'main/DOGEUSDT/long entered',
    ])
  })

  it('sends a worsening at once, for the innermost tier it jumped to', async () => {
    await check()
    exchange.venue.setMark('SOLUSDT', '158')
    const result = await check('--json')
    expect(JSON.parse(result.stdout).alerts).toEqual([
      expect.objectContaining({
        key: 'main/SOLUSDT/long',
        tier: '5',
        reason: 'worsened',
        delivered: ['phone'],
        failed: [],
      }),
    ])
    expect(messages(phone)[1]?.title).toMatch(/^CRITICAL SOLUSDT long 1\.9\d% from liquidation \(5% tier, worse\)$/)
  })

  it('ends with 3 when no required channel took the alert, and delivers it with the next run', async () => {
    phone.mood = 500
    const first = await check()
    expect(first.exitCode).toBe(3)
    expect(first.stdout).toMatch(/NEW {2}not sent; phone FAILED: 127\.0\.0\.1 ?:?\d+ failed \(HTTP 500\)/)
    expect(first.stdout).toMatch(/^problem: main\/SOLUSDT\/long entered: no required channel took the alert$/m)
    const tried = phone.letters.length
    phone.mood = 200
    const second = await check()
    expect(second.exitCode).toBe(2)
    expect(phone.letters).toHaveLength(tried + 1)
    expect(
      messages(phone)
        .at(-1)
        ?.alerts.map(({ key }) => key),
    ).toEqual(['main/SOLUSDT/long', 'main/DOGEUSDT/long'])
    await check()
    expect(phone.letters).toHaveLength(tried + 1)
  })

  it('ends in time with 3 when the channel takes the message and never answers', async () => {
    phone.mood = 'silent'
    const startedAt = performance.now()
    const result = await check()
    expect(result.exitCode).toBe(3)
    expect(result.stdout).toMatch(/phone FAILED: 127\.0\.0\.1 ?:?\d+ did not answer within 5 s/)
    expect(performance.now() - startedAt).toBeLessThan(45_000)
  }, 60_000)

  it('tells the other channels of one that keeps failing', async () => {
    home = homeFor(exchange, {
      channels: { phone: { type: 'webhook', url: phone.url }, pager: { type: 'webhook', url: pager.url } },
      alerts: { remindMinutes: {} },
    })
    phone.mood = 400
    expect((await check()).exitCode).toBe(2)
    await check()
    await check()
    const texts = pager.letters.map(({ body }) => body)
    expect(texts).toHaveLength(2)
    expect(texts[1]).toContain('channel phone keeps failing')
  })

  it('sends once when two runs overlap', async () => {
    const [left, right] = await Promise.all([check(), check()])
    expect([left.exitCode, right.exitCode]).toEqual([2, 2])
    expect(messages(phone)).toHaveLength(1)
  })

  it('delivers with the next run what a killed one was about to send', async () => {
    phone.mood = 'silent'
    const child = startCheck()
    await phone.arrived(1)
    child.kill('SIGKILL')
    await once(child, 'close')
    phone.mood = 200
    const next = await check()
    expect(next.exitCode).toBe(2)
    expect(
      messages(phone)
        .at(-1)
        ?.alerts.map(({ key }) => key),
    ).toEqual(['main/SOLUSDT/long', 'main/DOGEUSDT/long'])
    await check()
    expect(phone.letters).toHaveLength(2)
  })

  it('delivers with the next run what a run killed while reading never decided', async () => {
    const heal = exchange.faults.http({ kind: 'hang', path: '/fapi/v3/positionRisk' })
    const child = startCheck()
    await asked('GET /fapi/v3/positionRisk')
    child.kill('SIGKILL')
    await once(child, 'close')
    heal()
    expect((await check()).exitCode).toBe(2)
    expect(messages(phone)).toHaveLength(1)
  })
})

function startCheck(): ChildProcess {
  return spawn(process.execPath, [BIN, 'check'], { env: { ...home.env }, stdio: 'ignore' })
}

async function asked(request: string): Promise<void> {
  while ((exchange.counters().requests.get(request) ?? 0) === 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('loss of sight', () => {
  it('is told at once when the last known distance was inside a tier, once, and so is its return', async () => {
    await check()
    const heal = exchange.faults.http({
      kind: 'status',
      status: 503,
      body: { code: -1001, msg: 'Service Unavailable.' },
    })
    const blind = await check('--timeout', '2')
    expect(blind.exitCode).toBe(3)
    await check('--timeout', '2')
    heal()
    const sighted = await check()
    expect(sighted.exitCode).toBe(2)
    expect(messages(phone).map(({ title }) => title)).toEqual([
      expect.stringContaining('SOLUSDT long 6.32%'),
      expect.stringMatching(/^CRITICAL cannot see main/),
      expect.stringMatching(/^INFO main can be seen again/),
    ])
  })

  it('is not told at the first failure of an account that stood calm', async () => {
    exchange.venue.place('flat')
    await check()
    exchange.faults.http({ kind: 'status', status: 503, body: { code: -1001, msg: 'Service Unavailable.' } })
    expect((await check('--timeout', '2')).exitCode).toBe(3)
    expect(phone.letters).toHaveLength(0)
    expect((await check('--timeout', '2')).exitCode).toBe(3)
    expect(messages(phone).map(({ title }) => title)).toEqual([expect.stringMatching(/^CRITICAL cannot see main/)])
  })
})

describe('positions that are gone', () => {
  it('tells a liquidation from a closing', async () => {
    await check()
    exchange.venue.closePosition('DOGEUSDT')
    exchange.venue.setMark('SOLUSDT', '154')
    exchange.venue.advance(2000)
    const result = await check('--json')
    const reasons = JSON.parse(result.stdout).alerts.map(
      ({ key, reason }: { key: string; reason: string }) => `${key} ${reason}`,
    )
    expect(reasons.sort()).toEqual(['main/DOGEUSDT/long closed', 'main/SOLUSDT/long liquidated'])
    expect(phone.letters).toHaveLength(2)
  })
})

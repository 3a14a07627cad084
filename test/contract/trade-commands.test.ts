import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SizeFlags } from '../../src/cli/commands/size.ts'
import { runLeverage } from '../../src/cli/leverage.ts'
import { keylessDesk } from '../../src/cli/planning-desk.ts'
import { openServices } from '../../src/cli/services.ts'
import { runSize, sizeReport, sizeWish } from '../../src/cli/size.ts'
import { runStop, stopWish } from '../../src/cli/stop.ts'
import { builtInConfig } from '../../src/config/load.ts'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { UsageError } from '../../src/errors.ts'
import { createFileCache } from '../../src/exchange/binance/file-cache.ts'
import { newestCached } from '../../src/exchange/cached-reference.ts'
import { encodeJson } from '../../src/exchange/decimal-json.ts'
import { d } from '../../src/model/decimal.ts'
import { sizeDocument } from '../../src/view/size-json.ts'
import { exchangeAt } from '../support/stub-exchange.ts'

describe('input that cannot be meant', () => {
  const long = { demo: true, side: 'long' }
  const refused: readonly { readonly name: string; readonly flags: SizeFlags; readonly says: RegExp }[] = [
    { name: 'no stop', flags: long, says: /needs a stop: the size follows from what is lost there/ },
    { name: 'no side', flags: { demo: true, stop: '150' }, says: /needs a side/ },
    {
      name: 'another side',
      flags: { demo: true, side: 'up', stop: '150' },
      says: /--side takes long or short, not "up"/,
    },
    { name: 'two stops', flags: { ...long, stop: '150', atrStop: true }, says: /two different stops/ },
    { name: 'a negative stop', flags: { ...long, stop: '-5' }, says: /--stop takes a price above 0, not "-5"/ },
    { name: 'zero', flags: { ...long, stop: '0' }, says: /--stop takes a price above 0/ },
    { name: 'nonsense', flags: { ...long, stop: '1,5' }, says: /--stop takes a price above 0, not "1,5"/ },
    { name: 'an infinite target', flags: { ...long, stop: '150', target: 'Infinity' }, says: /--target takes a price/ },
    {
      name: 'a risk of nothing',
      flags: { ...long, stop: '150', risk: '0%' },
      says: /--risk takes a percentage above 0/,
    },
    { name: 'a risk of more than all', flags: { ...long, stop: '150', risk: '101' }, says: /at most 100/ },
    { name: 'no equity', flags: { ...long, stop: '150', equity: '0' }, says: /--equity takes an amount above 0/ },
    { name: 'an ATR stop of nothing', flags: { ...long, atrStop: '0' }, says: /--atr-stop takes a multiple above 0/ },
    {
      name: 'a stop above the entry',
      flags: { ...long, entry: '150', stop: '155' },
      says: /stop 155 of a long must lie below/,
    },
    {
      name: 'a stop at the entry',
      flags: { ...long, entry: '150', stop: '150' },
      says: /nothing would ever be lost there/,
    },
    {
      name: 'a stop above the market',
      flags: { ...long, stop: '999' },
      says: /stop 999 of a long must lie below the entry/,
    },
    {
      name: 'a target below',
      flags: { ...long, entry: '150', stop: '140', target: '145' },
      says: /target 145 of a long must lie above/,
    },
    {
      name: 'a stop that liquidation outruns',
      flags: { ...long, stop: '140' },
      says: /stop 140.00 lies beyond the liquidation price/,
    },
    {
      name: 'the other side of what is held',
      flags: { demo: true, side: 'short', stop: '200' },
      says: /held the other way round/,
    },
    {
      name: 'too little to order',
      flags: { ...long, stop: '160', equity: '1' },
      says: /does not buy the smallest order/,
    },
    { name: 'ATRs beyond the price', flags: { ...long, atrStop: '99' }, says: /below zero/ },
  ]

  it.each(refused)('size: $name', async ({ flags, says }) => {
    const refusal: unknown = await runSize('SOLUSDT', flags).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(UsageError)
    expect(refusal).toMatchObject({ exitCode: 2, message: expect.stringMatching(says) })
  })

  it('size: an unknown symbol is not guessed', async () => {
    const refusal: unknown = await runSize('SOLUSTD', { ...long, stop: '150' }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ exitCode: 2, hint: expect.stringContaining('did you mean SOLUSDT') })
  })

  it.each([
    { name: 'no entry', flags: { stop: '1' }, says: /needs an entry/ },
    { name: 'no stop', flags: { entry: '1' }, says: /needs a stop/ },
    { name: 'the same price twice', flags: { entry: '1', stop: '1' }, says: /nothing would ever be lost there/ },
    {
      name: 'a side that the stop contradicts',
      flags: { entry: '2', stop: '1', side: 'short' },
      says: /must lie above/,
    },
    {
      name: 'a quantity of nothing',
      flags: { entry: '2', stop: '1', quantity: '0' },
      says: /--quantity takes a quantity/,
    },
    {
      name: 'less than the smallest order',
      flags: { entry: '165', stop: '155', quantity: '0.0000001' },
      says: /--quantity 0.0000001 is less than the smallest order of SOLUSDT, 0.04 SOL/,
    },
    {
      name: 'more than the last bracket',
      flags: { entry: '165', stop: '155', quantity: '999999999' },
      says: /more than the last bracket of SOLUSDT allows/,
    },
  ])('leverage: $name', async ({ flags, says }) => {
    await expect(runLeverage('SOLUSDT', { ...flags, demo: true })).rejects.toThrow(says)
  })

  it.each([
    { name: 'no period', flags: { period: '0' }, says: /--period takes a whole number from 2 to 200/ },
    { name: 'half a period', flags: { period: '1.5' }, says: /--period takes a whole number/ },
    { name: 'a multiple of nothing', flags: { mult: '0' }, says: /--mult takes a multiple above 0/ },
  ])('stop: $name', ({ flags, says }) => {
    expect(() => stopWish(undefined, flags)).toThrow(says)
  })

  it('stop: a symbol that is not held', async () => {
    const services = await openServices({ demo: true })
    try {
      await expect(runStop(services, stopWish('LINKUSDT', {}))).rejects.toThrow(/no position is open in "LINKUSDT"/)
    } finally {
      await services.close()
    }
  })
})

describe('prices and quantities off the grid', () => {
  const captured = async (run: () => Promise<unknown>) => {
    const [answers, notices] = [
      vi.spyOn(process.stdout, 'write').mockReturnValue(true),
      vi.spyOn(process.stderr, 'write').mockReturnValue(true),
    ]
    try {
      await run()
      const text = (spy: typeof answers) => spy.mock.calls.map(([chunk]) => String(chunk)).join('')
      return { answer: JSON.parse(text(answers)), notice: text(notices) }
    } finally {
      answers.mockRestore()
      notices.mockRestore()
    }
  }

  it('size counts the tick that loses more, and says so', async () => {
    const flags = { demo: true, json: true, side: 'long', entry: '165.123', stop: '158.129', target: '180.119' }
    const { answer, notice } = await captured(() => runSize('SOLUSDT', flags))
    expect(answer.size).toMatchObject({
      entryPrice: '165.13000000',
      stopPrice: '158.12000000',
      targetPrice: '180.11000000',
    })
    expect(notice).toContain('--stop 158.129 is between two ticks of SOLUSDT: taken as 158.12')
  })

  it('size of a short rounds the other way', async () => {
    const flags = { demo: true, json: true, side: 'short', entry: '15.8219', stop: '16.5001', target: '14.0001' }
    const { answer } = await captured(() => runSize('LINKUSDT', flags))
    expect(answer.size).toMatchObject({
      entryPrice: '15.821000000',
      stopPrice: '16.501000000',
      targetPrice: '14.001000000',
    })
  })

  it('leverage takes whole ticks and steps', async () => {
    const flags = { demo: true, json: true, entry: '165.123', stop: '155.129', quantity: '1.239' }
    const { answer, notice } = await captured(() => runLeverage('SOLUSDT', flags))
    expect(answer.leverage).toMatchObject({
      entryPrice: '165.13000000',
      stopPrice: '155.12000000',
      quantity: '1.23',
    })
    expect(notice).toContain('--quantity 1.239 is between two steps of SOLUSDT: taken as 1.23')
  })

  it('refuses a stop that is less than a tick', async () => {
    const flags = { demo: true, side: 'long', entry: '165', stop: '0.001' }
    await expect(runSize('SOLUSDT', flags)).rejects.toThrow('--stop 0.001 is less than one tick of SOLUSDT, 0.01')
  })
})

describe('without a key', () => {
  let demo: DemoExchange
  const cache = mkdtempSync(join(tmpdir(), 'liqwatch-cache-'))
  const config = builtInConfig([], { env: { LIQWATCH_CACHE_DIR: cache }, home: cache })

  beforeAll(async () => {
    demo = await startDemoExchange({ scenario: 'calm', speed: 1 })
    const keyed = exchangeAt(demo.endpoints.httpFutures, {
      apiKey: demo.apiKey,
      apiSecret: demo.apiSecret,
      clock: demoClock(),
    })
    const brackets = encodeJson(await keyed.fetchBrackets())
    const older = createFileCache(cache, 'live-fapi.binance.com-aaaaaaaaaaaa')
    const newer = createFileCache(cache, 'live-fapi.binance.com-bbbbbbbbbbbb')
    const test = createFileCache(cache, 'testnet-testnet.binancefuture.com-cccccccccccc')
    await older.save('brackets', 1000, encodeJson(new Map()))
    await newer.save('brackets', demo.nowMs() - 3 * 86_400_000, brackets)
    await test.save('brackets', demo.nowMs(), encodeJson(new Map()))
  })

  afterAll(() => demo.close())

  const demoClock = () => ({ nowMs: () => demo.nowMs(), sleep: async () => undefined })
  const desk = (equity: string | null) =>
    keylessDesk(
      { flags: {}, equity: equity === null ? null : d(equity), hasQuantity: false },
      { config, exchange: exchangeAt(demo.endpoints.httpFutures, { clock: demoClock() }), nowMs: demo.nowMs() },
    )

  it('takes the newest brackets that a live account left, and their date', async () => {
    const found = await newestCached(cache, 'brackets')
    expect(found?.value).toBeInstanceOf(Map)
    expect(found?.value).toHaveProperty('size', 13)
    expect(await newestCached(cache, 'symbol-rules')).toBeNull()
    expect(await newestCached(join(cache, 'nowhere'), 'brackets')).toBeNull()
  })

  it('sizes in an account that is nothing but the equity', async () => {
    const wish = sizeWish({ side: 'long', entry: '94000', stop: '92000', risk: '1' })
    const report = await sizeReport('BTCUSDT', { ...wish, equity: d('10000') }, await desk('10000'))
    const { plan } = report
    // 100 ÷ (2000 + 0.0005 × 186000) = 0.0477…
    expect(plan.quantity.toFixed()).toBe('0.047')
    expect(report.isFeeAssumed).toBe(true)
    expect(sizeDocument(report).size).toMatchObject({ bracket: 1, isFeeAssumed: true, initialMargin: null })
    expect(demo.nowMs() - (report.bracketsFetchedAtMs ?? 0)).toBeGreaterThanOrEqual(3 * 86_400_000)
  })

  it('halves the size inside a macro window, and tells what is not known of the calendar', async () => {
    const file = join(cache, 'events.json')
    const events = (at: string) => writeFileSync(file, JSON.stringify([{ name: 'CPI release', at }]), { mode: 0o600 })
    const sized = async () => {
      const calendar = { files: [file], windowHours: 24 }
      const source = {
        config: { ...config, calendar },
        exchange: exchangeAt(demo.endpoints.httpFutures, { clock: demoClock() }),
        nowMs: Date.UTC(2026, 10, 22, 12),
      }
      const planning = { flags: {}, equity: d('10000'), hasQuantity: false }
      const wish = sizeWish({ side: 'long', entry: '94000', stop: '92000' })
      return sizeReport('BTCUSDT', { ...wish, equity: d('10000') }, await keylessDesk(planning, source))
    }
    events('2026-11-23T12:00Z')
    const inside = await sized()
    events('2026-11-23T12:01Z')
    const outside = await sized()
    events('2026-11-21T11:00Z')
    const runOut = await sized()
    // 100 ÷ (2,000 + 0.0005 × 186,000) = 0.0477; 50 ÷ 2,093 = 0.0238
    expect([inside, outside, runOut].map(({ plan }) => plan.quantity.toFixed())).toEqual(['0.023', '0.047', '0.047'])
    expect(sizeDocument(inside).size).toMatchObject({
      guards: [{ name: 'macro', factor: '0.5' }],
      fundingFactor: '1',
      unguardedQuantity: '0.047',
      macro: { status: 'inside', event: 'CPI release', at: '2026-11-23T12:00:00.000Z', notKnown: [] },
    })
    expect(sizeDocument(outside).size).toMatchObject({ guards: [], macro: { status: 'outside', event: 'CPI release' } })
    expect(sizeDocument(runOut).size).toMatchObject({
      macro: { status: 'unknown', event: 'FOMC statement', at: '2026-12-09T19:00:00.000Z', notKnown: ['CPI'] },
    })
  })

  it('asks for the equity', async () => {
    await expect(desk(null)).rejects.toThrow('without an account the equity is not known')
  })
})

import { readFileSync, writeFileSync } from 'node:fs'
import { describe, it } from 'vitest'
import { LongLived, type LongLivedOptions, MODES } from '../support/long-lived.ts'
import { endPolitely, reasonsIn, startExchange, watchAll } from '../support/long-lived-stage.ts'
import { openRelay } from '../support/relay.ts'

describe.concurrent('every kind of watch', () => {
  it('sees on through whatever befalls its streams', { timeout: 120_000 }, async (test) => {
    const exchange = await startExchange(test)
    const { watches, each } = await watchAll(test, exchange)
    const { faults, venue } = exchange
    const before = watches.map((watch) => watch.descriptors())
    const open = () => exchange.counters().sockets.open
    const areBack = () => open().market === MODES.length && open().private === MODES.length
    const back = (what: string) => each((watch) => watch.until(areBack, what))
    const opened = () => Object.values(exchange.counters().sockets.opened).reduce((sum, count) => sum + count, 0)
    await back('first streams')

    // A market stream that stands and is silent is polled for meanwhile, and says so.
    faults.weather({ silent: true }, 'market')
    await each((watch) =>
      watch.mode === 'screen'
        ? watch.until(() => watch.shown.includes('POLLED'), 'POLLED')
        : watch.until(() => /market stream down: nothing came/.test(watch.shown), 'word of the silence'),
    )
    venue.setMark('SOLUSDT', '160')
    await each((watch) => watch.until(() => reasonsIn(watch).includes('worsened'), 'alert by polled marks'))
    faults.clear()
    await back('streams after a silence')

    for (const strike of [
      () => faults.socket({ kind: 'close', code: 1001 }),
      () => faults.socket({ kind: 'cut' }),
      () => faults.socket({ kind: 'half-frame', route: 'market' }),
    ]) {
      const count = opened()
      strike()
      await each((watch) => watch.until(() => opened() >= count + MODES.length && areBack(), 'new streams'))
    }
    faults.socket({ kind: 'garbage' })
    faults.weather({ refuseHandshake: 503 })
    faults.socket({ kind: 'close' })
    await each((watch) => watch.until(() => (open().market ?? 0) + (open().private ?? 0) === 0, 'refused streams'))
    faults.clear()
    await back('streams after refusals')

    const { posted } = exchange.counters().listenKeys
    venue.expireListenKeys()
    await each((watch) => watch.until(() => exchange.counters().listenKeys.posted >= posted + MODES.length, 'new keys'))
    await back('user streams with new keys')
    faults.weather({ duplicate: true, outOfOrder: true }, 'private')
    venue.trade({ symbol: 'SOLUSDT', side: 'SELL', quantity: '5' })
    venue.trade({ symbol: 'SOLUSDT', side: 'BUY', quantity: '5' })
    faults.clear()
    venue.setMark('SOLUSDT', '157')
    await each((watch) => watch.until(() => reasonsIn(watch).filter((one) => one === 'worsened').length === 2, 'alert'))

    // Nobody was told of blindness, of an end, or of anything twice; nothing ever looked unknown or calm.
    for (const watch of watches) {
      test.expect({ mode: watch.mode, verdicts: watch.verdicts, told: reasonsIn(watch) }, watch.story()).toEqual({
        mode: watch.mode,
        verdicts: ['CRITICAL'],
        told: ['entered', 'entered', 'worsened', 'worsened'],
      })
    }
    for (const [index, watch] of watches.entries()) {
      test.expect(watch.descriptors()).toBeLessThanOrEqual((before[index] ?? 0) + 6)
    }
    test.expect(exchange.counters().listenKeys.deleted).toBe(0)
    await endPolitely(test, watches)
  })

  it('sees on through clocks, brackets and symbols that change', { timeout: 90_000 }, async (test) => {
    const exchange = await startExchange(test)
    const { watches, each } = await watchAll(test, exchange, { staleSeconds: 9 })
    const reads = () => exchange.counters().requests.get('GET /fapi/v3/account') ?? 0
    const readAnew = async (what: string) => {
      const count = reads()
      await each((watch) => watch.until(() => reads() >= count + 2 * MODES.length, what))
    }
    exchange.venue.setBrackets('SOLUSDT', [
      { bracket: 1, initialLeverage: 20, notionalFloor: 0, notionalCap: 1e9, maintMarginRatio: 0.025, cum: 0 },
    ])
    for (const aheadMs of [-90_000, 90_000, 0]) {
      exchange.faults.skewClock(aheadMs)
      await readAnew(`readings with the exchange ${aheadMs} ms ahead`)
    }
    exchange.venue.delist('DOGEUSDT')
    await readAnew('readings without a symbol')
    for (const watch of watches) {
      const told = reasonsIn(watch)
      test.expect({ mode: watch.mode, verdict: watch.verdict }).toEqual({ mode: watch.mode, verdict: 'CRITICAL' })
      test
        .expect(told.filter((reason) => ['closed', 'liquidated', 'reduced', 'recovered'].includes(reason)))
        .toEqual([])
    }
    await endPolitely(test, watches)
  })

  it('hears the marks of a symbol whose name is outside ASCII', { timeout: 60_000 }, async (test) => {
    const symbol = '币安人生USDT'
    const position = { symbol, quantity: '1000', entryPrice: '0.14', leverage: 10, isolatedWallet: '12' }
    const exchange = await startExchange(test, { account: { wallets: { USDT: '5000' }, positions: [position] } })
    const { watches, each } = await watchAll(test, exchange)
    exchange.venue.setMark(symbol, '0.132')
    await each((watch) => watch.until(() => reasonsIn(watch).includes('worsened'), 'alert by the stream'))
    for (const watch of watches) test.expect(watch.letters.at(-1)?.title).toContain(`${symbol} long`)
    await endPolitely(test, watches)
  })

  it('is blind while the cable is pulled, and sees again', { timeout: 60_000 }, async (test) => {
    const relay = await openRelay(await startExchange(test))
    const { watches, each } = await watchAll(test, relay.exchange, { staleSeconds: 8 })
    await relay.down()
    await each((watch) =>
      watch.until(() => watch.verdict === 'UNKNOWN' && reasonsIn(watch).includes('blind'), 'blindness'),
    )
    await relay.up()
    await each((watch) => watch.until(() => watch.verdict === 'CRITICAL', 'sight'))
    await each((watch) => watch.until(() => reasonsIn(watch).includes('sighted'), 'word of sight'))
    for (const watch of watches) {
      test.expect({ mode: watch.mode, told: reasonsIn(watch) }, watch.story()).toEqual({
        mode: watch.mode,
        told: ['entered', 'entered', 'blind', 'sighted'],
      })
    }
    await relay.down()
    await endPolitely(test, watches)
  })

  it('says so when the host has no address', { timeout: 60_000 }, async (test) => {
    const exchange = await startExchange(test)
    const prepare: LongLivedOptions['prepare'] = ({ configPath }) => {
      const config = JSON.parse(readFileSync(configPath, 'utf8'))
      const nowhere = { httpFutures: 'https://fapi.invalid', wsFutures: 'wss://fstream.invalid/ws' }
      Object.assign(config.accounts.main, { trustEndpoints: true, endpoints: { ...exchange.endpoints, ...nowhere } })
      writeFileSync(configPath, JSON.stringify(config), { mode: 0o600 })
    }
    const watches = await Promise.all(
      MODES.map((mode) => LongLived.start({ test, exchange, mode, staleSeconds: 4, prepare })),
    )
    for (const watch of watches) {
      await watch.until(() => watch.verdict === 'UNKNOWN' && reasonsIn(watch).includes('blind'), 'blindness')
      test.expect(watch.verdicts).toEqual(['UNKNOWN'])
    }
    await endPolitely(test, watches)
  })
})

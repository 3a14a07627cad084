import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FAULTS } from '../../src/demo/fault-kit.ts'
import type { HttpFault } from '../../src/demo/faults.ts'
import type { StateStore } from '../../src/ports/state-store.ts'
import { SqliteAlertLog } from '../../src/store/alert-log.ts'
import { StateConnection } from '../../src/store/connection.ts'
import { loadStateFiles } from '../../src/store/database.ts'
import { SqliteJournal } from '../../src/store/journal.ts'
import { SqliteWatchLocks } from '../../src/store/lock.ts'
import { SqliteSampleLog } from '../../src/store/samples.ts'
import { SqliteSyncMemory } from '../../src/store/sync-memory.ts'
import { WatchLab } from '../support/watch-lab.ts'

const ACCOUNT = '/fapi/v3/*'
/** Nothing stands inside a tier: whatever is told is about sight. */
const CALM = { account: 'cross' } as const

describe('a watch while REST fails and the streams run', () => {
  const troubles: readonly { readonly name: string; readonly fault: HttpFault; readonly says: string }[] = [
    { name: '429', fault: FAULTS.rateLimited(2), says: 'slow down' },
    { name: '500', fault: FAULTS.internal, says: 'HTTP 500' },
    { name: '503', fault: FAULTS.unavailable, says: '503' },
    { name: 'an HTML page', fault: { kind: 'html' }, says: 'not JSON' },
    { name: 'half an answer', fault: { kind: 'truncated' }, says: 'not JSON' },
    { name: 'an empty answer', fault: { kind: 'empty' }, says: '' },
    { name: 'a reset connection', fault: { kind: 'reset' }, says: 'broke off' },
    { name: 'a redirect', fault: { kind: 'redirect', location: 'http://127.0.0.1:1/' }, says: 'redirect' },
    { name: 'silence', fault: { kind: 'hang' }, says: 'no complete answer' },
  ]

  it.each(troubles)('is not blind before staleSeconds, is then, and sees again: $name', async ({ fault }) => {
    const lab = await WatchLab.start({ ...CALM, timeoutMs: 150, stepMs: 2000 })
    await lab.pass(20)
    const heal = lab.demo.faults.http({ ...fault, path: ACCOUNT })
    await lab.pass(44)
    expect(lab.sent).toEqual([])
    expect(lab.ages.restMs).toBeGreaterThan(30_000)
    expect(lab.ages.markMs).toBeLessThan(4000)
    expect(lab.notes.some((note) => note.startsWith('main: reading failed: '))).toBe(true)
    await lab.pass(36)
    expect(lab.told()).toEqual(['blind'])
    heal()
    await lab.pass(50)
    expect(lab.told()).toEqual(['blind', 'sighted'])
  })

  it('goes on warning from the streams alone', async () => {
    const lab = await WatchLab.start({ timeoutMs: 150 })
    await lab.pass(10)
    lab.demo.faults.http({ kind: 'hang' })
    lab.demo.venue.setMark('SOLUSDT', '160')
    await lab.pass(3)
    expect(lab.told()).toEqual(['entered/10+entered/15', 'worsened/5'])
  })

  it('goes on looking while what became of a position cannot be found out', async () => {
    const lab = await WatchLab.start({ timeoutMs: 150 })
    await lab.pass(10)
    lab.demo.faults.weather({ silent: true }, 'private')
    for (const path of ['/fapi/v1/forceOrders', '/fapi/v1/userTrades']) lab.demo.faults.http({ kind: 'hang', path })
    lab.demo.venue.closePosition('SOLUSDT')
    const before = lab.evaluations
    lab.demo.venue.setMark('DOGEUSDT', '0.176')
    await lab.pass(20)
    expect(lab.evaluations - before).toBeGreaterThanOrEqual(20)
    expect(lab.told()[1]).toBe('worsened/10')
    // Closed or liquidated is not known: that is told as blindness, and nothing is called closed.
    expect(lab.told().some((told) => told.includes('closed'))).toBe(false)
    expect(lab.told()).toContain('blind')
    const asked = lab.demo.counters().requests.get('GET /fapi/v1/forceOrders') ?? 0
    expect(asked).toBeLessThanOrEqual(10)
  })

  it('says that the key is refused', async () => {
    const lab = await WatchLab.start()
    lab.demo.faults.http({ ...FAULTS.keyRefused, path: ACCOUNT })
    await lab.pass(90)
    expect(lab.told().at(-1)).toBe('blind')
    expect(lab.sent.at(-1)?.body).toContain('turned away the key')
  })

  it.each([
    { name: 'ahead', aheadMs: 90_000 },
    { name: 'behind', aheadMs: -90_000 },
  ])('reads ages on the clock of the exchange when its own is $name', async ({ aheadMs }) => {
    const lab = await WatchLab.start({ ...CALM, aheadMs })
    await lab.pass(120)
    const { restMs, markMs, isPolled } = lab.ages
    expect({ isPolled, isRead: (restMs ?? 99_999) < 16_000, isFresh: (markMs ?? 99_999) < 3000 }).toEqual({
      isPolled: false,
      isRead: true,
      isFresh: true,
    })
    expect(lab.sent).toEqual([])
  })

  it('mends by itself that the exchange finds its clock off', async () => {
    const lab = await WatchLab.start(CALM)
    await lab.pass(20)
    lab.demo.faults.skewClock(-90_000)
    await lab.pass(120)
    expect(lab.ages.restMs).toBeLessThan(16_000)
    expect(lab.sent).toEqual([])
  })

  it('tells a field that is missing as blindness, by name, and leaves the other rows alone', async () => {
    const lab = await WatchLab.start()
    await lab.pass(10)
    const path = '/fapi/v3/positionRisk'
    lab.demo.faults.http({ kind: 'missing-field', path, field: 'entryPrice', symbol: 'DOGEUSDT' })
    await lab.pass(10)
    expect(lab.sent.at(-1)).toMatchObject({ reasons: ['blind'], body: expect.stringContaining('DOGEUSDT') })
    expect(lab.risk.positions.map(({ position }) => position.symbol)).toContain('SOLUSDT')
  })

  it('believes a drift only after brackets were read anew', async () => {
    const lab = await WatchLab.start()
    await lab.pass(400)
    const read = () => lab.demo.counters().requests.get('GET /fapi/v1/leverageBracket')
    expect(read()).toBe(1)
    lab.demo.venue.setBrackets('SOLUSDT', [
      {
        bracket: 1,
        initialLeverage: 20,
        notionalFloor: 0,
        notionalCap: 1_000_000_000,
        maintMarginRatio: 0.025,
        cum: 0,
      },
    ])
    await lab.pass(20)
    expect(read()).toBe(2)
    expect(lab.told().some((told) => told.includes('drift'))).toBe(false)
    const sol = lab.risk.positions.find(({ position }) => position.symbol === 'SOLUSDT')
    expect(sol?.liquidation.status).toBe('price')
    expect(sol?.drift.isWarning).toBe(false)
  })

  it('keeps what was read when brackets cannot be read anew after a drift', async () => {
    const lab = await WatchLab.start()
    await lab.pass(400)
    const path = '/fapi/v3/positionRisk'
    lab.demo.faults.http({ kind: 'scale-field', path, field: 'liquidationPrice', by: 1.02, symbol: 'SOLUSDT' })
    lab.demo.faults.http({ kind: 'status', path: '/fapi/v1/leverageBracket', status: 503 })
    await lab.pass(6)
    const sol = lab.risk.positions.find(({ position }) => position.symbol === 'SOLUSDT')
    expect(sol?.liquidation.status).toBe('price')
    expect(lab.told().some((told) => told.includes('blind'))).toBe(false)
  })

  it('tells a drift that lasts once', async () => {
    const lab = await WatchLab.start()
    await lab.pass(10)
    const path = '/fapi/v3/positionRisk'
    lab.demo.faults.http({ kind: 'scale-field', path, field: 'liquidationPrice', by: 1.02, symbol: 'SOLUSDT' })
    await lab.pass(120)
    expect(lab.told().filter((told) => told.includes('drift'))).toHaveLength(1)
  })

  it('keeps a position whose symbol is delisted, and does not call it gone', async () => {
    const lab = await WatchLab.start()
    await lab.pass(10)
    lab.demo.venue.delist('DOGEUSDT')
    await lab.pass(90)
    const rows = [...lab.risk.positions.map(({ position }) => position), ...lab.risk.unreadable]
    expect(rows.map(({ symbol }) => symbol)).toContain('DOGEUSDT')
    expect(lab.told().some((told) => /closed|liquidated/.test(told))).toBe(false)
  })
})

describe('a watch and its clock', () => {
  it('reads everything anew after a sleep before it says anything', async () => {
    const lab = await WatchLab.start(CALM)
    await lab.pass(20)
    await lab.oversleep(3 * 3600)
    await lab.pass(5)
    expect(lab.notes.join()).toMatch(/no tick for 1080\d s: the machine slept/)
    expect(lab.ages.restMs).toBeLessThan(6000)
    expect(lab.sent).toEqual([])
  })

  it('tells after a sleep what happened meanwhile', async () => {
    const lab = await WatchLab.start()
    await lab.pass(20)
    lab.demo.venue.setMark('SOLUSDT', '158')
    await lab.oversleep(3 * 3600)
    await lab.pass(5)
    expect(lab.told()).toEqual(['entered/10+entered/15', 'worsened/5'])
  })

  it('is not fooled about the age of its data by a clock that is set back', async () => {
    const lab = await WatchLab.start({ ...CALM, timeoutMs: 150 })
    await lab.pass(20)
    lab.demo.faults.http({ kind: 'hang' })
    lab.demo.faults.weather({ silent: true })
    lab.time.setBy(-3_600_000)
    await lab.pass(5)
    expect(lab.notes.join()).toContain('the clock was set back by 3600 s')
    expect(lab.ages.restMs).toBeGreaterThanOrEqual(0)
    await lab.pass(75)
    expect(lab.told()).toEqual(['blind'])
  })

  it('reads and warns as before after the clock was set back', async () => {
    const lab = await WatchLab.start()
    await lab.pass(20)
    lab.time.setBy(-3_600_000)
    const reads = lab.demo.counters().requests.get('GET /fapi/v3/account') ?? 0
    await lab.pass(15)
    expect(lab.demo.counters().requests.get('GET /fapi/v3/account')).toBeGreaterThanOrEqual(reads + 3)
    lab.demo.venue.setMark('SOLUSDT', '160')
    await lab.pass(3)
    expect(lab.told()).toEqual(['entered/10+entered/15', 'worsened/5'])
  })
})

describe('a watch and its channels', () => {
  it.each([
    { name: 'hangs', deliver: () => new Promise<never>(() => undefined) },
    { name: 'throws', deliver: () => Promise.reject(new Error('the bell fell off the wall')) },
  ])('goes on looking while a notifier $name', async ({ deliver }) => {
    let messages = 0
    const lab = await WatchLab.start({
      deliver: () => {
        messages += 1
        return deliver()
      },
    })
    const before = lab.evaluations
    await lab.pass(30)
    expect(lab.evaluations - before).toBeGreaterThanOrEqual(30)
    expect(messages).toBe(1)
    lab.demo.venue.setMark('SOLUSDT', '160')
    await lab.pass(3)
    expect(messages).toBe(2)
  })

  it('sends again what a channel refused, on later evaluations', async () => {
    let tries = 0
    const lab = await WatchLab.start({
      deliver: async (messages) => {
        tries += 1
        const failure = tries < 4 ? 'HTTP 500' : null
        return messages.map(({ channel, alertIds, aboutChannels }) => ({ channel, alertIds, aboutChannels, failure }))
      },
    })
    await lab.pass(30)
    expect(tries).toBe(4)
    const [entry] = lab.store.alerts.history(lab.time.nowMs(), 5)
    expect(entry?.deliveries).toMatchObject([{ channel: 'phone', status: 'delivered', attempts: 4 }])
  })
})

describe('a watch whose state cannot be used', () => {
  function stateFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'liqwatch-state-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }

  it('tells once all the same while the database is locked by another', async () => {
    const folder = stateFolder()
    const lab = await WatchLab.start({ stateFolder: folder, scenario: 'flash-crash' })
    await lab.pass(5)
    const other = new Database(join(folder, 'liqwatch.db'))
    other.exec('BEGIN IMMEDIATE')
    lab.demo.venue.setMark('SOLUSDT', '183')
    await lab.pass(20)
    expect(lab.told()).toEqual(['entered/5'])
    expect(lab.notes.join()).toContain('lock')
    other.exec('ROLLBACK')
    other.close()
    await lab.pass(5)
    expect(lab.told()).toEqual(['entered/5'])
  })

  it('tells once all the same on a full disk, and says so', async () => {
    const files = await loadStateFiles(stateFolder())
    const connection = new StateConnection({
      ...files,
      open(nowMs) {
        const state = files.open(nowMs)
        state.database.script('PRAGMA max_page_count = 1')
        return state
      },
    })
    const store: StateStore = {
      alerts: new SqliteAlertLog(connection),
      journal: new SqliteJournal(connection),
      sync: new SqliteSyncMemory(connection),
      samples: new SqliteSampleLog(connection),
      locks: new SqliteWatchLocks(connection, () => true),
      prune: () => undefined,
      close: () => connection.close(),
    }
    const lab = await WatchLab.start({ store, account: 'large', positions: 60, policy: { fast: null } })
    await lab.pass(5)
    for (const { position } of lab.risk.positions.slice(0, 40)) {
      lab.demo.venue.setMark(
        position.symbol,
        position.markPrice.times(position.side === 'LONG' ? '0.8' : '1.2').toFixed(),
      )
    }
    await lab.pass(70)
    expect(lab.sent.length).toBeGreaterThan(0)
    expect(new Set(lab.sent.map(({ title }) => title)).size).toBe(lab.sent.length)
    expect(lab.notes.join()).toContain('the state database is full')
  })

  it('sets a damaged database aside, says so, and tells all the same', async () => {
    const folder = stateFolder()
    writeFileSync(join(folder, 'liqwatch.db'), Buffer.alloc(8192, 0x5a))
    const lab = await WatchLab.start({ stateFolder: folder })
    await lab.pass(130)
    expect(lab.told()).toEqual(['entered/10+entered/15'])
    expect(lab.notes.filter((note) => note.includes('damaged and is set aside'))).toHaveLength(1)
    expect(readdirSync(folder).filter((name) => name.includes('.damaged-'))).toHaveLength(1)
  })

  it('remembers who was told when the database is deleted under it', async () => {
    const folder = stateFolder()
    const lab = await WatchLab.start({ stateFolder: folder })
    await lab.pass(5)
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    await lab.pass(130)
    expect(lab.told()).toEqual(['entered/10+entered/15'])
    expect(readdirSync(folder)).toContain('liqwatch.db')
  })

  it('tells once with a state folder that cannot be made', async () => {
    const folder = stateFolder()
    const blocked = join(folder, 'file')
    writeFileSync(blocked, '')
    const lab = await WatchLab.start({ stateFolder: join(blocked, 'state') })
    await lab.pass(130)
    expect(lab.told()).toEqual(['entered/10+entered/15'])
    expect(lab.notes.filter((note) => note.includes('state')).length).toBeGreaterThan(0)
    expect(lab.notes.length).toBeLessThan(10)
  })
})

describe('a key that gains power while it is watched with', () => {
  it('is told every day, and monitoring goes on', async () => {
    const lab = await WatchLab.start(CALM)
    await lab.pass(20)
    lab.demo.venue.setRestrictions({ enableReading: true, enableFutures: true, enableWithdrawals: true })
    await lab.oversleep(25 * 3600)
    await lab.pass(20)
    expect(lab.told()).toEqual(['key-power'])
    expect(lab.sent[0]?.body).toContain('enableWithdrawals')
    expect(lab.sent[0]?.body).toContain('API Management')
    expect(lab.risk.verdict).toBe('OK')
    await lab.oversleep(12 * 3600)
    await lab.pass(20)
    expect(lab.told()).toHaveLength(1)
    await lab.oversleep(13 * 3600)
    await lab.pass(20)
    expect(lab.told()).toEqual(['key-power', 'key-power'])
  })

  it('is refused at first use, loudly', async () => {
    const lab = await WatchLab.start({ ...CALM, permissions: 'withdraw' })
    await lab.pass(20)
    expect(lab.told()).toEqual(['blind'])
    expect(lab.sent[0]?.body).toContain('can move money')
  })

  it('that hides what it may do is watched with all the same, and a page that hangs holds nothing up', async () => {
    const lab = await WatchLab.start({ ...CALM, timeoutMs: 150 })
    lab.demo.faults.http({ kind: 'hang', path: '/sapi/v1/account/apiRestrictions' })
    await lab.pass(20)
    await lab.oversleep(25 * 3600)
    await lab.pass(30)
    expect(lab.risk.gaps).toMatchObject([{ what: 'key permissions', needed: false }])
    expect(lab.risk.verdict).toBe('OK')
    expect(lab.sent).toEqual([])
  })
})

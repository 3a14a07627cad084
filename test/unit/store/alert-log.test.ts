import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AlertDecision, decideAlerts } from '../../../src/alerts/decide.ts'
import { acknowledgedMemory, silencedMemory } from '../../../src/alerts/memory.ts'
import { StoreError } from '../../../src/errors.ts'
import { d } from '../../../src/model/decimal.ts'
import type { AlertLog, StateStore } from '../../../src/ports/state-store.ts'
import { SqliteAlertLog } from '../../../src/store/alert-log.ts'
import { StateConnection } from '../../../src/store/connection.ts'
import { loadStateFiles, type StateDatabase, type StateFiles } from '../../../src/store/database.ts'
import { openStateStore } from '../../../src/store/state-store.ts'
import { aJointReading, aReading } from '../../support/alert-readings.ts'
import { due, inputOf, type Look, lookThrough, POLICY, resultsOf, START_MS } from '../../support/alert-world.ts'

let folder: string
let stores: StateStore[]
let connections: StateConnection[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-log-'))
  stores = []
  connections = []
})

afterEach(() => {
  for (const closable of [...stores, ...connections]) closable.close()
  rmSync(folder, { recursive: true, force: true })
})

async function aStore(): Promise<StateStore> {
  const store = await openStateStore(folder)
  stores.push(store)
  return store
}

/** A log on files that can be made to fail. */
async function aFragileLog(wrap: (files: StateFiles) => StateFiles): Promise<SqliteAlertLog> {
  const connection = new StateConnection(wrap(await loadStateFiles(folder)))
  connections.push(connection)
  return new SqliteAlertLog(connection)
}

const at = (atSeconds: number, distance = '9') => ({ atSeconds, readings: [aReading(distance)] })

describe('across runs', () => {
  it('what was told is not told again', async () => {
    const first = lookThrough((await aStore()).alerts, at(0))
    const second = lookThrough((await aStore()).alerts, at(60))
    expect([due(first), due(second)]).toEqual([['main/SOLUSDT/long entered'], []])
  })

  it('every field of the memory comes back as it was', async () => {
    const { alerts } = await aStore()
    const drift = { status: 'warning', driftPct: d('1.4'), exchangePrice: d('150.1') } as const
    const forced = { kind: 'deleveraged', atMs: 5 } as const
    const readings = [aReading('9.123456789012345678901234567890', { drift, forced }), aJointReading('30')]
    const problems = [{ what: 'openOrders', why: 'HTTP 503' }]
    lookThrough(alerts, { atSeconds: 0, readings, problems }, ['phone'])
    lookThrough(alerts, { atSeconds: 60, readings: [aReading('14'), aJointReading('30')], problems }, ['phone'])
    alerts.update(START_MS, (memory) => silencedMemory(memory, silence))
    const kept = alerts.update(START_MS, (memory) => acknowledgedMemory(memory, ['main/SOLUSDT/long', 'main/data'], 7))
    const loaded = (await aStore()).alerts.load(START_MS)
    expect(loaded).toEqual(kept)
    expect(loaded.states.get('main/SOLUSDT/long')?.samples).toEqual(kept.states.get('main/SOLUSDT/long')?.samples)
    expect([loaded.outbox.size, loaded.channels.size, loaded.silences.size]).toEqual([2, 1, 1])
  })

  it('a process that died before sending leaves its alert to the next', async () => {
    const dead = lookThrough((await aStore()).alerts, { ...at(0), holder: 'nowhere/0/dead' }, ['desktop', 'phone'])
    const next = lookThrough((await aStore()).alerts, at(60))
    expect([due(dead), due(next)]).toEqual([['main/SOLUSDT/long entered'], ['main/SOLUSDT/long entered']])
  })

  it('the log of alerts says what each channel did with them', async () => {
    const { alerts } = await aStore()
    lookThrough(alerts, at(0), ['phone'])
    lookThrough(alerts, at(60))
    lookThrough(alerts, at(120, '4'))
    const log = alerts.history(START_MS, 10)
    expect(log.map(({ alert }) => alert.headline)).toEqual([
      'SOLUSDT long 4.00% from liquidation (5% tier, worse)',
      'SOLUSDT long 9.00% from liquidation (10% tier)',
    ])
    expect(log[1]?.deliveries.map(({ channel, status, attempts }) => [channel, status, attempts])).toEqual([
      ['desktop', 'delivered', 1],
      ['phone', 'delivered', 2],
    ])
  })
})

const silence = { subject: 'SOLUSDT', account: null, setAtMs: START_MS, untilMs: START_MS + 1 }

describe('two processes', () => {
  it('tell an alert once between them', async () => {
    const [one, other] = [(await aStore()).alerts, (await aStore()).alerts]
    const said = [
      due(lookThrough(one, at(0))),
      due(lookThrough(other, at(0))),
      due(lookThrough(one, at(60, '4'))),
      due(lookThrough(other, at(60, '4'))),
    ]
    expect(said).toEqual([['main/SOLUSDT/long entered'], [], ['main/SOLUSDT/long worsened'], []])
  })

  it('respect what the other was told to keep quiet about', async () => {
    const [watch, command] = [(await aStore()).alerts, (await aStore()).alerts]
    lookThrough(watch, at(0))
    command.update(START_MS, (memory) => acknowledgedMemory(memory, ['main/SOLUSDT/long'], START_MS))
    expect(due(lookThrough(watch, at(1800)))).toEqual([])
  })
})

describe('quiet evaluations', () => {
  it('are written once a minute at most', async () => {
    const watch = (await aStore()).alerts
    const saved = async () => (await aStore()).alerts.load(START_MS).states.get('main/SOLUSDT/long')?.evaluatedAtMs
    lookThrough(watch, at(0, '40'))
    lookThrough(watch, at(59, '41'))
    const before = await saved()
    lookThrough(watch, at(61, '42'))
    expect([before, await saved()]).toEqual([START_MS, START_MS + 61_000])
  })
})

describe('an evaluation with something to tell', () => {
  const other = (distance: string) => aReading(distance, { key: 'main/XRPUSDT/long', symbol: 'XRPUSDT' })
  const looked = (atSeconds: number, distance: string) => ({ atSeconds, readings: [aReading(distance), other('40')] })
  const decided = (log: AlertLog, look: Look): { readonly decision: AlertDecision; readonly times: number } => {
    const input = inputOf(look)
    let times = 0
    const decision = log.decide(input.nowMs, (memory) => {
      times += 1
      return decideAlerts(memory, input, POLICY)
    })
    return { decision, times }
  }

  it('is decided once, unless another process wrote meanwhile', async () => {
    const [watch, command] = [(await aStore()).alerts, (await aStore()).alerts]
    lookThrough(watch, at(0, '40'))
    const alone = decided(watch, at(1, '9'))
    watch.settle(START_MS + 1000, resultsOf(alone.decision, []))
    command.update(START_MS, (memory) => silencedMemory(memory, { ...silence, subject: 'XRPUSDT' }))
    const known = decided(watch, at(2, '4'))
    expect([alone.times, known.times]).toEqual([1, 1])
    expect([due(alone.decision), due(known.decision)]).toEqual([
      ['main/SOLUSDT/long entered'],
      ['main/SOLUSDT/long worsened'],
    ])
    expect([...known.decision.memory.silences.keys()]).toEqual(['*/XRPUSDT'])
  })

  it('decides again on what another process wrote between looking and saving', async () => {
    const [watch, command] = [(await aStore()).alerts, (await aStore()).alerts]
    lookThrough(watch, at(0, '40'))
    const input = inputOf(at(1, '9'))
    let times = 0
    const decision = watch.decide(input.nowMs, (memory) => {
      times += 1
      if (times === 1)
        command.update(START_MS, (own) => silencedMemory(own, { ...silence, untilMs: START_MS + 60_000 }))
      return decideAlerts(memory, input, POLICY)
    })
    expect([times, due(decision), decision.held.length]).toEqual([2, [], 1])
  })

  it('writes before it sends what was told and nothing else; the rest follows within the minute', async () => {
    const watch = (await aStore()).alerts
    const saved = async (): Promise<readonly unknown[]> => {
      const { states, outbox } = (await aStore()).alerts.load(START_MS)
      const times = ['main/SOLUSDT/long', 'main/XRPUSDT/long'].map((key) => states.get(key)?.evaluatedAtMs)
      return [...times.map((atMs) => ((atMs ?? 0) - START_MS) / 1000), outbox.size]
    }
    lookThrough(watch, looked(0, '40'))
    const { decision } = decided(watch, looked(30, '9'))
    const beforeSending = await saved()
    watch.settle(START_MS + 30_000, resultsOf(decision, []))
    lookThrough(watch, looked(59, '9'))
    const withinTheMinute = await saved()
    lookThrough(watch, looked(61, '9'))
    expect([beforeSending, withinTheMinute, await saved()]).toEqual([
      [30, 0, 1],
      [30, 0, 0],
      [61, 61, 0],
    ])
  })

  it('that comes with every look does not keep the rest from being written', async () => {
    const watch = (await aStore()).alerts
    lookThrough(watch, looked(0, '14'), ['phone'])
    for (const atSeconds of [20, 40, 60, 80]) lookThrough(watch, looked(atSeconds, '9'), ['phone'])
    const { states } = (await aStore()).alerts.load(START_MS)
    expect(states.get('main/XRPUSDT/long')?.evaluatedAtMs).toBe(START_MS + 60_000)
  })
})

describe('a state that cannot be used', () => {
  const unusable = (): never => {
    throw new StoreError('the state database is locked', { fault: 'locked', hint: 'wait' })
  }

  it('does not hold an alert back: a run without memory sends it, a watch remembers by itself', async () => {
    const log = await aFragileLog(() => ({ open: unusable, replace: unusable }))
    const said = [due(lookThrough(log, at(0))), due(lookThrough(log, at(60))), due(lookThrough(log, at(120, '4')))]
    expect(said).toEqual([['main/SOLUSDT/long entered'], [], ['main/SOLUSDT/long worsened']])
    expect(log.takeFaults()).toContain('the state database is locked')
    expect(log.takeFaults()).toEqual([])
  })

  it('is not tried again with every quiet look', async () => {
    let opens = 0
    const open = (): never => {
      opens += 1
      return unusable()
    }
    const log = await aFragileLog(() => ({ open, replace: unusable }))
    lookThrough(log, at(0, '40'))
    opens = 0
    lookThrough(log, at(1, '40'))
    // Once to see whether another process wrote.
    expect(opens).toBe(1)
  })

  it('is written when it can be used again', async () => {
    let isBroken = false
    const log = await aFragileLog((files) => ({
      ...files,
      open: (nowMs) => (isBroken ? unusable() : files.open(nowMs)),
    }))
    isBroken = true
    lookThrough(log, at(0))
    isBroken = false
    expect(due(lookThrough(log, at(60, '4')))).toEqual(['main/SOLUSDT/long worsened'])
    expect(due(lookThrough((await aStore()).alerts, at(120, '4')))).toEqual([])
  })

  it('has in its log what was told meanwhile, once it can be written again', async () => {
    const opened: StateDatabase[] = []
    const log = await aFragileLog((files) => ({
      ...files,
      open(nowMs) {
        const state = files.open(nowMs)
        opened.push(state.database)
        return state
      },
    }))
    const sent = log.decide(START_MS, (memory) => decideAlerts(memory, inputOf(at(0, '14')), POLICY))
    opened[0]?.script('PRAGMA query_only = 1')
    log.settle(START_MS, resultsOf(sent, []))
    for (const look of [at(60, '9'), at(61, '9')]) lookThrough(log, look)
    opened[0]?.script('PRAGMA query_only = 0')
    expect(due(lookThrough(log, at(120, '4')))).toEqual(['main/SOLUSDT/long worsened'])
    const told = log.history(START_MS, 10).map(({ alert, deliveries }) => ({
      headline: alert.headline,
      deliveries: deliveries.map(({ channel, status, attempts }) => `${channel} ${status} ${attempts}`),
    }))
    expect(told).toEqual([
      {
        headline: 'SOLUSDT long 4.00% from liquidation (5% tier, worse)',
        deliveries: ['desktop delivered 1', 'phone delivered 1'],
      },
      {
        headline: 'SOLUSDT long 9.00% from liquidation (10% tier, worse)',
        deliveries: ['desktop delivered 1', 'phone delivered 1'],
      },
      { headline: 'SOLUSDT long 14.00% from liquidation (15% tier)', deliveries: ['desktop delivered 1'] },
    ])
  })

  it('locked by another process: the alert goes out on what can be read', async () => {
    const blocker = (await loadStateFiles(folder)).open(START_MS).database
    const { alerts } = await aStore()
    lookThrough(alerts, at(0, '14'))
    blocker.script('BEGIN IMMEDIATE')
    const other = (await aStore()).alerts
    const said = due(lookThrough(other, at(60, '9')))
    const faults = other.takeFaults()
    blocker.script('COMMIT')
    blocker.close()
    expect(said).toEqual(['main/SOLUSDT/long worsened'])
    expect(faults.every((fault) => fault.startsWith('the state database is locked'))).toBe(true)
    expect(faults.length).toBeGreaterThan(0)
  })

  it('on a full disk the alert goes out', async () => {
    const files = await loadStateFiles(folder)
    const log = await aFragileLog(() => ({
      ...files,
      open(nowMs) {
        const state = files.open(nowMs)
        state.database.script('PRAGMA max_page_count = 1')
        return state
      },
    }))
    const readings = Array.from({ length: 200 }, (_, index) =>
      aReading('9', { key: `main/C${index}USDT/long`, symbol: `C${index}USDT` }),
    )
    const decision = lookThrough(log, { atSeconds: 0, readings })
    expect([decision.due.length, decision.messages.length]).toEqual([200, 2])
    expect(log.takeFaults()[0]).toMatch(/^the state database is full/)
  })

  it('deleted under a running watch, it is made anew with what the watch remembers', async () => {
    const { alerts } = await aStore()
    lookThrough(alerts, at(0))
    rmSync(folder, { recursive: true })
    expect(due(lookThrough(alerts, at(60)))).toEqual([])
    expect(due(lookThrough((await aStore()).alerts, at(120)))).toEqual([])
  })

  it('holding rows of another making, it forgets those and nothing else', async () => {
    lookThrough((await aStore()).alerts, { atSeconds: 0, readings: [aReading('9'), aJointReading('9')] })
    const { database } = (await loadStateFiles(folder)).open(START_MS)
    database.run('UPDATE alert_state SET document = ? WHERE key = ?', '{"depth": "two"}', 'main/joint')
    database.close()
    const { states } = (await aStore()).alerts.load(START_MS)
    expect([...states.keys()]).toEqual(['main/SOLUSDT/long'])
  })
})

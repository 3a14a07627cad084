import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Evaluator } from '../../src/app/evaluate.ts'
import { acquireLocks, type LockOutcome, type WatchLock } from '../../src/app/watch-lock.ts'
import type { StateStore } from '../../src/ports/state-store.ts'
import { openStateStore } from '../../src/store/state-store.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { START_MS, WatchLab } from '../support/watch-lab.ts'

let stateFolder: string

beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'liqwatch-lock-'))
  onTestFinished(() => rmSync(stateFolder, { recursive: true, force: true }))
})

interface Locking {
  /** Seconds after the start of the exchange at which the lock is asked for. */
  readonly at?: number
  readonly heard?: (outcome: LockOutcome) => void
}

function locking({ at = 0, heard = () => undefined }: Locking = {}) {
  return (store: StateStore, evaluator: Evaluator): WatchLock => {
    const clock = fakeClock(START_MS + at * 1000)
    const outcome = acquireLocks(['main'], { locks: store.locks, staleSeconds: 60, clock, evaluator })
    heard(outcome)
    return { locks: store.locks, names: outcome.acquired, holder: evaluator.holder }
  }
}

async function attempt(at: number): Promise<LockOutcome> {
  const store = await openStateStore(stateFolder)
  const clock = fakeClock(START_MS + at * 1000)
  const outcome = acquireLocks(['main'], {
    locks: store.locks,
    staleSeconds: 60,
    clock,
    evaluator: { log: store.alerts, holder: 'lab/1/newcomer' },
  })
  store.close()
  return outcome
}

describe('one headless watch per account', () => {
  it('holds off a newcomer for as long as it evaluates', async () => {
    const lab = await WatchLab.start({ stateFolder, lock: locking() })
    await lab.pass(300)
    expect(await attempt(300)).toEqual({ acquired: [], held: ['main'], takenOver: [] })
    await lab.pass(5)
    expect(lab.end).toBeNull()
  })

  it('writes its heartbeat without wearing out the disk', async () => {
    let beats = 0
    const lab = await WatchLab.start({
      stateFolder,
      lock: (store, evaluator) => {
        const lock = locking()(store, evaluator)
        const beat: WatchLock['locks']['beat'] = (...args) => {
          beats += 1
          return store.locks.beat(...args)
        }
        const { locks } = store
        return {
          ...lock,
          locks: {
            beat,
            isHeldBy: (...args) => locks.isHeldBy(...args),
            acquire: (...args) => locks.acquire(...args),
            release: (...args) => locks.release(...args),
          },
        }
      },
    })
    await lab.pass(60)
    expect(beats).toBeGreaterThanOrEqual(6)
    expect(beats).toBeLessThanOrEqual(8)
  })

  it('is taken over when it is stuck, sends nothing when it comes back, and ends', async () => {
    const stuck = await WatchLab.start({ stateFolder, scenario: 'flash-crash', lock: locking() })
    await stuck.pass(20)
    expect((await attempt(125)).held).toEqual(['main'])
    const outcomes: LockOutcome[] = []
    const newcomer = await WatchLab.start({
      stateFolder,
      scenario: 'flash-crash',
      lock: locking({ at: 145, heard: (outcome) => outcomes.push(outcome) }),
      lateSeconds: 145,
    })
    expect(outcomes).toMatchObject([{ acquired: ['main'], takenOver: [{ account: 'main' }] }])
    await newcomer.pass(5)
    expect(newcomer.told()).toEqual(['sighted'])
    expect(newcomer.sent[0]?.title).toMatch(/^INFO main can be seen again, after \d+ (s|min)$/)

    stuck.demo.venue.setMark('SOLUSDT', '183')
    await stuck.oversleep(140)
    await stuck.pass(5)
    expect(stuck.sent).toEqual([])
    await stuck.ended()
    expect(stuck.end).toBe('replaced')

    newcomer.demo.venue.setMark('SOLUSDT', '183')
    await newcomer.pass(3)
    expect(newcomer.told()).toEqual(['sighted', 'entered/5'])
  })

  it('tells nothing twice when it takes over what was told already', async () => {
    const dead = await WatchLab.start({ stateFolder, lock: locking() })
    await dead.pass(20)
    expect(dead.told()).toEqual(['entered/10+entered/15'])
    dead.watch.leave()
    await dead.ended()
    const newcomer = await WatchLab.start({ stateFolder, lock: locking({ at: 145 }), lateSeconds: 145 })
    await newcomer.pass(10)
    expect(newcomer.told()).toEqual(['sighted'])
  })

  it('goes on without a lock that cannot be read, and says so', async () => {
    const lab = await WatchLab.start({
      scenario: 'flash-crash',
      lock: (store, evaluator) => {
        const fail = (): never => {
          throw new Error('the state database is locked')
        }
        const locks = { ...store.locks, beat: fail, isHeldBy: fail, acquire: fail, release: fail }
        return { locks, names: ['main'], holder: evaluator.holder }
      },
    })
    await lab.pass(5)
    lab.demo.venue.setMark('SOLUSDT', '183')
    await lab.pass(3)
    expect(lab.told()).toEqual(['entered/5'])
    expect(lab.notes).toContain('the lock could not be read: the state database is locked')
  })
})

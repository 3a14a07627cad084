import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StateConnection } from '../../../src/store/connection.ts'
import { loadStateFiles } from '../../../src/store/database.ts'
import { isHolderAlive, thisHolder } from '../../../src/store/holder.ts'
import { SqliteWatchLocks } from '../../../src/store/lock.ts'

const START_MS = 1_800_000_000_000
const at = (seconds: number): number => START_MS + seconds * 1000

let folder: string
let connection: StateConnection
let dead: Set<string>
let locks: SqliteWatchLocks

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-lock-'))
  connection = new StateConnection(await loadStateFiles(folder))
  dead = new Set()
  locks = new SqliteWatchLocks(connection, (holder) => !dead.has(holder))
})

afterEach(() => {
  connection.close()
  rmSync(folder, { recursive: true, force: true })
})

const acquire = (seconds: number, holder: string) =>
  locks.acquire(at(seconds), { name: 'main', holder, staleMs: 120_000 })

const first = { holder: 'first', acquiredAtMs: at(0), heartbeatAtMs: at(0) }

describe('taking the lock', () => {
  it('is free at first', () => {
    expect(acquire(0, 'first')).toEqual({ status: 'acquired', takenFrom: null })
  })

  it('is held while its holder completed an evaluation within the time', () => {
    acquire(0, 'first')
    expect(acquire(120, 'second')).toEqual({ status: 'held', by: first })
    locks.beat(at(120), 'main', 'first')
    expect(acquire(240, 'second').status).toBe('held')
  })

  it('is taken over from one that is stuck', () => {
    acquire(0, 'first')
    expect(acquire(121, 'second')).toEqual({ status: 'acquired', takenFrom: first })
  })

  it('is taken over at once from one that is dead', () => {
    acquire(0, 'first')
    dead.add('first')
    expect(acquire(1, 'second')).toEqual({ status: 'acquired', takenFrom: first })
  })

  it('is free after a release: sight was not lost', () => {
    acquire(0, 'first')
    locks.release(at(60), 'main', 'first')
    expect(acquire(61, 'second')).toEqual({ status: 'acquired', takenFrom: null })
  })

  it('of another account is another lock', () => {
    acquire(0, 'first')
    const other = locks.acquire(at(1), { name: 'hedge', holder: 'second', staleMs: 120_000 })
    expect(other.status).toBe('acquired')
  })

  it('is taken by its own holder again', () => {
    acquire(0, 'first')
    expect(acquire(1, 'first')).toEqual({ status: 'acquired', takenFrom: null })
  })

  it.each([
    { name: 'a little: the holder is left alone', seconds: -100, status: 'held' },
    { name: 'far: a heartbeat from the future says nothing', seconds: -3600, status: 'acquired' },
  ])('when the clock was set back $name', ({ seconds, status }) => {
    acquire(0, 'first')
    expect(acquire(seconds, 'second').status).toBe(status)
  })
})

describe('keeping the lock', () => {
  it('a holder that was taken over learns it before it sends', () => {
    acquire(0, 'first')
    acquire(121, 'second')
    expect([locks.isHeldBy(at(122), 'main', 'first'), locks.isHeldBy(at(122), 'main', 'second')]).toEqual([false, true])
    expect(locks.beat(at(122), 'main', 'first')).toBe(false)
  })

  it('does not release what another has taken over', () => {
    acquire(0, 'first')
    acquire(121, 'second')
    locks.release(at(122), 'main', 'first')
    expect(locks.isHeldBy(at(123), 'main', 'second')).toBe(true)
  })

  it('survives the loss of the file: nobody else has taken it', () => {
    acquire(0, 'first')
    rmSync(folder, { recursive: true })
    expect([locks.isHeldBy(at(1), 'main', 'first'), locks.beat(at(1), 'main', 'first')]).toEqual([true, true])
    expect(acquire(2, 'second').status).toBe('held')
  })
})

describe('holders', () => {
  it('are alive while their process is', () => {
    expect(isHolderAlive(thisHolder())).toBe(true)
    expect(thisHolder()).not.toBe(thisHolder())
  })

  it.each([
    // Process ids end at 4,194,304 on Linux and 99,998 on macOS.
    { name: 'a process that is not there is dead', holder: `${hostname()}/99999999/a`, isAlive: false },
    { name: 'one on another host may be alive', holder: 'elsewhere.example/99999999/a', isAlive: true },
    { name: 'one that names no process may be alive', holder: 'whatever', isAlive: true },
  ])('$name', ({ holder, isAlive }) => {
    expect(isHolderAlive(holder)).toBe(isAlive)
  })
})

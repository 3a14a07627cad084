import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  renameSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import type Libsql from 'libsql'
import { StoreError } from '../errors.ts'
import { makePrivateFolder } from '../private-folder.ts'
import { MIGRATIONS } from './migrations.ts'
import { storeFailure } from './store-failure.ts'

/** What SQLite takes and gives. A boolean must never be bound: the library ends the process. */
export type SqlValue = string | number | null
export type Row = Readonly<Record<string, unknown>>

/** The state, open, with what its owner must be told about the opening. */
export interface OpenedState {
  readonly database: StateDatabase
  /** A damaged file was set aside: where it is; `null` when all was well. */
  readonly notice: string | null
}

/** The state's files. Synchronous, so that a long-lived process can open them anew at any moment. */
export interface StateFiles {
  /** Opens the state; a file that is no database is set aside first. */
  open(nowMs: number): OpenedState
  /** Sets a database aside that turned out to be damaged, and opens a new one. */
  replace(damaged: StateDatabase, nowMs: number): OpenedState
}

const STATE_FILE = 'liqwatch.db'
const BUSY_TIMEOUT_MS = 2000
/** After a wait in vain: who holds the lock that long may hold it for hours, and all else of this process waits too. */
const IMPATIENT_MS = 20
const WAL_PAUSE_MS = 20
/** The side files go first: a new database must not find the log of the old one. */
const FILE_SUFFIXES = ['-wal', '-shm', '']

/** Loads SQLite, which costs a command that needs no state nothing. The folder is made when it is first opened. */
export async function loadStateFiles(folder: string): Promise<StateFiles> {
  const { default: Database } = await import('libsql')
  const path = join(folder, STATE_FILE)
  return {
    open: (nowMs) => openState(Database, path, nowMs),
    replace(damaged, nowMs) {
      damaged.close()
      return openAfresh(Database, path, setAside(path, damaged.inode, nowMs))
    },
  }
}

type Connect = new (path: string, options: { readonly timeout: number }) => Libsql.Database

function openState(Database: Connect, path: string, nowMs: number): OpenedState {
  const inode = translated(() => inodeOf(path))
  try {
    return { database: connect(Database, path), notice: null }
  } catch (error) {
    const failure = storeFailure(error)
    if (failure?.fault !== 'damaged') throw failure ?? error
  }
  return openAfresh(Database, path, setAside(path, inode, nowMs))
}

function openAfresh(Database: Connect, path: string, asideAt: string | null): OpenedState {
  const notice =
    asideAt === null ? null : `the state database was damaged and is set aside as ${asideAt}; alerts start afresh`
  return { database: translated(() => connect(Database, path)), notice }
}

function inodeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null
}

function connect(Database: Connect, path: string): StateDatabase {
  prepareFile(path)
  // The busy timeout comes with the opening: without it the switch to WAL fails at once beside another process.
  const connection = new Database(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    switchToWal(connection)
    connection.exec('PRAGMA synchronous = NORMAL')
    const database = new StateDatabase(connection, path)
    migrate(database)
    return database
  } catch (error) {
    connection.close()
    throw error
  }
}

/** SQLite gives its side files the permissions of the database, so it must exist with the right ones first. */
function prepareFile(path: string): void {
  const folder = join(path, '..')
  if (!existsSync(folder)) makePrivateFolder(folder)
  refuseLink(path)
  // A pipe in its place would hold the program for ever without O_NONBLOCK.
  const flags =
    constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const descriptor = openSync(path, flags, 0o600)
  try {
    const facts = fstatSync(descriptor)
    if (!facts.isFile()) throw unusable(path, 'is not a regular file')
    if ((facts.mode & 0o077) !== 0) fchmodSync(descriptor, 0o600)
  } finally {
    closeSync(descriptor)
  }
}

/** Somebody who can write to the folder could make us write, and change the mode of, any file of the user. */
function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw unusable(path, 'is a symbolic link')
}

function unusable(path: string, why: string): StoreError {
  return new StoreError(`the state database is unavailable: ${path} ${why}`, {
    fault: 'unavailable',
    hint: 'remove it, or set LIQWATCH_STATE_DIR to a folder of your own',
  })
}

/** Two processes that create the file at once can both want the switch, where SQLite does not wait by itself. */
function switchToWal(connection: Libsql.Database): void {
  const untilMs = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      connection.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      // Beside an exclusive lock it does wait by itself, and one wait is enough: an alert may be due.
      if (storeFailure(error)?.fault !== 'locked' || performance.now() >= untilMs) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAL_PAUSE_MS)
    }
  }
}

function migrate(database: StateDatabase): void {
  if (database.version() === MIGRATIONS.length) return
  database.transaction(() => {
    const version = database.version()
    if (version > MIGRATIONS.length) throw newerState()
    for (const step of MIGRATIONS.slice(version)) database.script(step)
    database.script(`PRAGMA user_version = ${MIGRATIONS.length}`)
  })
}

function newerState(): StoreError {
  return new StoreError('the state database was written by a newer version', {
    fault: 'unavailable',
    hint: 'update liqwatch, or set LIQWATCH_STATE_DIR to another folder',
  })
}

/** Moves the file and its side files out of the way; `null` when another process has done so meanwhile. */
function setAside(path: string, inode: number | null, nowMs: number): string | null {
  return translated(() => {
    if (inodeOf(path) !== inode) return null
    const target = `${path}.damaged-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`
    for (const suffix of FILE_SUFFIXES) {
      if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix)
    }
    return target
  })
}

function translated<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeFailure(error) ?? error
  }
}

/** An open state database. Every method throws `StoreError` when it is locked, full, damaged or unavailable. */
export class StateDatabase {
  readonly path: string
  /** Identifies the file that was opened; `null` when it is gone already. */
  readonly inode: number | null
  readonly #connection: Libsql.Database
  readonly #statements = new Map<string, Libsql.Statement>()
  #patienceMs = BUSY_TIMEOUT_MS

  constructor(connection: Libsql.Database, path: string) {
    this.#connection = connection
    this.path = path
    this.inode = inodeOf(path)
  }

  /** Rows of a query. */
  all(sql: string, ...values: readonly SqlValue[]): readonly Row[] {
    return translated(() => this.#prepared(sql).all([...values])).filter(isRow)
  }

  /** Runs a statement; returns the number of rows it changed. */
  run(sql: string, ...values: readonly SqlValue[]): number {
    return translated(() => this.#prepared(sql).run([...values]).changes)
  }

  /** Runs several statements without values. */
  script(sql: string): void {
    translated(() => this.#connection.exec(sql))
  }

  /** Number of the last migration step that was applied. */
  version(): number {
    const [row] = this.all('PRAGMA user_version')
    return Number(row?.user_version ?? 0)
  }

  /**
   * Runs the work alone among all processes, and keeps all of it or nothing. The write lock is taken first: upgrading
   * a read would fail at once when another process wrote meanwhile. Once it was waited for in vain it is hardly waited
   * for, until it is free again.
   */
  transaction<T>(work: () => T): T {
    this.#begin()
    try {
      const result = work()
      this.script('COMMIT')
      return result
    } catch (error) {
      // A full disk has rolled back already, and a second rollback would hide the reason.
      if (this.#connection.inTransaction) this.script('ROLLBACK')
      throw error
    }
  }

  /** Whether the file at the path is still the one that was opened: it may have been set aside or deleted. */
  isInPlace(): boolean {
    return inodeOf(this.path) === this.inode
  }

  close(): void {
    this.#statements.clear()
    this.#connection.close()
  }

  #begin(): void {
    try {
      this.script('BEGIN IMMEDIATE')
    } catch (error) {
      if (storeFailure(error)?.fault === 'locked') this.#waitUpTo(IMPATIENT_MS)
      throw error
    }
    this.#waitUpTo(BUSY_TIMEOUT_MS)
  }

  #waitUpTo(patienceMs: number): void {
    if (patienceMs === this.#patienceMs) return
    this.#patienceMs = patienceMs
    this.script(`PRAGMA busy_timeout = ${patienceMs}`)
  }

  #prepared(sql: string): Libsql.Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null
}

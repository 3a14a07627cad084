import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigError } from '../errors.ts'

/** What the permission rules look at. */
export interface FileFacts {
  readonly ownerId: number
  /** Permission bits, 0o000 to 0o7777. */
  readonly mode: number
  readonly isFile: boolean
}

export interface OpenedFile extends FileFacts {
  readonly text: string
}

/** The file system as the config sees it. Both throw Node's own error when there is nothing to read. */
export interface FileSystem {
  /** Opens once, so that what was checked is what was read. The text is empty for anything but a regular file. */
  read(path: string): OpenedFile
  /** Facts of the folders that hold a path: as written, and behind symbolic links. */
  folders(path: string): readonly (FileFacts & { readonly path: string })[]
}

/** The real file system. */
export const nodeFiles: FileSystem = {
  read(path) {
    // Without O_NONBLOCK a named pipe would hold the program for ever.
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const facts = factsOf(fstatSync(descriptor))
      return { ...facts, text: facts.isFile ? readFileSync(descriptor, 'utf8') : '' }
    } finally {
      closeSync(descriptor)
    }
  },
  folders(path) {
    const paths = new Set([dirname(path), dirname(realpathSync(path))])
    return [...paths].map((folder) => ({ path: folder, ...factsOf(statSync(folder)) }))
  },
}

function factsOf(stat: { readonly uid: number; readonly mode: number; isFile(): boolean }): FileFacts {
  return { ownerId: stat.uid, mode: stat.mode & 0o7777, isFile: stat.isFile() }
}

/** Who runs the program; `null` on systems without user ids and modes, where nothing can be checked. */
export type UserId = number | null

const ROOT = 0
const STICKY = 0o1000

/**
 * Text of a config: it and its folder belong to the user or root and are writable by nobody else.
 *
 * @throws ConfigError `config-missing`, `config-unreadable` or `config-permissions`
 */
export function readConfigFile(path: string, files: FileSystem, user: UserId): string {
  const file = openFile(path, files, 'config')
  if (user !== null) {
    refuseForeign(path, file, user)
    refuseWritable(path, file)
    for (const folder of files.folders(path)) {
      refuseForeign(folder.path, folder, user)
      refuseWritable(folder.path, folder)
    }
  }
  return file.text
}

/**
 * Text of a secret file: it belongs to the user or root, and nobody else can read or write it.
 *
 * @throws ConfigError `secret-missing`, `secret-unreadable` or `config-permissions`
 */
export function readSecretFile(path: string, files: FileSystem, user: UserId): string {
  const file = openFile(path, files, 'secret')
  if (user !== null) {
    refuseForeign(path, file, user)
    if ((file.mode & 0o077) !== 0) {
      throw permissions(`${path} can be read by other users`, `run: chmod 600 ${quoted(path)}`)
    }
  }
  return file.text
}

function openFile(path: string, files: FileSystem, what: 'config' | 'secret'): OpenedFile {
  let file: OpenedFile
  try {
    file = files.read(path)
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
    throw new ConfigError(isMissing ? `${path} does not exist` : `${path} cannot be read`, {
      code: `${what}-${isMissing ? 'missing' : 'unreadable'}`,
      hint: isMissing ? 'check the path, or run liqwatch init' : `see who may read it: ls -l ${quoted(path)}`,
      cause,
    })
  }
  if (file.isFile) return file
  throw new ConfigError(`${path} is not a regular file`, { code: `${what}-unreadable`, hint: 'name a plain file' })
}

function refuseForeign(path: string, facts: FileFacts, user: number): void {
  if (facts.ownerId === user || facts.ownerId === ROOT) return
  throw permissions(
    `${path} belongs to another user (id ${facts.ownerId})`,
    `run: sudo chown "$(id -un)" ${quoted(path)}`,
  )
}

function refuseWritable(path: string, facts: FileFacts): void {
  if ((facts.mode & 0o022) === 0) return
  const isShared = !facts.isFile && (facts.mode & STICKY) !== 0
  throw permissions(
    `${path} can be changed by other users`,
    isShared ? 'move the config to a folder of your own' : `run: chmod go-w ${quoted(path)}`,
  )
}

function permissions(message: string, hint: string): ConfigError {
  return new ConfigError(message, { code: 'config-permissions', hint })
}

function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

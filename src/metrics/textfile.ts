import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { LiqwatchError, UsageError } from '../errors.ts'

/** node_exporter runs as a user of its own; the umask takes away what the owner does not want. */
const READABLE = 0o644
const PERMISSIONS = 0o777
/** Whoever left a draft behind this long ago does not come back to it. */
const ABANDONED_MS = 600_000

/**
 * Judges what was typed, before anything else is done.
 *
 * @throws UsageError for a name that node_exporter would pass over
 */
export function refuseBadTextfile(path: string): void {
  if (/[^/\\]\.prom$/.test(path)) return
  throw new UsageError(`--prom: ${JSON.stringify(path)} does not end in .prom`, {
    hint: "node_exporter's textfile collector reads *.prom only, for example /var/lib/node_exporter/liqwatch.prom",
  })
}

/**
 * Writes a file for node_exporter's textfile collector, whole or not at all: beside the target, then renamed over it,
 * so that neither a scrape nor a killed process meets half of it. A file that stands keeps its mode and group; a new
 * one is 0644 less the umask. The folder is never made: it belongs to the collector.
 *
 * @throws LiqwatchError with code `metrics-file` when it cannot be written
 */
export function saveTextfile(path: string, text: string): void {
  const target = resolve(path)
  // The collector passes over names that do not end in .prom.
  const draft = `${target}.${process.pid}.new`
  try {
    const before = lstatSync(target, { throwIfNoEntry: false })
    sweepDrafts(target)
    writeDraft(draft, text, before?.isFile() ? before : null)
    renameSync(draft, target)
  } catch (cause) {
    discard(draft)
    throw unwritable(target, cause)
  }
}

function discard(draft: string): void {
  try {
    rmSync(draft, { force: true })
  } catch {
    // What kept it from being written keeps it from being removed; the first reason is the one to tell.
  }
}

function writeDraft(draft: string, text: string, like: Stats | null): void {
  // A process of the same number may have died here: what it left is not ours to write through.
  rmSync(draft, { force: true })
  const descriptor = openSync(draft, 'wx', READABLE)
  try {
    if (like !== null) resemble(descriptor, like)
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function resemble(descriptor: number, { mode, gid }: Stats): void {
  try {
    fchownSync(descriptor, -1, gid)
  } catch {
    // Only a member of the group can give it the file; the mode still keeps others out.
  }
  fchmodSync(descriptor, mode & PERMISSIONS)
}

/** Removes what killed runs left beside the target. */
function sweepDrafts(target: string): void {
  const folder = dirname(target)
  const isDraft = (name: string): boolean => name.startsWith(`${basename(target)}.`) && /\.\d+\.new$/.test(name)
  for (const name of readdirSync(folder).filter(isDraft)) {
    const path = join(folder, name)
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED_MS) rmSync(path, { force: true })
  }
}

function unwritable(target: string, cause: unknown): LiqwatchError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  return new LiqwatchError(`the metrics could not be written to ${target} (${code})`, {
    code: 'metrics-file',
    hint: isFolder(target)
      ? `${target} is a folder: name the file to write, for example ${join(target, 'liqwatch.prom')}`
      : `${dirname(target)} must be a folder that this user may write into`,
    exitCode: 3,
    cause,
  })
}

function isFolder(target: string): boolean {
  try {
    return lstatSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return false
  }
}

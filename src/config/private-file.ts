import { closeSync, existsSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { makePrivateFolder } from '../private-folder.ts'

/**
 * Writes a file that only its owner can read (0600), whole or not at all: beside the target first, then renamed over
 * it. Missing folders are made 0700; folders that exist keep their mode.
 */
export function savePrivateFile(path: string, text: string): void {
  const target = resolve(path)
  makePrivateFolder(dirname(target))
  const draft = freeDraft(target)
  try {
    writeDraft(draft, text)
    renameSync(draft, target)
  } catch (cause) {
    rmSync(draft, { force: true })
    throw cause
  }
}

/** Writes a config document as readable JSON. */
export function saveConfig(path: string, document: Readonly<Record<string, unknown>>): void {
  savePrivateFile(path, `${JSON.stringify(document, null, 2)}\n`)
}

/** A name that is not taken, so that two writers never share a draft. */
function freeDraft(target: string): string {
  let attempt = 0
  while (existsSync(`${target}.${process.pid}.${attempt}.new`)) attempt += 1
  return `${target}.${process.pid}.${attempt}.new`
}

function writeDraft(draft: string, text: string): void {
  const descriptor = openSync(draft, 'wx', 0o600)
  try {
    // The mode given to open passes through the umask, which may be stricter than usable or absent on some mounts.
    fchmodSync(descriptor, 0o600)
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

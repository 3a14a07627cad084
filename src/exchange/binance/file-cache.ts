import { createHash, randomBytes } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
import { chmod, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dated, ReferenceCache } from '../../ports/reference.ts'
import { makePrivateFolder } from '../../private-folder.ts'
import { keyFingerprint } from './credentials.ts'
import { type EndpointOverrides, type Environment, hostScope, resolveBaseUrls } from './hosts.ts'

export interface CacheScopeOptions {
  readonly environment: Environment
  readonly endpoints?: EndpointOverrides
  readonly apiKey: string
}

/** To be raised with every change of what a value is made of: values of another format are read anew. */
const FORMAT = 'liqwatch-cache/4'

/**
 * Names whose answers a cache holds: environment, host and key, since brackets and configuration belong to a user and
 * test figures must not mix with live ones. The key appears as a fingerprint only.
 *
 * @throws ConfigError when the endpoints cannot be used
 */
export function cacheScope({ environment, endpoints, apiKey }: CacheScopeOptions): string {
  const bases = resolveBaseUrls({
    account: environment,
    environment,
    overrides: endpoints ?? {},
    // Where requests may go is decided where they are sent; here only the name matters.
    trustEndpoints: true,
  })
  return `${hostScope(environment, bases)}-${keyFingerprint(apiKey.trim())}`
}

/**
 * Dated JSON files in `<folder>/<scope>`, readable by their owner only. A file that is not byte for byte as it was
 * written, or was written for another scope, name or format, counts as absent.
 */
export function createFileCache(folder: string, scope: string): ReferenceCache {
  const ownFolder = join(folder, encodeURIComponent(scope))
  const fileOf = (name: string) => join(ownFolder, `${encodeURIComponent(name)}.json`)
  return {
    async load(name: string) {
      return readEntry(textOf(fileOf(name)), { scope, name })
    },
    async save(name: string, fetchedAtMs: number, value: unknown) {
      makePrivateFolder(ownFolder)
      await chmod(ownFolder, 0o700)
      await writeAtomically(fileOf(name), sealed(asciiOf(JSON.stringify({ scope, name, fetchedAtMs, value }))))
    },
  }
}

/** Read at once: a start reads one small file for each position, which by way of the thread pool takes several times as long. */
function textOf(path: string): string {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      return isOwnFile(fstatSync(descriptor)) ? readFileSync(descriptor, 'latin1') : ''
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return ''
  }
}

/** Figures that somebody else put there must not become ours; neither must the program wait for a pipe. */
function isOwnFile(facts: Stats): boolean {
  return facts.isFile() && facts.uid === (process.getuid?.() ?? facts.uid)
}

/** One symbol with a Chinese name would make the text twice as long in memory, and slower to read. */
function asciiOf(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The JSON of an object with a seal in front, so that a value of another shape cannot pass for one of ours. */
function sealed(json: string): string {
  const rest = json.slice(1)
  return `${seal(rest)}${rest}`
}

function seal(rest: string): string {
  return `{"format":"${FORMAT}","sha256":"${createHash('sha256').update(rest).digest('hex')}",`
}

const SEAL_LENGTH = seal('').length

function readEntry(text: string, expected: { readonly scope: string; readonly name: string }): Dated<unknown> | null {
  if (text.slice(0, SEAL_LENGTH) !== seal(text.slice(SEAL_LENGTH))) return null
  const entry = parsedJson(text)
  if (typeof entry !== 'object' || entry === null) return null
  const { scope, name, fetchedAtMs, value } = entry as Readonly<Record<string, unknown>>
  const isOurs = scope === expected.scope && name === expected.name
  if (!isOurs || value === undefined || !Number.isSafeInteger(fetchedAtMs)) return null
  return { fetchedAtMs: Number(fetchedAtMs), value }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Written aside and renamed, so that a reader sees the old file or the new one, never half of one. */
async function writeAtomically(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    const file = await open(aside, 'wx', 0o600)
    await file.writeFile(text).finally(() => file.close())
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

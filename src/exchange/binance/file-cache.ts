import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ReferenceCache } from '../../ports.ts'
import { keyFingerprint } from './credentials.ts'
import { type EndpointOverrides, type Environment, hostScope, resolveBaseUrls } from './hosts.ts'

export interface CacheScopeOptions {
  readonly environment: Environment
  readonly endpoints?: EndpointOverrides
  readonly apiKey: string
}

const FORMAT = 'liqwatch-cache/2'

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
 * Dated JSON files in `<folder>/<scope>`, readable by their owner only. A file that is damaged, or was written for
 * another scope, name or format, counts as absent.
 */
export function createFileCache(folder: string, scope: string): ReferenceCache {
  const ownFolder = join(folder, encodeURIComponent(scope))
  const fileOf = (name: string) => join(ownFolder, `${encodeURIComponent(name)}.json`)
  return {
    async load(name: string) {
      return readEntry(textOf(fileOf(name)), { scope, name })
    },
    async save(name: string, fetchedAtMs: number, value: unknown) {
      await makeFolder(ownFolder)
      await chmod(ownFolder, 0o700)
      await writeAtomically(fileOf(name), asciiOf(JSON.stringify({ format: FORMAT, scope, name, fetchedAtMs, value })))
    },
  }
}

/** Read at once: a start reads one small file for each position, which by way of the thread pool takes several times as long. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** One symbol with a Chinese name would make the text twice as long in memory, and slower to read. */
function asciiOf(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

type Entry = NonNullable<Awaited<ReturnType<ReferenceCache['load']>>>

function readEntry(text: string, expected: { readonly scope: string; readonly name: string }): Entry | null {
  const entry = parsedJson(text)
  if (typeof entry !== 'object' || entry === null) return null
  const { format, scope, name, fetchedAtMs, value } = entry as Readonly<Record<string, unknown>>
  const isOurs = format === FORMAT && scope === expected.scope && name === expected.name
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

/**
 * Makes a folder with its parents, each tried twice at most: Node's own way never ends on a file system that denies a
 * child of an existing folder as not found (/proc, automounters).
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path)
  } catch (error) {
    if (!isCode(error, 'ENOENT') || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await makeOne(path)
  }
}

async function makeOne(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if (!isCode(error, 'EEXIST')) throw error
  })
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

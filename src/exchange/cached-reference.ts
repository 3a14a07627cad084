import { readdir } from 'node:fs/promises'
import type { Dated } from '../ports/reference.ts'
import { createFileCache } from './binance/file-cache.ts'
import { decodeJson } from './decimal-json.ts'

const LIVE = 'live-'

/**
 * The newest answer of a name that any run against live accounts left in the cache folder: no key, no network.
 *
 * @returns `null` when nothing is cached; the value is as it was saved, its shape unchecked
 */
export async function newestCached(cacheFolder: string, name: string): Promise<Dated<unknown> | null> {
  const folders = await readdir(cacheFolder).catch(() => [])
  const scopes = folders.map(decodedName).filter((scope) => scope.startsWith(LIVE))
  const entries = await Promise.all(scopes.map((scope) => createFileCache(cacheFolder, scope).load(name)))
  const [newest] = entries.filter((entry) => entry !== null).sort((one, other) => other.fetchedAtMs - one.fetchedAtMs)
  return newest === undefined ? null : { fetchedAtMs: newest.fetchedAtMs, value: decodeJson(newest.value) }
}

/** Folders that others made need not decode. */
function decodedName(folder: string): string {
  try {
    return decodeURIComponent(folder)
  } catch {
    return ''
  }
}

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const RULES_FILE = 'symbol-rules.json'

/** Names of all symbols in the cache folder, for shell completion: no network, no key; empty when nothing is cached. */
export async function cachedSymbols(cacheFolder: string): Promise<readonly string[]> {
  const scopes = await readdir(cacheFolder).catch(() => [])
  const lists = await Promise.all(scopes.map((scope) => namesIn(join(cacheFolder, scope, RULES_FILE))))
  return [...new Set(lists.flat())].sort()
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    const entry: unknown = JSON.parse(await readFile(path, 'utf8'))
    const rows: unknown = Object(Object(entry).value).$m
    return Array.isArray(rows) ? rows.map((row) => String(Object(row)[0])) : []
  } catch {
    return []
  }
}

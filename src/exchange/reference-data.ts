import type { Dated, ReferenceCache, ReferenceData } from '../ports/reference.ts'
import { decodeJson, encodeJson } from './decimal-json.ts'

/**
 * Remembers answers in the cache; a cache that cannot be read or written only costs a fetch.
 * Concurrent recalls of one name share one fetch.
 */
export function createReferenceData(cache: ReferenceCache, nowMs: () => number): ReferenceData {
  const recalls = new Map<string, Promise<Dated<unknown>>>()
  const forgotten = new Set<string>()

  const load = async (name: string): Promise<Dated<unknown> | null> => {
    if (forgotten.has(name)) return null
    const stored = await cache.load(name).catch(() => null)
    return stored === null ? null : { fetchedAtMs: stored.fetchedAtMs, value: decodeJson(stored.value) }
  }

  const fetchAndSave = async (name: string, fetch: () => Promise<unknown>): Promise<Dated<unknown>> => {
    const encoded = encodeJson(await fetch())
    const fetchedAtMs = nowMs()
    forgotten.delete(name)
    await cache.save(name, fetchedAtMs, encoded).catch(() => undefined)
    // As a later run will read it: of 700 symbols a watch would otherwise hold all figures, of which it uses a few.
    return { value: decodeJson(encoded), fetchedAtMs }
  }

  const recall = async (
    name: string,
    isFresh: (fetchedAtMs: number) => boolean,
    fetch: () => Promise<unknown>,
  ): Promise<Dated<unknown>> => {
    const known = await (recalls.get(name) ?? load(name)).catch(() => null)
    if (known !== null && isFresh(known.fetchedAtMs)) return known
    return fetchAndSave(name, fetch)
  }

  return {
    recall<T>(name: string, isFresh: (fetchedAtMs: number) => boolean, fetch: () => Promise<T>) {
      const running = recall(name, isFresh, fetch)
      recalls.set(name, running)
      running.catch(() => recalls.delete(name))
      return running as Promise<Dated<T>>
    },
    forget(name) {
      recalls.delete(name)
      forgotten.add(name)
    },
  }
}

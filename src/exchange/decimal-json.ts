import { Decimal, d } from '../model/decimal.ts'

/** Marks a text that stands for a decimal; a text that begins so by itself is marked twice. */
const MARK = '='

/**
 * Plain JSON for values made of objects, arrays, maps and decimals: what the cache files hold.
 * A decimal becomes `"=1.5"`, a map `{ "$m": [[key, JSON of the value], …] }`: a text costs little until it is needed.
 */
export function encodeJson(value: unknown): unknown {
  if (value instanceof Decimal) return MARK + value.toFixed()
  if (typeof value === 'string' && value.startsWith(MARK)) return MARK + value
  if (value instanceof Map) return { $m: [...value].map(([key, item]) => [key, JSON.stringify(encodeJson(item))]) }
  if (Array.isArray(value)) return value.map(encodeJson)
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeJson(item)]))
  return value
}

/**
 * The value that `encodeJson` was given; maps decode an entry only when it is asked for.
 *
 * @throws RangeError when a decimal in it is damaged, SyntaxError for a map entry that is no JSON (for map entries:
 * when it is asked for)
 */
export function decodeJson(encoded: unknown): unknown {
  if (typeof encoded === 'string') return decodeText(encoded)
  if (Array.isArray(encoded)) return encoded.map(decodeJson)
  if (!isObject(encoded)) return encoded
  if (Array.isArray(encoded.$m)) return new LazyMap(encoded.$m as [string, string][])
  return Object.fromEntries(Object.entries(encoded).map(([key, item]) => [key, decodeJson(item)]))
}

function decodeText(text: string): unknown {
  if (!text.startsWith(MARK)) return text
  const rest = text.slice(MARK.length)
  return rest.startsWith(MARK) ? rest : d(rest)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** 700 symbols of brackets are 35,000 decimals, of which a run needs a handful: each entry is decoded on demand. */
class LazyMap extends Map<string, unknown> {
  readonly #decoded = new Set<string>()

  constructor(encoded: readonly (readonly [string, string])[]) {
    super(encoded)
  }

  override get(key: string): unknown {
    if (super.has(key) && !this.#decoded.has(key)) {
      super.set(key, decodeJson(JSON.parse(String(super.get(key)))))
      this.#decoded.add(key)
    }
    return super.get(key)
  }

  override *entries(): MapIterator<[string, unknown]> {
    for (const key of this.keys()) yield [key, this.get(key)]
  }

  override *values(): MapIterator<unknown> {
    for (const key of this.keys()) yield this.get(key)
  }

  override [Symbol.iterator](): MapIterator<[string, unknown]> {
    return this.entries()
  }

  override forEach(visit: (value: unknown, key: string, map: Map<string, unknown>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this)
  }
}

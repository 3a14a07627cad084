import { chanceOf, hashText } from './chance.ts'
import { Refusal } from './route.ts'

const LIFE_MS = 60 * 60_000
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The user-stream key of each API key: one at a time, alive for an hour after its last extension. */
export class ListenKeys {
  readonly #seed: number
  readonly #byApiKey = new Map<string, { readonly listenKey: string; expiresAtMs: number }>()
  #made = 0
  /** How often each call was received. */
  readonly counts = { posted: 0, extended: 0, deleted: 0 }

  constructor(seed: number) {
    this.#seed = seed
  }

  /** The key in use, or a new one; either way good for an hour. */
  open(apiKey: string, nowMs: number): string {
    this.counts.posted++
    const known = this.#byApiKey.get(apiKey)
    const listenKey = known !== undefined && known.expiresAtMs > nowMs ? known.listenKey : this.#make(apiKey)
    this.#byApiKey.set(apiKey, { listenKey, expiresAtMs: nowMs + LIFE_MS })
    return listenKey
  }

  /** @throws Refusal −1125 when there is no living key */
  extend(apiKey: string, nowMs: number): string {
    this.counts.extended++
    const known = this.#byApiKey.get(apiKey)
    if (known === undefined || known.expiresAtMs <= nowMs) throw new Refusal(-1125, 'This listenKey does not exist.')
    known.expiresAtMs = nowMs + LIFE_MS
    return known.listenKey
  }

  /** Ends the key, for every program that uses it. */
  remove(apiKey: string): string | null {
    this.counts.deleted++
    const known = this.#byApiKey.get(apiKey)
    this.#byApiKey.delete(apiKey)
    return known?.listenKey ?? null
  }

  isAlive(listenKey: string, nowMs: number): boolean {
    return [...this.#byApiKey.values()].some((known) => known.listenKey === listenKey && known.expiresAtMs > nowMs)
  }

  /** Removes and returns the keys whose hour is over. */
  expire(nowMs: number): readonly string[] {
    const gone = [...this.#byApiKey].filter(([, known]) => known.expiresAtMs <= nowMs)
    for (const [apiKey] of gone) this.#byApiKey.delete(apiKey)
    return gone.map(([, known]) => known.listenKey)
  }

  /** Ends every key at once, as after an outage of the exchange. */
  expireAll(): readonly string[] {
    return this.expire(Number.POSITIVE_INFINITY)
  }

  #make(apiKey: string): string {
    this.#made++
    const key = hashText(`${this.#seed}/${apiKey}/${this.#made}`)
    return Array.from({ length: 64 }, (_, index) => LETTERS[Math.floor(chanceOf(key, index) * LETTERS.length)]).join('')
  }
}

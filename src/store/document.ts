import { type Decimal, d } from '../model/decimal.ts'

/** A stored object, field by field. Reading a field that is not what it should be throws `RangeError` with its name. */
export class StoredDocument {
  readonly #fields: Readonly<Record<string, unknown>>

  constructor(value: unknown) {
    if (!isRecord(value)) throw new RangeError('not an object')
    this.#fields = value
  }

  static parse(text: string): StoredDocument {
    try {
      return new StoredDocument(JSON.parse(text))
    } catch (error) {
      throw error instanceof RangeError ? error : new RangeError('not JSON', { cause: error })
    }
  }

  text(name: string): string {
    const value = this.#fields[name]
    return typeof value === 'string' ? value : this.#refuse(name)
  }

  /** One of the words. */
  word<T extends string>(name: string, words: readonly T[]): T {
    const value = this.text(name)
    return words.find((word) => word === value) ?? this.#refuse(name)
  }

  number(name: string): number {
    const value = this.#fields[name]
    return typeof value === 'number' && Number.isFinite(value) ? value : this.#refuse(name)
  }

  flag(name: string): boolean {
    const value = this.#fields[name]
    return typeof value === 'boolean' ? value : this.#refuse(name)
  }

  decimal(name: string): Decimal {
    return d(this.text(name))
  }

  /** The field by `read`, or null where the stored value is null. */
  orNull<T>(name: string, read: (name: string) => T): T | null {
    return this.#fields[name] === null ? null : read(name)
  }

  /** The field by `read`, or null where it is absent, as in documents of earlier versions, or null. */
  optional<T>(name: string, read: (name: string) => T): T | null {
    return this.#fields[name] === undefined ? null : this.orNull(name, read)
  }

  object<T>(name: string, read: (document: StoredDocument) => T): T {
    return read(new StoredDocument(this.#fields[name]))
  }

  objectOrNull<T>(name: string, read: (document: StoredDocument) => T): T | null {
    return this.#fields[name] === null ? null : this.object(name, read)
  }

  objects<T>(name: string, read: (document: StoredDocument) => T): readonly T[] {
    return this.#list(name).map((item) => read(new StoredDocument(item)))
  }

  texts(name: string): readonly string[] {
    return this.#list(name).map((item) => (typeof item === 'string' ? item : this.#refuse(name)))
  }

  #list(name: string): readonly unknown[] {
    const value = this.#fields[name]
    return Array.isArray(value) ? value : this.#refuse(name)
  }

  #refuse(name: string): never {
    throw new RangeError(`stored field ${name} cannot be read`)
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A decimal as stored; `null` stays. */
export function stored(value: Decimal | null): string | null {
  return value === null ? null : value.toFixed()
}

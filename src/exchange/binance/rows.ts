import type * as z from 'zod/mini'

/** A reply that lacks something we need; the message begins with the field's path: `positions[3].entryPrice is missing`. */
export class UnreadableReply extends Error {
  override readonly name = 'UnreadableReply'
}

/** One row of a list: its value, or the path of the field that spoils it. */
export type RowReading<T> =
  | { readonly ok: true; readonly value: T; readonly path: string; readonly row: unknown }
  | { readonly ok: false; readonly why: string; readonly path: string; readonly row: unknown }

interface Schema<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: readonly z.core.$ZodIssue[] } }
}

/**
 * Reads one value.
 *
 * @param path what the value is called in messages; empty for the reply itself
 * @throws UnreadableReply with the path of the first field that cannot be used
 */
export function readValue<T>(schema: Schema<T>, value: unknown, path: string): T {
  const reading = readRow(schema, value, path)
  if (reading.ok) return reading.value
  throw new UnreadableReply(reading.why)
}

/** Reads one row; a broken one says why instead of throwing. */
export function readRow<T>(schema: Schema<T>, row: unknown, path: string): RowReading<T> {
  const result = schema.safeParse(row)
  if (result.success) return { ok: true, value: result.data, path, row }
  const issue = result.error.issues[0]
  return { ok: false, why: `${pathOf(path, issue?.path ?? [])} ${issue?.message ?? 'cannot be read'}`, path, row }
}

/**
 * Reads a list row by row.
 *
 * @throws UnreadableReply when it is not a list
 */
export function readRows<T>(schema: Schema<T>, list: unknown, path: string): readonly RowReading<T>[] {
  return listOf(list, path).map((row, index) => readRow(schema, row, `${path}[${index}]`))
}

/**
 * Reads a list of which every row is needed.
 *
 * @throws UnreadableReply with the path of the first field that cannot be used
 */
export function readEvery<T>(schema: Schema<T>, list: unknown, path: string): readonly T[] {
  return listOf(list, path).map((row, index) => readValue(schema, row, `${path}[${index}]`))
}

/**
 * The value as a list.
 *
 * @throws UnreadableReply when it is not one
 */
export function listOf(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new UnreadableReply(`${path} ${value === undefined ? 'is missing' : 'is not a list'}`)
}

/** Rows that could be read, by symbol, and a sentence for each that could not. */
export interface BySymbol<T> {
  readonly bySymbol: ReadonlyMap<string, T>
  readonly unreadable: readonly string[]
}

/** Readable rows by symbol, with the reasons of the others. A symbol that stands twice is in neither of its rows. */
export function bySymbol<T extends { readonly symbol: string }>(readings: readonly RowReading<T>[]): BySymbol<T> {
  const single = onlyOnce(readings, ({ symbol }) => symbol)
  return {
    bySymbol: new Map(valuesOf(single).map((value) => [value.symbol, value])),
    unreadable: single.flatMap((reading) => (reading.ok ? [] : [reading.why])),
  }
}

/** The readings, all those unreadable whose key stands more than once: nothing says which of them counts. */
export function onlyOnce<T>(readings: readonly RowReading<T>[], keyOf: (value: T) => string): readonly RowReading<T>[] {
  const times = new Map<string, number>()
  const keys = readings.map((reading) => (reading.ok ? keyOf(reading.value) : null))
  for (const key of keys) if (key !== null) times.set(key, (times.get(key) ?? 0) + 1)
  if (times.size === keys.length) return readings
  return readings.map((reading, index) => {
    const key = keys[index] ?? null
    if (key === null || times.get(key) === 1) return reading
    const { path, row } = reading
    return { ok: false, why: `${path} ${key} stands more than once`, path, row }
  })
}

/** The readings with each readable value changed. */
export function mapped<From, To>(readings: readonly RowReading<From>[], change: (value: From) => To): RowReading<To>[] {
  return readings.map((reading) => (reading.ok ? { ...reading, value: change(reading.value) } : reading))
}

/** The values of the readable rows. */
export function valuesOf<T>(readings: readonly RowReading<T>[]): readonly T[] {
  return readings.flatMap((reading) => (reading.ok ? [reading.value] : []))
}

function pathOf(base: string, keys: readonly PropertyKey[]): string {
  const path = keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`
    return path === '' ? String(key) : `${path}.${String(key)}`
  }, base)
  return path === '' ? 'the reply' : path
}

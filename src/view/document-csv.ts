import { csvText } from './csv.ts'
import { NOT_AVAILABLE } from './format.ts'
import type { Json } from './json.ts'

/** What lies at a path of a document, as rows: the items of a list, or the one object. */
export function rowsAt(document: Json, path: readonly string[]): readonly Json[] {
  const found = path.reduce<Json | undefined>((value, key) => (isObject(value) ? value[key] : undefined), document)
  if (found === undefined || found === null) return []
  return Array.isArray(found) ? found : [found]
}

/**
 * Rows of a document as CSV. An object within a row becomes columns of its own (`after.distancePct`), a list one cell:
 * its items separated by semicolons, the figures of each by blanks.
 */
export function documentCsv(rows: readonly Json[]): string {
  const flat = rows.map((row) => new Map(columnsOf(row, '')))
  const names = [...new Set(flat.flatMap((row) => [...row.keys()]))]
  // An object that is absent in one row leaves its own name there, and has columns in the others.
  const header = names.filter((name) => !names.some((other) => other.startsWith(`${name}.`)))
  return csvText(
    header,
    flat.map((row) => header.map((name) => row.get(name) ?? NOT_AVAILABLE)),
  )
}

function columnsOf(value: Json, name: string): readonly (readonly [string, string])[] {
  if (!isObject(value)) return [[name, cellText(value)]]
  return Object.entries(value).flatMap(([key, inner]) => columnsOf(inner ?? null, name === '' ? key : `${name}.${key}`))
}

function cellText(value: Json): string {
  if (value === null) return NOT_AVAILABLE
  if (Array.isArray(value)) return value.map(wordsOf).join('; ')
  return String(value)
}

function wordsOf(item: Json): string {
  if (Array.isArray(item)) return item.map(wordsOf).join(' ')
  return isObject(item)
    ? Object.values(item)
        .map((inner) => wordsOf(inner ?? null))
        .join(' ')
    : String(item ?? NOT_AVAILABLE)
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

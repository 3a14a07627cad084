import type { HttpAnswer } from './http.ts'

/** The answer's body when it is a JSON object; `null` for anything else, such as a page. */
export function jsonObject(answer: Pick<HttpAnswer, 'text'>): Readonly<Record<string, unknown>> | null {
  try {
    return asObject(JSON.parse(answer.text))
  } catch {
    return null
  }
}

/** The value when it is an object; `null` for arrays and everything else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return Object.fromEntries(Object.entries(value))
}

/** A text field; `null` when absent or of another type. */
export function textField(object: Readonly<Record<string, unknown>> | null, name: string): string | null {
  const value = object?.[name]
  return typeof value === 'string' ? value : null
}

/** A number of seconds, as milliseconds; `null` when absent, negative or of another type. */
export function secondsField(object: Readonly<Record<string, unknown>> | null, name: string): number | null {
  const value = object?.[name]
  return typeof value === 'number' && value >= 0 ? Math.ceil(value * 1000) : null
}

/** The header Retry-After, seconds or a date, as milliseconds from now; `null` when absent or unreadable. */
export function retryAfterHeaderMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null
  if (/^\d+(\.\d+)?$/.test(header)) return Math.ceil(Number(header) * 1000)
  const atMs = Date.parse(header)
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs)
}

import * as z from 'zod/mini'
import { type Decimal, d } from '../model/decimal.ts'
import { nearestName } from '../model/suggest.ts'
import { type ParsedReference, parseSecret, parseSecretOrText, type SecretReference } from './secret-reference.ts'

/** Where a reader of values leaves what is wrong. */
export type Context = z.core.ParsePayload

/** A schema whose value is then read by a function, which reports what it cannot use. */
export function transformed<In extends z.core.$ZodType, Out>(
  schema: In,
  read: (value: z.output<In>, context: Context) => Out,
) {
  return z.pipe(schema, z.transform(read))
}

/** Leaves a problem of the value being read. The value may be a secret: it stays out of the issue. */
export function report(context: Context, message: string, path: readonly string[] = []): void {
  context.issues.push({ code: 'custom', message, path: [...path], input: null })
}

/** An object that names the nearest known key for each one it does not know. */
export function section<Shape extends z.core.$ZodShape>(shape: Shape): z.ZodMiniObject<Shape, z.core.$strict> {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? unknownKeys(issue.keys, known) : undefined),
  })
}

function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  return keys.map((key) => `${JSON.stringify(key)} is not a known key${meant(key, known)}`).join('; ')
}

/** `; did you mean "x"?`, or the whole choice when nothing comes near. */
export function meant(typed: string, known: readonly string[]): string {
  const near = nearestName(typed, known)
  if (near !== null) return `; did you mean ${JSON.stringify(near)}?`
  return known.length === 0 ? '' : ` (known: ${known.join(', ')})`
}

/** One word out of a few. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, {
    error: (issue) => {
      const typed = typeof issue.input === 'string' ? nearestName(issue.input, words) : null
      return `must be one of ${words.join(', ')}${typed === null ? '' : `; did you mean ${JSON.stringify(typed)}?`}`
    },
  })
}

export interface Bounds {
  readonly over?: string
  readonly atLeast?: string
  readonly under?: string
  readonly atMost?: string
}

/** A number, or a number in quotes, within bounds. */
export function decimal(bounds: Bounds) {
  const numberOrText = z.union([z.number(), z.string()], { error: 'must be a number' })
  return transformed(numberOrText, (value, context): Decimal => {
    const parsed = readDecimal(value)
    const problem = parsed === null ? 'must be a number' : outOfBounds(parsed, bounds)
    if (parsed !== null && problem === null) return parsed
    report(context, problem ?? 'must be a number')
    return z.NEVER
  })
}

/** The decimal that a number or text stands for; `null` for anything else. */
export function readDecimal(value: unknown): Decimal | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null
  try {
    return d(String(value).trim())
  } catch {
    return null
  }
}

function outOfBounds(value: Decimal, { over, atLeast, under, atMost }: Bounds): string | null {
  if (over !== undefined && value.lte(d(over))) return `must be more than ${over}`
  if (atLeast !== undefined && value.lt(d(atLeast))) return `must be at least ${atLeast}`
  if (under !== undefined && value.gte(d(under))) return `must be less than ${under}`
  if (atMost !== undefined && value.gt(d(atMost))) return `must be at most ${atMost}`
  return null
}

/** A whole number between two bounds, both allowed. */
export function whole(lowest: number, highest: number) {
  const error = `must be a whole number from ${lowest} to ${highest}`
  return z.int({ error }).check(z.gte(lowest, { error }), z.lte(highest, { error }))
}

/** A yes or no. */
export function flag() {
  return z.boolean({ error: 'must be true or false' })
}

/** A text that is not empty. */
export function text() {
  return z.string({ error: 'must be a text' }).check(z.trim(), z.minLength(1, { error: 'must not be empty' }))
}

/** A reference to a secret; the secret itself is refused. */
export const secret = transformed(z.string({ error: 'must be a text' }), reading(parseSecret))

/** A reference, or the text itself. */
export const secretOrText = transformed(z.string({ error: 'must be a text' }), reading(parseSecretOrText))

function reading(parse: (text: string) => ParsedReference) {
  return (value: string, context: Context): SecretReference => {
    const parsed = parse(value)
    if (parsed.ok) return parsed.reference
    report(context, parsed.problem)
    return z.NEVER
  }
}

/** The name of an account or channel: it becomes part of alert keys, lock names and command lines. */
export const entryName = z.string().check(
  z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, {
    error: 'the name must be 1 to 32 letters, digits, dots, dashes or underscores, and begin with a letter or digit',
  }),
)

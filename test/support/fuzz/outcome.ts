import { Decimal } from '../../../src/model/decimal.ts'
import { exactNumber } from './tokens.ts'

/** What a parser made of a text. */
export type Outcome =
  | { readonly kind: 'answer'; readonly value: unknown; readonly numbers: ReadonlyMap<string, number> }
  | { readonly kind: 'refusal'; readonly message: string }

/** Ways in which a parser may refuse a text; anything else that it throws goes on to the test. */
export type Refusal = abstract new (...args: never[]) => Error

/** The answer with the numbers in it, or the refusal. */
export async function outcomeOf(parse: (text: string) => unknown, text: string, refusals: readonly Refusal[]) {
  try {
    const value = await parse(text)
    return { kind: 'answer', value, numbers: numbersIn(value) } satisfies Outcome
  } catch (error) {
    if (!(error instanceof Error) || !refusals.some((refusal) => error instanceof refusal)) throw error
    // An engine that ran out of stack throws a RangeError too, and that is no refusal.
    if (/call stack/.test(error.message)) throw new Error('the parser ran out of stack', { cause: error })
    return { kind: 'refusal', message: error.message } satisfies Outcome
  }
}

/** How often each number occurs in an answer, as exact text; ids are numbers too, other texts are not. */
function numbersIn(answer: unknown): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const seen = new Set<object>()
  const count = (text: string | null) => text !== null && counts.set(text, (counts.get(text) ?? 0) + 1)
  const visit = (value: unknown): void => {
    if (value instanceof Decimal) count(value.isFinite() ? exactNumber(value.toFixed()) : 'not finite')
    else if (typeof value === 'number') count(Number.isFinite(value) ? exactNumber(String(value)) : 'not finite')
    else if (typeof value === 'string') count(/^-?\d+$/.test(value) ? exactNumber(value) : null)
    else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value)
      for (const item of value instanceof Map ? value.values() : Object.values(value)) visit(item)
    }
  }
  visit(answer)
  return counts
}

/** Numbers that an answer holds more often than another does. */
export function extraNumbers(answer: Outcome, than: Outcome): readonly string[] {
  if (answer.kind === 'refusal') return []
  const before = than.kind === 'answer' ? than.numbers : new Map<string, number>()
  return [...answer.numbers].filter(([text, times]) => times > (before.get(text) ?? 0)).map(([text]) => text)
}

/** An outcome as text, so that two can be compared. */
export function outcomeText(outcome: Outcome): string {
  if (outcome.kind === 'refusal') return `refused: ${outcome.message}`
  return JSON.stringify(outcome.value, (_, value: unknown) => (value instanceof Map ? [...value] : value)) ?? 'nothing'
}

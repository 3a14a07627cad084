import type { Decimal } from '../model/decimal.ts'

/** A number inside a sentence: what it is, not how it is printed. */
export type PhraseFigure =
  | { readonly unit: 'percent' | 'money' | 'times' | 'number' | 'quantity'; readonly value: Decimal }
  | { readonly unit: 'price'; readonly value: Decimal; readonly tickSize: Decimal | null }
  /** An instant. */
  | { readonly unit: 'time'; readonly atMs: number }
  | { readonly unit: 'duration'; readonly durationMs: number }

/** A sentence of the core: words and figures, rounded by whoever shows it. Words may come from the wire. */
export type Phrase = readonly (string | PhraseFigure)[]

/** What may stand in a phrase: counts are printed as they are. */
type PhrasePart = string | number | PhraseFigure | Phrase

/** Builds a phrase from a template literal. */
export function phrase(words: TemplateStringsArray, ...parts: readonly PhrasePart[]): Phrase {
  return words.flatMap((text, index) => {
    const part = parts[index]
    return part === undefined ? [text] : [text, ...partsOf(part)]
  })
}

function partsOf(part: PhrasePart): Phrase {
  if (typeof part === 'string') return [part]
  if (typeof part === 'number') return [String(part)]
  return 'unit' in part ? [part] : part
}

/** Several phrases as one, with this text between them. */
export function joinPhrases(phrases: readonly Phrase[], between: string): Phrase {
  return phrases.flatMap((one, index) => (index === 0 ? one : [between, ...one]))
}

/** Percent points. */
export function pct(value: Decimal): PhraseFigure {
  return { unit: 'percent', value }
}

/** Money of the margin asset, with two decimals. */
export function cash(value: Decimal): PhraseFigure {
  return { unit: 'money', value }
}

/** A multiple, as leverage or an R multiple. */
export function mult(value: Decimal): PhraseFigure {
  return { unit: 'times', value }
}

/** A plain number with up to four decimals. */
export function num(value: Decimal): PhraseFigure {
  return { unit: 'number', value }
}

/** Base units, every digit. */
export function units(value: Decimal): PhraseFigure {
  return { unit: 'quantity', value }
}

/** A price on its symbol's grid; `null` where the grid is not known. */
export function at(value: Decimal, tickSize: Decimal | null): PhraseFigure {
  return { unit: 'price', value, tickSize }
}

export function when(atMs: number): PhraseFigure {
  return { unit: 'time', atMs }
}

export function lasting(durationMs: number): PhraseFigure {
  return { unit: 'duration', durationMs }
}

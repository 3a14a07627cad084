import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { FILE_PARSERS } from '../../support/fuzz/file-parsers.ts'
import type { FuzzedParser } from '../../support/fuzz/fuzzed-parser.ts'
import {
  leafText,
  type Place,
  placesIn,
  raw,
  readTree,
  replacedAt,
  valueAt,
  writeTree,
} from '../../support/fuzz/json-tree.ts'
import { extraNumbers, type Outcome, outcomeOf, outcomeText } from '../../support/fuzz/outcome.ts'
import { STREAM_PARSERS } from '../../support/fuzz/stream-parsers.ts'
import { exactNumber, numberIn, TOKENS, type Token } from '../../support/fuzz/tokens.ts'
import { WIRE_PARSERS } from '../../support/fuzz/wire-parsers.ts'

const PARSERS = [...WIRE_PARSERS, ...STREAM_PARSERS, ...FILE_PARSERS].map((parser) => ({ parser, name: parser.name }))

const run = ({ parse, refusals }: FuzzedParser, text: string) => outcomeOf(parse, text, refusals)

/** The number that a leaf says; `null` for words, flags and everything that is no leaf. */
function numberAt(tree: unknown, place: Place): string | null {
  const leaf = valueAt(tree, place)
  return typeof leaf === 'string' ? numberIn({ name: '', raw: leafText(leaf) }) : null
}

/** Numbers that may appear in the answer once `value` stands at the place. */
function allowedNumbers(parser: FuzzedParser, tree: unknown, place: Place, value: string): ReadonlySet<string | null> {
  const row = placesIn(valueAt(tree, place.slice(0, -1))).flatMap((inner) => {
    const other = numberAt(tree, [...place.slice(0, -1), ...inner])
    return other === null ? [] : [d(other)]
  })
  const near = value.length < 200 && Math.abs(Number(/e(-?\d+)$/.exec(value)?.[1] ?? 0)) < 100
  const derived = near ? (parser.derived?.(d(value), tree, place) ?? []) : []
  const exact = (text: string) => exactNumber(text)
  const opposite = value.startsWith('-') ? value.slice(1) : `-${value}`
  // A row that was left out (an empty position, an unused asset) may come in with all its own numbers.
  return new Set([exact(value), exact(opposite), ...[...derived, ...row].map((number) => exact(number.toFixed()))])
}

interface Case {
  readonly parser: FuzzedParser
  readonly tree: unknown
  readonly before: Outcome
  readonly place: Place
}

/** Whether another number at the place makes a difference. */
async function isLive({ parser, tree, before, place }: Case): Promise<boolean> {
  for (const token of ['"7919.5"', '7919', '"0.0079"', '3']) {
    const after = await run(parser, writeTree(replacedAt(tree, place, raw(token))))
    if (outcomeText(after) !== outcomeText(before)) return true
  }
  return false
}

/** What is wrong with the outcome of a token in the place of a number; `null` when nothing is. */
function wrongness({ parser, tree, before, place }: Case, token: Token, after: Outcome): string | null {
  const value = (parser.reads ?? numberIn)(token)
  const extra = extraNumbers(after, before)
  if (value === null) return extra.length === 0 || parser.isShapeless === true ? null : `became ${extra}`
  const isSign = parser.signs?.includes(String(place.at(-1))) === true
  const allowed = allowedNumbers(parser, tree, place, value)
  const wrong = extra.filter((number) => !allowed.has(number) && !isSign)
  return wrong.length === 0 ? null : `became ${wrong}, not ${value}`
}

/** True when the token says the very number that stands there, or both are ways of the venue to say none. */
function isSameNumber({ parser, tree, before, place }: Case, token: Token): boolean {
  const [old, value] = [numberAt(tree, place), (parser.reads ?? numberIn)(token)]
  if (old === value) return true
  const wasLeftOut = before.kind === 'answer' && !before.numbers.has(old ?? '')
  if (parser.leavesOut === true && wasLeftOut) return true
  const saysNone = (number: string | null) =>
    number === null ? /^(null|"")$/.test(token.raw) : number === '0' || parser.isHidden?.(d(number)) === true
  return saysNone(old) && saysNone(value)
}

describe.each(PARSERS)('$name', ({ parser }) => {
  const tree = readTree(parser.text)
  const places = placesIn(tree)

  it('takes the payload', async () => {
    expect((await run(parser, parser.text)).kind).toBe('answer')
  })

  it('refuses or reads whatever stands in one place, and never reads a wrong number', async () => {
    const before = await run(parser, parser.text)
    const wrong: string[] = []
    for (const place of places) {
      const isNumber = numberAt(tree, place) !== null
      const isUsed = isNumber && (await isLive({ parser, tree, before, place }))
      for (const token of TOKENS) {
        const each = { parser, tree, before, place }
        const after = await run(parser, writeTree(replacedAt(tree, place, raw(token.raw))))
        if (!isNumber) continue
        const problem = wrongness(each, token, after)
        if (problem !== null) wrong.push(`${place.join('.')} = ${token.name} ${problem}`)
        const isIgnored = isUsed && outcomeText(after) === outcomeText(before) && !isSameNumber(each, token)
        if (isIgnored) wrong.push(`${place.join('.')} = ${token.name} was passed over`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('never makes a number out of one that is missing', async () => {
    const before = await run(parser, parser.text)
    for (const place of places.filter((each) => numberAt(tree, each) !== null)) {
      if (parser.fallbacks?.includes(String(place.at(-1)))) continue
      const after = await run(parser, writeTree(replacedAt(tree, place, undefined)))
      expect([place.join('.'), extraNumbers(after, before)]).toEqual([place.join('.'), []])
    }
  })

  it('survives what is broken in several places, doubled, cut off or garbled', async () => {
    const token = fc.constantFrom(...TOKENS)
    const changes = fc.array(fc.tuple(fc.constantFrom(...places), token), { minLength: 1, maxLength: 4 })
    const cut = fc.tuple(fc.nat({ max: parser.text.length }), fc.string({ maxLength: 3 }), fc.boolean())
    await fc.assert(
      fc.asyncProperty(changes, cut, async (several, [at, garbage, isCut]) => {
        const changed = several.reduce<unknown>(
          (each, [place, { raw: text }]) => replacedAt(each, place, raw(text)),
          tree,
        )
        await run(parser, writeTree(changed))
        await run(parser, parser.text.slice(0, at) + garbage + (isCut ? '' : parser.text.slice(at)))
      }),
      { numRuns: 100 },
    )
  })

  it('survives lists that are doubled or huge, and names of the prototype chain', async () => {
    for (const place of places) {
      const value = valueAt(tree, place)
      if (typeof value !== 'object' || value === null) continue
      const items: readonly unknown[] = Array.isArray(value) ? value : []
      const named = Array.isArray(value)
        ? value
        : Object.defineProperty({ ...value }, '__proto__', { value: { a: 1 }, enumerable: true })
      const huge = items.length === 0 ? [] : Array.from({ length: 2000 }, (_, index) => items[index % items.length])
      for (const changed of [[...items, ...items], huge, named, [value], { 0: value }]) {
        await run(parser, writeTree(replacedAt(tree, place, changed)))
      }
    }
  })
})

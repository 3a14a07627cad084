import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonProblem } from '../../../src/config/json-text.ts'

describe('text that should be JSON', () => {
  it.each([
    { text: '{"a": 1,}', line: 1, column: 9, what: 'a value is missing here (JSON allows no trailing comma)' },
    { text: '[1,\n 2,\n]', line: 3, column: 1, what: 'a value is missing here (JSON allows no trailing comma)' },
    { text: '{\n  // note\n}', line: 2, column: 3, what: 'a "key" in double quotes is expected here' },
    { text: '[/* x */]', line: 1, column: 2, what: 'JSON knows no comments' },
    { text: '{"a" 1}', line: 1, column: 6, what: 'a colon is expected here' },
    { text: '{"a": 1 "b": 2}', line: 1, column: 9, what: 'a comma or } is expected here' },
    { text: '{a: 1}', line: 1, column: 2, what: 'a "key" in double quotes is expected here' },
    {
      text: '{"a": "x\ny"}',
      line: 1,
      column: 7,
      what: 'this text is not closed, or holds a character that must be escaped',
    },
    {
      text: '{"a": 01}',
      line: 1,
      column: 7,
      what: 'a value is expected here: "text", number, true, false, null, { or [',
    },
    { text: '{"a": {', line: 1, column: 8, what: 'a "key" in double quotes is expected here' },
    { text: '', line: 1, column: 1, what: 'the text ends too early: a bracket or value is missing' },
    { text: `${'['.repeat(64)}1`, line: 1, column: 65, what: 'this lies deeper than 64 brackets' },
    { text: '{"a":'.repeat(200_000), line: 1, column: 321, what: 'this lies deeper than 64 brackets' },
    { text: '{} {}', line: 1, column: 4, what: 'something follows the end of the document' },
    { text: '{"a": 1, "b": {"a": 2}, "a": 3}', line: 1, column: 25, what: 'this key stands twice in the same object' },
  ])('$text', ({ text, line, column, what }) => {
    expect(jsonProblem(text)).toEqual({ line, column, what })
  })

  it('is sound exactly when the platform can parse it, repeated keys aside', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), fc.string({ maxLength: 2 }), (text, at, piece) => {
        const place = at % (text.length + 1)
        for (const candidate of [text, text.slice(0, place) + piece + text.slice(place + 1)]) {
          const problem = jsonProblem(candidate)
          if (problem?.what === 'this key stands twice in the same object') continue
          expect(problem === null, candidate).toBe(canParse(candidate))
        }
      }),
      { numRuns: 300 },
    )
  })
})

function canParse(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

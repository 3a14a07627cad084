import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockIn, withBlock, withoutBlock } from '../../../src/cli/schedule/crontab.ts'
import type { FuzzedTextParser } from '../../support/fuzz/fuzzed-parser.ts'
import { outcomeOf } from '../../support/fuzz/outcome.ts'
import { TEXT_PARSERS } from '../../support/fuzz/text-parsers.ts'
import { TOKENS } from '../../support/fuzz/tokens.ts'

const run = ({ parse, refusals }: FuzzedTextParser, text: string) => outcomeOf(parse, text, refusals)

const oddTexts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(...TOKENS.map(({ raw }) => raw)),
  fc.constantFrom(
    '\r',
    '\n',
    '\0',
    '"',
    "'",
    '\\',
    ':',
    ';',
    '%',
    '# begin liqwatch-check (',
    '# end liqwatch-check\n',
  ),
)

/** The text with a piece in it replaced, doubled, or moved. */
const changes = (text: string) =>
  fc
    .tuple(fc.nat({ max: text.length }), fc.nat({ max: text.length }), oddTexts, fc.constantFrom('put', 'twice', 'cut'))
    .map(([one, other, odd, how]) => {
      const [start, end] = [Math.min(one, other), Math.max(one, other)]
      const piece = how === 'put' ? odd : how === 'twice' ? text.slice(start, end).repeat(2) : ''
      return text.slice(0, start) + piece + text.slice(how === 'put' && odd === '' ? start : end)
    })

describe.each(TEXT_PARSERS.map((parser) => ({ parser, name: parser.name })))('$name', ({ parser }) => {
  it('takes the text', async () => {
    expect((await run(parser, parser.text)).kind).toBe('answer')
  })

  it('reads or refuses it with a piece replaced, doubled or cut out', async () => {
    await fc.assert(
      fc.asyncProperty(changes(parser.text), async (text) => {
        await run(parser, text)
      }),
      { numRuns: 200 },
    )
  })

  it('reads or refuses any line by itself, left out, or many times over', async () => {
    const lines = parser.text.split(/(?<=\n)/)
    for (const [index, line] of lines.entries()) {
      const without = lines.toSpliced(index, 1).join('')
      for (const text of [line, without, line.repeat(3000), without + line]) await run(parser, text)
    }
  })

  it('ends soon with a long text made to be looked through again and again', async () => {
    for (const piece of [
      ' ',
      '"',
      '\\',
      '\\"',
      "'",
      '[',
      '{"a":',
      '(',
      '\n',
      'a ',
      ':',
      '-',
      '0',
      '=',
      '%',
      '\ud800',
    ]) {
      await run(parser, parser.text + piece.repeat(50_000))
      await run(parser, piece.repeat(50_000) + parser.text)
    }
  })
})

describe('a crontab', () => {
  it('keeps every other line, whatever stands in it', () => {
    const others = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('liqwatch'))
    const block = '# begin liqwatch-check (x)\n* * * * * liqwatch check\n# end liqwatch-check\n'
    fc.assert(
      fc.property(others, (text) => {
        const written = withBlock(text, 'liqwatch-check', block)
        expect(blockIn(written, 'liqwatch-check')).toBe(block)
        const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`
        expect(withoutBlock(written, 'liqwatch-check')).toBe(ended)
      }),
      { numRuns: 200 },
    )
  })
})

import { describe, expect, it } from 'vitest'
import { entry, paragraph, quoted, roffLiteral, roffText, verbatim } from '../../../src/cli/manual/roff.ts'

describe('text for troff', () => {
  it.each([
    { text: 'a plain sentence', roff: 'a plain sentence' },
    { text: '.TH is no request here', roff: '\\&.TH is no request here' },
    { text: "'quoted' at the start of a line", roff: "\\&'quoted' at the start of a line" },
    { text: 'C:\\new', roff: 'C:\\enew' },
    { text: 'USDⓈ-M and a dead man’s switch', roff: 'USD\\[u24C8]-M and a dead man\\[u2019]s switch' },
    { text: '\u{1F6A8}', roff: '\\[u1F6A8]' },
  ])('writes $text as $roff', ({ text, roff }) => {
    expect(roffText(text)).toBe(roff)
  })

  it('keeps what is typed typeable: hyphens, quotes, carets and tildes stay what they are', () => {
    expect(roffLiteral("jq '.x' ~/a^b --json")).toBe('jq \\(aq.x\\(aq \\(ti/a\\(hab \\-\\-json')
  })

  it('never closes an argument by a quote inside it', () => {
    expect(quoted('say "so"')).toBe('"say \\(dqso\\(dq"')
  })
})

describe('parts of a page', () => {
  it('is made of paragraphs, entries and lines that keep their breaks', () => {
    expect(paragraph('Words.')).toEqual(['.PP', 'Words.'])
    expect(entry('--side <side>', ['long or short'])).toEqual(['.TP', '.B "\\-\\-side <side>"', 'long or short'])
    expect(verbatim(['one', '', '.two'])).toEqual(['.PP', '.nf', '.RS 2', 'one', '.sp', '\\&.two', '.RE', '.fi'])
  })
})

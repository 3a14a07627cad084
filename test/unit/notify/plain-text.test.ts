import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitText, messageText, plainText, utf8Length, utf16Length } from '../../../src/notify/plain-text.ts'

describe('plainText', () => {
  it.each([
    { name: 'leaves letters of any script', text: '币安人生USDT −6.32 %', plain: '币安人生USDT −6.32 %' },
    { name: 'keeps newlines', text: 'one\r\ntwo\nthree', plain: 'one\ntwo\nthree' },
    { name: 'turns tabs into spaces', text: 'a\tb', plain: 'a b' },
    { name: 'disarms terminal escapes', text: '\u001b[31mred\u009b0m', plain: '\ufffd[31mred\ufffd0m' },
    { name: 'disarms NUL and lone carriage returns', text: 'a\u0000b\rc', plain: 'a\ufffdb\ufffdc' },
    { name: 'disarms marks that reorder text', text: 'a\u202eb\u2066c', plain: 'a\ufffdb\ufffdc' },
    { name: 'replaces half of a character', text: 'x\ud83dy', plain: 'x\ufffdy' },
    { name: 'keeps whole emoji', text: '🚨', plain: '🚨' },
  ])('$name', ({ text, plain }) => {
    expect(plainText(text)).toBe(plain)
  })
})

describe('messageText', () => {
  it('puts the title before the body, and needs neither', () => {
    expect(messageText({ title: 'T', body: 'B' })).toBe('T\nB')
    expect(messageText({ title: 'T', body: '' })).toBe('T')
  })
})

describe('fitText', () => {
  it.each([
    { name: 'leaves a text that fits exactly', text: 'abc\ndef', limit: 7, fitted: 'abc\ndef' },
    {
      name: 'cuts at a line and counts what is missing',
      text: `first\nsecond\n${'x'.repeat(60)}\nlast`,
      limit: 60,
      fitted: 'first\nsecond\n… 2 more lines cut, see: liqwatch status',
    },
    { name: 'cuts inside a single line only when it must', text: 'abcdefgh', limit: 5, fitted: 'abcd…' },
    {
      name: 'cuts inside a first line that is too long',
      text: `${'a'.repeat(100)}\nb`,
      limit: 50,
      fitted: `${'a'.repeat(8)}…\n… 1 more line cut, see: liqwatch status`,
    },
  ])('$name', ({ text, limit, fitted }) => {
    expect(fitText(text, limit, utf16Length)).toBe(fitted)
  })

  it('measures bytes when told to', () => {
    expect(fitText('币安人生', 10, utf8Length)).toBe('币安…')
  })

  const lines = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 30 })
  const measures = fc.constantFrom(utf8Length, utf16Length, (text: string) => text.replaceAll('&', '&amp;').length)

  it('never passes the limit, and never halves a character', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 60, max: 400 }), measures, (texts, limit, lengthOf) => {
        const fitted = fitText(texts.join('\n'), limit, lengthOf)
        expect(lengthOf(fitted)).toBeLessThanOrEqual(limit)
        expect(fitted).not.toMatch(/\p{Cs}/u)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps the first lines whole and says exactly how many it dropped', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { minLength: 10, maxLength: 40 }),
        (texts) => {
          const whole = texts.map((text) => text.replaceAll('\n', ' '))
          const fitted = fitText(whole.join('\n'), 150, utf16Length).split('\n')
          const dropped = /^… (\d+) more lines? cut/.exec(fitted.at(-1) ?? '')?.[1]
          const kept = dropped === undefined ? fitted : fitted.slice(0, -1)
          expect(kept).toEqual(whole.slice(0, whole.length - Number(dropped ?? 0)))
        },
      ),
      { numRuns: 200 },
    )
  })
})

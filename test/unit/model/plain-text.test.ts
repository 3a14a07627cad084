import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neutralise } from '../../../src/model/plain-text.ts'

describe('neutralise', () => {
  it.each([
    { name: 'an escape sequence', text: 'A\u001b[2JB', plain: 'A\\u{1b}[2JB' },
    { name: 'a line break', text: 'A\nB\r', plain: 'A\\u{a}B\\u{d}' },
    { name: 'a C1 control', text: 'A\u009b31m', plain: 'A\\u{9b}31m' },
    { name: 'delete', text: '\u007f', plain: '\\u{7f}' },
    { name: 'a right-to-left override', text: 'A\u202eBTC', plain: 'A\\u{202e}BTC' },
    { name: 'a bidi isolate', text: '\u2066x', plain: '\\u{2066}x' },
    { name: 'a zero-width space', text: 'BTC\u200bUSDT', plain: 'BTC\\u{200b}USDT' },
    { name: 'a line separator', text: 'a\u2028b', plain: 'a\\u{2028}b' },
    { name: 'half of a surrogate pair', text: 'a\ud800b', plain: 'a\\u{d800}b' },
  ])('writes $name out', ({ text, plain }) => {
    expect(neutralise(text)).toBe(plain)
  })

  it.each(['BTCUSDT', '币安人生USDT', 'МОСКВАUSDT', 'émoi 😀', 'a b'])('leaves %s as it is', (text) => {
    expect(neutralise(text)).toBe(text)
  })

  it('lets no control character through and can always be sent in a URL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(neutralise(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
        expect(() => encodeURIComponent(neutralise(text))).not.toThrow()
      }),
      { numRuns: 200 },
    )
  })
})

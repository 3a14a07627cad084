import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { desktopBody, desktopTitle } from '../../../src/notify/desktop-text.ts'

describe('desktop text', () => {
  it.each([
    {
      name: 'figures and symbols pass',
      text: 'SOLUSDT long −6.32 % (10% tier), liq 154.854 → 140.5',
      shown: 'SOLUSDT long −6.32 % (10% tier), liq 154.854 → 140.5',
    },
    { name: 'other scripts pass', text: '币安人生USDT', shown: '币安人生USDT' },
    { name: 'quotes turn into typographic ones', text: `Binance's "own"`, shown: 'Binance’s ”own”' },
    { name: 'markup is disarmed', text: '<b>a & b</b>', shown: '‹b›a + b‹/b›' },
    { name: 'shell substitutions are disarmed', text: '$(reboot) `id` \\', shown: '?(reboot) ’id’ ?' },
    { name: 'shell separators are disarmed', text: 'a;b {c} ~ ^', shown: 'a;b ?c? ? ?' },
    { name: 'an option is no longer one', text: '--help', shown: ' --help' },
    { name: 'control characters are disarmed', text: 'a\u001b[2Jb\u0000', shown: 'a?[2Jb?' },
  ])('$name', ({ text, shown }) => {
    expect(desktopBody(text)).toBe(shown)
    expect(desktopTitle(text)).toBe(shown)
  })

  it('keeps the lines of a body and joins those of a title', () => {
    expect(desktopBody('a\nb')).toBe('a\nb')
    expect(desktopTitle('a\nb')).toBe('a b')
  })

  it('lets nothing through that means something to a shell, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const shown of [desktopTitle(text), desktopBody(text)]) {
          expect(shown).not.toMatch(/["'`$\\<>&{}~^]|(?!\n)\p{Cc}|\p{Cs}/u)
          expect(shown).not.toMatch(/^-/)
        }
      }),
      { numRuns: 200 },
    )
  })
})

import { describe, expect, it } from 'vitest'
import { splitCommand } from '../../../src/config/command-line.ts'
import { withExactNumbers } from '../../../src/exchange/exact-json.ts'
import { d } from '../../../src/model/decimal.ts'
import { outboundUrlProblem } from '../../../src/model/outbound-url.ts'
import { neutralise } from '../../../src/model/plain-text.ts'
import { nearestNames } from '../../../src/model/suggest.ts'
import { plainSymbol, understandSymbol } from '../../../src/model/symbols.ts'
import { plainText } from '../../../src/notify/plain-text.ts'

const PIECES = [
  'A',
  ':',
  ':A',
  'A:',
  '-',
  '/',
  ' ',
  '.P',
  'PERP',
  '-PERP',
  '1000',
  '"',
  '\\"',
  '\u001b[',
  '0',
  '1e',
  'USDT',
  '_',
]
const KNOWN = Array.from({ length: 700 }, (_, index) => `COIN${index}USDT`)

/** A pattern that looks through such a text again and again would not come back within the time of a test. */
describe.each(PIECES)('two hundred thousand times %j', (piece) => {
  const long = piece.repeat(200_000)

  it.each([
    { name: 'as a symbol', read: () => understandSymbol(long, ['SOLUSDT'], KNOWN).status },
    { name: 'as a symbol with dressing', read: () => typeof plainSymbol(`BINANCE:${long}.P`) },
    { name: 'as a mistyped name', read: () => nearestNames(long, KNOWN, 3).length === 0 },
    { name: 'as a command', read: () => typeof splitCommand(long) },
    { name: 'as a URL', read: () => typeof outboundUrlProblem(`https://${long}`) },
    { name: 'as text to print', read: () => neutralise(long).length >= long.length },
    { name: 'as text to send', read: () => typeof plainText(long) },
    { name: 'as a reply', read: () => typeof withExactNumbers(`[1e5,${long}`) },
  ])('$name is soon dealt with', ({ read }) => {
    expect([true, 'string', 'object', 'unknown']).toContain(read())
  })
})

describe('a number of two hundred thousand digits', () => {
  it('is read, and an exponent beyond all bounds is not', () => {
    expect(d('9'.repeat(200_000)).e).toBe(199_999)
    for (const text of ['1e99999999999999999999', '-1e99999999999999999999', '1e-99999999999999999999']) {
      expect(() => d(text)).toThrow(RangeError)
    }
    expect(d('0e-99999999999999999999').isZero()).toBe(true)
  })
})

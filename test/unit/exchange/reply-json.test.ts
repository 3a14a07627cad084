import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ParseJson, quickOrCareful } from '../../../src/exchange/binance/reply-json.ts'

const fromLibrary = createRequire(createRequire(import.meta.url).resolve('binance-api-node'))
const careful: ParseJson = fromLibrary('json-bigint').parse

/** What a parser makes of a text: JSON of its value, since long numbers become objects, or that it refuses. */
function outcomeOf(parse: ParseJson, text: string): string {
  try {
    return JSON.stringify(parse(text))
  } catch {
    return 'refused'
  }
}

describe('quickOrCareful', () => {
  it.each([
    { name: 'an order id beyond 2^53', text: '{"orderId":9223372036854775807}', careful: false },
    { name: 'a long fraction', text: '[ -0.1234567890123456]', careful: false },
    { name: 'a bare long number', text: '1234567890123456', careful: false },
    { name: 'a number of 15 characters', text: '{"time":123456789012345}', careful: false },
    { name: 'a long number in a text', text: '{"orderId":"9223372036854775807"}', careful: false },
    { name: 'a name of the prototype chain', text: '{"__proto__":{"a":1}}', careful: true },
    { name: 'such a name in escapes', text: '{"\\u005f_proto__":1}', careful: true },
    { name: 'half a reply', text: '{"symbol":"BTC', careful: true },
    { name: 'a page instead of a reply', text: '<html></html>', careful: true },
    { name: 'plain prices', text: '[{"symbol":"币安USDT","markPrice":"1.5","time":1795300801500}]', careful: false },
  ])('reads $name as the library would', ({ text, careful: isCareful }) => {
    let calls = 0
    const parse = quickOrCareful((given) => {
      calls += 1
      return careful(given)
    })
    expect(outcomeOf(parse, text)).toBe(outcomeOf(careful, text))
    expect(calls).toBe(isCareful ? 1 : 0)
  })

  it.each([
    { text: '{"price":1e999}', value: { price: '1e999' } },
    { text: '[1e-400,2.5E+3,-0.5,12]', value: ['1e-400', '2.5E+3', -0.5, 12] },
    {
      text: '{"say":"1e5, \\\\\\"1e5\\\\\\" and [1e5]","n":1e5}',
      value: { say: '1e5, \\"1e5\\" and [1e5]', n: '1e5' },
    },
    { text: '{"a":"\\\\","b":12345678901234567890}', value: { a: '\\', b: '12345678901234567890' } },
  ])('keeps every digit of the numbers in $text, and leaves texts alone', ({ text, value }) => {
    expect(quickOrCareful(careful)(text)).toEqual(value)
  })

  it('refuses and reads what the library refuses and reads, numbers aside', () => {
    const plain = (outcome: string) =>
      outcome.replace(/"(-?\d[\d.eE+-]*)"/g, (_, number: string) => String(Number(number)))
    const texts = fc.oneof(fc.json(), fc.string())
    fc.assert(
      fc.property(texts, (text) => {
        const [ours, theirs] = [outcomeOf(quickOrCareful(careful), text), outcomeOf(careful, text)]
        expect(plain(ours)).toBe(plain(theirs))
      }),
      { numRuns: 200 },
    )
  })
})

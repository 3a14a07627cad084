import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeJson, encodeJson } from '../../../src/exchange/decimal-json.ts'
import { Decimal, d } from '../../../src/model/decimal.ts'

/** What a file does to a value. */
const throughFile = (value: unknown): unknown => decodeJson(JSON.parse(JSON.stringify(encodeJson(value))))

describe('decimal JSON', () => {
  it('writes a decimal as text without an exponent', () => {
    expect(encodeJson({ price: d('0.00000001') })).toEqual({ price: '=0.00000001' })
  })

  it('gives maps of nested decimals back', () => {
    const value = new Map([['SOLUSDT', { rows: [{ ratio: d('0.005'), cap: d('50000'), note: null }] }]])
    const back = throughFile(value)
    expect(back).toBeInstanceOf(Map)
    const [row] = (back as typeof value).get('SOLUSDT')?.rows ?? []
    expect(row?.ratio).toBeInstanceOf(Decimal)
    expect([row?.ratio.toFixed(), row?.cap.toFixed(), row?.note]).toEqual(['0.005', '50000', null])
  })

  it('decodes a map wholly however it is walked', () => {
    const back = throughFile(
      new Map([
        ['a', d('1')],
        ['b', d('2')],
      ]),
    ) as ReadonlyMap<string, Decimal>
    expect([...back].map(([key, value]) => key + value.toFixed())).toEqual(['a1', 'b2'])
    expect([...back.values()].map((value) => value.toFixed())).toEqual(['1', '2'])
    const seen: string[] = []
    back.forEach((value, key) => {
      seen.push(key + value.toFixed())
    })
    expect([seen, back.size, back.has('a'), back.get('c')]).toEqual([['a1', 'b2'], 2, true, undefined])
  })

  it.each(['plain', '=', '==', '=1.5', ''])('keeps the text %j a text', (text) => {
    expect(throughFile({ text })).toEqual({ text })
  })

  it('refuses a damaged decimal', () => {
    expect(() => decodeJson('=NaN')).toThrow(RangeError)
  })

  it('keeps every decimal to the last digit', () => {
    const decimals = fc.tuple(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.integer({ min: 0, max: 20 }))
    fc.assert(
      fc.property(decimals, ([units, places]) => {
        const value = d(units.toString()).div(d('10').pow(places))
        expect((throughFile(value) as Decimal).eq(value)).toBe(true)
      }),
    )
  })
})

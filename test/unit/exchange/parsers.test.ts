import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  parseAccount,
  parseAccountConfig,
  parsePositions,
  parseSymbolConfigs,
} from '../../../src/exchange/binance/parse-account.ts'
import { parseBrackets } from '../../../src/exchange/binance/parse-brackets.ts'
import { parseFills, parseForceOrders, parseIncome } from '../../../src/exchange/binance/parse-history.ts'
import {
  parseAllMarks,
  parseCandles,
  parseExchangeInfo,
  parseMark,
} from '../../../src/exchange/binance/parse-market.ts'
import { parseOpenAlgoOrders, parseOpenOrders } from '../../../src/exchange/binance/parse-orders.ts'
import { parseKeyPermissions } from '../../../src/exchange/binance/parse-permissions.ts'
import { UnreadableReply } from '../../../src/exchange/binance/rows.ts'
import { Decimal } from '../../../src/model/decimal.ts'

const PARSERS = [
  { name: 'account', parse: parseAccount },
  { name: 'position-risk', parse: parsePositions },
  { name: 'account-config', parse: parseAccountConfig },
  { name: 'symbol-config', parse: parseSymbolConfigs },
  { name: 'leverage-bracket', parse: parseBrackets },
  { name: 'premium-index', parse: (body: unknown) => parseMark(body, 'BTCUSDT') },
  { name: 'premium-index-all', parse: (body: unknown) => parseAllMarks(body, null) },
  { name: 'exchange-info', parse: parseExchangeInfo },
  { name: 'klines', parse: parseCandles },
  { name: 'open-orders', parse: parseOpenOrders },
  { name: 'open-algo-orders', parse: parseOpenAlgoOrders },
  { name: 'user-trades', parse: parseFills },
  { name: 'force-orders', parse: parseForceOrders },
  { name: 'income', parse: parseIncome },
  { name: 'api-restrictions', parse: parseKeyPermissions },
] as const

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/binance/${name}.json`, import.meta.url), 'utf8'))

/** Every place in a JSON value, as a path of keys. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value)
  return [path, ...keys.flatMap((key) => placesIn(Reflect.get(value, key), [...path, key]))]
}

function replacedAt(value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (key === undefined) return by
  const copy: object = Array.isArray(value) ? [...value] : { ...Object(value) }
  Reflect.set(copy, key, replacedAt(Reflect.get(copy, key), rest, by))
  return copy
}

/** A zero as the wire may write one: a number or its text, nothing that JavaScript merely converts to 0. */
function isZeroAmount(value: unknown): boolean {
  if (typeof value === 'number') return value === 0
  return typeof value === 'string' && /^[+-]?(0+\.?0*|\.0+)(e[+-]?\d+)?$/i.test(value)
}

/** True when the value, or the refusal, is one that the rest of the program knows how to treat. */
function endsWell(parse: (body: unknown) => unknown, body: unknown): boolean {
  try {
    return hasOnlyFiniteNumbers(parse(body))
  } catch (error) {
    return error instanceof UnreadableReply && error.message !== ''
  }
}

function hasOnlyFiniteNumbers(value: unknown): boolean {
  if (value instanceof Decimal) return value.isFinite()
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  return (value instanceof Map ? [...value.values()] : Object.values(value)).every(hasOnlyFiniteNumbers)
}

const oddValues = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(undefined, null, '', 'NaN', '-1', 'Infinity', '1e400', '0x10', -1, 1e300, [], {}, true),
)

describe.each(PARSERS)('the parser of $name', ({ name, parse }) => {
  it('takes the documented payload', () => {
    expect(() => parse(fixture(name))).not.toThrow()
  })

  it('ends well with any JSON at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => endsWell(parse, body)),
      { numRuns: 100 },
    )
  })

  it('ends well with any one value of the documented payload replaced', () => {
    const whole = fixture(name)
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(whole)), oddValues, (place, odd) =>
        endsWell(parse, replacedAt(whole, place, odd)),
      ),
      { numRuns: 200 },
    )
  })
})

describe('an odd value in a position', () => {
  it('never yields a position without a real quantity and entry price, and never loses one', () => {
    const rows = (fixture('position-risk') as unknown[]).slice(0, 2)
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(rows).filter((place) => place.length === 2)), oddValues, (place, odd) => {
        const body = replacedAt(rows, place, odd)
        const reading = parsePositions(body)
        const isEmptied = place[1] === 'positionAmt' && isZeroAmount(odd)
        expect(reading.rows.length + reading.unreadable.length).toBe(isEmptied && !Array.isArray(odd) ? 1 : 2)
        for (const row of reading.rows) {
          expect(row.quantity.gt('0') && row.entryPrice.gt('0')).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })
})

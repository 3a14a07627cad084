import { describe, it } from 'vitest'
import { d } from '../../../../src/model/decimal.ts'
import { aBracket, aPosition, BTC_ROWS, TAKEN_AT_MS } from '../../../support/builders.ts'
import {
  CROSS,
  EMPTY_BRACKET,
  expectWhole,
  FUNDED,
  LONG,
  NO_BRACKETS,
  stopAt,
  UNREADABLE,
  type Whole,
} from '../../../support/rule-edges.ts'
import { aBook, aTicker, aRulesInput as at, DEEP_BIDS, HOUR_MS } from '../../../support/rules-input.ts'

const deep = { ticker: aTicker('900000000'), book: aBook(DEEP_BIDS) }
const look = {
  atMs: TAKEN_AT_MS - 25 * HOUR_MS,
  effectiveLeverage: d('0.1'),
  weightPct: new Map([['BTCUSDT/long', d('95')]]),
}
const SIZING: readonly Whole[] = [
  [
    'PS1',
    'pass',
    ['BTCUSDT long loses 5.00 at its stop, 0.50% of equity (margin 12.00, notional 100.00)'],
    at({ positions: [{ ...LONG, isolatedWallet: d('12') }], orders: [stopAt('95')] }),
  ],
  // its stop bounds the loss, wherever liquidation stands
  [
    'PS1',
    'pass',
    ['BTCUSDT long loses 5.00 at its stop, 0.50% of equity (margin 10.00, notional 100.00)'],
    at({ positions: [CROSS], orders: [stopAt('95')], snapshot: NO_BRACKETS }),
  ],
  [
    'PS1',
    'unknown',
    ['BTCUSDT long: the equity is not known', 'XUSDT: entryPrice is missing'],
    at({ positions: [LONG], snapshot: UNREADABLE }),
  ],
  [
    'PS2',
    'pass',
    ['BTCUSDT long: 10x of 20x allowed; leaving at market costs 0.00%'],
    at({ positions: [FUNDED], markets: { BTCUSDT: deep } }),
  ],
  [
    'PS2',
    'pass',
    ['BTCUSDT long: 10x of 20x allowed; leaving at market costs 0.00%, 0.00% of the way to liquidation'],
    at({ positions: [LONG], markets: { BTCUSDT: deep } }),
  ],
  ...[NO_BRACKETS, EMPTY_BRACKET].map(
    (snapshot): Whole => [
      'PS2',
      'unknown',
      ['BTCUSDT long: its leverage or brackets are not known'],
      at({ positions: [LONG], markets: { BTCUSDT: deep }, snapshot }),
    ],
  ),
  // 0.005 × 500,000 − 300
  [
    'PS3',
    'pass',
    ['BTCUSDT long: 2,200.00 = 500,000.00 × 0.50% − 300, bracket 2 of 4, read 0 s ago'],
    at({
      positions: [aPosition({ quantity: '5', entryPrice: '100000', isolatedWallet: '60000' })],
      snapshot: { brackets: new Map([['BTCUSDT', aBracket(BTC_ROWS)]]) },
    }),
  ],
  ...[EMPTY_BRACKET, { bracketsFetchedAtMs: null }].map(
    (snapshot): Whole => [
      'PS3',
      'unknown',
      ['BTCUSDT long: its brackets are not known'],
      at({ positions: [LONG], snapshot }),
    ],
  ),
  [
    'PS5',
    'pass',
    ['BTCUSDT long: mark 0.00% from entry, weight +5 points', 'effective leverage 0.1x -> 0.1x in 1 d 1 h'],
    at({ positions: [LONG], input: { looks: [look] } }),
  ],
  [
    'PS5',
    'unknown',
    ['XUSDT: entryPrice is missing', 'BTCUSDT long: mark 0.00% from entry'],
    at({ positions: [LONG], snapshot: UNREADABLE, input: { looks: [look] } }),
  ],
  ['PS5', 'info', ['no open positions'], at()],
]

describe('all that sizing rules say', () => {
  it.each(SIZING)('%s is %s: %s', (...whole) => {
    expectWhole(whole)
  })
})

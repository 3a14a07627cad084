import { describe, it } from 'vitest'
import { d } from '../../../../src/model/decimal.ts'
import { aBracket, anOrder, TAKEN_AT_MS } from '../../../support/builders.ts'
import {
  CROSS,
  type Edge,
  ETH_SHORT,
  expectVerdict,
  FUNDED,
  LONG,
  NO_BRACKETS,
  SHORT,
  stopAt,
  UNREADABLE,
  WINNING,
  with1,
} from '../../../support/rule-edges.ts'
import { fedIn } from '../../../support/rule-facts.ts'
import { aBook, aTicker, aRulesInput as at, DEEP_BIDS, HOUR_MS } from '../../../support/rules-input.ts'

const allowing = (initialLeverage: number) => {
  const bracket = aBracket()
  return {
    brackets: new Map([['BTCUSDT', { ...bracket, rows: bracket.rows.map((row) => ({ ...row, initialLeverage })) }]]),
  }
}

const EDGES: readonly Edge[] = [
  ['PS1', 'unknown', 'the equity is not known', at({ positions: [LONG], equity: '0' })],
  ['PS1', 'unknown', 'no stop bounds it and its liquidation price', at({ positions: [CROSS], snapshot: NO_BRACKETS })],
  ['PS1', 'pass', 'loses 0.00 at its stop', at({ positions: [WINNING], orders: [stopAt('105')] })],
  // nothing is left of 100 at a price of zero
  ['PS1', 'fail', 'loses 100.00 at liquidation (no stop), 10.00% of equity', at({ positions: [FUNDED] })],
  [
    'PS1',
    'pass',
    'margin 100.00, notional 100.00',
    at({ positions: [{ ...CROSS, leverage: null }], orders: [stopAt('95')] }),
  ],
  ['PS1', 'pass', 'margin 10.00, notional 100.00', at({ positions: [CROSS], orders: [stopAt('95')] })],
  // half at 95, half at 90.361446
  [
    'PS1',
    'pass',
    'loses 7.32 at stop and liquidation',
    at({ positions: [LONG], orders: [anOrder({ triggerPrice: '95', quantity: '0.5' })] }),
  ],
  [
    'PS1',
    'pass',
    'the whole book: 19.20, 1.92% of equity',
    at({
      positions: [LONG, { ...SHORT, symbol: 'ETHUSDT' }],
      equity: '1000',
      snapshot: { brackets: new Map(['BTCUSDT', 'ETHUSDT'].map((symbol) => [symbol, aBracket(undefined, symbol)])) },
    }),
  ],
  [
    'PS2',
    'warn',
    'the visible book does not hold it',
    at({ positions: [LONG], markets: { BTCUSDT: { ticker: null, book: aBook([['100', '0.5']]) } } }),
  ],
  [
    'PS2',
    'pass',
    '10x of 20x allowed; leaving at market costs 0.00%',
    at({ positions: [FUNDED], markets: { BTCUSDT: { ticker: null, book: aBook(DEEP_BIDS) } } }),
  ],
  [
    'PS2',
    'warn',
    '; thin market',
    at({
      positions: [{ ...LONG, leverage: 20 }],
      markets: { BTCUSDT: { ticker: aTicker('9'), book: aBook(DEEP_BIDS) } },
    }),
  ],
  [
    'PS2',
    'pass',
    '; thin market',
    at({ positions: [LONG], markets: { BTCUSDT: { ticker: aTicker('9'), book: aBook(DEEP_BIDS) } } }),
  ],
  [
    'PS3',
    'warn',
    'a coefficient of its own for you',
    at({
      positions: [LONG],
      snapshot: { brackets: new Map([['BTCUSDT', { ...aBracket(), notionalCoef: d('1.5') }]]) },
    }),
  ],
  [
    'PS3',
    'pass',
    'bracket 1 of 1',
    at({ positions: [LONG], snapshot: { brackets: new Map([['BTCUSDT', { ...aBracket(), notionalCoef: d('1') }]]) } }),
  ],
  ['PS5', 'pass', 'mark 0.00% from entry | no earlier look', at({ positions: [LONG] })],
  [
    'PS5',
    'pass',
    'weight -5 points',
    with1({
      looks: [
        {
          atMs: TAKEN_AT_MS - 25 * HOUR_MS,
          effectiveLeverage: d('0.1'),
          weightPct: new Map([['BTCUSDT/long', d('105')]]),
        },
      ],
    }),
  ],
  [
    'PS5',
    'pass',
    'no earlier look',
    with1({ looks: [{ atMs: TAKEN_AT_MS - 17 * HOUR_MS, effectiveLeverage: d('0.1'), weightPct: new Map() }] }),
  ],
  ['LM1', 'pass', '10x', at({ positions: [LONG], snapshot: NO_BRACKETS })],
  [
    'LM1',
    'warn',
    '20x is what every symbol starts with',
    at({ positions: [{ ...LONG, leverage: 20 }], snapshot: allowing(50) }),
  ],
  [
    'LM1',
    'warn',
    '50x is the most that is allowed',
    at({ positions: [{ ...LONG, leverage: 50 }], snapshot: allowing(50) }),
  ],
  [
    'LM2',
    'unknown',
    'effective leverage is not known',
    at({ snapshot: UNREADABLE, input: { calendar: fedIn(10, { cpi: true }) } }),
  ],
  [
    'LM3',
    'warn',
    'as it is, no joint move below 100% kills the pool',
    at({ positions: [{ ...CROSS, leverage: null }, ETH_SHORT], equity: '9000' }),
  ],
  [
    'LM3',
    'warn',
    'as it is, the pool dies when all legs lose',
    at({ positions: [{ ...CROSS, leverage: null }, ETH_SHORT], equity: '100' }),
  ],
  [
    'LM3',
    'warn',
    'no joint move below 100% kills the pool',
    at({ positions: [CROSS, ETH_SHORT], snapshot: NO_BRACKETS }),
  ],
  ['LM5', 'warn', 'account: 20.0x gross, 20.0x net, above every setting', at({ positions: [CROSS], equity: '5' })],
  // 200 gross, 0 net
  ['LM5', 'pass', 'account: 0.2x gross, 0.0x net', at({ positions: [CROSS, ETH_SHORT] })],
  // equity 7 − 6: 94 times
  [
    'LM5',
    'fail',
    'account: 94.0x gross, 94.0x net, above every setting',
    at({ positions: [{ ...LONG, markPrice: d('94') }], equity: '7' }),
  ],
]

const UNKNOWN_EQUITY: readonly Edge[] = [
  ['LM5', 'unknown', 'account: its equity is not known', at({ positions: [CROSS], equity: '0' })],
  ['LM5', 'unknown', 'account: its equity is not known', at({ positions: [LONG], equity: '0' })],
  [
    'LM5',
    'fail',
    'account: its equity is not known',
    at({ positions: [{ ...LONG, markPrice: d('94') }], equity: '6' }),
  ],
]

describe('sizing and leverage rules where something is missing or extreme', () => {
  it.each([...EDGES, ...UNKNOWN_EQUITY])('%s is %s: %s', (...edge) => {
    expectVerdict(edge)
  })
})

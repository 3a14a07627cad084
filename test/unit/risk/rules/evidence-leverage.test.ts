import { describe, it } from 'vitest'
import { d } from '../../../../src/model/decimal.ts'
import { aPosition, aRate, aWallet, TAKEN_AT_MS } from '../../../support/builders.ts'
import {
  CROSS,
  EMPTY_BRACKET,
  ETH_SHORT,
  expectWhole,
  LIQUIDATABLE,
  LONG,
  stopAt,
  UNREADABLE,
  type Whole,
} from '../../../support/rule-edges.ts'
import { fedIn } from '../../../support/rule-facts.ts'
import { aRulesInput as at, HOUR_MS } from '../../../support/rules-input.ts'

const AT_20X = { ...LONG, leverage: 20 }
const UNSET = { ...CROSS, leverage: null }
const look = {
  atMs: TAKEN_AT_MS - 25 * HOUR_MS,
  effectiveLeverage: d('0.1'),
  weightPct: new Map([['BTCUSDT/long', d('95')]]),
}
/** USDT alone, at par, in multi-assets mode. */
const MULTI = {
  multiAssetsMode: true,
  rates: new Map([['USDT', aRate('USDT', '1', '1')]]),
  wallets: [aWallet('USDT', '9000')],
} as const
const change = (symbol: string) => ({ symbol, atMs: 0, from: 10, to: 20 })
const NO_STOPS = ['ETHUSDT short is cross and has no stop', 'BTCUSDT long is cross and has no stop']
const unread = UNREADABLE.unreadable.map((row) => ({ ...row, isCoinM: true }))

const LEVERAGE: readonly Whole[] = [
  ['LM1', 'pass', ['BTCUSDT long: 10x'], at({ positions: [LONG], snapshot: EMPTY_BRACKET })],
  [
    'LM1',
    'warn',
    ['BTCUSDT long: 20x is the most that is allowed; choose it by your stop distance'],
    at({ positions: [AT_20X], input: { leverageChanges: { status: 'known', value: [change('ETHUSDT')] } } }),
  ],
  [
    'LM1',
    'warn',
    ['BTCUSDT long: 20x is the most that is allowed; choose it by your stop distance'],
    at({ positions: [AT_20X], input: { leverageChanges: { status: 'unknown', why: 'locked' } } }),
  ],
  ['LM2', 'pass', ['no event lies ahead'], at({ positions: [LONG] })],
  [
    'LM2',
    'fail',
    [
      'FOMC statement at 2026-11-22 08:40 UTC: effective leverage 0.1x, 0.1x on 2026-11-20 21:40 UTC, half of that is 0.05x: add 1,000.00 of equity, or close 50.00 of notional (0.5 BTCUSDT long)',
    ],
    at({ positions: [LONG], input: { calendar: fedIn(10, { cpi: true }), looks: [look] } }),
  ],
  ['LM3', 'pass', ['BTCUSDT long is cross with a stop 5.00% away'], at({ positions: [CROSS], orders: [stopAt('95')] })],
  [
    'LM3',
    'warn',
    [...NO_STOPS, 'as it is, no joint move below 100% kills the pool'],
    at({ positions: [CROSS, ETH_SHORT], snapshot: MULTI }),
  ],
  [
    'LM3',
    'warn',
    [...NO_STOPS, 'as it is, no joint move below 100% kills the pool'],
    at({ positions: [UNSET, ETH_SHORT], equity: '9000' }),
  ],
  // 100 = 200 x + 0.8; of the legs alone the short, at 109.5618; the isolated position is none of them
  [
    'LM3',
    'warn',
    [
      ...NO_STOPS,
      'opposite legs, simulated both ways: as it is, the pool dies when all legs lose 49.60%; all isolated, ETHUSDT short dies first, at 9.56%',
    ],
    at({ positions: [CROSS, ETH_SHORT, aPosition({ symbol: 'LTCUSDT', isolatedWallet: '2' })], equity: '100' }),
  ],
  ['LM5', 'pass', ['account: 0.1x gross, 0.1x net'], at({ positions: [CROSS] })],
  [
    'LM5',
    'pass',
    ['BTCUSDT long: 10.0x effective, 10x set', 'account: 0.1x gross, 0.1x net'],
    at({ positions: [LONG] }),
  ],
  // 100 + 100 of 1,000; the cross short counts for the account alone
  [
    'LM5',
    'pass',
    ['BTCUSDT long: 10.0x effective, 10x set', 'account: 0.2x gross, 0.0x net'],
    at({ positions: [LONG, ETH_SHORT] }),
  ],
  ['LM5', 'unknown', ['account: its equity is not known'], at({ positions: [CROSS], equity: '0' })],
  [
    'LM5',
    'unknown',
    ['XUSDT: entryPrice is missing', 'account: 0.1x gross, 0.1x net'],
    at({ positions: [CROSS], snapshot: { unreadable: unread } }),
  ],
  // 10 − 11 of its own, 989 of the account
  [
    'LM5',
    'unknown',
    ['BTCUSDT long: its setting or its equity is not known', 'account: 0.1x gross, 0.1x net'],
    at({ positions: [LIQUIDATABLE] }),
  ],
  // nothing is set that 20x could be above
  ['LM5', 'pass', ['account: 20.0x gross, 20.0x net'], at({ positions: [UNSET], equity: '5' })],
  // 20x is above the 5x of one, not above every setting
  [
    'LM5',
    'pass',
    ['account: 20.0x gross, 0.0x net'],
    at({
      positions: [
        { ...CROSS, leverage: 30 },
        { ...ETH_SHORT, leverage: 5 },
      ],
      equity: '10',
    }),
  ],
]

describe('all that leverage rules say', () => {
  it.each(LEVERAGE)('%s is %s: %s', (...whole) => {
    expectWhole(whole)
  })
})

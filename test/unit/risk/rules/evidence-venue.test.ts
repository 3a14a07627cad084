import { describe, it } from 'vitest'
import { d } from '../../../../src/model/decimal.ts'
import type { KeyPermissions } from '../../../../src/model/readings.ts'
import { aBracket, anOrder, aPosition, aRate, aWallet } from '../../../support/builders.ts'
import {
  CROSS,
  EMPTY_BRACKET,
  ETH_SHORT,
  expectWhole,
  FUNDED,
  LONG,
  NO_BRACKETS,
  SHORT,
  stopAt,
  targetAt,
  type Whole,
  WINNING,
  with1,
} from '../../../support/rule-edges.ts'
import { aFund, aVenue, queuedAt } from '../../../support/rule-facts.ts'
import { aBook, aRulesInput as at, DEEP_BIDS } from '../../../support/rules-input.ts'

const buyAt = (price: string) => anOrder({ type: 'LIMIT', side: 'BUY', price, reduceOnly: true })
const shortStop = anOrder({ side: 'BUY', triggerPrice: '105', reduceOnly: true })
const taking = (type: string) => anOrder({ type, triggerPrice: '115', price: '114', reduceOnly: true })
const POWERS: KeyPermissions = {
  canRead: true,
  ipRestricted: true,
  moneyFlags: ['enableWithdrawals'],
  tradeFlags: ['enableFutures'],
  unknownFlags: [],
}
const GAP_UNREAD = 'BTCUSDT long: the gap between last and mark, or its past, could not be read'

const FRAME: readonly Whole[] = [
  ['FQ1', 'unknown', ['BTCUSDT: what the exchange says of it was not read'], at({ positions: [LONG] })],
  ['FQ2', 'info', ['no isolated positions'], at({ positions: [CROSS] })],
  // min(10 − 0.384, 10 + 4 − 96 ÷ 10) = 4.4; (100 + 5.6) ÷ 1.004
  [
    'FQ2',
    'pass',
    ['BTCUSDT short: up to 4.40; liquidation would stand at 105.17928'],
    at({ positions: [{ ...SHORT, markPrice: d('96') }] }),
  ],
  // brackets that contradict themselves tell nothing
  [
    'FQ2',
    'unknown',
    ['BTCUSDT long: its leverage or brackets are not known'],
    at({ positions: [WINNING], snapshot: { brackets: new Map([['BTCUSDT', aBracket([['5', '0.004', '0']])]]) } }),
  ],
  ['FQ3', 'pass', ['BTCUSDT long: queue 3 of 4, 10.00 unrealized'], at({ positions: [queuedAt(WINNING, 3)] })],
  [
    'FQ3',
    'warn',
    ['BTCUSDT long: queue n/a, symbol risk high, 10.00 unrealized'],
    with1({ venue: aVenue({ adlRisk: 'high' }) }, { positions: [WINNING] }),
  ],
  ['FQ4', 'unknown', [GAP_UNREAD], at({ positions: [LONG] })],
  ...[{ markLastGapPct: null }, { lastPrice: null }, { gapPast: null }].map(
    (traits): Whole => ['FQ4', 'unknown', [GAP_UNREAD], with1({ venue: aVenue(traits) })],
  ),
  [
    'FQ4',
    'pass',
    ['BTCUSDT long: last 0.10% from mark, 99 of 100 hours within 0.20% (500 hours)'],
    at({ positions: [FUNDED], input: { venue: aVenue() } }),
  ],
  // of two targets the nearer: (10 − 0.095) ÷ (5 + 0.1025)
  [
    'FQ5',
    'pass',
    ['BTCUSDT short: R 1.94 after fees, break-even at 34.00% of trades won'],
    at({ positions: [SHORT], orders: [shortStop, buyAt('80'), buyAt('90')] }),
  ],
  // a limit on the losing side is no target
  [
    'FQ5',
    'pass',
    ['BTCUSDT long: R 1.94 after fees, break-even at 34.00% of trades won'],
    at({ positions: [LONG], orders: [stopAt('95'), targetAt('99'), targetAt('110')] }),
  ],
  ...['TAKE_PROFIT', 'TAKE_PROFIT_MARKET'].map(
    (type): Whole => [
      'FQ5',
      'pass',
      ['BTCUSDT long: R 2.92 after fees, break-even at 25.50% of trades won'],
      at({ positions: [LONG], orders: [stopAt('95'), taking(type)] }),
    ],
  ),
  [
    'FQ6',
    'warn',
    ['liqwatch never trades, though this key could: enableWithdrawals, enableFutures'],
    at({ input: { keyPermissions: { status: 'known', value: POWERS } } }),
  ],
]

const GROUP = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((coin) => `${coin}USDT`)

const FUNDS: readonly Whole[] = [
  // 0.4 ÷ 50
  ['RR1', 'info', ['USDT pool: ratio 0.80%'], at({ positions: [CROSS], equity: '50' })],
  // both legs of one symbol: 50 = 0.008 × 6,250 liquidates them, and no price takes the 50
  [
    'RR3',
    'info',
    ['BTCUSDT long: no bankruptcy price', 'BTCUSDT short: no bankruptcy price'],
    at({
      positions: [
        { ...CROSS, positionSide: 'LONG' },
        { ...ETH_SHORT, symbol: 'BTCUSDT', positionSide: 'SHORT' },
      ],
      equity: '50',
      snapshot: { hedgeMode: true },
    }),
  ],
  [
    'RR6',
    'info',
    ['BTCUSDT shares its USDT fund with 7 other symbols: AUSDT, BUSDT, CUSDT, DUSDT, EUSDT, FUSDT'],
    with1({ venue: aVenue({ fund: { ...aFund(null), symbols: GROUP } }) }),
  ],
  [
    'RR7',
    'info',
    ["BTCUSDT: 900.00 USDT, 0.0900% of the symbol's open interest"],
    with1({ venue: aVenue({ fund: aFund(null) }) }),
  ],
  ['RR11', 'unknown', ['BTCUSDT long: its order book could not be read'], at({ positions: [LONG] })],
  [
    'RR11',
    'info',
    ['BTCUSDT long: 500,000.00 of orders stand before it, 100.00 is yours; orders in a book are no promise'],
    at({ positions: [LONG], markets: { BTCUSDT: { ticker: null, book: aBook(DEEP_BIDS) } } }),
  ],
]

const USDC_LONG = aPosition({ symbol: 'ETHUSDC', marginAsset: 'USDC', isolatedWallet: '20' })
const TWO_WALLETS = { wallets: [aWallet('USDC', '500', '520'), aWallet('USDT', '1000')] }

const MODES: readonly Whole[] = [
  ['IC2', 'unknown', ['BTCUSDT long: its brackets are not known'], at({ positions: [LONG], snapshot: EMPTY_BRACKET })],
  ['IC3', 'info', ['cross pool USDT: BTCUSDT, ETHUSDT'], at({ positions: [CROSS, ETH_SHORT] })],
  [
    'IC3',
    'info',
    ['each on its own: ETHUSDT short, BTCUSDT long'],
    at({ positions: [LONG, { ...SHORT, symbol: 'ETHUSDT' }] }),
  ],
  // isolated: 10 each; what is cross holds 100 ÷ 10 of initial margin
  ['IC5', 'info', ['current: 10.00', 'isolated: 10.00', 'cross: 10.00'], at({ positions: [CROSS], equity: '50' })],
  ['IC5', 'info', ['no open positions'], at()],
  ['IC7', 'info', ['no joint move below 100% kills the USDT pool'], at({ positions: [CROSS] })],
  [
    'IC8',
    'info',
    [
      'current: BTCUSDT long alone at 49.80%, all cross legs together at 49.80%',
      'isolated: BTCUSDT long alone at 9.64%',
      'cross: BTCUSDT long alone at 49.80%, all cross legs together at 49.80%',
    ],
    at({ positions: [CROSS], equity: '50' }),
  ],
  // one of two unknown: nobody can tell which is nearest
  [
    'IC8',
    'unknown',
    ['current: not known', 'isolated: not known', 'cross: not known'],
    at({
      positions: [LONG, { ...SHORT, symbol: 'ETHUSDT' }],
      snapshot: { brackets: new Map([['BTCUSDT', aBracket()]]) },
    }),
  ],
  [
    'IC8',
    'unknown',
    ['current: not known', 'isolated: not known', 'cross: not known'],
    at({ positions: [LONG], snapshot: NO_BRACKETS }),
  ],
  [
    'IC9',
    'info',
    ['USDC: 20.00 (isolated 20.00, cross wallet 0.00)', 'USDT: 1,000.00 (isolated 0.00, cross wallet 1,000.00)'],
    at({ positions: [CROSS, USDC_LONG], snapshot: TWO_WALLETS }),
  ],
  [
    'IC9',
    'info',
    ['no open positions'],
    at({ snapshot: { multiAssetsMode: true, rates: new Map([['USDT', aRate('USDT', '1', '1')]]) } }),
  ],
]

describe('all that is said of the frame, of funds and of margin modes', () => {
  it.each([...FRAME, ...FUNDS, ...MODES])('%s is %s: %s', (...whole) => {
    expectWhole(whole)
  })
})

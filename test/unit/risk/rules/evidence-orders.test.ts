import { describe, it } from 'vitest'
import { anOrder } from '../../../support/builders.ts'
import { expectWhole, LONG, SHORT, stopAt, UNREADABLE, type Whole } from '../../../support/rule-edges.ts'
import { aBook, aTicker, aRulesInput as at, DEEP_BIDS } from '../../../support/rules-input.ts'

const HEDGED_LONG = { ...LONG, positionSide: 'LONG' } as const
const trailing = anOrder({ type: 'TRAILING_STOP_MARKET', reduceOnly: true, callbackRatePct: '3' })
const postOnly = { ...anOrder({ type: 'LIMIT', side: 'BUY', price: '99' }), timeInForce: 'GTX' }
const bare = (traits: Parameters<typeof anOrder>[0]) => anOrder({ quantity: '2', ...traits })
const onMarket = (market: { ticker: ReturnType<typeof aTicker> | null; book: ReturnType<typeof aBook> }) =>
  at({ positions: [LONG], orders: [postOnly], markets: { BTCUSDT: market } })

const ORDERS: readonly Whole[] = [
  ['OT1', 'info', ['no open positions'], at()],
  ['OT1', 'info', ['no such orders'], at({ positions: [LONG] })],
  ['OT1', 'unknown', ['XUSDT: entryPrice is missing'], at({ snapshot: UNREADABLE })],
  // that its ATR is missing is a matter of OT2 alone
  [
    'OT1',
    'pass',
    ['BTCUSDT: sell TRAILING_STOP_MARKET #1 sells or buys at market once triggered'],
    at({ positions: [LONG], orders: [trailing] }),
  ],
  ...[{ price: '94' }, { type: 'STOP' }].map(
    (traits): Whole => [
      'OT1',
      'pass',
      [`BTCUSDT: sell ${traits.type ?? 'STOP_MARKET'} #1 sells or buys at market once triggered`],
      at({ positions: [LONG], orders: [anOrder({ triggerPrice: '95', ...traits })] }),
    ],
  ),
  [
    'OT1',
    'warn',
    [
      'BTCUSDT: sell STOP #1 triggers at 95 with its limit at 94: 1.05% of room (ATR not known); a faster move leaves it unfilled',
    ],
    at({ positions: [LONG], orders: [anOrder({ type: 'STOP', triggerPrice: '95', price: '94' })] }),
  ],
  ['OT2', 'unknown', ['BTCUSDT: its ATR could not be read'], at({ positions: [LONG], orders: [trailing] })],
  [
    'OT3',
    'pass',
    ['BTCUSDT: buy LIMIT #1 is post-only; BTCUSDT: 900,000,000.00 in 24 h, 100,100.00 within 0.5% of the best price'],
    onMarket({ ticker: aTicker('900000000'), book: aBook(DEEP_BIDS) }),
  ],
  [
    'OT3',
    'warn',
    [
      'BTCUSDT: buy LIMIT #1 is post-only on a thin market (BTCUSDT: 1.00 in 24 h, 100,100.00 within 0.5% of the best price): it is refused if it would trade at once',
    ],
    onMarket({ ticker: aTicker('1'), book: aBook(DEEP_BIDS) }),
  ],
  [
    'OT3',
    'pass',
    ['BTCUSDT: buy LIMIT #1 is post-only; BTCUSDT: turnover not known, book deeper than was read'],
    onMarket({ ticker: null, book: aBook([['100', '1']], [['100.1', '1']]) }),
  ],
  ['OT3', 'unknown', ['BTCUSDT: its book and turnover are not known'], at({ positions: [LONG], orders: [postOnly] })],
  [
    'OT4',
    'pass',
    ['BTCUSDT: sell STOP_MARKET #1 watches the mark price'],
    at({ positions: [LONG], orders: [stopAt('95')] }),
  ],
  [
    'OT4',
    'warn',
    ['BTCUSDT: sell STOP_MARKET #1 watches the last price, while liquidation watches the mark: set it to mark'],
    at({ positions: [LONG], orders: [anOrder({ triggerPrice: '95', workingType: 'CONTRACT_PRICE' })] }),
  ],
  ['OT5', 'pass', ['BTCUSDT: sell STOP_MARKET #1 is reduce-only'], at({ positions: [LONG], orders: [stopAt('95')] })],
  [
    'OT5',
    'pass',
    ['BTCUSDT: sell STOP_MARKET #1 closes the position, which is reduce-only by itself'],
    at({ positions: [LONG], orders: [anOrder({ triggerPrice: '95', closePosition: true })] }),
  ],
  [
    'OT5',
    'pass',
    ['BTCUSDT: sell STOP_MARKET #1 is in hedge mode, where its slot can only be closed'],
    at({ positions: [HEDGED_LONG], orders: [anOrder({ triggerPrice: '95', positionSide: 'LONG' })] }),
  ],
  [
    'OT5',
    'warn',
    ['BTCUSDT: sell STOP_MARKET #1 closes without reduce-only'],
    at({ positions: [LONG], orders: [anOrder({ triggerPrice: '95' })] }),
  ],
  [
    'LM4',
    'fail',
    ['BTCUSDT long: closing orders without reduce-only hold more than the position; filled, they open a short'],
    at({ positions: [LONG], orders: [bare({ triggerPrice: '95' })] }),
  ],
  [
    'LM4',
    'fail',
    ['BTCUSDT short: closing orders without reduce-only hold more than the position; filled, they open a long'],
    at({ positions: [SHORT], orders: [bare({ side: 'BUY', triggerPrice: '105' })] }),
  ],
  ['LM4', 'pass', ['BTCUSDT long: no order can turn it over'], at({ positions: [LONG], orders: [stopAt('95')] })],
]

describe('all that order rules say', () => {
  it.each(ORDERS)('%s is %s: %s', (...whole) => {
    expectWhole(whole)
  })
})

import { describe, it } from 'vitest'
import { d } from '../../../../src/model/decimal.ts'
import { aRate, aWallet } from '../../../support/builders.ts'
import {
  CROSS,
  type Edge,
  expectVerdict,
  FUNDED,
  LONG,
  NO_BRACKETS,
  SHORT,
  with1,
} from '../../../support/rule-edges.ts'
import { aFund, aVenue } from '../../../support/rule-facts.ts'
import { aBook, aRulesInput as at, DEEP_BIDS } from '../../../support/rules-input.ts'

const EDGES: readonly Edge[] = [
  ['RR1', 'unknown', 'USDT pool: no balance left', at({ positions: [{ ...CROSS, markPrice: d('90') }], equity: '5' })],
  ['RR1', 'unknown', 'USDT pool: BTCUSDT: its brackets are missing', at({ positions: [CROSS], snapshot: NO_BRACKETS })],
  ['RR1', 'unknown', 'its margin ratio is not known', at({ positions: [LONG], snapshot: NO_BRACKETS })],
  ['RR2', 'unknown', 'its brackets are missing', at({ positions: [LONG], snapshot: NO_BRACKETS })],
  ['RR2', 'info', 'no price liquidates it', at({ positions: [FUNDED] })],
  ['RR3', 'unknown', 'its brackets are missing', at({ positions: [LONG], snapshot: NO_BRACKETS })],
  ['RR3', 'info', 'no bankruptcy price', at({ positions: [FUNDED] })],
  ['RR4', 'info', 'no open positions', at({})],
  ['RR6', 'unknown', 'its insurance fund could not be read', with1({ venue: aVenue({ fund: null }) })],
  ['RR7', 'unknown', 'its insurance fund could not be read', with1({ venue: aVenue({ fund: null }) })],
  [
    'RR7',
    'info',
    '900.00 USDT, open interest n/a',
    with1({ venue: aVenue({ fund: { ...aFund(null), ofOpenInterestPct: null } }) }),
  ],
  [
    'RR7',
    'info',
    '-3.00% since it was seen before',
    with1({ venue: aVenue({ fund: { ...aFund('-3'), sinceADayAgo: null } }) }),
  ],
  [
    'RR11',
    'info',
    'no liquidation price to measure to',
    at({ positions: [FUNDED], markets: { BTCUSDT: { ticker: null, book: aBook(DEEP_BIDS) } } }),
  ],
  // 100.1 × 1000 + 109.5 × 1 stand below 109.56, 110 × 1 above it
  [
    'RR11',
    'info',
    '100,209.50 of orders stand before it',
    at({
      positions: [SHORT],
      markets: {
        BTCUSDT: {
          ticker: null,
          book: aBook(
            [],
            [
              ['100.1', '1000'],
              ['109.5', '1'],
              ['110', '1'],
            ],
          ),
        },
      },
    }),
  ],
  [
    'RR11',
    'info',
    'at least 500,000.00 of orders stand before it',
    at({ positions: [LONG], markets: { BTCUSDT: { ticker: null, book: aBook([['100', '5000']]) } } }),
  ],
  ['IC2', 'unknown', 'its brackets are not known', at({ positions: [LONG], snapshot: NO_BRACKETS })],
  ['IC3', 'info', 'each on its own: BTCUSDT long', at({ positions: [LONG] })],
  ['IC5', 'unknown', 'current: not known', at({ positions: [{ ...CROSS, leverage: null }] })],
  ['IC6', 'unknown', 'USDT: its wallet could not be read', at({ positions: [CROSS], snapshot: { wallets: [] } })],
  ['IC7', 'unknown', 'USDT pool: BTCUSDT: its brackets are missing', at({ positions: [CROSS], snapshot: NO_BRACKETS })],
  ['IC8', 'info', 'no price of a single contract liquidates anything', at({ positions: [FUNDED] })],
  [
    'IC9',
    'unknown',
    'its worth in USD is not known',
    at({
      positions: [CROSS],
      snapshot: {
        multiAssetsMode: true,
        wallets: [aWallet('USDT', '1'), aWallet('BTC', '1')],
        rates: new Map([['USDT', aRate('USDT', '1', '1')]]),
      },
    }),
  ],
]

describe('what is told of liquidation and margin modes where something is missing or extreme', () => {
  it.each(EDGES)('%s is %s: %s', (...edge) => {
    expectVerdict(edge)
  })
})

import { describe, it } from 'vitest'
import { d } from '../../../../src/model/decimal.ts'
import type { SymbolFunding } from '../../../../src/risk/funding.ts'
import type { RulesInput } from '../../../../src/risk/rules/rule.ts'
import {
  ETH_SHORT,
  expectWhole,
  FUNDED,
  flat,
  LIQUIDATABLE,
  LONG,
  SHORT,
  type Whole,
} from '../../../support/rule-edges.ts'
import { withFunding } from '../../../support/rule-facts.ts'
import { aRulesInput as at } from '../../../support/rules-input.ts'

const HEDGED_LONG = { ...LONG, positionSide: 'LONG' } as const
const HEDGED_SHORT = { ...SHORT, positionSide: 'SHORT' } as const

/** The case with its funding changed. */
function funded(input: RulesInput, change: Partial<SymbolFunding>): RulesInput {
  return { ...input, funding: new Map([...input.funding].map(([symbol, one]) => [symbol, { ...one, ...change }])) }
}

const CHEAP = withFunding({ positions: [LONG] }, '0.01', flat('0.01'))
const NO_COST = [...CHEAP.funding.values()].flatMap(({ positions }) => positions.map((one) => ({ ...one, cost: null })))
const NO_HISTORY = 'BTCUSDT long: its funding history could not be read'
const NO_CUSHION = 'BTCUSDT long: its funding or its cushion is not known'
/** One rate for 30 settlements, another for the last two. */
const flipped = (from: string, to: string) => [...flat(from), to, to]

const FUNDING: readonly Whole[] = [
  [
    'FR1',
    'pass',
    [
      'BTCUSDT long: 0.0100% per 8 h now; last 30: mean 0.0100%, median 0.0100%, 100.00% positive, 30 positive in a row',
    ],
    CHEAP,
  ],
  [
    'FR1',
    'warn',
    [
      'BTCUSDT long: 0.0100% per 8 h now; last 30: mean 0.00%, median 0.00%, 0.00% positive; dearer than usual for a long',
    ],
    withFunding({ positions: [LONG] }, '0.01', flat('0')),
  ],
  [
    'FR1',
    'warn',
    [
      'BTCUSDT short: -0.0500% per 8 h now; last 30: mean -0.0100%, median -0.0100%, 0.00% positive, 30 negative in a row; dearer than usual for a short',
    ],
    withFunding({ positions: [SHORT] }, '-0.05', flat('-0.01')),
  ],
  // high among its own past, and received all the same
  [
    'FR1',
    'pass',
    [
      'BTCUSDT long: -0.0100% per 8 h now; last 30: mean -0.0500%, median -0.0500%, 0.00% positive, 30 negative in a row',
    ],
    withFunding({ positions: [LONG] }, '-0.01', flat('-0.05')),
  ],
  [
    'FR1',
    'pass',
    [
      'BTCUSDT short: 0.0100% per 8 h now; last 30: mean 0.0500%, median 0.0500%, 100.00% positive, 30 positive in a row',
    ],
    withFunding({ positions: [SHORT] }, '0.01', flat('0.05')),
  ],
  ['FR1', 'unknown', [NO_HISTORY], at({ positions: [LONG] })],
  ['FR1', 'unknown', [NO_HISTORY], funded(CHEAP, { rate8hPct: null })],
  ['FR1', 'unknown', [NO_HISTORY], withFunding({ positions: [LONG] }, '0.01', [])],
  [
    'FR2',
    'pass',
    ['BTCUSDT long: 0 of the last 9 settlements above 0.0500%'],
    withFunding({ positions: [LONG, ETH_SHORT] }, '0.01', [...flat('0.06', 20), ...flat('0.01', 9)]),
  ],
  [
    'FR2',
    'pass',
    ['BTCUSDT long: 4 of the last 4 settlements above 0.0500%'],
    withFunding({ positions: [LONG] }, '0.01', flat('0.06', 4)),
  ],
  ['FR2', 'info', ['no open positions'], at()],
  ['FR3', 'info', ['no short positions'], CHEAP],
  // −0.03 of 9.6; 0.03 ÷ 0.996 nearer each day; 4.62 of room at 95
  [
    'FR4',
    'pass',
    ['BTCUSDT long: -0.03 a day, -0.31% of its cushion, distance -0.0301 points a day, 154 days to the 5% tier'],
    CHEAP,
  ],
  // 3.6 of cushion, inside the innermost tier
  [
    'FR4',
    'pass',
    ['BTCUSDT long: -0.03 a day, -0.83% of its cushion, distance -0.0301 points a day, 120 days to liquidation'],
    withFunding({ positions: [{ ...LONG, isolatedWallet: d('4') }] }, '0.01', flat('0.01')),
  ],
  [
    'FR4',
    'pass',
    ['BTCUSDT long: -0.03 a day, -0.0150% of its cushion'],
    withFunding({ positions: [FUNDED] }, '0.01', flat('0.01')),
  ],
  // what the one slot pays the other receives: 0.03 ÷ 1.004 farther
  [
    'FR4',
    'pass',
    [
      'BTCUSDT short: 0.03 a day, 0.31% of its cushion, distance 0.0299 points a day',
      'BTCUSDT long: -0.03 a day, -0.31% of its cushion, distance -0.0301 points a day, 154 days to the 5% tier',
    ],
    withFunding({ positions: [HEDGED_LONG, HEDGED_SHORT], snapshot: { hedgeMode: true } }, '0.01', flat('0.01')),
  ],
  ['FR4', 'unknown', [NO_CUSHION], funded(CHEAP, { positions: [] })],
  ['FR4', 'unknown', [NO_CUSHION], funded(CHEAP, { positions: NO_COST })],
  ['FR4', 'unknown', [NO_CUSHION], withFunding({ positions: [LIQUIDATABLE] }, '0.01', flat('0.01'))],
  [
    'FR5',
    'warn',
    ['BTCUSDT long: FLIP to negative 8 h 00 min ago; settles every 8 h; it now receives'],
    withFunding({ positions: [LONG] }, '-0.01', flipped('0.01', '-0.01')),
  ],
  [
    'FR5',
    'warn',
    ['BTCUSDT short: FLIP to negative 8 h 00 min ago; settles every 8 h; it now pays'],
    withFunding({ positions: [SHORT] }, '-0.01', flipped('0.01', '-0.01')),
  ],
  [
    'FR5',
    'pass',
    ['BTCUSDT long: no flip in its history'],
    funded(CHEAP, {
      interval: { hours: null, confirmation: 'unconfirmed', statedHours: null, settledHours: null, change: null },
    }),
  ],
  ['FR5', 'unknown', [NO_HISTORY], withFunding({ positions: [LONG] }, '0.01', null)],
]

describe('all that funding rules say', () => {
  it.each(FUNDING)('%s is %s: %s', (...whole) => {
    expectWhole(whole)
  })
})

import { describe, expect, it } from 'vitest'
import { d } from '../../../../src/model/decimal.ts'
import type { UseFlagKind } from '../../../../src/risk/abnormal-use.ts'
import type { SymbolFunding } from '../../../../src/risk/funding.ts'
import { phrase } from '../../../../src/risk/phrase.ts'
import type { RulesInput } from '../../../../src/risk/rules/rule.ts'
import { ruleNamed } from '../../../../src/risk/rules/rulebook.ts'
import { anOrder, TAKEN_AT_MS } from '../../../support/builders.ts'
import {
  CROSS,
  type Edge,
  ETH_SHORT,
  expectVerdict,
  FUNDED,
  flat,
  LIQUIDATABLE,
  LONG,
  NO_BRACKETS,
  SHORT,
  stopAt,
  targetAt,
  WINNING,
  with1,
} from '../../../support/rule-edges.ts'
import { aFund, aVenue, crossChecked, openInterestAt, withFunding } from '../../../support/rule-facts.ts'
import { aRulesInput as at, HOUR_MS, judged } from '../../../support/rules-input.ts'

/** A losing BTC position, and what the journal shows of an hour ago. */
function flagged(kind: UseFlagKind, symbol: string | null): RulesInput {
  const evidence = phrase`added 1 to 2`
  const flag = { kind, certainty: 'known', eventId: 'e', symbol, atMs: TAKEN_AT_MS - HOUR_MS, evidence } as const
  const abnormalUse = { status: 'known', value: [flag] } as const
  return at({ positions: [{ ...CROSS, markPrice: d('97') }], input: { abnormalUse } })
}

const flipped = [...flat('-0.01'), '0.01', '0.01']

/** The case with its funding changed. */
function funded(input: RulesInput, change: (funding: SymbolFunding) => Partial<SymbolFunding>): RulesInput {
  return { ...input, funding: new Map([...input.funding].map(([symbol, one]) => [symbol, { ...one, ...change(one) }])) }
}

const paidSince = (funding: SymbolFunding) => ({
  positions: funding.positions.map((one) => ({ ...one, paid: { amount: d('-1.5'), sinceMs: 0, why: null } })),
})

function withoutHour(found: RulesInput['openInterest']): RulesInput['openInterest'] {
  return new Map([...found].map(([symbol, one]) => [symbol, { ...one, hour: { quantityPct: null, pricePct: null } }]))
}

const EDGES: readonly Edge[] = [
  ['FR1', 'warn', '0.00% positive', withFunding({ positions: [LONG] }, '0.01', flat('0'))],
  [
    'FR4',
    'pass',
    '; -1.50 since it was opened',
    funded(withFunding({ positions: [LONG] }, '0.01', flat('0.01')), paidSince),
  ],
  // 0.03 of 4 − 0.4
  [
    'FR4',
    'pass',
    'days to liquidation',
    withFunding({ positions: [{ ...LONG, isolatedWallet: d('4') }] }, '0.01', flat('0.01')),
  ],
  ['FR4', 'pass', '-0.03 a day, -0.0150% of its cushion', withFunding({ positions: [FUNDED] }, '0.01', flat('0.01'))],
  ['FR5', 'warn', 'it now receives', withFunding({ positions: [SHORT] }, '0.01', flipped)],
  [
    'FR5',
    'pass',
    'no flip in its history',
    funded(withFunding({ positions: [LONG] }, '0.01', flat('0.01')), ({ interval }) => ({
      interval: { ...interval, hours: null },
    })),
  ],
  [
    'RM1',
    'info',
    'neither check nor watch has ever looked',
    at({ input: { lastEvaluatedAtMs: { status: 'known', value: null } } }),
  ],
  ['RM2', 'fail', 'BTCUSDT long can be liquidated now', at({ positions: [LIQUIDATABLE] })],
  ['RM2', 'pass', 'BTCUSDT long: no price liquidates it', at({ positions: [FUNDED] })],
  // 50 = 200 x + 0.8
  [
    'RM2',
    'pass',
    'USDT pool: 24.60% if every leg goes against you',
    at({ positions: [CROSS, ETH_SHORT], equity: '50' }),
  ],
  [
    'RM2',
    'pass',
    'USDT pool: no joint move below 100% liquidates it',
    at({ positions: [CROSS, ETH_SHORT], equity: '9000' }),
  ],
  [
    'RM2',
    'unknown',
    'USDT pool: BTCUSDT: its brackets are missing',
    at({ positions: [CROSS, ETH_SHORT], snapshot: NO_BRACKETS }),
  ],
  ['RM3', 'pass', 'nothing is losing', at({ positions: [LONG] })],
  ['RM3', 'pass', 'loses, and nothing was added to it', at({ positions: [{ ...CROSS, markPrice: d('97') }] })],
  [
    'RM3',
    'pass',
    'loses, and nothing was added to it',
    at({
      positions: [{ ...CROSS, markPrice: d('97') }],
      input: {
        leverageChanges: {
          status: 'known',
          value: [{ symbol: 'BTCUSDT', atMs: TAKEN_AT_MS - HOUR_MS, from: 10, to: 5 }],
        },
      },
    }),
  ],
  ['RM3', 'warn', 'ETHUSDT: added 1 to 2, 1 h 00 min ago', flagged('size-added-to-loser', 'ETHUSDT')],
  ['RM3', 'warn', 'used margin: added 1 to 2, 1 h 00 min ago', flagged('used-margin-jump', null)],
  ['RM3', 'warn', 'ETHUSDT: added 1 to 2, 1 h 00 min ago', flagged('margin-added-to-loser', 'ETHUSDT')],
  ['RM3', 'pass', 'loses, and nothing was added to it', flagged('margin-added-to-loser', 'BTCUSDT')],
  ['RM5', 'pass', 'BTCUSDT: z 2.9', with1({ openInterest: withoutHour(openInterestAt('2.9')) })],
  ['RM5', 'unknown', 'its open interest could not be read', at({ positions: [LONG] })],
  [
    'FQ1',
    'pass',
    '900.00 USDT for 2 symbols, no look a day ago to compare with',
    with1({ venue: aVenue({ fund: aFund(null) }) }),
  ],
  ['FQ2', 'unknown', 'its leverage or brackets are not known', at({ positions: [LONG], snapshot: NO_BRACKETS })],
  // 110 − 100 at 1x: what stays covers a fall to zero
  [
    'FQ2',
    'pass',
    'up to 10.00; no liquidation price after it',
    at({ positions: [{ ...LONG, leverage: 1, isolatedWallet: d('110') }] }),
  ],
  ['FQ4', 'pass', '(500 hours)', at({ positions: [FUNDED], input: { venue: aVenue() } })],
  ['FQ5', 'info', 'no stop, so no payoff to tell', at({ positions: [LONG], orders: [targetAt('115')] })],
  [
    'FQ5',
    'info',
    'no target, so no payoff to tell',
    at({ positions: [LONG], orders: [stopAt('95'), anOrder({ type: 'LIMIT', reduceOnly: true })] }),
  ],
  [
    'FQ5',
    'pass',
    'its stop risks nothing any more',
    at({ positions: [WINNING], orders: [stopAt('105'), targetAt('120')] }),
  ],
  [
    'FQ5',
    'warn',
    'its target does not pay the fees',
    at({ positions: [LONG], orders: [stopAt('95'), targetAt('100.05')] }),
  ],
  // of two targets the nearer: (10 − 0.105) ÷ (5 + 0.0975)
  [
    'FQ5',
    'pass',
    'R 1.94 after fees, break-even at 34.00%',
    at({ positions: [LONG], orders: [stopAt('95'), targetAt('130'), targetAt('110')] }),
  ],
]

describe('funding, monitoring and frame rules where something is missing or extreme', () => {
  it.each(EDGES)('%s is %s: %s', (...edge) => {
    expectVerdict(edge)
  })

  it('names small caps and the age of a quote, and leaves out what could not be compared', () => {
    const [[symbol, found] = []] = [...crossChecked('agreement')]
    if (symbol === undefined || found === undefined) throw new Error('no cross-check')
    const [first] = found.sources
    if (first === undefined) throw new Error('no source')
    const sources = [
      { ...first, ageSeconds: 90 },
      { ...first, name: 'CoinGecko', divergencePct: null },
    ]
    const input = with1({ crossCheck: new Map([[symbol, { ...found, isSmallCap: true, sources }]]) })
    expect(judged('RM4', input).evidence).toEqual([
      'BTCUSDT: index against Binance spot 0.10%, 90 s old (from 0.3%, small cap)',
    ])
  })

  it.each([
    { typed: ' lm2 ', id: 'LM2' },
    { typed: 'FQ6', id: 'FQ6' },
    { typed: 'XX1', id: null },
  ])('finds $typed: $id', ({ typed, id }) => {
    expect(ruleNamed(typed)?.id ?? null).toBe(id)
  })
})

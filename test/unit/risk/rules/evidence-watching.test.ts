import { describe, it } from 'vitest'
import type { MarginChange } from '../../../../src/model/account-history.ts'
import { d } from '../../../../src/model/decimal.ts'
import type { UseFlagKind } from '../../../../src/risk/abnormal-use.ts'
import { phrase } from '../../../../src/risk/phrase.ts'
import type { LeverageChange, RulesInput } from '../../../../src/risk/rules/rule.ts'
import { aPosition, TAKEN_AT_MS } from '../../../support/builders.ts'
import { CROSS, expectWhole, LONG, type Whole, with1 } from '../../../support/rule-edges.ts'
import { crossChecked, openInterestAt } from '../../../support/rule-facts.ts'
import { aRulesInput as at, HOUR_MS } from '../../../support/rules-input.ts'

const LOSING = { ...LONG, markPrice: d('97') }
const LOSING_CROSS = { ...CROSS, markPrice: d('97') }
const NOTHING_ADDED = ['BTCUSDT long loses, and nothing was added to it']

const added = (traits: Partial<MarginChange>): MarginChange => ({
  symbol: 'BTCUSDT',
  positionSide: 'BOTH',
  amount: d('5'),
  asset: 'USDT',
  reason: 'USER_ADJUST',
  atMs: TAKEN_AT_MS - HOUR_MS,
  ...traits,
})
const fed = (traits: Partial<MarginChange>): RulesInput =>
  with1({ marginChanges: new Map([['BTCUSDT', [added(traits)]]]) }, { positions: [LOSING] })
const raised = (traits: Partial<LeverageChange>): RulesInput => {
  const change = { symbol: 'BTCUSDT', atMs: TAKEN_AT_MS - HOUR_MS, from: 5, to: 10, ...traits }
  return with1({ leverageChanges: { status: 'known', value: [change] } }, { positions: [LOSING_CROSS] })
}
const flagged = (kind: UseFlagKind, position = LOSING_CROSS): RulesInput => {
  const flag = { kind, certainty: 'known', eventId: 'e', atMs: TAKEN_AT_MS - HOUR_MS } as const
  const value = [{ ...flag, symbol: 'BTCUSDT', evidence: phrase`added 1 to 2` }]
  return with1({ abnormalUse: { status: 'known', value } }, { positions: [position] })
}
const LOCKED = { status: 'unknown', why: 'locked' } as const

const WATCHING: readonly Whole[] = [
  [
    'RM1',
    'pass',
    ['last looked at 10 min ago'],
    with1({ lastEvaluatedAtMs: { status: 'known', value: TAKEN_AT_MS - HOUR_MS / 6 } }),
  ],
  [
    'RM2',
    'pass',
    ['BTCUSDT long: 29.72% from liquidation'],
    at({ positions: [aPosition({ quantity: '1', entryPrice: '100', isolatedWallet: '30' })] }),
  ],
  // one leg is no pool of several: (100 − 50) ÷ 0.996
  ['RM2', 'pass', ['BTCUSDT long: 49.80% from liquidation'], at({ positions: [CROSS], equity: '50' })],
]

const CHANGES: readonly Whole[] = [
  ['RM3', 'warn', ['BTCUSDT long: 5.00 of margin added 1 h 00 min ago, while it loses 3.00'], fed({})],
  ['RM3', 'pass', NOTHING_ADDED, fed({ positionSide: 'SHORT' })],
  ['RM3', 'pass', NOTHING_ADDED, fed({ atMs: TAKEN_AT_MS - 24 * HOUR_MS })],
  ['RM3', 'warn', ['BTCUSDT long: leverage raised from 5x to 10x 1 h 00 min ago, while it loses'], raised({})],
  ['RM3', 'pass', NOTHING_ADDED, raised({ symbol: 'ETHUSDT' })],
  ['RM3', 'pass', NOTHING_ADDED, raised({ atMs: TAKEN_AT_MS - 24 * HOUR_MS })],
  ['RM3', 'pass', NOTHING_ADDED, raised({ from: null })],
  ['RM3', 'pass', NOTHING_ADDED, raised({ from: 10 })],
  ['RM3', 'warn', ['BTCUSDT: added 1 to 2, 1 h 00 min ago', ...NOTHING_ADDED], flagged('size-added-to-loser')],
  // judged by its margin changes, as long as it still loses
  ['RM3', 'pass', NOTHING_ADDED, flagged('margin-added-to-loser')],
  ['RM3', 'warn', ['BTCUSDT: added 1 to 2, 1 h 00 min ago'], flagged('margin-added-to-loser', CROSS)],
  ['RM3', 'pass', ['nothing is losing'], at({ positions: [LONG] })],
  // a journal that nobody could read is not a calm one
  ['RM3', 'unknown', ['leverage changes: locked'], at({ positions: [LONG], input: { leverageChanges: LOCKED } })],
  ['RM3', 'unknown', ['use of margin: locked'], at({ positions: [LONG], input: { abnormalUse: LOCKED } })],
  ['RM3', 'info', ['no open positions'], at({ input: { leverageChanges: LOCKED, abnormalUse: LOCKED } })],
]

const spot = [...crossChecked('agreement').values()]
const withSources = (ages: readonly (number | null)[]): RulesInput['crossCheck'] => {
  const names = ['Binance spot', 'CoinGecko']
  return new Map(
    spot.map((found) => [
      found.symbol,
      {
        ...found,
        sources: found.sources.flatMap((source) =>
          ages.map((ageSeconds, index) => ({ ...source, name: names[index] ?? '', ageSeconds })),
        ),
      },
    ]),
  )
}
const NEVER = { count: 0, rises: 0, falls: 0, medianSizePct: null }
const spike = { atMs: TAKEN_AT_MS, changePct: d('5'), followedPct: null }
const PAST = {
  changes: 720,
  meanPct: d('0'),
  deviationPct: d('1'),
  spikes: [spike, spike],
  afterSpikes: NEVER,
  afterAnyHour: NEVER,
}

const MARKETS: readonly Whole[] = [
  ['RM4', 'unknown', ['BTCUSDT: nothing to compare its index with could be read'], at({ positions: [LONG] })],
  [
    'RM4',
    'pass',
    ['BTCUSDT: index against Binance spot 0.10%, CoinGecko 0.10% (from 0.3%)'],
    with1({ crossCheck: withSources([0, null]) }),
  ],
  [
    'RM4',
    'pass',
    ['BTCUSDT: index against Binance spot 0.10%, 5 min old, CoinGecko 0.10%, 30 s old (from 0.3%)'],
    with1({ crossCheck: withSources([300, 30]) }),
  ],
  ['RM5', 'pass', ['BTCUSDT: 2.50% in an hour, z 2.9'], with1({ openInterest: openInterestAt('2.9') })],
  [
    'RM5',
    'warn',
    ['BTCUSDT: 2.50% in an hour, z 3.1, 2 such spikes in 30 days'],
    with1({
      openInterest: new Map([...openInterestAt('3.1')].map(([symbol, found]) => [symbol, { ...found, past: PAST }])),
    }),
  ],
]

describe('all that monitoring rules say', () => {
  it.each([...WATCHING, ...CHANGES, ...MARKETS])('%s is %s: %s', (...whole) => {
    expectWhole(whole)
  })
})

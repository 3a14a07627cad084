import { describe, expect, it } from 'vitest'
import type { MarginChange } from '../../../../src/model/account-history.ts'
import { d } from '../../../../src/model/decimal.ts'
import type { KeyPermissions } from '../../../../src/model/readings.ts'
import type { BookLook, RulesInput } from '../../../../src/risk/rules/rule.ts'
import { RULEBOOK } from '../../../../src/risk/rules/rulebook.ts'
import { anOrder, aPosition, aRate, aWallet, TAKEN_AT_MS } from '../../../support/builders.ts'
import {
  aFund,
  aVenue,
  crossChecked,
  fedIn,
  openInterestAt,
  queuedAt,
  withFunding,
} from '../../../support/rule-facts.ts'
import {
  aBook,
  aRulesInput,
  aTicker,
  DEEP_BIDS,
  HOUR_MS,
  judged,
  type RulesTraits,
} from '../../../support/rules-input.ts'

/** 10x isolated long of 1 at 100 with 10 of margin: liquidated at 90.3614. */
const LONG = aPosition({ quantity: '1', entryPrice: '100', isolatedWallet: '10' })
const SHORT = aPosition({ side: 'SHORT', quantity: '1', entryPrice: '100', isolatedWallet: '10' })
const LOSING = aPosition({ quantity: '1', entryPrice: '100', markPrice: '97', isolatedWallet: '10' })
const CROSS = aPosition({ quantity: '1', entryPrice: '100' })
const AT_20X = aPosition({ quantity: '1', entryPrice: '100', isolatedWallet: '10', leverage: 20 })
const UNSET = aPosition({ quantity: '1', entryPrice: '100', isolatedWallet: '10', leverage: null })
const stop = (traits: Parameters<typeof anOrder>[0] = {}) =>
  anOrder({ triggerPrice: '95', reduceOnly: true, ...traits })
const target = (price: string) => anOrder({ type: 'LIMIT', price, reduceOnly: true })
const NO_ORDERS = { orders: new Map() } as const
const NO_BRACKETS = { brackets: new Map() } as const

const deep = { ticker: aTicker('900000000'), book: aBook(DEEP_BIDS) }
/** Half fills at 100, half at 80: leaving costs 10 %, as much as the whole way to liquidation. */
const dear = {
  ticker: aTicker('900000000'),
  book: aBook([
    ['100', '0.5'],
    ['80', '10'],
  ]),
}
const look = (weight: string, leverage = '0.1'): BookLook => ({
  atMs: TAKEN_AT_MS - 25 * HOUR_MS,
  effectiveLeverage: d(leverage),
  weightPct: new Map([['BTCUSDT/long', d(weight)]]),
})
const permissions = (tradeFlags: readonly string[]): KeyPermissions => ({
  canRead: true,
  ipRestricted: true,
  moneyFlags: [],
  tradeFlags,
  unknownFlags: [],
})
const added = (amount: string): MarginChange => ({
  symbol: 'BTCUSDT',
  positionSide: 'BOTH',
  amount: d(amount),
  asset: 'USDT',
  reason: 'USER_ADJUST',
  atMs: TAKEN_AT_MS - HOUR_MS,
})
const at = (traits: RulesTraits): RulesInput => aRulesInput(traits)
const with1 = (input: Partial<RulesInput>, traits: RulesTraits = {}): RulesInput =>
  aRulesInput({ positions: [LONG], ...traits, input })
const postOnly = { ...anOrder({ type: 'LIMIT', side: 'BUY', price: '99' }), timeInForce: 'GTX' }
const trailing = (callbackRatePct: string) =>
  anOrder({ type: 'TRAILING_STOP_MARKET', reduceOnly: true, callbackRatePct })
const flat = (rate: string, count = 30): readonly string[] => Array.from({ length: count }, () => rate)

interface Case {
  readonly status: string
  readonly input: RulesInput
  readonly says: string
}
type Cases = readonly [pass: Case, bad: Case, unknown: Case, ...more: Case[]]
const pass = (input: RulesInput, says: string): Case => ({ status: 'pass', input, says })
const warn = (input: RulesInput, says: string): Case => ({ status: 'warn', input, says })
const fail = (input: RulesInput, says: string): Case => ({ status: 'fail', input, says })
const unknown = (input: RulesInput, says: string): Case => ({ status: 'unknown', input, says })
const info = (input: RulesInput, says: string): Case => ({ status: 'info', input, says })

const CASES: Readonly<Record<string, Cases>> = {
  PS1: [
    // 1 × (100 − 95) = 5 of 1000 are 0.5 %
    pass(at({ positions: [LONG], orders: [stop()], equity: '1000' }), 'loses 5.00 at its stop, 0.50% of equity'),
    // no stop: 1 × (100 − 90.3614) = 9.64 of 110 (cross 100 and the wallet of 10 are 100 here)
    fail(at({ positions: [LONG], equity: '100' }), 'at liquidation (no stop), 9.64% of equity'),
    unknown(at({ positions: [LONG], snapshot: NO_ORDERS }), 'its orders could not be read'),
    warn(at({ positions: [LONG], orders: [stop()], equity: '200' }), '2.50% of equity'),
    pass(
      at({ positions: [LONG], orders: [stop({ quantity: '0', closePosition: true })], equity: '500' }),
      '1.00% of equity',
    ),
  ],
  PS2: [
    pass(at({ positions: [LONG], markets: { BTCUSDT: deep } }), '10x of 20x allowed; leaving at market costs 0.00%'),
    fail(at({ positions: [AT_20X], markets: { BTCUSDT: dear } }), '20x of 20x allowed; leaving at market costs 10.00%'),
    unknown(at({ positions: [LONG] }), 'its order book could not be read'),
    warn(at({ positions: [LONG], markets: { BTCUSDT: dear } }), 'of the way to liquidation'),
    unknown(at({ positions: [UNSET], markets: { BTCUSDT: deep } }), 'its leverage or brackets are not known'),
  ],
  PS3: [
    pass(at({ positions: [LONG] }), '0.40 = 100.00 × 0.40% − 0, bracket 1 of 1, read 0 s ago'),
    warn(at({ positions: [LONG], snapshot: { bracketsFetchedAtMs: TAKEN_AT_MS - 25 * HOUR_MS } }), 'read 1 d 1 h ago'),
    unknown(at({ positions: [LONG], snapshot: NO_BRACKETS }), 'its brackets are not known'),
  ],
  PS4: [
    pass(withFunding({ positions: [LONG] }, '0.1', flat('0.01')), '0.10% per 8 h, which it pays'),
    warn(withFunding({ positions: [LONG] }, '0.2', flat('0.01')), 'size factor 0.5: 50.00 instead of 100.00'),
    unknown(at({ positions: [LONG] }), 'its funding rate could not be read'),
    pass(withFunding({ positions: [SHORT] }, '0.2', flat('0.01')), 'which it receives'),
    warn(
      withFunding({ positions: [SHORT], figures: { fundingBothSigns: true } }, '0.2', flat('0.01')),
      'size factor 0.5',
    ),
  ],
  PS5: [
    pass(with1({ looks: [look('95')] }), 'mark 0.00% from entry, weight +5 points'),
    warn(
      at({ positions: [aPosition({ quantity: '1', entryPrice: '100', markPrice: '111', isolatedWallet: '10' })] }),
      'mark 11.00% from entry: due for a review',
    ),
    unknown(at({ snapshot: { unreadable: [broken()] } }), 'entryPrice is missing'),
    warn(with1({ looks: [look('85')] }), 'weight +15 points: due for a review'),
  ],
  LM1: [
    pass(at({ positions: [LONG] }), '10x'),
    warn(at({ positions: [AT_20X] }), '20x is the most that is allowed'),
    unknown(at({ positions: [UNSET] }), 'its leverage setting could not be read'),
    pass(
      at({
        positions: [AT_20X],
        input: { leverageChanges: { status: 'known', value: [{ symbol: 'BTCUSDT', atMs: 0, from: 10, to: 20 }] } },
      }),
      '20x, chosen by you',
    ),
  ],
  LM2: [
    pass(with1({ calendar: fedIn(100, { cpi: true }) }), 'next: FOMC statement, window from'),
    // 100 ÷ 1000 = 0.1 now; 0.1 before: half is 0.05, so 1000 more or 50 less
    fail(
      with1({ calendar: fedIn(10, { cpi: true }), looks: [look('100')] }),
      'add 1,000.00 of equity, or close 50.00 of notional (0.5 BTCUSDT long)',
    ),
    unknown(with1({ calendar: fedIn(100, { cpi: false }) }), 'CPI dates are not known or have run out'),
    pass(with1({ calendar: fedIn(10, { cpi: true }), looks: [look('100', '0.2')] }), 'half of that is 0.1x: halved'),
    unknown(with1({ calendar: fedIn(10, { cpi: true }) }), 'what it was before is not known'),
    fail(with1({ calendar: fedIn(10, { cpi: false }), looks: [look('100')] }), 'FOMC statement at'),
  ],
  LM3: [
    pass(at({ positions: [CROSS], orders: [stop()] }), 'is cross with a stop 5.00% away'),
    warn(at({ positions: [CROSS] }), 'is cross and has no stop'),
    unknown(at({ positions: [CROSS], snapshot: NO_ORDERS }), 'its orders could not be read'),
    warn(at({ positions: [CROSS], orders: [stop({ triggerPrice: '85' })] }), 'a stop 15.00% away'),
    warn(
      at({ positions: [CROSS], orders: [stop()], figures: { profile: 'beginner' } }),
      'the beginner profile advises isolated',
    ),
    info(at({ positions: [LONG] }), 'no cross positions'),
  ],
  LM4: [
    pass(at({ positions: [LONG], orders: [stop()] }), 'no order can turn it over'),
    fail(at({ positions: [LONG], orders: [stop({ reduceOnly: false, quantity: '2' })] }), 'filled, they open a short'),
    unknown(at({ positions: [LONG], snapshot: NO_ORDERS }), 'its orders could not be read'),
  ],
  LM5: [
    pass(at({ positions: [LONG] }), '10.0x effective, 10x set'),
    // 97 ÷ (10 − 3) = 13.86
    warn(at({ positions: [LOSING] }), '13.9x effective, 10x set'),
    unknown(at({ positions: [UNSET] }), 'its setting or its equity is not known'),
    fail(
      at({ positions: [aPosition({ quantity: '1', entryPrice: '100', markPrice: '94', isolatedWallet: '10' })] }),
      '23.5x effective',
    ),
    pass(at({ positions: [CROSS] }), 'account: 0.1x gross, 0.1x net'),
  ],
  OT1: [
    pass(at({ positions: [LONG], orders: [stop()] }), 'at market once triggered'),
    warn(at({ positions: [LONG], orders: [stop({ type: 'STOP', price: '94' })] }), '1.05% of room'),
    unknown(at({ positions: [LONG], snapshot: NO_ORDERS }), 'its orders could not be read'),
    fail(at({ positions: [LONG], orders: [stop({ type: 'STOP', price: '95' })] }), 'no room at all'),
  ],
  OT2: [
    pass(at({ positions: [LONG], orders: [trailing('3')], atr: { BTCUSDT: '2' } }), 'calls back 3.00%, 1.5 ATR (4h)'),
    warn(at({ positions: [LONG], orders: [trailing('1')], atr: { BTCUSDT: '2' } }), '1.5 ATR ask for 3.00%'),
    unknown(at({ positions: [LONG], orders: [trailing('3')] }), 'its ATR could not be read'),
    info(at({ positions: [LONG] }), 'no such orders'),
  ],
  OT3: [
    pass(at({ positions: [LONG], orders: [postOnly], markets: { BTCUSDT: deep } }), 'is post-only'),
    warn(
      at({ positions: [LONG], orders: [postOnly], markets: { BTCUSDT: { ...deep, ticker: aTicker('1') } } }),
      'on a thin market',
    ),
    unknown(at({ positions: [LONG], orders: [postOnly] }), 'its book and turnover are not known'),
  ],
  OT4: [
    pass(at({ positions: [LONG], orders: [stop()] }), 'watches the mark price'),
    warn(at({ positions: [LONG], orders: [stop({ workingType: 'CONTRACT_PRICE' })] }), 'watches the last price'),
    unknown(at({ positions: [LONG], snapshot: NO_ORDERS }), 'its orders could not be read'),
  ],
  OT5: [
    pass(at({ positions: [LONG], orders: [stop()] }), 'is reduce-only'),
    warn(at({ positions: [LONG], orders: [stop({ reduceOnly: false })] }), 'closes without reduce-only'),
    unknown(at({ positions: [LONG], snapshot: NO_ORDERS }), 'its orders could not be read'),
    pass(
      at({ positions: [LONG], orders: [stop({ reduceOnly: false, closePosition: true, quantity: '0' })] }),
      'reduce-only by itself',
    ),
  ],
  FR1: [
    pass(
      withFunding({ positions: [LONG] }, '0.01', flat('0.01')),
      'last 30: mean 0.0100%, median 0.0100%, 100.00% positive, 30 positive in a row',
    ),
    warn(withFunding({ positions: [LONG] }, '0.05', flat('0.01')), 'dearer than usual for a long'),
    unknown(withFunding({ positions: [LONG] }, '0.01', null), 'its funding history could not be read'),
    pass(withFunding({ positions: [SHORT] }, '0.05', flat('0.01')), '0.0500% per 8 h now'),
  ],
  FR2: [
    pass(
      withFunding({ positions: [LONG] }, '0.01', [...flat('0.01'), ...flat('0.06', 5)]),
      '5 of the last 9 settlements above',
    ),
    warn(
      withFunding({ positions: [LONG] }, '0.01', [...flat('0.01'), ...flat('0.06', 6)]),
      '6 of the last 9 settlements above 0.0500%: the long side is crowded',
    ),
    unknown(at({ positions: [LONG] }), 'its funding history could not be read'),
    info(withFunding({ positions: [SHORT] }, '0.01', flat('0.06')), 'no long positions'),
  ],
  FR3: [
    pass(
      withFunding({ positions: [SHORT] }, '0.01', [...flat('0.01'), ...flat('-0.08', 5)]),
      '5 of the last 9 settlements below',
    ),
    warn(
      withFunding({ positions: [SHORT] }, '0.01', [...flat('0.01'), ...flat('-0.08', 6)]),
      'the short side is crowded',
    ),
    unknown(at({ positions: [SHORT] }), 'its funding history could not be read'),
    info(withFunding({ positions: [LONG] }, '0.01', flat('0.06')), 'no short positions'),
  ],
  FR4: [
    // 100 × 0.01 % × 3 = 0.03 of a cushion of 10 − 0.4 = 9.6
    pass(withFunding({ positions: [LONG] }, '0.01', flat('0.01')), '-0.03 a day, -0.31% of its cushion'),
    warn(withFunding({ positions: [LONG] }, '0.1', flat('0.01')), '-0.30 a day, -3.13% of its cushion'),
    unknown(at({ positions: [LONG] }), 'its funding or its cushion is not known'),
    fail(withFunding({ positions: [LONG] }, '0.2', flat('0.01')), '-6.25% of its cushion'),
    pass(withFunding({ positions: [SHORT] }, '0.2', flat('0.01')), '0.60 a day'),
  ],
  FR5: [
    pass(withFunding({ positions: [LONG] }, '0.01', flat('0.01')), 'no flip in its history; settles every 8 h'),
    warn(
      withFunding({ positions: [LONG] }, '0.01', [...flat('-0.01'), '0.01', '0.01']),
      'FLIP to positive 8 h 00 min ago; settles every 8 h; it now pays',
    ),
    unknown(at({ positions: [LONG] }), 'its funding history could not be read'),
    pass(
      withFunding({ positions: [LONG] }, '0.01', [...flat('-0.01'), ...flat('0.01', 4)]),
      'FLIP to positive 1 d 0 h ago',
    ),
    pass(withFunding({ positions: [LONG] }, '0.01', [...flat('-0.004'), '0.004']), 'no flip in its history'),
  ],
  RM1: [
    pass(at({ positions: [LONG] }), 'last looked at 60 s ago'),
    warn(
      with1({ lastEvaluatedAtMs: { status: 'known', value: TAKEN_AT_MS - HOUR_MS } }),
      'last looked at 1 h 00 min ago',
    ),
    unknown(with1({ lastEvaluatedAtMs: { status: 'unknown', why: 'the state is locked' } }), 'the state is locked'),
    fail(with1({ lastEvaluatedAtMs: { status: 'known', value: null } }), 'neither check nor watch has ever looked'),
  ],
  RM2: [
    pass(
      at({ positions: [aPosition({ quantity: '1', entryPrice: '100', isolatedWallet: '30' })] }),
      '29.72% from liquidation',
    ),
    fail(at({ positions: [LONG] }), '9.64% from liquidation, inside the 10% tier'),
    unknown(at({ positions: [LONG], snapshot: NO_BRACKETS }), 'its brackets are missing'),
    warn(
      at({ positions: [aPosition({ quantity: '1', entryPrice: '100', isolatedWallet: '13' })] }),
      'inside the 15% tier',
    ),
  ],
  RM3: [
    pass(
      with1({ marginChanges: new Map([['BTCUSDT', []]]) }, { positions: [LOSING] }),
      'loses, and nothing was added to it',
    ),
    warn(
      with1({ marginChanges: new Map([['BTCUSDT', [added('5')]]]) }, { positions: [LOSING] }),
      '5.00 of margin added 1 h 00 min ago, while it loses 3.00',
    ),
    unknown(at({ positions: [LOSING] }), 'its margin changes could not be read'),
    pass(with1({ marginChanges: new Map([['BTCUSDT', [added('-5')]]]) }, { positions: [LOSING] }), 'nothing was added'),
    pass(
      with1({ marginChanges: new Map([['BTCUSDT', [{ ...added('5'), reason: 'TRADE' }]]]) }, { positions: [LOSING] }),
      'nothing was added',
    ),
    warn(
      with1(
        {
          marginChanges: new Map([['BTCUSDT', []]]),
          leverageChanges: {
            status: 'known',
            value: [{ symbol: 'BTCUSDT', atMs: TAKEN_AT_MS - HOUR_MS, from: 5, to: 10 }],
          },
        },
        { positions: [LOSING] },
      ),
      'leverage raised from 5x to 10x',
    ),
    unknown(
      with1(
        { marginChanges: new Map([['BTCUSDT', []]]), leverageChanges: { status: 'unknown', why: 'locked' } },
        { positions: [LOSING] },
      ),
      'leverage changes: locked',
    ),
  ],
  RM4: [
    pass(with1({ crossCheck: crossChecked('agreement') }), 'index against Binance spot 0.10% (from 0.3%)'),
    warn(with1({ crossCheck: crossChecked('divergence') }), 'Binance spot 0.50%'),
    unknown(with1({ crossCheck: crossChecked('unknown') }), 'nothing to compare its index with could be read'),
  ],
  RM5: [
    pass(with1({ openInterest: openInterestAt('2.9') }), '2.50% in an hour, z 2.9'),
    warn(with1({ openInterest: openInterestAt('3') }), 'z 3'),
    unknown(with1({ openInterest: openInterestAt(null) }), 'too few hours'),
  ],
  FQ1: [
    pass(with1({ venue: aVenue() }), '900.00 USDT for 2 symbols, -1.00% since a day ago'),
    warn(with1({ venue: aVenue({ fund: aFund('-11') }) }), '-11.00% since a day ago'),
    unknown(with1({ venue: aVenue({ fund: null }) }), 'its insurance fund could not be read'),
  ],
  FQ2: [
    // min(10 − 0.4, 10 + 4 − 104 ÷ 10) = 3.6
    pass(
      at({ positions: [aPosition({ quantity: '1', entryPrice: '100', markPrice: '104', isolatedWallet: '10' })] }),
      'up to 3.60; liquidation would stand at 93.975904',
    ),
    warn(at({ positions: [LOSING] }), 'nothing can be taken out'),
    unknown(at({ positions: [UNSET] }), 'its leverage or brackets are not known'),
  ],
  FQ3: [
    pass(at({ positions: [queuedAt(LONG, 4)] }), 'queue 4 of 4'),
    warn(
      at({
        positions: [
          queuedAt(aPosition({ quantity: '1', entryPrice: '100', markPrice: '110', isolatedWallet: '10' }), 4),
        ],
      }),
      'queue 4 of 4, 10.00 unrealized',
    ),
    unknown(at({ positions: [LONG] }), 'its place in the queue is not known'),
    warn(
      with1(
        { venue: aVenue({ adlRisk: 'high' }) },
        { positions: [aPosition({ quantity: '1', entryPrice: '100', markPrice: '110', isolatedWallet: '10' })] },
      ),
      'symbol risk high',
    ),
  ],
  FQ4: [
    pass(
      with1({ venue: aVenue() }),
      'last 0.10% from mark, 99 of 100 hours within 0.20% (500 hours); liquidation at mark 90.361446, 9.64% from mark and 9.73% from last',
    ),
    warn(with1({ venue: aVenue({ markLastGapPct: d('-0.3') }) }), 'last -0.30% from mark'),
    unknown(with1({ venue: aVenue({ gapPast: null }) }), 'could not be read'),
  ],
  FQ5: [
    // (15 − 0.1075) ÷ (5 + 0.0975) = 2.92
    pass(
      at({ positions: [LONG], orders: [stop(), target('115')] }),
      'R 2.92 after fees, break-even at 25.50% of trades won',
    ),
    warn(at({ positions: [LONG], orders: [stop(), target('103')] }), 'R 0.57'),
    unknown(at({ positions: [LONG], snapshot: NO_ORDERS }), 'its orders could not be read'),
    info(at({ positions: [LONG], orders: [stop()] }), 'no target, so no payoff to tell'),
  ],
  FQ6: [
    pass(
      with1({ keyPermissions: { status: 'known', value: permissions([]) } }),
      'liqwatch never trades, and this key could not',
    ),
    warn(
      with1({ keyPermissions: { status: 'known', value: permissions(['enableFutures']) } }),
      'though this key could: enableFutures',
    ),
    unknown(with1({ keyPermissions: { status: 'unknown', why: 'HTTP 503' } }), 'what the key may do: HTTP 503'),
    info(with1({ keyPermissions: { status: 'known', value: null } }), 'does not tell what a key may do'),
  ],
  IC1: [
    pass(at({ positions: [LONG] }), 'at most 10.00 and fees'),
    warn(at({ positions: [{ ...LONG, isAutoAddMargin: true }] }), 'auto-add margin is on'),
    unknown(at({ positions: [{ ...LONG, isAutoAddMargin: null }] }), 'which could not be read'),
  ],
  IC4: [
    pass(at({ positions: [LONG] }), 'every position is isolated'),
    warn(at({ positions: [CROSS], figures: { profile: 'beginner' } }), 'BTCUSDT long is cross'),
    unknown(at({ snapshot: { unreadable: [broken()] } }), 'entryPrice is missing'),
    info(at({ positions: [CROSS] }), 'BTCUSDT long is cross'),
  ],
  IC10: [
    pass(at({ positions: [CROSS], orders: [stop()] }), 'is cross and has a stop'),
    warn(at({ positions: [CROSS] }), 'is cross without a stop'),
    unknown(at({ positions: [CROSS], snapshot: NO_ORDERS }), 'its orders could not be read'),
  ],
  RR9: [
    pass(at({ positions: [queuedAt(LONG, 1)] }), 'queue 1 of 4'),
    warn(
      at({
        positions: [
          queuedAt(aPosition({ quantity: '1', entryPrice: '100', markPrice: '110', isolatedWallet: '10' }), 4),
        ],
      }),
      'queue 4 of 4',
    ),
    unknown(at({ positions: [LONG] }), 'its place in the queue is not known'),
  ],
}

function broken() {
  return {
    symbol: 'BTCUSDT',
    positionSide: null,
    marginType: null,
    marginAsset: null,
    why: 'entryPrice is missing',
  } as const
}

const ROWS = Object.entries(CASES).flatMap(([id, cases]) => cases.map((one) => ({ id, ...one })))

/** These judge the watching and the calendar, whatever is held. */
const NEEDS_NO_POSITION = ['RM1', 'LM2']

describe('every rule', () => {
  it.each(ROWS)('$id $status: $says', ({ id, status, input, says }) => {
    const verdict = judged(id, input)
    expect({ status: verdict.status, evidence: verdict.evidence.join(' | ') }).toEqual({
      status,
      evidence: expect.stringContaining(says),
    })
  })

  it.each(Object.entries(CASES))('%s has a passing, a failing and an unknown case', (_id, cases) => {
    const statuses = cases.map(({ status }) => status)
    expect(statuses[0]).toBe('pass')
    expect(['warn', 'fail']).toContain(statuses[1])
    expect(statuses[2]).toBe('unknown')
  })

  it('is tested where it is one of the 25 or of the frame', () => {
    const ids = RULEBOOK.filter(({ isCore, section }) => isCore || section === 'Frame').map(({ id }) => id)
    expect(ids).toHaveLength(31)
    expect(ids.filter((id) => !(id in CASES))).toEqual([])
  })

  it('says something of itself: figure, source, command, title', () => {
    const empty = RULEBOOK.filter(({ title, source, more }) => [title, source, more].some((text) => text.trim() === ''))
    expect(empty).toEqual([])
    expect(new Set(RULEBOOK.map(({ id }) => id)).size).toBe(RULEBOOK.length)
  })

  it.each(RULEBOOK.map(({ id }) => id))('%s never passes or fails with nothing open', (id) => {
    const { status } = judged(id, aRulesInput())
    expect(['info', 'unknown', ...(id === 'RM1' ? ['pass'] : [])]).toContain(status)
  })

  it.each(RULEBOOK.map(({ id }) => id))('%s is never a pass about a row that cannot be read', (id) => {
    const input = aRulesInput({ snapshot: { unreadable: [broken()], positions: [] } })
    expect(['info', 'unknown', ...(NEEDS_NO_POSITION.includes(id) ? ['pass'] : [])]).toContain(judged(id, input).status)
  })
})

const INFORMATION: readonly (readonly [string, RulesInput, string])[] = [
  ['RR1', at({ positions: [LONG] }), 'BTCUSDT long: ratio 4.00%'],
  ['RR2', at({ positions: [LONG] }), 'at mark 90.361446'],
  // 90.361446 − 90 over 90.361446
  ['RR3', at({ positions: [LONG] }), 'bankrupt at 90, 0.40% beyond liquidation'],
  ['RR4', at({ positions: [LONG] }), 'liqwatch liquidate BTCUSDT'],
  ['RR5', at({ positions: [LONG] }), 'ratio 4.00%'],
  ['RR6', with1({ venue: aVenue() }), 'shares its USDT fund with 1 other symbols: BTCUSDT, ETHUSDT'],
  ['RR7', with1({ venue: aVenue() }), '900.00 USDT, 0.0900% of the symbol'],
  ['RR8', with1({ venue: aVenue() }), 'shares its USDT fund'],
  ['RR10', with1({ venue: aVenue() }), '-1.00% since it was seen before'],
  // 100 × 5000 stand above 90.36, 90 × 5000 below it
  [
    'RR11',
    at({ positions: [LONG], markets: { BTCUSDT: deep } }),
    '500,000.00 of orders stand before it, 100.00 is yours',
  ],
  ['IC2', at({ positions: [LONG] }), '0.40 must stay, 0.40% of notional'],
  ['IC3', at({ positions: [CROSS] }), 'cross pool USDT: BTCUSDT'],
  ['IC5', at({ positions: [CROSS] }), 'isolated: 10.00'],
  ['IC6', at({ positions: [CROSS], equity: '1000' }), 'USDT: 1,000.00 (isolated 0.00, cross wallet 1,000.00)'],
  ['IC7', at({ positions: [CROSS], equity: '50' }), 'USDT pool dies at a joint move of 49.80%'],
  ['IC8', at({ positions: [CROSS], equity: '50' }), 'isolated: BTCUSDT long alone at 9.64%'],
  ['IC9', at({ positions: [LONG] }), 'USDT: 10.00 (isolated 10.00, cross wallet 0.00)'],
]

describe('what is only told', () => {
  it.each(INFORMATION)('%s', (id, input, says) => {
    const verdict = judged(id, input)
    expect({ status: verdict.status, evidence: verdict.evidence.join(' | ') }).toEqual({
      status: 'info',
      evidence: expect.stringContaining(says),
    })
  })

  it.each(['RR6', 'RR7', 'RR8', 'RR10', 'RR11'])('%s is unknown without market data', (id) => {
    expect(judged(id, at({ positions: [LONG] })).status).toBe('unknown')
  })
})

describe('multi-assets mode', () => {
  const rates = new Map([
    ['USDT', aRate('USDT', '1', '1')],
    ['BTC', aRate('BTC', '90', '110', '100')],
  ])
  const snapshot = { multiAssetsMode: true, rates, wallets: [aWallet('USDT', '100'), aWallet('BTC', '2')] }
  const input = at({ positions: [CROSS], snapshot })

  it('counts all collateral as at risk', () => {
    // 100 + 2 × 90
    expect(judged('IC9', input)).toMatchObject({ status: 'info', evidence: ['all collateral: 280.00 USD'] })
  })

  it('knows that nothing can be isolated there', () => {
    expect(judged('IC8', input).status).toBe('info')
    expect(judged('IC8', input).evidence.join()).toContain('isolated: multi-assets mode has cross margin only')
  })
})

describe('opposite legs in one pool', () => {
  it('are simulated both ways without a verdict', () => {
    const short = aPosition({ symbol: 'ETHUSDT', side: 'SHORT', quantity: '1', entryPrice: '100' })
    const { evidence } = judged('LM3', at({ positions: [CROSS, short], equity: '100', orders: [stop()] }))
    // (100 − 0.8) ÷ 200 of joint move, less maintenance growing on the short; isolated at 10x: 9.64 % and 9.56 %
    expect(evidence.at(-1)).toContain('all isolated, ETHUSDT short dies first, at 9.56%')
  })
})

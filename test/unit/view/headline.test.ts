import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { AccountRisk, PositionRisk, StatusReport, Verdict } from '../../../src/risk/report.ts'
import { headline } from '../../../src/view/headline.ts'
import { nextSteps } from '../../../src/view/next-steps.ts'
import { anAccount, anEmptyAccount, aPool, aPositionRisk, aReport, BTC, DOGE, ETH, NOW_MS, SOL } from './reports.ts'

const calm = [BTC, ETH].map(aPositionRisk)
const price = d('154.85427136')

function accountWith(positions: readonly PositionRisk[], overrides: Partial<AccountRisk> = {}): AccountRisk {
  return anAccount({ positions, pools: [], ...overrides })
}

function verdict(value: Verdict, account: AccountRisk, overrides: Partial<StatusReport> = {}): StatusReport {
  return aReport([account], { verdict: value, ...overrides })
}

describe('the verdict line', () => {
  it.each([
    { name: 'nothing open', report: verdict('OK', anEmptyAccount()), text: 'no open positions.' },
    {
      name: 'calm',
      report: verdict('OK', accountWith(calm)),
      text: 'nearest: BTCUSDT long is 36.94% from liquidation.',
    },
    {
      name: 'calm, with the pool nearer than any position',
      report: verdict('OK', accountWith(calm, { pools: [aPool()] })),
      text: 'nearest: the cross pool BTC + ETH dies if both move against you by 25.20%.',
    },
    {
      name: 'nothing that can be liquidated',
      report: verdict(
        'OK',
        accountWith([
          aPositionRisk({ ...BTC, liquidation: { status: 'none', reason: 'fully-funded' }, distance: null }),
        ]),
      ),
      text: 'no open position can be liquidated as things stand.',
    },
    {
      name: 'one in a tier, with a stop',
      report: verdict('WARNING', accountWith([aPositionRisk(DOGE)])),
      text: 'DOGEUSDT long is 13.60% from liquidation (15% tier).',
    },
    {
      name: 'one in a tier, without',
      report: verdict('CRITICAL', accountWith([aPositionRisk(SOL)])),
      text: 'SOLUSDT long is 6.32% from liquidation (10% tier) and has no stop.',
    },
    {
      name: 'one in a tier whose stops could not be read',
      report: verdict(
        'CRITICAL',
        accountWith([aPositionRisk(SOL)], { gaps: [{ what: 'openOrders SOLUSDT', why: 'HTTP 503', needed: false }] }),
      ),
      text: 'SOLUSDT long is 6.32% from liquidation (10% tier).',
    },
    {
      name: 'one that can be liquidated now',
      report: verdict(
        'CRITICAL',
        accountWith([
          aPositionRisk({
            ...SOL,
            distance: '0',
            tier: '5',
            liquidation: {
              status: 'price',
              price,
              edges: { below: price, above: null },
              reason: 'already-liquidatable',
            },
          }),
        ]),
      ),
      text: 'SOLUSDT long can be liquidated now; it would recover at 154.854.',
    },
    {
      name: 'one that nothing of its own can save',
      report: verdict(
        'CRITICAL',
        accountWith([
          aPositionRisk({
            ...SOL,
            distance: '0',
            tier: '5',
            liquidation: {
              status: 'price',
              price,
              edges: { below: null, above: null },
              reason: 'already-liquidatable',
            },
          }),
        ]),
      ),
      text: 'SOLUSDT long can be liquidated now; no move of its own price would save it.',
    },
    {
      name: 'a critical position before a nearer warning by the hedged pool',
      report: verdict(
        'CRITICAL',
        accountWith([aPositionRisk(SOL)], {
          pools: [aPool({ jointDistancePct: d('4'), jointTier: d('5'), netToGross: d('0.1') })],
        }),
      ),
      text: 'SOLUSDT long is 6.32% from liquidation (10% tier) and has no stop; 1 more in a tier.',
    },
    {
      name: 'a wide tier of the symbol’s own',
      report: verdict('CRITICAL', accountWith([aPositionRisk({ ...BTC, distance: '36.94', tier: '40' })]), {
        tiers: { default: [d('15')], bySymbol: new Map([['BTCUSDT', [d('40')]]]) },
      }),
      text: 'BTCUSDT long is 36.94% from liquidation (40% tier).',
    },
    {
      name: 'drift',
      report: verdict('WARNING', accountWith([aPositionRisk({ ...ETH, drift: 'warning', driftPct: '2.104' })])),
      text: "own liquidation price of ETHUSDT is 2.10% away from Binance's.",
    },
    {
      name: 'none here, a price there',
      report: verdict(
        'WARNING',
        accountWith([
          aPositionRisk({
            ...ETH,
            drift: 'warning',
            driftPct: null,
            liquidation: { status: 'none', reason: 'hedged-flat' },
            distance: null,
          }),
        ]),
      ),
      text: 'Binance and liqwatch disagree whether ETHUSDT can be liquidated at all.',
    },
    {
      name: 'a row that could not be read, beside one in a tier',
      report: verdict(
        'UNKNOWN',
        accountWith([aPositionRisk(DOGE)], {
          unreadable: [{ symbol: 'X', positionSide: null, marginType: null, marginAsset: null, why: 'no mark' }],
        }),
      ),
      text: 'X cannot be judged: no mark; 1 in a tier.',
    },
    {
      name: 'old data',
      report: verdict('UNKNOWN', accountWith(calm, { takenAtMs: NOW_MS - 61_000 })),
      text: 'the data is 61 s old.',
    },
    {
      name: 'a critical position outranks what is not known',
      report: verdict(
        'CRITICAL',
        accountWith([aPositionRisk(SOL)], { gaps: [{ what: 'v3/account', why: 'timeout', needed: true }] }),
      ),
      text: 'SOLUSDT long is 6.32% from liquidation (10% tier) and has no stop; 1 unknown.',
    },
  ])('$name', ({ report, text }) => {
    expect(headline(report)).toBe(text)
  })

  it('names the account where there are several', () => {
    const report = aReport([accountWith(calm, { account: 'a' }), accountWith([aPositionRisk(SOL)], { account: 'b' })], {
      verdict: 'CRITICAL',
    })
    expect(headline(report)).toBe('b: SOLUSDT long is 6.32% from liquidation (10% tier) and has no stop.')
  })
})

describe('next steps', () => {
  it.each([
    { name: 'none when calm', report: verdict('OK', accountWith(calm)), steps: [] },
    {
      name: 'fix and orders for a bare position',
      report: verdict('CRITICAL', accountWith([aPositionRisk(SOL)])),
      steps: ['liqwatch fix SOLUSDT --target 15', 'liqwatch orders'],
    },
    {
      name: 'the account for its pool',
      report: verdict(
        'CRITICAL',
        accountWith(calm, { pools: [aPool({ jointDistancePct: d('9'), jointTier: d('10') })] }),
      ),
      steps: ['liqwatch fix account --target 15'],
    },
    {
      name: 'doctor for drift',
      report: verdict('WARNING', accountWith([aPositionRisk({ ...ETH, drift: 'warning', driftPct: '2' })])),
      steps: ['liqwatch doctor'],
    },
    { name: 'doctor when blind', report: verdict('UNKNOWN', accountWith(calm)), steps: ['liqwatch doctor'] },
  ])('$name', ({ report, steps }) => {
    expect(nextSteps(report)).toEqual(steps)
  })
})

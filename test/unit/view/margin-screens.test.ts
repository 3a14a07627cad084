import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { workedExample } from '../../../src/risk/margin-examples.ts'
import { ownLiquidations } from '../../../src/risk/margin-own-liquidation.ts'
import { assessMargin, type MarginSnapshot, marginName } from '../../../src/risk/margin-standing.ts'
import { type MarginDetail, marginFigures } from '../../../src/risk/spot-margin.ts'
import { jsonText } from '../../../src/view/json.ts'
import { marginDocument } from '../../../src/view/margin-json.ts'
import type { MarginReport } from '../../../src/view/margin-report.ts'
import { marginScreen } from '../../../src/view/margin-screen.ts'
import { exampleScreen, ownSimulationScreen } from '../../../src/view/margin-simulation.ts'
import { widthOf } from '../../../src/view/screen.ts'
import { statusScreen } from '../../../src/view/status-screen.ts'
import { aCrossAccount, aHolding, aMarginSnapshot, aPair } from '../../support/margin-builders.ts'
import { expectGolden } from './golden.ts'
import { anAccount, aReport, aScreen, NOW_MS } from './reports.ts'

const WIDTHS = [60, 80, 140] as const
const TIERS = ['15', '10', '5'].map(d)

const inBitcoin = new Map(
  Object.entries({ BTC: '1', ETH: '0.036', USDC: '0.00001061', USDT: '0.0000106' }).map(([asset, price]) => [
    asset,
    d(price),
  ]),
)

/** 0.5 BTC and 2 ETH against 43,000 USDC: in the call. */
const called = aCrossAccount({
  marginLevel: d('1.25393258'),
  collateralMarginLevel: d('1.24811201'),
  holdings: [
    aHolding('BTC', { free: '0.5' }),
    aHolding('ETH', { free: '2' }),
    aHolding('USDC', { borrowed: '42950', interest: '41.27' }),
  ],
})

function reportOf(fields: Partial<MarginSnapshot>, more: Partial<MarginDetail> = {}): MarginReport {
  const snapshot = aMarginSnapshot({ takenAtMs: NOW_MS, ...fields })
  const standing = assessMargin(snapshot, TIERS)
  const accounts = standing.rows.map((row): MarginDetail => {
    const pair = snapshot.isolated.find(({ symbol }) => symbol === row.symbol) ?? null
    const figures = marginFigures(row, pair, {
      inBitcoin,
      target: d('1.5'),
      rates: new Map([
        ['USDC', d('0.000008')],
        ['USDT', d('0.0000091')],
      ]),
      charges: [{ asset: pair === null ? 'USDC' : 'USDT', interest: d('4.9'), atMs: NOW_MS }],
      spot: [
        { asset: 'USDT', free: d('5200'), locked: d('0') },
        { asset: 'XYZ', free: d('1'), locked: d('0') },
      ],
    })
    return {
      row,
      pair,
      figures: 'why' in figures ? null : figures,
      why: 'why' in figures ? figures.why : null,
      collateralLevel: pair === null ? d('1.24811201') : null,
      collateralValue: pair === null ? d('53600.5') : null,
      forcedOrders: [],
      takeovers: [],
      gaps: [],
      ...more,
    }
  })
  return {
    account: 'main',
    environment: 'LIVE',
    asOfMs: NOW_MS,
    standing,
    accounts,
    autoTopUp: false,
    gaps: snapshot.gaps,
  }
}

const records: Partial<MarginDetail> = {
  forcedOrders: [
    {
      orderId: '30211112223',
      symbol: 'FETUSDT',
      isIsolated: true,
      side: 'SELL',
      executedQuantity: d('812.5'),
      averagePrice: d('0.5148'),
      atMs: NOW_MS - 86_400_000,
    },
  ],
  takeovers: [
    { id: '8100002', asset: 'FET', type: 'OTHER_LIQUIDATION', amount: d('-812.5'), atMs: NOW_MS - 90_000_000 },
  ],
}

const REPORTS: Readonly<Record<string, MarginReport>> = {
  normal: reportOf({ cross: called, isolated: [aPair()] }),
  pro: reportOf({
    cross: aCrossAccount({ isPro: true, marginLevel: d('1.62'), collateralMarginLevel: d('1.4') }),
    coefficients: null,
  }),
  liquidated: reportOf({ cross: null, isolated: [aPair({ marginLevel: d('1.15') })] }, records),
  'no-debt': reportOf({
    cross: aCrossAccount({ marginLevel: d('999'), holdings: [aHolding('BTC', { free: '0.3' })] }),
  }),
  unknown: reportOf({
    cross: aCrossAccount({ holdings: [aHolding('BTC', { free: '1' }), aHolding('XYZ', { borrowed: '5' })] }),
    coefficients: null,
    gaps: [{ what: 'isolated margin accounts', why: 'HTTP 503 after 3 tries', needed: true }],
  }),
}

describe.each(Object.entries(REPORTS))('margin, %s', (name, report) => {
  it.each(WIDTHS)('at %i columns', (columns) => {
    const screen = marginScreen(report, aScreen(columns))
    for (const line of screen.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns)
    expectGolden(`margin-${name}-${columns}`, screen)
  })

  it('as JSON', () => {
    expectGolden(`margin-${name}-json`, jsonText(marginDocument(report)))
  })
})

describe('margin that was never opened', () => {
  it('is absence, not an error', () => {
    const report = { ...reportOf({}), standing: null, accounts: [] }
    expect(marginScreen(report, aScreen(80))).toContain('no margin account was ever opened')
    expect(marginDocument(report)).toMatchObject({
      verdict: null,
      margin: { isOpened: false, cross: null, isolated: [] },
    })
  })
})

describe.each(['a', 'b', 'c'] as const)('example %s', (name) => {
  it.each(WIDTHS)('at %i columns', (columns) => {
    const screen = exampleScreen({ asOfMs: NOW_MS, example: workedExample(name) }, aScreen(columns))
    for (const line of screen.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns)
    expectGolden(`margin-example-${name}-${columns}`, screen)
  })
})

describe('the simulation of own accounts', () => {
  it.each(WIDTHS)('at %i columns', (columns) => {
    const accounts = [...(REPORTS.normal?.accounts ?? []), ...(REPORTS['no-debt']?.accounts ?? [])]
    const simulated = accounts.flatMap(({ row, figures }) =>
      figures === null ? [] : [{ name: marginName(row), outcome: ownLiquidations(row, figures, d('0.01')) }],
    )
    const report = { account: 'main', environment: 'LIVE', asOfMs: NOW_MS, slippagePct: '1', simulated } as const
    const screen = ownSimulationScreen(report, aScreen(columns))
    for (const line of screen.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns)
    expectGolden(`margin-own-${columns}`, screen)
  })
})

describe('status with margin', () => {
  const worse = REPORTS.normal?.standing
  it.each(WIDTHS)('shows both, at %i columns', (columns) => {
    if (worse === null || worse === undefined) throw new Error('no standing')
    const report = aReport([anAccount()], { margins: [worse] })
    expectGolden(`status-margin-${columns}`, statusScreen(report, aScreen(columns)))
  })

  it('leads with margin where margin is in more danger', () => {
    const cross = aCrossAccount({ marginLevel: d('1.11') })
    const margin = assessMargin(aMarginSnapshot({ cross }), TIERS)
    const report = aReport([anAccount()], { margins: [margin], verdict: 'CRITICAL' })
    const screen = statusScreen(report, aScreen(140))
    expect(screen.split('\n')[0]).toBe(
      'CRITICAL  cross margin is 0.90% of its collateral from liquidation (5% tier) and in the margin call; 2 more in a tier.',
    )
    expect(screen.indexOf('MARGIN')).toBeLessThan(screen.indexOf('SYMBOL'))
  })

  it('a futures outage does not hide it', () => {
    if (worse === null || worse === undefined) throw new Error('no standing')
    const failure = {
      account: 'main',
      environment: 'LIVE',
      code: 'x',
      message: 'HTTP 503',
      hint: 'wait',
      retryable: true,
    } as const
    const screen = statusScreen(
      aReport([], { failures: [failure], margins: [worse], verdict: 'UNKNOWN' }),
      aScreen(140),
    )
    expect(screen).toContain('could not be read')
    expect(screen).toContain('cross 3x')
  })
})

import { describe, expect, it } from 'vitest'
import { ExchangeClock } from '../../../src/demo/clock.ts'
import { CONTRACTS } from '../../../src/demo/contracts.ts'
import {
  crossAccount,
  isolatedAccount,
  liquidationLoan,
  marginOpenOrders,
  tradeCoeff,
} from '../../../src/demo/margin/account-reply.ts'
import { marginBook } from '../../../src/demo/margin/book.ts'
import { capitalFlow, forceLiquidationRec, interestHistory } from '../../../src/demo/margin/record-replies.ts'
import { MarketModel } from '../../../src/demo/market-model.ts'
import { scenarioOf } from '../../../src/demo/scenario.ts'
import type { ScenarioName } from '../../../src/demo/world.ts'
import { refusalOf, START_MS } from '../demo-market/world-stub.ts'

const MINUTE_MS = 60_000
const ALL = new Map([['size', '100']])

function aVenue(account: string, scenario: ScenarioName = 'calm') {
  const clock = new ExchangeClock({ startAtMs: START_MS, speed: 0 })
  const world = new MarketModel({ scenario: scenarioOf(scenario), seed: 7, account, clock, listing: CONTRACTS })
  return { clock, world }
}

describe('the cross account', () => {
  it('has every field of the venue, the capital T included', () => {
    const { world } = aVenue('default')
    expect(Object.keys(crossAccount(world))).toEqual([
      ...['created', 'borrowEnabled', 'marginLevel', 'collateralMarginLevel', 'totalAssetOfBtc', 'totalLiabilityOfBtc'],
      ...['totalNetAssetOfBtc', 'TotalCollateralValueInUSDT', 'totalOpenOrderLossInUSDT', 'tradeEnabled'],
      ...['transferInEnabled', 'transferOutEnabled', 'accountType', 'userAssets'],
    ])
    expect(crossAccount(world).userAssets.find((row) => row.asset === 'SOL')).toEqual({
      asset: 'SOL',
      borrowed: '0',
      free: '0',
      interest: '0',
      locked: '0',
      netAsset: '0',
    })
  })

  it.each([
    ['default', 'MARGIN_1', '2.45', '1.30000000', '1.10000000'],
    ['cross', 'MARGIN_1', '1.85', '1.16000000', '1.10000000'],
    ['multi-assets', 'MARGIN_1', '2.20', '1.30000000', '1.10000000'],
    ['usdc', 'MARGIN_1', '999.00', '1.30000000', '1.10000000'],
  ])('of %s is %s at a level of %s, called at %s, liquidated at %s', (account, type, level, call, liquidation) => {
    const { world } = aVenue(account)
    expect(crossAccount(world).accountType).toBe(type)
    expect(Number(crossAccount(world).marginLevel).toFixed(2)).toBe(level)
    expect(tradeCoeff(world)).toMatchObject({ marginCallBar: call, forceLiquidationBar: liquidation })
  })

  it('of the hedge account is Pro, with bars of 1.5 and 1', () => {
    const { world } = aVenue('hedge')
    expect(crossAccount(world).accountType).toBe('MARGIN_2')
    expect(tradeCoeff(world)).toMatchObject({ marginCallBar: '1.50000000', forceLiquidationBar: '1.00000000' })
  })

  it.each(['empty', 'flat', 'large', 'isolated'])('of %s was never opened', (account) => {
    const { world } = aVenue(account)
    expect(refusalOf(() => crossAccount(world))).toMatchObject({
      code: -3003,
      message: 'Margin account does not exist.',
    })
    expect(refusalOf(() => tradeCoeff(world)).code).toBe(-3003)
  })

  it('has no resting orders, and none are told of an account that was never opened', () => {
    expect(marginOpenOrders(new Map(), aVenue('default').world)).toEqual([])
    expect(refusalOf(() => marginOpenOrders(new Map(), aVenue('empty').world)).code).toBe(-3003)
    const isolated = new Map([['isIsolated', 'TRUE']])
    expect(refusalOf(() => marginOpenOrders(isolated, aVenue('default').world)).code).toBe(-1102)
  })

  it('has an empty body for the liquidation loan that it does not owe', () => {
    expect(liquidationLoan(aVenue('default').world)).toBe('')
  })
})

describe('isolated pairs', () => {
  const { world } = aVenue('isolated')
  const of = (symbols?: string) => isolatedAccount(new Map(symbols === undefined ? [] : [['symbols', symbols]]), world)

  it('come in tiers of 10x, 5x and 3x', () => {
    expect(of().assets.map((row) => [row.symbol, row.marginRatio, Number(row.marginLevel).toFixed(2)])).toEqual([
      ['BTCUSDT', '10.00000000', '1.60'],
      ['SOLUSDT', '5.00000000', '1.90'],
      ['FETUSDT', '3.00000000', '2.10'],
    ])
  })

  it('have every field of the venue', () => {
    const [row] = of('SOLUSDT').assets
    expect(Object.keys(row ?? {})).toEqual([
      ...['baseAsset', 'quoteAsset', 'symbol', 'isolatedCreated', 'enabled', 'marginLevel', 'marginLevelStatus'],
      ...['marginRatio', 'indexPrice', 'liquidatePrice', 'liquidateRate', 'tradeEnabled'],
    ])
    expect(Object.keys(row?.baseAsset ?? {}).sort()).toEqual([
      ...['asset', 'borrowEnabled', 'borrowed', 'free', 'interest', 'locked', 'netAsset', 'netAssetOfBtc'],
      ...['repayEnabled', 'totalAsset'],
    ])
    expect(row?.marginLevelStatus).toBe('NORMAL')
  })

  it('are liquidated where their price says: a long below, a short above', () => {
    const [short, long] = of().assets
    expect(Number(short?.liquidateRate)).toBeGreaterThan(0)
    expect(Number(long?.liquidateRate)).toBeLessThan(0)
    // 1.9 falls to 1.15; the 120 USDT held do not fall with the coin, so a little more than 39.5 %
    expect(Number(long?.liquidateRate)).toBeCloseTo(-40.2, 0)
  })

  it('are all answered without a list, and refused by name when never opened or not traded', () => {
    expect(of('SOLUSDT,FETUSDT').assets).toHaveLength(2)
    expect(refusalOf(() => of('ETHUSDT')).code).toBe(-11001)
    expect(refusalOf(() => of('NOPE')).code).toBe(-3028)
    expect(refusalOf(() => of('A,B,C,D,E,F')).code).toBe(-1130)
  })

  it('are an empty list for who never opened any', () => {
    expect(isolatedAccount(new Map(), aVenue('empty').world)).toEqual({
      assets: [],
      totalAssetOfBtc: '0',
      totalLiabilityOfBtc: '0',
      totalNetAssetOfBtc: '0',
    })
  })
})

describe('interest', () => {
  it('accrues on the full hour of the exchange clock', () => {
    const { clock, world } = aVenue('default')
    const debtOf = () => crossAccount(world).userAssets.find((row) => row.asset === 'USDC')
    const before = Number(debtOf()?.interest)
    clock.advance(19 * MINUTE_MS)
    expect(Number(debtOf()?.interest)).toBe(before)
    clock.advance(2 * MINUTE_MS)
    const hourly = (Number(debtOf()?.borrowed) * 0.000192) / 24
    expect(Number(debtOf()?.interest) - before).toBeCloseTo(hourly, 7)
    const [newest] = interestHistory(new Map([['asset', 'USDC']]), world).rows
    expect(newest).toMatchObject({
      interestAccuredTime: Date.UTC(2026, 10, 21, 23),
      asset: 'USDC',
      interestRate: '0.00019200',
      type: 'PERIODIC',
    })
  })

  it('history explains what has accrued: 120 hours, the first of them on borrowing', () => {
    const { world } = aVenue('default')
    const pages = [1, 2].flatMap(
      (current) =>
        interestHistory(
          new Map([
            ['size', '100'],
            ['current', String(current)],
          ]),
          world,
        ).rows,
    )
    expect(pages).toHaveLength(120)
    expect(pages.at(-1)).toMatchObject({ type: 'ON_BORROW' })
    const accrued = crossAccount(world).userAssets.find((row) => row.asset === 'USDC')?.interest
    expect(pages.reduce((sum, row) => sum + Number(row.interest), 0)).toBeCloseTo(Number(accrued), 5)
  })

  it('of an isolated pair is told only when its symbol is sent', () => {
    const { world } = aVenue('isolated')
    expect(interestHistory(new Map(), world).total).toBe(0)
    expect(interestHistory(new Map([['isolatedSymbol', 'SOLUSDT']]), world).rows[0]).toMatchObject({
      isolatedSymbol: 'SOLUSDT',
    })
  })

  it('is refused for a span of more than thirty days and a page of more than 100', () => {
    const { world } = aVenue('default')
    const span = new Map([
      ['startTime', '1'],
      ['endTime', String(31 * 86_400_000)],
    ])
    expect(refusalOf(() => interestHistory(span, world)).code).toBe(-1127)
    expect(refusalOf(() => interestHistory(new Map([['size', '101']]), world)).code).toBe(-1130)
  })
})

describe('the margin call', () => {
  it('walks a cross account over the call line and then liquidates it with visible orders', () => {
    const { clock, world } = aVenue('default', 'margin-call')
    expect(Number(crossAccount(world).marginLevel)).toBeCloseTo(1.43, 6)
    const levels: number[] = []
    for (let minute = 0; minute < 60; minute++) {
      clock.advance(MINUTE_MS)
      levels.push(Number(crossAccount(world).marginLevel))
    }
    const called = levels.findIndex((level) => level <= 1.3)
    const liquidated = levels.indexOf(999)
    expect(called).toBeGreaterThan(5)
    expect(liquidated).toBeGreaterThan(called + 10)
    expect(levels.slice(0, liquidated).every((level) => level > 1.09)).toBe(true)
    expect(levels.slice(liquidated).every((level) => level === 999)).toBe(true)
  })

  it('leaves orders, repayments and a fee behind a regular liquidation', () => {
    const { clock, world } = aVenue('default', 'margin-call')
    clock.advance(60 * MINUTE_MS)
    const { rows, total } = forceLiquidationRec(ALL, world)
    expect(total).toBeGreaterThanOrEqual(2)
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...[
        'avgPrice',
        'executedQty',
        'orderId',
        'price',
        'qty',
        'side',
        'symbol',
        'timeInForce',
        'isIsolated',
        'updatedTime',
      ],
    ])
    expect(
      rows.filter((row) => !row.isIsolated).every((row) => row.symbol.endsWith('USDC') || row.symbol === 'USDCUSDT'),
    ).toBe(true)
    expect(rows.slice(1).every((row, i) => row.updatedTime <= (rows[i]?.updatedTime ?? 0))).toBe(true)
    const types = new Set(capitalFlow(new Map(), world).map((flow) => flow.type))
    expect(types).toEqual(new Set(['BORROW', 'SELL_LIQUIDATION', 'REPAY_LIQUIDATION', 'LIQUIDATION_FEE']))
    expect(Number(crossAccount(world).totalNetAssetOfBtc)).toBeGreaterThan(0)
  })

  it('locks the account between the two waves of orders', () => {
    const { clock, world } = aVenue('default', 'margin-call')
    const hasBegun = () => marginBook(world).orders.some((order) => order.symbol === null)
    for (let look = 0; look < 360 && !hasBegun(); look++) clock.advance(10_000)
    expect(crossAccount(world)).toMatchObject({ tradeEnabled: false, borrowEnabled: false, transferOutEnabled: false })
    clock.advance(10_000)
    expect(crossAccount(world)).toMatchObject({ tradeEnabled: true, borrowEnabled: true, transferOutEnabled: true })
  })

  it('leaves no order behind a takeover, only the capital flow', () => {
    const { clock, world } = aVenue('multi-assets', 'margin-call')
    clock.advance(75 * MINUTE_MS)
    expect(crossAccount(world).marginLevel).toBe('999.00000000')
    expect(forceLiquidationRec(ALL, world)).toEqual({ rows: [], total: 0 })
    const flows = capitalFlow(new Map(), world)
    expect(flows.map((flow) => [flow.asset, flow.type])).toEqual([
      ['USDC', 'BORROW'],
      ['SUPER', 'OTHER_LIQUIDATION'],
      ['USDC', 'OTHER_LIQUIDATION'],
      ['USDC', 'OTHER_LIQUIDATION'],
      ['USDC', 'LIQUIDATION_FEE'],
    ])
    expect(Number(crossAccount(world).userAssets.find((row) => row.asset === 'USDC')?.free)).toBeGreaterThan(0)
  })

  it.each(['cross', 'hedge'])('liquidates the %s account as well', (account) => {
    const { clock, world } = aVenue(account, 'margin-call')
    clock.advance(60 * MINUTE_MS)
    expect(crossAccount(world).marginLevel).toBe('999.00000000')
    expect(forceLiquidationRec(ALL, world).total).toBeGreaterThan(0)
  })

  it('liquidates isolated longs one by one and leaves the short alone', () => {
    const { clock, world } = aVenue('isolated', 'margin-call')
    clock.advance(60 * MINUTE_MS)
    const sol = forceLiquidationRec(new Map([['isolatedSymbol', 'SOLUSDT']]), world)
    expect(sol.rows.map((row) => [row.symbol, row.side, row.isIsolated])).toEqual([
      ['SOLUSDT', 'SELL', true],
      ['SOLUSDT', 'SELL', true],
    ])
    expect(forceLiquidationRec(new Map([['isolatedSymbol', 'BTCUSDT']]), world).total).toBe(0)
    expect(
      capitalFlow(
        new Map([
          ['symbol', 'SOLUSDT'],
          ['type', 'LIQUIDATION_FEE'],
        ]),
        world,
      )[0],
    ).toMatchObject({
      asset: 'SOL',
      symbol: 'SOLUSDT',
    })
  })

  it('ends the same however often it is looked at', () => {
    const [seldom, often] = [aVenue('default', 'margin-call'), aVenue('default', 'margin-call')]
    seldom.clock.advance(60 * MINUTE_MS)
    for (let minute = 0; minute < 60; minute++) {
      often.clock.advance(MINUTE_MS)
      marginBook(often.world)
    }
    expect(forceLiquidationRec(ALL, often.world)).toEqual(forceLiquidationRec(ALL, seldom.world))
    expect(crossAccount(often.world)).toEqual(crossAccount(seldom.world))
  })
})

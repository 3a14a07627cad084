import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { betaTo } from '../../../src/risk/beta.ts'
import { cascadeOf } from '../../../src/risk/cascade.ts'
import { liquidationWalk } from '../../../src/risk/liquidation-steps.ts'
import { betaPath, furthestBetaPct, markAt, marketPath } from '../../../src/risk/mark-path.ts'
import { modeReadings } from '../../../src/risk/modes.ts'
import { type StressOptions, stressReport } from '../../../src/risk/stress.ts'
import { aBook, aContext, rowIn, someRules } from '../../support/acting.ts'
import { aBracket, aCandle, anOrder, aPosition, aRate, aSnapshot, aWallet, tierTable } from '../../support/builders.ts'

const text = (value: Decimal | null | undefined, places = 4) => value?.toDecimalPlaces(places).toFixed() ?? null

const options: StressOptions = {
  mode: 'market',
  shocksPct: ['-5', '-10', '-20'].map(d),
  scenarios: [],
  betas: new Map(),
  tiers: tierTable(),
}

/** Long 1 at 100 with 10 of its own: liquidated at 90 ÷ 0.996 = 90.3614, a fall of 9.6386 %. */
function lonely(liquidationFeeRate: string | null, crossWallet = '0'): AccountSnapshot {
  return aSnapshot({
    wallets: [aWallet('USDT', crossWallet, d(crossWallet).plus('10').toFixed())],
    positions: [aPosition({ isolatedWallet: '10' })],
    rules: new Map([['BTCUSDT', someRules('BTCUSDT', { liquidationFeeRate })]]),
  })
}

describe('an isolated death', () => {
  it('happens at its exact move and takes its margin', () => {
    const { rows, limits } = stressReport(lonely('0.0125'), options)
    expect(rows.map(({ equity }) => text(equity))).toEqual(['5', '0', '0'])
    expect(rows.map(({ liquidated }) => liquidated.map(({ symbol, movePct }) => [symbol, text(movePct)]))).toEqual([
      [],
      [['BTCUSDT', '-9.6386']],
      [['BTCUSDT', '-9.6386']],
    ])
    expect(limits.map(({ way, firstDeath }) => [way, text(firstDeath?.movePct ?? null)])).toEqual([
      ['down', '-9.6386'],
      ['up', null],
    ])
  })

  it('gives back what the clearance fee leaves: 90.3614 × (0.004 − 0.001) = 0.2711', () => {
    expect(stressReport(lonely('0.001'), options).rows.map(({ equity }) => text(equity))).toEqual([
      '5',
      '0.2711',
      '0.2711',
    ])
  })

  it('leaves nothing where the fee is not known', () => {
    expect(stressReport(lonely(null), options).rows.map(({ equity }) => text(equity))).toEqual(['5', '0', '0'])
  })

  it('is told of a position that can be liquidated already, at no move at all', () => {
    const dead = {
      ...lonely('0.0125'),
      positions: [aPosition({ isolatedWallet: '10', markPrice: '89', entryPrice: '100' })],
    }
    const { rows } = stressReport(dead, options)
    expect(rows[0]?.liquidated.map(({ movePct }) => text(movePct))).toEqual(['0'])
    // The insurance fund pays what the balance of −1 lacks.
    expect(cascadeOf(dead, marketPath(d('-5'))).deaths.map(({ fundPays }) => text(fundPays))).toEqual(['1'])
  })
})

describe('a pool death', () => {
  const pair = (overrides: Parameters<typeof aSnapshot>[0] = {}) =>
    aSnapshot({
      wallets: [aWallet('USDT', '50')],
      positions: [aPosition({ quantity: '2' }), aPosition({ symbol: 'ETHUSDT', side: 'SHORT', quantity: '0.5' })],
      rules: new Map(['BTCUSDT', 'ETHUSDT'].map((symbol) => [symbol, someRules(symbol)])),
      ...overrides,
    })

  it('takes every position, the greatest loss first', () => {
    // 50 − 150 x = 0.004 × 250 × (1 − x): x = 49 ÷ 149
    const { rows, limits } = stressReport(pair(), { ...options, shocksPct: ['-30', '-40'].map(d) })
    expect(rows.map(({ liquidated }) => liquidated.map(({ symbol, kind }) => [symbol, kind]))).toEqual([
      [],
      [
        ['BTCUSDT', 'pool'],
        ['ETHUSDT', 'pool'],
      ],
    ])
    expect(text(limits[0]?.poolDeathPct)).toBe('-32.8859')
    expect(rows.map(({ crossMarginRatio, openPositions }) => [text(crossMarginRatio), openPositions])).toEqual([
      // 0.7 ÷ 5
      ['0.14', 2],
      [null, 0],
    ])
  })

  it('against you happens at the joint distance', () => {
    // 50 − 250 x = 0.004 × (200 (1 − x) + 50 (1 + x)): x = 49 ÷ 249.4
    const { rows, limits } = stressReport(pair(), { ...options, mode: 'adverse' })
    expect(rows.map(({ shockPct }) => text(shockPct))).toEqual(['5', '10', '20'])
    expect(limits.map(({ way, poolDeathPct }) => [way, text(poolDeathPct)])).toEqual([['against-you', '19.6472']])
    expect(text(aContext(pair()).risk.pools[0]?.jointDistancePct)).toBe('19.6472')
  })

  it('comes later for money that an isolated death gives back', () => {
    const positions = [aPosition({ quantity: '2' }), aPosition({ symbol: 'SOLUSDT', isolatedWallet: '10' })]
    const rules = new Map([
      ['BTCUSDT', someRules('BTCUSDT')],
      ['SOLUSDT', someRules('SOLUSDT', { liquidationFeeRate: '0' })],
    ])
    const snapshot = aSnapshot({ wallets: [aWallet('USDT', '50', '60')], positions, rules })
    // 50 + 90.3614 × 0.004 − 200 x = 0.8 (1 − x)
    const { limits } = stressReport(snapshot, options)
    expect(text(limits[0]?.poolDeathPct)).toBe('-24.8802')
  })

  it('stops once enough margin is left again: down to the bracket floor', () => {
    // Above 1,000 of notional the rate is 10 %: at 0.9 × mark 1,800 asks for 84, and the floor leaves only 4.
    const steep = aBracket([
      ['0', '0.004', '0'],
      ['1000', '0.1', '96'],
    ])
    const positions = [aPosition({ quantity: '20' })]
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '284')],
      positions,
      brackets: [steep],
      rules: new Map([['BTCUSDT', someRules('BTCUSDT')]]),
    })
    const { deaths } = cascadeOf(snapshot, marketPath(d('-10')))
    // 284 − 200 = 84 at 90: kept 1,000 ÷ 90 = 11.11, closed 8.89, fee 8.89 × 90 × 0.0125 = 10.00125
    expect(deaths.map(({ at, casualties }) => [text(at), casualties.map(({ closed }) => text(closed))])).toEqual([
      ['0.1', ['8.89']],
    ])
    const [order] = deaths[0]?.casualties[0]?.orders ?? []
    expect([order?.fee, order?.marginBalance, order?.maintenanceMargin].map((value) => text(value, 5))).toEqual([
      '10.00125',
      '73.99875',
      '3.9996',
    ])
  })

  it('leaves an unreadable pool standing and says so', () => {
    const gap = {
      symbol: 'XRPUSDT',
      positionSide: 'BOTH',
      marginType: 'CROSSED',
      marginAsset: 'USDT',
      why: 'entryPrice is missing',
    } as const
    const { rows, unknown } = stressReport(pair({ unreadable: [gap] }), options)
    expect(rows.map(({ liquidated, openPositions }) => [liquidated.length, openPositions])).toEqual([
      [0, 2],
      [0, 2],
      [0, 2],
    ])
    expect(unknown).toContainEqual({ what: 'the USDT pool', why: 'XRPUSDT: entryPrice is missing' })
  })

  it('counts owed collateral at the ask', () => {
    const rates = [aRate('USDT', '0.9', '1.1', '1'), aRate('USDC', '1', '1')]
    const wallets = [aWallet('USDT', '0'), aWallet('USDC', '30')]
    const snapshot = aSnapshot({
      multiAssetsMode: true,
      wallets,
      rates,
      positions: [aPosition()],
      rules: new Map([['BTCUSDT', someRules('BTCUSDT')]]),
    })
    // 30 − 1.1 × 100 x = 1.1 × 0.4 (1 − x)
    expect(text(stressReport(snapshot, options).limits[0]?.poolDeathPct)).toBe('-26.9806')
  })
})

describe('both ways held', () => {
  it('goes where the cross legs lose more', () => {
    const legs = (short: string) =>
      aSnapshot({
        hedgeMode: true,
        wallets: [aWallet('USDT', '50')],
        positions: [
          aPosition({ positionSide: 'LONG', quantity: '1' }),
          aPosition({ positionSide: 'SHORT', side: 'SHORT', quantity: short }),
        ],
      })
    const shocked = (short: string) =>
      stressReport(legs(short), { ...options, mode: 'adverse', shocksPct: [d('10')] }).rows[0]
    // 50 − 0.5 × 10 and 50 − 1 × 10
    expect([text(shocked('0.5')?.equity), text(shocked('2')?.equity)]).toEqual(['45', '40'])
  })

  it('goes to the nearer liquidation of isolated legs', () => {
    const snapshot = aSnapshot({
      hedgeMode: true,
      wallets: [aWallet('USDT', '0', '30')],
      positions: [
        aPosition({ positionSide: 'LONG', isolatedWallet: '20' }),
        aPosition({ positionSide: 'SHORT', side: 'SHORT', isolatedWallet: '10' }),
      ],
      rules: new Map([['BTCUSDT', someRules('BTCUSDT')]]),
    })
    const { limits } = stressReport(snapshot, { ...options, mode: 'adverse' })
    // (100 + 10) ÷ 1.004
    expect(limits[0]?.firstDeath).toMatchObject({ symbol: 'BTCUSDT', side: 'SHORT' })
    expect(text(limits[0]?.firstDeath?.movePct)).toBe('9.5618')
  })
})

describe('a scenario of the user', () => {
  it('moves what it names, and the others by *', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '100')],
      positions: [aPosition(), aPosition({ symbol: 'ETHUSDT', side: 'SHORT' })],
    })
    const scenario = { name: 'rotation', movesPct: new Map([['BTCUSDT', d('-10')]]), othersPct: d('20') }
    const { mode, rows, limits } = stressReport(snapshot, { ...options, shocksPct: [], scenarios: [scenario] })
    expect([mode, limits]).toEqual(['custom', []])
    // 100 − 10 − 20
    expect(rows.map(({ name, shockPct, equity }) => [name, shockPct, text(equity)])).toEqual([['rotation', null, '70']])
  })
})

describe('beta', () => {
  const closes = (values: readonly number[]) =>
    values.map((close, day) => aCandle(day + 1, [`${close}`, `${close}`, `${close}`]))
  /** 40 days that rise and fall by the given percentages in turn. */
  const swinging = (upPct: number, downPct: number) => {
    const values = [1000]
    for (let day = 1; day < 40; day++)
      values.push(Number(((values[day - 1] ?? 0) * (1 + (day % 2 === 0 ? -downPct : upPct) / 100)).toFixed(8)))
    return closes(values)
  }

  it.each([
    { name: 'twice the moves', own: swinging(4, 2), beta: '2' },
    { name: 'the same', own: swinging(2, 1), beta: '1' },
    { name: 'against it', own: swinging(-1, -0.5), beta: '-0.5' },
  ])('$name: $beta', ({ own, beta }) => {
    expect(text(betaTo(own, swinging(2, 1)))).toBe(beta)
  })

  it('is not known with too few shared days, or a reference that stood still', () => {
    expect(betaTo(swinging(4, 2).slice(0, 15), swinging(2, 1))).toBeNull()
    expect(betaTo(swinging(4, 2), closes(Array.from({ length: 40 }, () => 1000)))).toBeNull()
  })

  it('moves a mark by its multiple of the shock, never below zero', () => {
    const betas = new Map([
      ['SOLUSDT', d('1.5')],
      ['WILDUSDT', d('6')],
    ])
    const path = betaPath(betas, d('-20'))
    const marks = ['SOLUSDT', 'WILDUSDT', 'NEWUSDT'].map((symbol) =>
      markAt(path, { symbol, markPrice: d('100') }, path.end).toFixed(),
    )
    expect(marks).toEqual(['70', '0', '80'])
    expect(text(furthestBetaPct(betas, d('-100')))).toBe('-16.6667')
  })
})

describe('the book in each margin mode', () => {
  const readings = modeReadings(aBook(), { tiers: tierTable(), shocksPct: options.shocksPct })
  const figures = readings.map(({ figures: found }) => found)

  it('locks isolated wallets, and initial margins of cross positions', () => {
    expect(readings.map(({ mode }) => mode)).toEqual(['current', 'isolated', 'cross'])
    // 1,027.20 + 1,727.38 + 23,545.125 ÷ 20 + 10,886.72 ÷ 20
    // … + 0.25 × 96,420 ÷ 20 + 3.2 × 3,310 ÷ 20
    // 9,918 ÷ 10 + 7,988.4 ÷ 10 + 23,545.125 ÷ 20 + 10,886.72 ÷ 20
    expect(figures.map((each) => text(each?.lockedCapital))).toEqual(['4476.1723', '4489.43', '3512.2323'])
  })

  it('can lose isolated wallets, and the whole wallet behind cross positions', () => {
    expect(figures.map((each) => text(each?.maxLoss))).toEqual(['12400', '4489.43', '12400'])
  })

  it('has no joint distance when all is isolated, and keeps the equity in every mode', () => {
    expect(figures.map((each) => each?.jointDistancePct === null)).toEqual([false, true, false])
    expect(figures.map((each) => text(each?.risk.equity))).toEqual(['10595.005', '10595.005', '10595.005'])
  })

  it('is not isolated in multi-assets mode, nor with an unknown leverage, nor without the money', () => {
    const book = aBook()
    const why = (snapshot: AccountSnapshot) => modeReadings(snapshot, { tiers: tierTable(), shocksPct: [] })[1]?.why
    expect(why({ ...book, multiAssetsMode: true })).toBe('multi-assets mode has cross margin only')
    const positions = book.positions.map((position) =>
      position.symbol === 'BTCUSDT' ? { ...position, leverage: null } : position,
    )
    expect(why({ ...book, positions })).toBe('the leverage setting of BTCUSDT is not known')
    expect(why({ ...book, wallets: [aWallet('USDT', '1000', '3754.58')] })).toBe(
      'its initial margins need more USDT than the wallet has',
    )
  })
})

describe('a liquidation in steps', () => {
  const walk = (snapshot: AccountSnapshot, symbol: string) =>
    liquidationWalk(snapshot, rowIn(aContext(snapshot), symbol), tierTable())

  it('of an isolated position: trigger, orders, close, bankruptcy, fund, ADL, rest', () => {
    const snapshot = { ...lonely('0.001'), orders: new Map([['BTCUSDT', [anOrder(), anOrder()]]]) }
    const { steps, cancelledOrders, atStake, fees, roomPct, equityAfter } = walk(snapshot, 'BTCUSDT')
    expect(steps.map(({ name, price }) => [name, text(price)])).toEqual([
      ['trigger', '90.3614'],
      ['orders-cancelled', null],
      ['close', '90.3614'],
      ['bankruptcy', '90'],
      ['insurance-fund', null],
      ['auto-deleveraging', '90'],
      ['left', null],
    ])
    // 90.3614 × 0.004; 90.3614 × 0.001; the difference; (90.3614 − 90) ÷ 90.3614 = 0.4 %
    expect([steps[0]?.marginBalance, fees, steps.at(-1)?.remaining, roomPct].map((value) => text(value))).toEqual([
      '0.3614',
      '0.0904',
      '0.2711',
      '0.4',
    ])
    expect([cancelledOrders, text(atStake), text(equityAfter)]).toEqual([2, '10', '0.2711'])
  })

  it('of a cross position takes the pool along', () => {
    const { casualties, cancelledOrders, atStake } = walk(aBook(), 'BTCUSDT')
    expect(casualties.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT'])
    // 9,645.42 − 559.875 − 294.72
    expect([cancelledOrders, text(atStake)]).toEqual([2, '8790.825'])
  })

  it('does not count orders that could not be read', () => {
    const snapshot = { ...lonely('0.001'), orders: new Map() }
    const { cancelledOrders, steps } = walk(snapshot, 'BTCUSDT')
    expect([cancelledOrders, steps[1]?.quantity]).toEqual([null, null])
  })

  it('says why there is none', () => {
    const safe = aSnapshot({
      wallets: [aWallet('USDT', '0', '100')],
      positions: [aPosition({ isolatedWallet: '100' })],
    })
    expect(walk(safe, 'BTCUSDT')).toMatchObject({ why: 'its margin covers a fall of the price to zero', steps: [] })
  })
})

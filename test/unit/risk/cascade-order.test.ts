import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import { type Cascade, cascadeOf } from '../../../src/risk/cascade.ts'
import { marketPath } from '../../../src/risk/mark-path.ts'
import { someRules } from '../../support/acting.ts'
import { aBracket, aPosition, aRate, aSnapshot, aWallet } from '../../support/builders.ts'

const text = (value: Decimal | null | undefined, places = 4) => value?.toDecimalPlaces(places).toFixed() ?? null
const ruled = (fee: string | null, ...symbols: readonly string[]) =>
  new Map(symbols.map((symbol) => [symbol, someRules(symbol, { liquidationFeeRate: fee })]))
const told = ({ deaths }: Cascade) =>
  deaths.map(({ kind, casualties, at }) => [kind, casualties.map(({ symbol }) => symbol).join(' '), text(at)])
const isolated = (symbol: string, isolatedWallet: string) => aPosition({ symbol, isolatedWallet })

describe('deaths happen in the order of their moves', () => {
  it('of isolated positions, whatever their order in the account', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '0', '35')],
      positions: [isolated('FAR', '20'), isolated('NEAR', '5'), isolated('MIDDLE', '10')],
    })
    // 1 − (100 − 5) ÷ 99.6 and so on
    expect(told(cascadeOf(snapshot, marketPath(d('-30'))))).toEqual([
      ['isolated', 'NEAR', '0.0462'],
      ['isolated', 'MIDDLE', '0.0964'],
      ['isolated', 'FAR', '0.1968'],
    ])
  })

  it('of a pool before an isolated position that lasts longer', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '5', '15')],
      positions: [isolated('SOLUSDT', '10'), aPosition()],
    })
    // (5 − 0.4) ÷ 99.6
    expect(told(cascadeOf(snapshot, marketPath(d('-30'))))).toEqual([
      ['pool', 'BTCUSDT', '0.0462'],
      ['isolated', 'SOLUSDT', '0.0964'],
    ])
  })

  it('of pools, the nearer first wherever it is listed', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDC', '20'), aWallet('USDT', '50')],
      positions: [aPosition({ symbol: 'ETHUSDC', marginAsset: 'USDC' }), aPosition()],
    })
    // (20 − 0.4) ÷ 99.6, (50 − 0.4) ÷ 99.6
    expect(told(cascadeOf(snapshot, marketPath(d('-60'))))).toEqual([
      ['pool', 'ETHUSDC', '0.1968'],
      ['pool', 'BTCUSDT', '0.498'],
    ])
  })
})

it('an isolated position beside a pool survives a small move, and nothing is unknown', () => {
  const snapshot = aSnapshot({
    wallets: [aWallet('USDT', '50', '60')],
    positions: [isolated('SOLUSDT', '10'), aPosition()],
  })
  const { deaths, after, unknown } = cascadeOf(snapshot, marketPath(d('-5')))
  expect([deaths, unknown]).toEqual([[], []])
  expect(after.positions.map(({ symbol, markPrice }) => [symbol, text(markPrice)])).toEqual([
    ['SOLUSDT', '95'],
    ['BTCUSDT', '95'],
  ])
})

describe('forced orders', () => {
  const figures = ({ deaths }: Cascade) =>
    deaths
      .flatMap(({ casualties }) => casualties.flatMap(({ orders }) => orders))
      .map(({ quantity, price, fee, marginBalance, maintenanceMargin }) =>
        [quantity, price, fee, marginBalance, maintenanceMargin].map((value) => text(value)),
      )

  it('go on bracket by bracket until enough margin is left; one that stands on a floor gives up a step', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '0', '100')],
      positions: [aPosition({ quantity: '30', isolatedWallet: '100' })],
      brackets: [
        aBracket([
          ['0', '0.004', '0'],
          ['1000', '0.1', '96'],
          ['2000', '0.5', '896'],
        ]),
      ],
      rules: ruled('0.0125', 'BTCUSDT'),
    })
    const cascade = cascadeOf(snapshot, marketPath(d('-1')))
    // fees 1,000, 1 and 999 × 0.0125; margins 1,000 − 896, 199.9 − 96, 100 − 96
    expect(figures(cascade)).toEqual([
      ['10', '100', '12.5', '87.5', '104'],
      ['0.01', '100', '0.0125', '87.4875', '103.9'],
      ['9.99', '100', '12.4875', '75', '4'],
    ])
    expect(told(cascade)).toEqual([['isolated', 'BTCUSDT', '0']])
    expect(
      cascade.after.positions.map(({ quantity, isolatedWallet }) => [text(quantity), text(isolatedWallet)]),
    ).toEqual([['10', '75']])
  })

  it('of a position under water are one takeover, without a fee', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '0', '10')],
      positions: [aPosition({ entryPrice: '100', markPrice: '89', isolatedWallet: '10' })],
      rules: ruled('0.0125', 'BTCUSDT'),
    })
    expect(figures(cascadeOf(snapshot, marketPath(d('-5'))))).toEqual([['1', '89', '0', '0', '0']])
  })

  it('of an unknown fee take all that is left, counted at the bid', () => {
    const snapshot = aSnapshot({
      multiAssetsMode: true,
      wallets: [aWallet('USDT', '20')],
      positions: [aPosition()],
      rates: [aRate('USDT', '0.9', '1.1', '1')],
      rules: ruled(null, 'BTCUSDT'),
    })
    const cascade = cascadeOf(snapshot, marketPath(d('-30')))
    // 0.9 × (20 − 100 x) = 1.1 × 0.4 × (1 − x) at x = 17.56 ÷ 89.56; the fee is 20 − 100 x
    expect(figures(cascade)).toEqual([['1', '80.393', '0.393', '0', '0']])
    expect(cascade.after.wallets.map(({ crossWallet }) => text(crossWallet))).toEqual(['0'])
  })
})

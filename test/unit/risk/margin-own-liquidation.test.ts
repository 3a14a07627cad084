import { expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { CrossMarginAccount, IsolatedMarginPair } from '../../../src/model/margin-account.ts'
import { ownLiquidations } from '../../../src/risk/margin-own-liquidation.ts'
import { assessMargin } from '../../../src/risk/margin-standing.ts'
import { marginFigures } from '../../../src/risk/spot-margin.ts'
import { aCrossAccount, aHolding, aMarginSnapshot, aPair } from '../../support/margin-builders.ts'

interface Accounts {
  readonly cross?: CrossMarginAccount
  readonly pair?: IsolatedMarginPair
}

/** Bitcoin at 50,000, SUPER at 1. */
const inBitcoin = new Map(
  Object.entries({ BTC: '1', USDC: '0.00002', USDT: '0.00002', SUPER: '0.00002' }).map(([a, p]) => [a, d(p)]),
)

function simulated({ cross, pair }: Accounts, slippage: string) {
  const snapshot = aMarginSnapshot({ cross: cross ?? null, isolated: pair === undefined ? [] : [pair] })
  const [row] = assessMargin(snapshot, [d('15'), d('10'), d('5')]).rows
  if (row === undefined) throw new Error('no row')
  const figures = marginFigures(row, pair ?? null, {
    inBitcoin,
    target: d('1.5'),
    rates: null,
    charges: null,
    spot: null,
  })
  if ('why' in figures) throw new Error(figures.why)
  const outcome = ownLiquidations(row, figures, d(slippage))
  if (outcome.status === 'none') return outcome.why
  return outcome.runs.map(({ way, movePct, run }) => {
    const sold = run.sold.map(({ asset, quantity }) => `${quantity.toFixed(4)} ${asset}`).join(' + ')
    return `${way} ${movePct.toFixed(2)}%: sold ${sold || 'nothing'}, fee ${run.fee.toFixed(2)}, back ${run.returned.toFixed(2)}`
  })
}

function pairOf(base: Parameters<typeof aHolding>[1], quote: Parameters<typeof aHolding>[1], price: string) {
  return aPair({
    symbol: 'BTCUSDT',
    base: { ...aHolding('BTC', base), netAssetOfBtc: null },
    quote: { ...aHolding('USDT', quote), netAssetOfBtc: null },
    indexPrice: d(price),
    marginLevel: null,
    liquidatePrice: null,
  })
}

/** 1 BTC and 50,000 SUPER against 60,000 USDC. */
const thin = aCrossAccount({
  marginLevel: d('1.66666666'),
  holdings: [
    aHolding('BTC', { free: '1' }),
    aHolding('SUPER', { free: '50000' }),
    aHolding('USDC', { borrowed: '60000' }),
  ],
})

/** 10,000 SUPER, 1 BTC, 9,000 USDT and a coin that is all gone, against 40,000 USDC. */
const mixed = aCrossAccount({
  marginLevel: d('1.725'),
  holdings: [
    aHolding('SUPER', { free: '10000' }),
    aHolding('BTC', { free: '1' }),
    aHolding('USDT', { free: '9000' }),
    aHolding('USDC', { borrowed: '40000' }),
  ],
})

// The published lines of isolated pairs, the earliest: 1.18.
it.each([
  {
    // 1 BTC against 50,000 USDT: at 59,000 sold 50,000 ÷ 59,000, fee 1,000 of 9,000
    name: 'a coin held, without slippage',
    accounts: { pair: pairOf({ free: '1' }, { borrowed: '50000' }, '100000') },
    slippage: '0',
    runs: [
      'regular -41.00%: sold 0.8475 BTC, fee 1000.00, back 8000.00',
      'takeover -41.00%: sold nothing, fee 1000.00, back 8000.00',
    ],
  },
  {
    // 59,000 × 0.99 = 58,410: sold 50,000 ÷ 58,410; what is left is worth 59,000 × 0.143982…
    name: 'a coin held, sold at a loss',
    accounts: { pair: pairOf({ free: '1' }, { borrowed: '50000' }, '100000') },
    slippage: '0.01',
    runs: [
      'regular -41.00%: sold 0.8560 BTC, fee 1000.00, back 7494.95',
      'takeover -41.00%: sold nothing, fee 1000.00, back 7410.00',
    ],
  },
  {
    // 23,600 USDT against 0.2 BTC: the debt grows to 20,000; 20,000 ÷ 0.99 = 20,202.02 buy it back
    name: 'a coin owed, bought back at a loss',
    accounts: { pair: pairOf({ borrowed: '0.2' }, { free: '23600' }, '50000') },
    slippage: '0.01',
    runs: [
      'regular 100.00%: sold nothing, fee 400.00, back 2997.98',
      'takeover 100.00%: sold nothing, fee 400.00, back 2964.00',
    ],
  },
  {
    // −34 %: BTC 33,000 repays, 27,000 are left; SUPER 33,000 − 27,000 − 1,200
    name: 'a liquid and a thin coin',
    accounts: { cross: thin },
    slippage: '0',
    runs: [
      'regular -34.00%: sold 1.0000 BTC + 40909.0909 SUPER, fee 1200.00, back 4800.00',
      'takeover -34.00%: sold nothing, fee 1200.00, back 4800.00',
      'mixed -34.00%: sold 1.0000 BTC, fee 1200.00, back 4800.00',
    ],
  },
  {
    // 60,000 × 0.583333 + 9,000 = 1.1 × 40,000: dollars first, then what is worth most; 44,000 − 40,000 − 800 come back
    name: 'dollar coins and coins of unequal worth',
    accounts: { cross: mixed },
    slippage: '0',
    runs: [
      'regular -41.67%: sold 9000.0000 USDT + 1.0000 BTC + 3142.8571 SUPER, fee 800.00, back 3200.00',
      'takeover -41.67%: sold nothing, fee 800.00, back 3200.00',
      'mixed -41.67%: sold 9000.0000 USDT + 1.0000 BTC, fee 800.00, back 3200.00',
    ],
  },
  {
    // 58,000 ÷ 50,000 is below 1.18: sold where it stands, 58,000 − 50,000 − 1,000
    name: 'the line is reached already',
    accounts: { pair: pairOf({ free: '1' }, { borrowed: '50000' }, '58000') },
    slippage: '0',
    runs: [
      'regular 0.00%: sold 0.8621 BTC, fee 1000.00, back 7000.00',
      'takeover 0.00%: sold nothing, fee 1000.00, back 7000.00',
    ],
  },
  {
    // 20,000 + 60,000 × 0.766667 = 1.1 × 60,000: the dollars are not sold, so there is one kind of coin to sell
    name: 'dollars of the unit owed beside one thin coin',
    accounts: {
      cross: aCrossAccount({
        marginLevel: d('1.33333333'),
        holdings: [aHolding('SUPER', { free: '60000' }), aHolding('USDC', { free: '20000', borrowed: '60000' })],
      }),
    },
    slippage: '0',
    runs: [
      'regular -23.33%: sold 52173.9130 SUPER, fee 1200.00, back 4800.00',
      'takeover -23.33%: sold nothing, fee 1200.00, back 4800.00',
    ],
  },
  {
    // 70,000 = 1.1 × (20,000 + 43,636.36): of the debt 0.685714 is to be bought, at 0.993143 for a dollar:
    // 70,000 − 64,075.74 − 1,272.73; taken over 69,520 − 63,636.36 − 1,272.73
    name: 'a debt that is partly of the unit, partly of a coin',
    accounts: {
      cross: aCrossAccount({
        marginLevel: d('1.4'),
        holdings: [aHolding('USDT', { free: '70000', borrowed: '20000' }), aHolding('SUPER', { borrowed: '30000' })],
      }),
    },
    slippage: '0.01',
    runs: [
      'regular 45.45%: sold nothing, fee 1272.73, back 4651.53',
      'takeover 45.45%: sold nothing, fee 1272.73, back 4610.91',
    ],
  },
  {
    // 50,000 × 0.88 = 1.1 × 40,000: of the USDT owed none is held, so none is sold
    name: 'a second dollar coin that is owed alone',
    accounts: {
      cross: aCrossAccount({
        marginLevel: d('1.25'),
        holdings: [
          aHolding('USDT', { borrowed: '10000' }),
          aHolding('BTC', { free: '1' }),
          aHolding('USDC', { borrowed: '30000' }),
        ],
      }),
    },
    slippage: '0',
    runs: [
      'regular -12.00%: sold 0.9091 BTC, fee 800.00, back 3200.00',
      'takeover -12.00%: sold nothing, fee 800.00, back 3200.00',
    ],
  },
  {
    // 10 × 0.04 × 0.7375 = 1.18 × 0.25: bitcoin is what is counted in, and stands still
    name: 'a pair against bitcoin',
    accounts: {
      pair: aPair({
        symbol: 'ETHBTC',
        base: { ...aHolding('ETH', { free: '10' }), netAssetOfBtc: null },
        quote: { ...aHolding('BTC', { borrowed: '0.25' }), netAssetOfBtc: null },
        indexPrice: d('0.04'),
        marginLevel: null,
        liquidatePrice: null,
      }),
    },
    slippage: '0',
    runs: [
      'regular -26.25%: sold 8.4746 ETH, fee 0.01, back 0.04',
      'takeover -26.25%: sold nothing, fee 0.01, back 0.04',
    ],
  },
  {
    name: 'no debt',
    accounts: { pair: pairOf({ free: '1' }, {}, '100000') },
    slippage: '0',
    runs: 'it has no debt',
  },
])('$name', ({ accounts, slippage, runs }) => {
  expect(simulated(accounts, slippage)).toEqual(runs)
})

import { describe, expect, it } from 'vitest'
import { placeAccount } from '../../../src/demo/account-seed.ts'
import { deleverage, liquidateBreaches } from '../../../src/demo/engine/liquidation.ts'
import { d } from '../../../src/model/decimal.ts'
import { aContract, KeptBooks, StillWorld } from './still-world.ts'

const SOL_ROWS = [
  [0, 50_000, 0.005, 0],
  [50_000, 400_000, 0.0065, 75],
] as const

/** A long of 60 SOL at 171.20 with 1,027.20 of its own: bankrupt at 171.20 − 1027.20 ÷ 60 = 154.08. */
function isolatedLong(prices: { readonly mark: string; readonly last: string; readonly fee?: string }): KeptBooks {
  const contract = aContract('SOLUSDT', SOL_ROWS, { liquidationFee: prices.fee ?? '0.0001' })
  const books = new KeptBooks(new StillWorld([contract], { SOLUSDT: prices.mark }))
  books.world.lasts.set('SOLUSDT', d(prices.last))
  placeAccount(
    books.account,
    {
      wallets: { USDT: '500' },
      positions: [{ symbol: 'SOLUSDT', quantity: '60', entryPrice: '171.2', isolatedWallet: '1027.20' }],
      stops: [{ symbol: 'SOLUSDT', side: 'SELL', quantity: '60', triggerPrice: '150' }],
      orders: [{ symbol: 'SOLUSDT', side: 'SELL', quantity: '10', price: '190', reduceOnly: true }],
    },
    0,
  )
  return books
}

const stepsOf = (books: KeptBooks): readonly string[] => books.ledger.liquidations.map((step) => step.name)
const eventsOf = (books: KeptBooks): readonly unknown[] => books.events.map((event) => event.e)

describe('an isolated long', () => {
  it('lives while its balance is above maintenance', () => {
    // 1027.20 − 60 × 16.34 = 46.80 against 60 × 154.86 × 0.5 % = 46.458
    const books = isolatedLong({ mark: '154.86', last: '154.86' })
    liquidateBreaches(books, 1)
    expect(stepsOf(books)).toEqual([])
  })

  it('is closed at the last price, pays the clearance fee and keeps what is left', () => {
    const books = isolatedLong({ mark: '154.80', last: '154.60' })
    liquidateBreaches(books, 1)
    expect(stepsOf(books)).toEqual(['trigger', 'orders-cancelled', 'close'])
    const [trigger, , close] = books.ledger.liquidations
    // 1027.20 − 60 × 16.40; 60 × 154.80 × 0.5 %
    expect(trigger).toMatchObject({ marginBalance: '43.2', maintenanceMargin: '46.44', price: '154.8' })
    // 60 × 154.60 × 0.01 %
    expect(close).toMatchObject({ price: '154.6', quantity: '60', fee: '0.9276' })
    // 500 + 1027.20 − 60 × 16.60 − 0.9276
    expect(books.account.crossWallet('USDT').toFixed()).toBe('530.2724')
    expect(books.insuranceFund.toFixed()).toBe('1000.9276')
    expect(books.account.legs.size).toBe(0)
  })

  it('pays no more fee than it has left', () => {
    // asked: 60 × 154.60 × 1.5 % = 139.14; left: 31.20
    const books = isolatedLong({ mark: '154.80', last: '154.60', fee: '0.015' })
    liquidateBreaches(books, 1)
    expect(books.account.crossWallet('USDT').toFixed()).toBe('500')
    expect(books.insuranceFund.toFixed()).toBe('1031.2')
  })

  it('is taken over at the bankruptcy price when the market is beyond it', () => {
    const books = isolatedLong({ mark: '154.50', last: '153.50' })
    liquidateBreaches(books, 1)
    expect(stepsOf(books)).toEqual(['trigger', 'orders-cancelled', 'takeover'])
    expect(books.ledger.liquidations[2]).toMatchObject({ price: '154.08', fee: '0' })
    expect(books.account.crossWallet('USDT').toFixed()).toBe('500')
    // the fund sells at 153.50 what it took at 154.08: 60 × 0.58
    expect(books.insuranceFund.toFixed()).toBe('965.2')
  })

  it('leads to auto-deleveraging when the fund cannot pay', () => {
    const books = isolatedLong({ mark: '154.50', last: '153.50' })
    books.insuranceFund = d('34.7')
    liquidateBreaches(books, 1)
    expect(stepsOf(books)).toEqual(['trigger', 'orders-cancelled', 'takeover', 'adl'])
    expect(books.insuranceFund.toFixed()).toBe('0')
  })

  it('cancels its orders first and tells everything in order', () => {
    const books = isolatedLong({ mark: '154.80', last: '154.60' })
    liquidateBreaches(books, 1)
    expect(eventsOf(books)).toEqual([
      'ORDER_TRADE_UPDATE',
      'ALGO_UPDATE',
      'ORDER_TRADE_UPDATE',
      'ACCOUNT_UPDATE',
      'ACCOUNT_UPDATE',
    ])
    expect(books.events[0]).toMatchObject({ o: { X: 'CANCELED', s: 'SOLUSDT' } })
    expect(books.events[1]).toMatchObject({ o: { X: 'CANCELED', o: 'STOP_MARKET' } })
    expect(books.events[2]).toMatchObject({
      o: { X: 'FILLED', S: 'SELL', f: 'IOC', c: 'autoclose-1000001', rp: '-996' },
    })
    expect(books.events[3]).toMatchObject({ a: { m: 'ORDER', P: [{ pa: '0.00', ps: 'BOTH' }] } })
    expect(books.events[4]).toMatchObject({ a: { m: 'INSURANCE_CLEAR', B: [{ wb: '530.27240000', bc: '-0.9276' }] } })
    expect(books.publicEvents).toMatchObject([{ streams: ['solusdt@forceOrder', '!forceOrder@arr'] }])
  })

  it('leaves rows in the history', () => {
    const books = isolatedLong({ mark: '154.80', last: '154.60' })
    liquidateBreaches(books, 1)
    expect(books.ledger.forceOrders).toMatchObject([
      { row: { symbol: 'SOLUSDT', side: 'SELL', executedQty: '60.00', avgPrice: '154.6' } },
    ])
    expect(books.ledger.trades).toMatchObject([{ row: { realizedPnl: '-996.00000000', qty: '60.00' } }])
    expect(books.ledger.income.map(({ row }) => [row.incomeType, row.income])).toEqual([
      ['REALIZED_PNL', '-996.00000000'],
      ['INSURANCE_CLEAR', '-0.92760000'],
    ])
  })
})

it('reduces a large position only down to the lower bracket when that is enough', () => {
  const books = new KeptBooks(new StillWorld([aContract('SOLUSDT', SOL_ROWS)], { SOLUSDT: '150' }))
  const position = { symbol: 'SOLUSDT', quantity: '500', entryPrice: '160', isolatedWallet: '5400' }
  placeAccount(books.account, { wallets: { USDT: '0' }, positions: [position] }, 0)
  liquidateBreaches(books, 1)
  // balance 400 against 75,000 × 0.65 % − 75 = 412.50; 50,000 ÷ 150 = 333.33 may stay
  expect(books.ledger.liquidations.at(-1)).toMatchObject({ name: 'close', quantity: '166.67', fee: '2.50005' })
  const rest = [...books.account.legs.values()][0]
  expect(rest?.quantity.toFixed()).toBe('333.33')
  // 5400 − 166.67 × 10 − 2.50005
  expect(rest?.isolatedWallet?.toFixed()).toBe('3730.79995')
})

describe('a cross pool', () => {
  const contracts = [aContract('BTCUSDT', [[0, 300_000, 0.004, 0]]), aContract('ETHUSDT', [[0, 300_000, 0.004, 0]])]

  function pool(bitcoin: string): KeptBooks {
    const books = new KeptBooks(new StillWorld(contracts, { BTCUSDT: bitcoin, ETHUSDT: '2930' }))
    const positions = [
      { symbol: 'ETHUSDT', quantity: '1', entryPrice: '3000' },
      { symbol: 'BTCUSDT', quantity: '0.1', entryPrice: '100000' },
    ]
    placeAccount(books.account, { wallets: { USDT: '1000' }, positions }, 0)
    return books
  }

  it('loses its greatest loser and lives on when that is enough', () => {
    // 1000 − 900 − 70 = 30 against 36.40 + 11.72
    const books = pool('91000')
    liquidateBreaches(books, 1)
    expect([...books.account.legs.keys()]).toEqual(['ETHUSDT BOTH'])
    // 1000 − 900 − 9100 × 0.01 %
    expect(books.account.crossWallet('USDT').toFixed()).toBe('99.09')
  })

  it('loses everything when the fall went beyond its money, and owes nothing', () => {
    const books = pool('85000')
    liquidateBreaches(books, 1)
    expect(books.account.legs.size).toBe(0)
    expect(books.account.crossWallet('USDT').toFixed(6)).toBe('0.000000')
  })
})

it('auto-deleverages at the mark and says so in the client id', () => {
  const books = new KeptBooks(new StillWorld([aContract('SOLUSDT', SOL_ROWS)], { SOLUSDT: '150' }))
  const seed = { wallets: { USDT: '1000' }, positions: [{ symbol: 'SOLUSDT', quantity: '-10', entryPrice: '165' }] }
  placeAccount(books.account, seed, 0)
  for (const leg of books.account.legs.values()) deleverage(books, leg, d('0.5'), 1)
  expect(books.ledger.forceOrders).toMatchObject([
    { row: { clientOrderId: 'adl_autoclose', side: 'BUY', executedQty: '5.00' } },
  ])
  // 5 × 15
  expect(books.account.crossWallet('USDT').toFixed()).toBe('1075')
})

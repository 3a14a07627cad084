import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { type FixSubject, fixReport } from '../../../src/risk/fix.ts'
import { remedyLine } from '../../../src/risk/remedy.ts'
import { maxRemovable } from '../../../src/risk/remedy-now.ts'
import type { RemedyKind, RemedyOption } from '../../../src/risk/remedy-option.ts'
import { stakeSource } from '../../../src/risk/stake-reading.ts'
import { aBook, aContext, rowIn, someRules } from '../../support/acting.ts'
import { anOrder, aPosition, aRate, aSnapshot, aWallet } from '../../support/builders.ts'

function remedies(snapshot: AccountSnapshot, symbol: string, target: string, takerRate: string | null = '0.0005') {
  const context = aContext(snapshot, takerRate)
  const subject: FixSubject = { kind: 'position', row: rowIn(context, symbol) }
  return fixReport({ subject, targetPct: d(target), budget: null }, context, []).options
}

function optionOf(options: readonly RemedyOption[], kind: RemedyKind): RemedyOption {
  const option = options.find((each) => each.kind === kind)
  if (option === undefined) throw new Error(`no ${kind}`)
  return option
}

const text = (value: Decimal | null | undefined, places = 8) => value?.toDecimalPlaces(places).toFixed() ?? null

describe('an isolated long of 60 at 171.2, mark 165.3, wallet 1,027.20, rate 0.5 %, to 15 %', () => {
  const options = () => remedies(aBook(), 'SOLUSDT', '15')

  it('offers the four ways in their order', () => {
    expect(options().map(({ kind }) => kind)).toEqual(['stop', 'close', 'mixed', 'add-margin'])
  })

  it('stops half-way: (165.3 + 154.854271) ÷ 2 = 160.0771, on the tick nearer to the mark', () => {
    const { stops, realizedPnl, fee } = optionOf(options(), 'stop')
    expect(stops).toMatchObject([{ symbol: 'SOLUSDT', side: 'LONG', isInPlace: false }])
    // 60 × (165.3 − 160.08); 60 × (160.08 − 171.2); 60 × 160.08 × 0.0005
    expect([stops[0]?.price, stops[0]?.lossFromHere, realizedPnl, fee].map((value) => text(value))).toEqual([
      '160.08',
      '313.2',
      '-667.2',
      '4.8024',
    ])
  })

  it('closes 856.6515 ÷ (24.795 + 0.702525) = 33.597, up to the step', () => {
    const { closes, realizedPnl, fee, addMargin, after, isFeasible } = optionOf(options(), 'close')
    expect(closes.map(({ quantity }) => quantity.toFixed())).toEqual(['33.6'])
    // 33.6 × (165.3 − 171.2); 33.6 × 165.3 × 0.0005
    expect([realizedPnl, fee].map((value) => text(value))).toEqual(['-198.24', '2.77704'])
    expect([addMargin, isFeasible]).toEqual([null, true])
    // (26.4 × 171.2 − 828.96) ÷ (26.4 × 0.995)
    expect(after.liquidation).toMatchObject({ status: 'price' })
    expect(text(after.distancePct, 4)).toBe('15.0015')
  })

  it('shows what a close leads to when the margin leaves in proportion: the same distance, and 376.93 to put back', () => {
    const { released } = optionOf(options(), 'close')
    expect(text(released?.distancePct, 4)).toBe('6.3193')
    expect(text(released?.addBack)).toBe('376.93')
  })

  it('does half of it and adds the rest: 856.6515 − 16.8 × 25.497525 = 428.2931', () => {
    const { closes, addMargin, realizedPnl, transfer } = optionOf(options(), 'mixed')
    expect(closes.map(({ quantity }) => quantity.toFixed())).toEqual(['16.8'])
    expect([addMargin, realizedPnl, transfer].map((value) => text(value))).toEqual(['428.3', '-99.12', '0'])
  })

  it('adds 856.6515, up to the cent, out of the free balance', () => {
    const { addMargin, transfer, isFeasible, snapshot } = optionOf(options(), 'add-margin')
    expect([addMargin, transfer].map((value) => text(value))).toEqual(['856.66', '0'])
    expect(isFeasible).toBe(true)
    // 9,645.42 − 856.66: it no longer backs the cross pool
    expect(snapshot.wallets.map(({ crossWallet, walletBalance }) => [text(crossWallet), text(walletBalance)])).toEqual([
      ['8788.76', '12400'],
    ])
  })

  it('tells what that does to the cross positions and to the joint distance', () => {
    const { positions, pools } = optionOf(options(), 'add-margin')
    expect(positions.map(({ symbol }) => symbol).sort()).toEqual(['BTCUSDT', 'ETHUSDT'])
    // BTC: 0.25 × 0.996 × Δp = 856.66; ETH: 3.2 × 1.004 × Δp = 856.66
    const moves = positions.map(({ before, after }) =>
      before.status === 'price' && after.status === 'price' ? text(after.price.minus(before.price), 4) : null,
    )
    expect(moves).toEqual(['3440.4016', '-266.6397'])
    expect(pools.map(({ asset, before, after }) => [asset, text(before, 2), text(after, 2)])).toEqual([
      ['USDT', '25.17', '22.68'],
    ])
  })

  it('is the alert line too', () => {
    const snapshot = aBook()
    const row = rowIn(aContext(snapshot), 'SOLUSDT')
    const line = remedyLine({ source: stakeSource(snapshot), position: row.position }, d('15'))
    expect(line?.close?.quantity.toFixed()).toBe('33.6')
    expect(line?.close?.sharePct.toFixed()).toBe('56')
    expect(line?.add).toMatchObject({ asset: 'USDT' })
    expect(line?.add?.amount.toFixed()).toBe('856.66')
    expect(remedyLine({ source: stakeSource(snapshot), position: row.position }, d('6'))).toBeNull()
  })

  it('names whole coins of a position of whole coins while the step is not known: 33.5974 becomes 34', () => {
    const snapshot = { ...aBook(), rules: new Map() }
    const { position } = rowIn(aContext(snapshot), 'SOLUSDT')
    expect(remedyLine({ source: stakeSource(snapshot), position }, d('15'))?.close?.quantity.toFixed()).toBe('34')
  })
})

describe('what is possible', () => {
  const lonely = (overrides: Parameters<typeof aSnapshot>[0] = {}) =>
    aSnapshot({
      wallets: [{ ...aWallet('USDT', '500', '1500'), availableBalance: d('300') }],
      positions: [
        aPosition({
          symbol: 'SOLUSDT',
          quantity: '60',
          entryPrice: '171.2',
          markPrice: '165.3',
          isolatedWallet: '1027.2',
        }),
      ],
      rules: new Map([['SOLUSDT', someRules('SOLUSDT')]]),
      ...overrides,
    })

  it('takes what the free balance lacks from outside, and says that it is not possible now', () => {
    // flat 0.4 %: 60 × (171.2 − 140.505 × 0.996) − 1,027.20 = 848.2212
    const { addMargin, transfer, isFeasible, snapshot } = optionOf(remedies(lonely(), 'SOLUSDT', '15'), 'add-margin')
    expect([addMargin, transfer].map((value) => text(value))).toEqual(['848.23', '548.23'])
    expect(isFeasible).toBe(false)
    expect(text(snapshot.wallets[0]?.crossWallet)).toBe('200')
  })

  it('leaves the transfer open where the free balance is unknown', () => {
    const snapshot = lonely({ wallets: [aWallet('USDT', '500', '1500')] })
    expect(optionOf(remedies(snapshot, 'SOLUSDT', '15'), 'add-margin')).toMatchObject({
      transfer: null,
      isFeasible: false,
    })
  })

  it('leaves the fee open where the rate is unknown', () => {
    expect(optionOf(remedies(lonely(), 'SOLUSDT', '15', null), 'close').fee).toBeNull()
  })

  it('offers no order in a symbol that does not trade, but names a stop that rests there already', () => {
    const rules = new Map([['SOLUSDT', someRules('SOLUSDT', { status: 'SETTLING' })]])
    const orders = [anOrder({ symbol: 'SOLUSDT', triggerPrice: '158', quantity: '60' })]
    expect(remedies(lonely({ rules }), 'SOLUSDT', '15').map(({ kind }) => kind)).toEqual(['add-margin'])
    expect(remedies(lonely({ rules, orders }), 'SOLUSDT', '15').map(({ kind }) => kind)).toEqual(['stop', 'add-margin'])
  })

  it('closes at least the smallest order, and no half of it', () => {
    const rules = new Map([['SOLUSDT', someRules('SOLUSDT', { minQuantity: '50', stepSize: '1' })]])
    const options = remedies(lonely({ rules }), 'SOLUSDT', '15')
    expect(options.map(({ kind }) => kind)).toEqual(['stop', 'close', 'add-margin'])
    expect(optionOf(options, 'close').closes[0]?.quantity.toFixed()).toBe('50')
  })

  it('offers nothing where the target is reached', () => {
    expect(remedies(lonely(), 'SOLUSDT', '6')).toEqual([])
  })

  it('offers nothing where no price liquidates', () => {
    const snapshot = lonely({ positions: [aPosition({ symbol: 'SOLUSDT', isolatedWallet: '100' })] })
    expect(remedies(snapshot, 'SOLUSDT', '15')).toEqual([])
  })

  it('offers no stop when it can be liquidated already', () => {
    const dead = aPosition({
      symbol: 'SOLUSDT',
      quantity: '60',
      entryPrice: '171.2',
      markPrice: '154.5',
      isolatedWallet: '1027.2',
    })
    const options = remedies(lonely({ positions: [dead] }), 'SOLUSDT', '15')
    expect(options.map(({ kind }) => kind)).toEqual(['close', 'mixed', 'add-margin'])
  })

  it.each([
    { name: 'all of it on the mark', order: { quantity: '60' }, isInPlace: true, price: '158' },
    {
      name: 'on the last price',
      order: { quantity: '60', workingType: 'CONTRACT_PRICE' },
      isInPlace: false,
      price: '160',
    },
    { name: 'a part', order: { quantity: '59' }, isInPlace: false, price: '160' },
    { name: 'beyond liquidation', order: { quantity: '60', triggerPrice: '150' }, isInPlace: false, price: '160' },
    { name: 'with a limit price', order: { quantity: '60', type: 'STOP' }, isInPlace: false, price: '160' },
  ] as const)('sees a resting stop: $name', ({ order, isInPlace, price }) => {
    // flat 0.4 %: (60 × 171.2 − 1,027.20) ÷ (60 × 0.996) = 154.698795…, half-way 159.9994; hence 160
    const orders = [anOrder({ symbol: 'SOLUSDT', triggerPrice: '158', ...order })]
    const { stops } = optionOf(
      remedies({ ...lonely(), orders: new Map([['SOLUSDT', orders]]) }, 'SOLUSDT', '15'),
      'stop',
    )
    expect(stops[0]?.isInPlace).toBe(isInPlace)
    expect(stops[0]?.price.toFixed()).toBe(price)
  })
})

describe('a cross position', () => {
  const pool = (overrides: Parameters<typeof aSnapshot>[0] = {}) =>
    aSnapshot({
      wallets: [aWallet('USDT', '20')],
      positions: [aPosition()],
      rules: new Map([['BTCUSDT', someRules('BTCUSDT')]]),
      ...overrides,
    })

  it('needs money from outside: 20 − 30 − 0.28 at 70', () => {
    const { addMargin, transfer, isFeasible } = optionOf(remedies(pool(), 'BTCUSDT', '30'), 'add-margin')
    expect([addMargin, transfer].map((value) => text(value))).toEqual(['10.28', '10.28'])
    expect(isFeasible).toBe(false)
  })

  it('pays the fee out of the pool: 10.28 ÷ (30 + 0.28 − 0.1) = 0.34063', () => {
    expect(optionOf(remedies(pool(), 'BTCUSDT', '30', '0.001'), 'close').closes[0]?.quantity.toFixed()).toBe('0.35')
    // Without the fee 10.28 ÷ 30.28 = 0.33950 would do.
    expect(optionOf(remedies(pool(), 'BTCUSDT', '30', '0'), 'close').closes[0]?.quantity.toFixed()).toBe('0.34')
  })

  it('has no second outcome, since no margin belongs to it', () => {
    expect(optionOf(remedies(pool(), 'BTCUSDT', '30'), 'close').released).toBeNull()
  })

  it('of money owed, counts each unit at the ask until the debt is paid', () => {
    // Bid 0.9, ask 1.1: at 70 the 20 have become −10, owed at 1.1; maintenance 0.28 at 1.1. To pay: 10 + 0.28 × 1.1 ÷ 0.9.
    const snapshot = pool({ multiAssetsMode: true, rates: [aRate('USDT', '0.9', '1.1', '1')] })
    expect(text(optionOf(remedies(snapshot, 'BTCUSDT', '30'), 'add-margin').addMargin)).toBe('10.35')
  })
})

describe('the account', () => {
  const book = aSnapshot({
    wallets: [aWallet('USDT', '50')],
    positions: [aPosition(), aPosition({ symbol: 'ETHUSDT', side: 'SHORT' })],
    rules: new Map(['BTCUSDT', 'ETHUSDT'].map((symbol) => [symbol, someRules(symbol)])),
  })
  const context = aContext(book, '0')
  const [pool] = context.risk.pools
  if (pool === undefined) throw new Error('no pool')
  // At 40 %: 50 − 40 − 40 − 0.004 × 60 − 0.004 × 140 = −30.8
  const report = () =>
    fixReport({ subject: { kind: 'account', pool }, targetPct: d('40'), budget: d('30.8') }, context, [])
  const options = () => report().options

  it('brings 30.8', () => {
    expect(text(optionOf(options(), 'add-margin').addMargin)).toBe('30.8')
    expect(text(optionOf(options(), 'add-margin').after.jointDistancePct, 6)).toBe('40')
  })

  it('closes 30.8 ÷ 80.8 = 38.12 % of each', () => {
    expect(optionOf(options(), 'close').closes.map(({ symbol, quantity }) => [symbol, quantity.toFixed()])).toEqual([
      ['BTCUSDT', '0.39'],
      ['ETHUSDT', '0.39'],
    ])
  })

  it('closes the one of which less suffices: 30.8 ÷ 40.56 of ETH, not 30.8 ÷ 40.24 of BTC', () => {
    const single = options().filter(({ kind }) => kind === 'close')[1]
    expect(single?.closes.map(({ symbol, quantity }) => [symbol, quantity.toFixed()])).toEqual([['ETHUSDT', '0.76']])
  })

  it('puts stops half-way to the joint move that liquidates', () => {
    // 50 = 200 x + 0.004 × 200 at the joint move x = 24.6 %
    expect(optionOf(options(), 'stop').stops.map(({ symbol, price }) => [symbol, price.toFixed()])).toEqual([
      ['BTCUSDT', '87.7'],
      ['ETHUSDT', '112.3'],
    ])
  })

  it.each([
    { name: 'a nearer stop that rests there', triggerPrice: '95', price: '95', isInPlace: true },
    { name: 'no looser one', triggerPrice: '80', price: '87.7', isInPlace: false },
  ])('keeps $name', ({ triggerPrice, price, isInPlace }) => {
    const orders = new Map([['BTCUSDT', [anOrder({ symbol: 'BTCUSDT', triggerPrice, quantity: '1' })]]])
    const stopped = { ...context, snapshot: { ...book, orders } }
    const found = fixReport({ subject: { kind: 'account', pool }, targetPct: d('40'), budget: null }, stopped, [])
    const [stop] = optionOf(found.options, 'stop').stops
    expect([stop?.symbol, stop?.price.toFixed(), stop?.isInPlace]).toEqual(['BTCUSDT', price, isInPlace])
    // Of 1 BTC from 100.
    expect(text(stop?.lossFromHere)).toBe(d('100').minus(price).toFixed())
  })

  it('places no stop in a member that does not trade', () => {
    const rules = new Map([...book.rules, ['ETHUSDT', someRules('ETHUSDT', { status: 'SETTLING' })] as const])
    const halted = { ...context, snapshot: { ...book, rules } }
    const found = fixReport({ subject: { kind: 'account', pool }, targetPct: d('40'), budget: null }, halted, [])
    expect(optionOf(found.options, 'stop').stops.map(({ symbol }) => symbol)).toEqual(['BTCUSDT'])
  })

  it('says what the same money buys in the pool', () => {
    const { places } = report()
    expect(places).toMatchObject([{ kind: 'pool', poolAsset: 'USDT' }])
    expect([places[0]?.before, places[0]?.after, places[0]?.gain].map((value) => text(value, 4))).toEqual([
      '24.6',
      '40',
      '15.4',
    ])
  })
})

describe('a budget', () => {
  it('goes where it widens a distance most', () => {
    const context = aContext(aBook())
    const subject: FixSubject = { kind: 'position', row: rowIn(context, 'SOLUSDT') }
    const { places } = fixReport({ subject, targetPct: d('15'), budget: d('500') }, context, [])
    // DOGE: 500 ÷ (42,000 × 0.9935) ÷ 0.1902; SOL: 500 ÷ (60 × 0.995) ÷ 165.3;
    // pool: 500 ÷ (23,545.125 × 0.996 + 10,886.72 × 1.004)
    expect(places.map(({ row, poolAsset, gain }) => [row?.position.symbol ?? poolAsset, text(gain, 3)])).toEqual([
      ['DOGEUSDT', '6.3'],
      ['SOLUSDT', '5.067'],
      ['USDT', '1.454'],
    ])
  })
})

describe('what can be removed', () => {
  it.each([
    // min(400 − 0.4, 400 + 0 − 100 ÷ 10)
    { name: 'initial margin binds', isolatedWallet: '400', markPrice: '100', leverage: 10, amount: '390' },
    // min(40 − 0.6, 40 + 50 − 15)
    { name: 'a profit cannot be taken out', isolatedWallet: '40', markPrice: '150', leverage: 10, amount: '39.4' },
    // 30 − 20 − 8 < 2 of initial margin
    { name: 'nothing', isolatedWallet: '20', markPrice: '88', leverage: 10, amount: '0' },
    { name: 'unknown leverage', isolatedWallet: '400', markPrice: '100', leverage: null, amount: null },
  ])('$name', ({ isolatedWallet, markPrice, leverage, amount }) => {
    const position = aPosition({ isolatedWallet, markPrice, entryPrice: '100', leverage })
    const context = aContext(aSnapshot({ wallets: [aWallet('USDT', '0', isolatedWallet)], positions: [position] }))
    expect(text(maxRemovable(rowIn(context, 'BTCUSDT')))).toBe(amount)
  })

  it('is nothing of a cross position', () => {
    expect(maxRemovable(rowIn(aContext(aBook()), 'BTCUSDT'))).toBeNull()
  })
})

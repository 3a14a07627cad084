import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import {
  closingOrders,
  coveredPctOf,
  flipDanger,
  isBeyondLiquidation,
  timelyStops,
} from '../../../src/risk/closing-orders.ts'
import { auditOrders } from '../../../src/risk/order-audit.ts'
import { payoffOf, tradeRisk } from '../../../src/risk/rules/trade-risk.ts'
import { phraseText } from '../../../src/view/phrase.ts'
import { aContext, rowIn } from '../../support/acting.ts'
import { anOrder, aPosition, aSnapshot, aWallet } from '../../support/builders.ts'
import { aBook, anAuditInput, type RulesTraits } from '../../support/rules-input.ts'

/** 10x isolated of 1 at 100: the long is liquidated at 90.3614, the short at 109.5618. */
const LONG = aPosition({ isolatedWallet: '10' })
const SHORT = aPosition({ side: 'SHORT', isolatedWallet: '10' })

function said(traits: RulesTraits, rule: string): readonly string[] {
  return auditOrders(anAuditInput(traits))
    .findings.filter((finding) => finding.rule === rule)
    .map(({ result, message }) => `${result}: ${phraseText(message)}`)
}

describe('orders of shorts, and orders half read', () => {
  it('a stop-limit of a short needs its limit above its trigger', () => {
    const stop = (price: string) => anOrder({ type: 'STOP', side: 'BUY', triggerPrice: '105', price, reduceOnly: true })
    const findings = (price: string) => said({ positions: [SHORT], orders: [stop(price)] }, 'OT1')
    expect(findings('106')[0]).toMatch(/^warn: .*0\.95% of room \(ATR not known\)/)
    expect(findings('105')[0]).toMatch(/^fail: .*no room at all/)
    expect(findings('104')[0]).toMatch(/^fail/)
  })

  it('a trailing stop without a callback is not judged by noise', () => {
    const order = anOrder({ type: 'TRAILING_STOP_MARKET', activationPrice: '104', reduceOnly: true })
    const [finding] = said({ positions: [LONG], orders: [order], atr: { BTCUSDT: '2' } }, 'OT2')
    expect(finding).toMatch(/^warn: .*its callback rate is not told; it starts at 104/)
  })

  it('a trailing stop wider than Binance can express says so', () => {
    const order = anOrder({ type: 'TRAILING_STOP_MARKET', callbackRatePct: '5', reduceOnly: true })
    const [finding] = said({ positions: [LONG], orders: [order], atr: { BTCUSDT: '8' } }, 'OT2')
    // 1.5 × 8 of 100
    expect(finding).toMatch(/1\.5 ATR are 12\.00%, which Binance cannot express \(0\.1 to 10%\)$/)
  })

  it('a post-only order on a market of which only the book is known', () => {
    const order = { ...anOrder({ type: 'LIMIT', side: 'BUY', price: '99' }), timeInForce: 'GTX' }
    const book = aBook([
      ['100', '5000'],
      ['90', '1'],
    ])
    const [finding] = said({ positions: [LONG], orders: [order], markets: { BTCUSDT: { ticker: null, book } } }, 'OT3')
    expect(finding).toContain('turnover not known, ')
  })

  it('a closing post-only order on a thin market weighs more', () => {
    const order = (closes: object) => ({ ...anOrder({ type: 'LIMIT', price: '110' }), timeInForce: 'GTX', ...closes })
    const book = aBook([
      ['100', '1'],
      ['90', '1'],
    ])
    const result = (closes: object) =>
      said(
        { positions: [LONG], orders: [order(closes)], markets: { BTCUSDT: { ticker: null, book } } },
        'OT3',
      )[0]?.slice(0, 4)
    expect([result({}), result({ reduceOnly: true }), result({ closePosition: true })]).toEqual([
      'warn',
      'fail',
      'fail',
    ])
  })
})

describe('orders that could turn a position over', () => {
  const bare = (quantity: string) => anOrder({ triggerPrice: '95', quantity })
  const closing = (quantity: string) => anOrder({ triggerPrice: '94', quantity, reduceOnly: true })

  it.each([
    { name: 'none without any', orders: [closing('1')], is: 'none' },
    { name: 'none where all of them only close, however much', orders: [closing('1'), closing('1')], is: 'none' },
    { name: 'none of another symbol', orders: [{ ...bare('9'), symbol: 'ETHUSDT' }], is: 'none' },
    { name: 'alone when larger', orders: [bare('1.01')], is: 'alone' },
    { name: 'none when as large', orders: [bare('1')], is: 'none' },
    { name: 'together with others', orders: [bare('0.6'), closing('0.5')], is: 'together' },
    { name: 'none together when just enough', orders: [bare('0.5'), closing('0.5')], is: 'none' },
    {
      name: 'together with one that closes all',
      orders: [bare('0.1'), { ...closing('0'), closePosition: true }],
      is: 'together',
    },
    { name: 'none in hedge mode', orders: [{ ...bare('9'), positionSide: 'LONG' as const }], is: 'none' },
  ])('$name', ({ orders, is }) => {
    expect(flipDanger(LONG, orders)).toBe(is)
  })

  it('are those of the own slot: in hedge mode a sale may open the short', () => {
    const leg = aPosition({ positionSide: 'LONG', isolatedWallet: '10' })
    const sales = (['LONG', 'SHORT'] as const).map((positionSide) =>
      anOrder({ positionSide, type: 'LIMIT', price: '110' }),
    )
    expect(closingOrders(leg, sales).map(({ positionSide }) => positionSide)).toEqual(['LONG'])
  })
})

describe('stops in time', () => {
  const snapshot = aSnapshot({
    positions: [LONG, { ...SHORT, symbol: 'ETHUSDT' }],
    wallets: [aWallet('USDT', '0', '20')],
  })
  const context = aContext(snapshot)
  const long = rowIn(context, 'BTCUSDT')
  const short = rowIn(context, 'ETHUSDT')

  it.each([
    { row: long, price: '90.4', is: false },
    { row: long, price: '90.3', is: true },
    { row: short, price: '109.5', is: false },
    { row: short, price: '109.6', is: true },
  ])('at $price beyond liquidation: $is', ({ row, price, is }) => {
    expect(isBeyondLiquidation(row.position, row.liquidation, d(price))).toBe(is)
  })

  it.each([
    // net short 2 on 40: an edge above alone, and the mirror image of it
    { long: '1', short: '3', beyond: [false, true] },
    { long: '3', short: '1', beyond: [true, false] },
    // on 900 nothing liquidates it
    { long: '1', short: '3', wallet: '900', beyond: [false, true] },
    { long: '3', short: '1', wallet: '900', beyond: [false, false] },
  ])(
    'of a pair of $long and $short stand beyond an edge only where there is one',
    ({ long, short, wallet, beyond }) => {
      const legs = [
        aPosition({ positionSide: 'LONG', quantity: long }),
        aPosition({ positionSide: 'SHORT', side: 'SHORT', quantity: short }),
      ]
      const pair = aSnapshot({ hedgeMode: true, positions: legs, wallets: [aWallet('USDT', wallet ?? '40')] })
      const { positions } = aContext(pair).risk
      const found = legs.map(({ side }) => {
        const held = positions.find(({ position }) => position.side === side)
        const price = d(side === 'LONG' ? '1' : '900')
        return held !== undefined && isBeyondLiquidation(held.position, held.liquidation, price)
      })
      expect(found).toEqual(beyond)
    },
  )

  it('at the liquidation price itself come too late', () => {
    const price = long.liquidation.status === 'price' ? long.liquidation.price : d('0')
    expect(isBeyondLiquidation(long.position, long.liquidation, price)).toBe(true)
  })

  it('cover at most all of it', () => {
    const stops = (...quantities: readonly string[]) =>
      timelyStops(
        long.position,
        long.liquidation,
        quantities.map((quantity) => anOrder({ triggerPrice: '95', quantity })),
      )
    const covered = (...quantities: readonly string[]) => coveredPctOf(long.position, stops(...quantities)).toFixed()
    expect([covered(), covered('0.25', '0.5'), covered('0.7', '0.7')]).toEqual(['0', '75', '100'])
  })

  it('count for the loss in their order, each for what is left', () => {
    const loss = (...orders: readonly ReturnType<typeof anOrder>[]) => tradeRisk(long, orders).loss?.toFixed(4)
    // 0.5 × 5 + 0.5 × 8
    expect(loss(anOrder({ triggerPrice: '95', quantity: '0.5' }), anOrder({ triggerPrice: '92', quantity: '3' }))).toBe(
      '6.5000',
    )
    expect(loss(anOrder({ triggerPrice: '95', quantity: '0', closePosition: true }))).toBe('5.0000')
    // the rest at 90.3614
    expect(loss(anOrder({ triggerPrice: '95', quantity: '0.5' }))).toBe('7.3193')
  })

  it('of a hedge that nothing liquidates the loss is not bounded', () => {
    const flat = { ...short, liquidation: { status: 'none', reason: 'hedged-flat' } } as const
    expect(tradeRisk(flat, []).loss).toBeNull()
    expect(tradeRisk({ ...long, liquidation: { status: 'none', reason: 'hedged-flat' } }, []).loss).toBeNull()
    expect(tradeRisk({ ...flat, liquidation: { status: 'none', reason: 'fully-funded' } }, []).loss).toBeNull()
    const funded = { ...long, liquidation: { status: 'none', reason: 'fully-funded' } } as const
    expect(tradeRisk(funded, []).loss?.toFixed()).toBe('100')
  })
})

describe('the payoff of a trade', () => {
  const payoff = (stop: string, target: string, side: 'LONG' | 'SHORT' = 'LONG', fee = '0') => {
    const found = payoffOf({ side, entry: d('100'), stop: d(stop), target: d(target), feeRate: d(fee) })
    return found === null ? null : [found.multiple.toFixed(4), found.breakEvenPct?.toFixed(4) ?? null]
  }

  it.each([
    { name: 'a long', is: () => payoff('95', '110'), wanted: ['2.0000', '33.3333'] },
    { name: 'a short', is: () => payoff('105', '85', 'SHORT'), wanted: ['3.0000', '25.0000'] },
    // (10 − 0.21) ÷ (5 + 0.195)
    { name: 'after fees', is: () => payoff('95', '110', 'LONG', '0.001'), wanted: ['1.8845', '34.6680'] },
    { name: 'a target that pays no fees', is: () => payoff('95', '100.1', 'LONG', '0.001'), wanted: ['-0.0193', null] },
    { name: 'a stop that locks in a profit', is: () => payoff('105', '120'), wanted: null },
    { name: 'one of a short', is: () => payoff('95', '80', 'SHORT'), wanted: null },
    {
      name: 'a stop at the entry, which still costs fees',
      is: () => payoff('100', '110', 'LONG', '0.001')?.[1],
      wanted: '2.0020',
    },
    { name: 'a stop at the entry, without fees', is: () => payoff('100', '110'), wanted: null },
  ])('of $name', ({ is, wanted }) => {
    expect(is()).toEqual(wanted)
  })
})

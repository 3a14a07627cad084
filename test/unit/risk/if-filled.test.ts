import { describe, expect, it } from 'vitest'
import { enlargementOf, ifFilled } from '../../../src/risk/if-filled.ts'
import { isolatedStake } from '../../../src/risk/stake.ts'
import { aBracket, anOrder, aPosition, aStake } from '../../support/builders.ts'

const buy = { side: 'BUY', type: 'LIMIT', price: '90' } as const

describe('enlargementOf', () => {
  const long = aPosition({ quantity: '1', entryPrice: '100' })

  it.each([
    { name: 'no orders', orders: [], added: null },
    { name: 'a limit buy on a long', orders: [anOrder(buy)], added: ['1', '90'] },
    {
      name: 'two of them',
      orders: [anOrder(buy), anOrder({ ...buy, price: '80', quantity: '2' })],
      added: ['3', '250'],
    },
    {
      name: 'a stop entry at its trigger',
      orders: [anOrder({ side: 'BUY', triggerPrice: '105' })],
      added: ['1', '105'],
    },
    {
      name: 'a stop-limit entry at its limit',
      orders: [anOrder({ side: 'BUY', type: 'STOP', triggerPrice: '105', price: '106' })],
      added: ['1', '106'],
    },
    { name: 'a reduce-only order', orders: [anOrder({ ...buy, reduceOnly: true })], added: null },
    { name: 'a close-position order', orders: [anOrder({ ...buy, closePosition: true })], added: null },
    { name: 'a sell on a long', orders: [anOrder({ ...buy, side: 'SELL' })], added: null },
    {
      name: 'an order that tells no price',
      orders: [anOrder({ side: 'BUY', type: 'TRAILING_STOP_MARKET' })],
      added: null,
    },
    { name: 'another slot', orders: [anOrder({ ...buy, positionSide: 'SHORT' })], added: null },
    { name: 'another symbol', orders: [anOrder({ ...buy, symbol: 'ETHUSDT' })], added: null },
  ])('$name: $added', ({ orders, added }) => {
    const sum = enlargementOf(long, orders)
    expect(sum && [sum.quantity.toFixed(), sum.cost.toFixed()]).toEqual(added)
  })

  it('takes sells for a short', () => {
    const short = aPosition({ side: 'SHORT' })
    const orders = [anOrder({ ...buy, side: 'SELL', quantity: '2' }), anOrder(buy)]
    expect(enlargementOf(short, orders)?.quantity.toFixed()).toBe('2')
  })
})

describe('ifFilled', () => {
  const shown = (filled: ReturnType<typeof ifFilled>) =>
    filled && [filled.liquidationPrice.toFixed(8), filled.distancePct.toFixed(8)]

  it.each([
    // 2 at 95 with 10 + 90 / 10: (190 − 19) / 1.992
    { name: 'brings margin by the leverage setting', leverage: 10, filled: ['85.84337349', '14.15662651'] },
    // 10 + 90 / 2: (190 − 55) / 1.992
    { name: 'brings more at lower leverage', leverage: 2, filled: ['67.77108434', '32.22891566'] },
    { name: 'cannot be told without a leverage', leverage: null, filled: null },
  ])('an isolated fill $name', ({ leverage, filled }) => {
    const position = aPosition({ entryPrice: '100', isolatedWallet: '10', leverage })
    expect(shown(ifFilled(position, isolatedStake(position, aBracket()), [anOrder(buy)]))).toEqual(filled)
  })

  it('a cross fill brings no money, only quantity', () => {
    const position = aPosition({ entryPrice: '100' })
    const stake = aStake({
      markPrice: '100',
      balance: '30',
      legs: [{ side: 'LONG', quantity: '1', entryPrice: '100' }],
    })
    // (190 − 30) / 1.992
    expect(shown(ifFilled(position, stake, [anOrder(buy)]))).toEqual(['80.32128514', '19.67871486'])
  })

  it('enlarges only its own leg of a pair', () => {
    const position = aPosition({ entryPrice: '100', positionSide: 'LONG' })
    const stake = aStake({
      markPrice: '100',
      balance: '30',
      legs: [
        { side: 'SHORT', quantity: '1', entryPrice: '100' },
        { side: 'LONG', quantity: '1', entryPrice: '100' },
      ],
    })
    // 30 + (p − 90) − 0.012p
    const filled = ifFilled(position, stake, [anOrder({ ...buy, positionSide: 'LONG' })])
    expect(shown(filled)?.[0]).toBe('60.72874494')
  })

  it('is nothing without entry orders, or when what results cannot be liquidated', () => {
    const position = aPosition({ entryPrice: '100' })
    const legs = [{ side: 'LONG', quantity: '1', entryPrice: '100' }] as const
    expect(ifFilled(position, aStake({ markPrice: '100', balance: '30', legs }), [])).toBeNull()
    expect(ifFilled(position, aStake({ markPrice: '100', balance: '300', legs }), [anOrder(buy)])).toBeNull()
  })

  it('that would be liquidated on the spot stands at distance 0', () => {
    const position = aPosition({ entryPrice: '100' })
    const legs = [{ side: 'LONG', quantity: '1', entryPrice: '100' }] as const
    const stake = aStake({ markPrice: '100', balance: '5', legs })
    expect(shown(ifFilled(position, stake, [anOrder({ ...buy, price: '120' })]))?.[1]).toBe('0.00000000')
  })
})

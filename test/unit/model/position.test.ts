import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { positionKey, profitAt, sideSign } from '../../../src/model/position.ts'
import { aPosition } from '../../support/builders.ts'

it.each([
  { side: 'LONG', sign: '1' },
  { side: 'SHORT', sign: '-1' },
] as const)('the sign of a $side is $sign', ({ side, sign }) => {
  expect(sideSign({ side }).toFixed()).toBe(sign)
})

describe('profitAt', () => {
  it.each([
    { side: 'LONG', price: '165.3', profit: '-354' },
    { side: 'LONG', price: '172.2', profit: '60' },
    { side: 'SHORT', price: '165.3', profit: '354' },
    { side: 'SHORT', price: '171.2', profit: '0' },
  ] as const)('of a $side at $price is $profit', ({ side, price, profit }) => {
    const position = aPosition({ side, quantity: '60', entryPrice: '171.2' })
    expect(profitAt(position, d(price)).toFixed()).toBe(profit)
  })
})

it('names a position by symbol and side', () => {
  expect(positionKey({ symbol: 'SOLUSDT', side: 'LONG' })).toBe('SOLUSDT/long')
})

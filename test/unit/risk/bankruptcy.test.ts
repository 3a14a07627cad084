import { expect, it } from 'vitest'
import { bankruptcyPriceOf } from '../../../src/risk/bankruptcy.ts'
import { aStake } from '../../support/builders.ts'

const long = { side: 'LONG', quantity: '60', entryPrice: '171.2' } as const
const short = { side: 'SHORT', quantity: '60', entryPrice: '171.2' } as const

it.each([
  // 171.2 ∓ 1027.2 / 60
  { name: 'isolated long', legs: [long], balance: '1027.2', price: '154.08' },
  { name: 'isolated short', legs: [short], balance: '1027.2', price: '188.32' },
  { name: 'fully funded long', legs: [long], balance: '10272', price: null },
  // the pool's other positions tie up 427.2 of the 1027.2
  { name: 'cross long', legs: [long], balance: '1027.2', reserve: '-427.2', price: '161.2' },
  { name: 'cross long with other assets', legs: [long], balance: '427.2', reserve: '600', price: '154.08' },
  { name: 'equal legs', legs: [long, short], balance: '1000', price: null },
  // 60 × (200 − 171.2) is more than the balance
  { name: 'equal legs with a loss', legs: [{ ...long, entryPrice: '200' }, short], balance: '1000', price: null },
  { name: 'net long pair', legs: [long, { ...short, quantity: '40' }], balance: '400', price: '151.2' },
])('$name: $price', ({ price, ...traits }) => {
  const stake = aStake({ markPrice: '165.3', ...traits })
  expect(bankruptcyPriceOf(stake)?.toFixed() ?? null).toBe(price)
})

it.each([
  // needs a balance of −100 / 1.25 = −80 owed at the ask, or +100 / 0.8 = 125 kept at the bid
  { name: 'other assets pay what is owed at the ask', reserve: '100', price: '100' },
  { name: 'a lack elsewhere is made good at the bid', reserve: '-100', price: '305' },
])('multi-assets: $name', ({ reserve, price }) => {
  const legs = [{ side: 'LONG', quantity: '1', entryPrice: '200' }] as const
  const stake = aStake({ markPrice: '200', balance: '20', reserve, rates: ['0.8', '1.25'], legs })
  expect(bankruptcyPriceOf(stake)?.toFixed()).toBe(price)
})

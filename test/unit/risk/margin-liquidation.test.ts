import { expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { type LiquidationCase, liquidationRun, type SeizedAsset } from '../../../src/risk/margin-liquidation.ts'

function aLot(
  asset: string,
  quantity: string,
  price: string,
  traits: { exit?: string; way?: SeizedAsset['way'] } = {},
) {
  const exitPrice = d(traits.exit ?? price)
  return { asset, quantity: d(quantity), price: d(price), exitPrice, way: traits.way ?? 'regular' } as const
}

type Amount = { readonly asset: string; readonly quantity: { toFixed(places: number): string } }
const amounts = (list: readonly Amount[]) => list.map(({ asset, quantity }) => `${quantity.toFixed(4)} ${asset}`)

function played(collateral: LiquidationCase['collateral'], debt: string) {
  const { steps, sold, left, returned, shortfall } = liquidationRun({
    unit: 'USDC',
    collateral,
    debt: d(debt),
    feeRate: d('0.02'),
  })
  return {
    steps: steps.map(
      ({ name, assets, price }) => `${name}: ${amounts(assets).join(' + ')} @ ${price?.toFixed(2) ?? '-'}`,
    ),
    sold: amounts(sold),
    left: amounts(left),
    returned: returned.toFixed(2),
    shortfall: shortfall.toFixed(2),
  }
}

it('leaves a thin coin alone when orders repay everything: it comes back as it is', () => {
  // 50,000 ÷ 30,000 sold; 1,000 of the fee out of the rest
  expect(
    played([aLot('BTC', '2', '30000'), aLot('SUPER', '1000', '1', { exit: '0.9', way: 'takeover' })], '50000'),
  ).toEqual({
    steps: [
      'liquidation: 2.0000 BTC + 1000.0000 SUPER @ 30000.00',
      'repay: 0.3333 BTC + 1000.0000 SUPER @ 30000.00',
      'fee: 0.3000 BTC + 1000.0000 SUPER @ 30000.00',
    ],
    sold: ['1.6667 BTC'],
    left: ['0.3000 BTC', '1000.0000 SUPER'],
    returned: '10000.00',
    shortfall: '0.00',
  })
})

it('ends with a debt when orders fetch too little, and takes nothing over that is not there', () => {
  expect(played([aLot('BTC', '1', '30000', { exit: '28000' })], '29000')).toEqual({
    steps: ['liquidation: 1.0000 BTC @ 30000.00', 'repay:  @ -', 'fee:  @ -'],
    sold: ['1.0000 BTC'],
    left: [],
    returned: '0.00',
    shortfall: '1000.00',
  })
})

it.each([
  // 1,000 × 0.95 − 900, less 18
  { name: 'more than is owed', exit: '0.95', repay: '50.0000 USDC', back: '32.0000 USDC', returned: '32.00' },
  { name: 'just what is owed', exit: '0.9', repay: '', back: '', returned: '0.00' },
])('a takeover that fetches $name returns $returned in the asset owed', ({ exit, repay, back, returned }) => {
  const run = played([aLot('SUPER', '1000', '1', { exit, way: 'takeover' })], '900')
  expect(run.steps).toEqual([
    'liquidation: 1000.0000 SUPER @ -',
    'takeover: 1000.0000 SUPER @ -',
    `repay: ${repay} @ -`,
    `return: ${back} @ -`,
  ])
  expect([run.sold, run.left, run.returned, run.shortfall]).toEqual([[], [`${returned}00 USDC`], returned, '0.00'])
})

it('is decided by the coin that is worth most: dollars that stand at one decide nothing, what is gone is not listed', () => {
  const held = [
    aLot('ETH', '0', '2000'),
    aLot('USDC', '100000', '1'),
    aLot('SOL', '10', '150'),
    aLot('BTC', '1', '30000'),
  ]
  expect(played(held, '90000').steps[0]).toBe('liquidation: 100000.0000 USDC + 10.0000 SOL + 1.0000 BTC @ 30000.00')
})

import { expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { innermostTier, tiersOf } from '../../../src/model/tiers.ts'
import { tierTable } from '../../support/builders.ts'

it.each([
  { distance: '15.0000000000000000001', tier: null },
  { distance: '15', tier: '15' },
  { distance: '10.5', tier: '15' },
  { distance: '9.8', tier: '10' },
  { distance: '5', tier: '5' },
  { distance: '0', tier: '5' },
])('$distance % stands in tier $tier', ({ distance, tier }) => {
  expect(innermostTier(d(distance), tierTable().default)?.toFixed() ?? null).toBe(tier)
})

it("a symbol's own tiers replace the default", () => {
  const table = tierTable({ BTCUSDT: ['3', '2', '1'] })
  expect(tiersOf(table, 'BTCUSDT').map((tier) => tier.toFixed())).toEqual(['3', '2', '1'])
  expect(tiersOf(table, 'ETHUSDT').map((tier) => tier.toFixed())).toEqual(['15', '10', '5'])
})

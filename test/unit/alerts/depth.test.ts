import { describe, expect, it } from 'vitest'
import { clearedDepth, depthOf, isInner, tierAt } from '../../../src/alerts/depth.ts'
import { d } from '../../../src/model/decimal.ts'
import { aJointReading, aReading, TIERS } from '../../support/alert-readings.ts'

describe('how deep a reading stands', () => {
  it.each([
    { distance: '15.01', depth: 0 },
    { distance: '15', depth: 1 },
    { distance: '10', depth: 2 },
    { distance: '5', depth: 3 },
    { distance: '2.51', depth: 3 },
    { distance: '2.5', depth: 4 },
    // 5 ÷ 2¹⁰ = 0.0048828125
    { distance: '0.005', depth: 12 },
    { distance: '0.0048828125', depth: 13 },
    // 5 ÷ 2¹¹ no longer counts
    { distance: '0.00244140625', depth: 13 },
    { distance: '0', depth: 13 },
    { distance: 'none', depth: 0 },
    { distance: 'unknown', depth: null },
  ])('at $distance: $depth', ({ distance, depth }) => {
    expect(depthOf(aReading(distance))).toBe(depth)
  })

  it('a hedged pool is never deeper than 1', () => {
    expect(['16', '14', '4', '0'].map((at) => depthOf(aJointReading(at, { isHedged: true })))).toEqual([0, 1, 1, 1])
  })

  it('without tiers nothing is deep', () => {
    expect(depthOf(aReading('0', { tiers: [] }))).toBe(0)
  })
})

describe('the depth that a reading has not left', () => {
  it.each([
    { distance: '5.99', depth: 3 },
    { distance: '6', depth: 2 },
    { distance: '16', depth: 0 },
    { distance: '15.99', depth: 1 },
    // halvings are left by the same points: 2.5 + 1
    { distance: '3.49', depth: 4 },
    { distance: '3.5', depth: 3 },
    { distance: 'none', depth: 0 },
    { distance: 'unknown', depth: null },
  ])('at $distance, with a margin of one point: $depth', ({ distance, depth }) => {
    expect(clearedDepth(aReading(distance), d('1'))).toBe(depth)
  })
})

describe('the tier at a depth', () => {
  it.each([
    { depth: 0, tier: null },
    { depth: 1, tier: '15' },
    { depth: 3, tier: '5' },
    { depth: 9, tier: '5' },
  ])('$depth: $tier', ({ depth, tier }) => {
    expect(tierAt(depth, TIERS)?.toFixed() ?? null).toBe(tier)
  })

  it.each([
    { depth: 0, tiers: ['15', '10'], is: false },
    { depth: 1, tiers: ['15', '10'], is: false },
    { depth: 2, tiers: ['15', '10'], is: true },
    { depth: 0, tiers: ['15'], is: false },
    { depth: 1, tiers: ['15'], is: true },
  ])('depth $depth of $tiers is more than a warning: $is', ({ depth, tiers, is }) => {
    expect(isInner(depth, tiers.map(d))).toBe(is)
  })
})

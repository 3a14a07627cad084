import { describe, expect, it } from 'vitest'
import { d } from '../../../../src/model/decimal.ts'
import { halvingRemedy } from '../../../../src/risk/rules/leverage-management.ts'
import { phraseText } from '../../../../src/view/phrase.ts'

function remedyOf(positions: number): string {
  const closes = Array.from({ length: positions }, (_, index) => ({
    symbol: `C${index + 1}USDT`,
    side: 'LONG' as const,
    quantity: d('5'),
  }))
  const remedy = halvingRemedy({
    effectiveLeverage: d('4'),
    before: null,
    target: d('2'),
    isDone: null,
    addEquity: d('100'),
    closeNotional: d('200'),
    closeSharePct: d('50'),
    closes,
  })
  return phraseText(remedy)
}

describe('what halves the exposure, in words', () => {
  it.each([
    { positions: 1, list: '(5 C1USDT long)' },
    { positions: 5, list: '(5 C1USDT long, 5 C2USDT long, 5 C3USDT long, 5 C4USDT long, 5 C5USDT long)' },
    {
      positions: 300,
      list: '(5 C1USDT long, 5 C2USDT long, 5 C3USDT long, 5 C4USDT long and 50.00% of 296 more)',
    },
  ])('names a handful of $positions positions', ({ positions, list }) => {
    expect(remedyOf(positions)).toBe(`add 100.00 of equity, or close 200.00 of notional ${list}`)
  })
})

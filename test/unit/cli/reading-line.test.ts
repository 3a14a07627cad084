import { describe, expect, it } from 'vitest'
import { weightWarning } from '../../../src/cli/reading-line.ts'

const budgets = (used: number | null) => ({ budgets: () => [{ pool: 'futures', used, limit: 2400 }] })
const reading = (weight: number) => ({ what: 'the market', symbols: 300, weight })

describe('a reading that weighs much', () => {
  it.each([
    { name: 'fits', used: 800, weight: 1600, says: null },
    { name: 'does not fit any more', used: 900, weight: 1600, says: /weighs about 1600, and 1500 of 2400 is left/ },
    { name: 'fits in no minute', used: null, weight: 2401, says: /weighs about 2401, and 2400 of 2400 is left/ },
  ])('$name', ({ used, weight, says }) => {
    const warning = weightWarning(budgets(used), reading(weight))
    if (says === null) expect(warning).toBeNull()
    else expect(warning).toMatch(says)
  })

  it('says nothing where there is no such limit', () => {
    expect(weightWarning({ budgets: () => [] }, reading(9999))).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { type LeverageQuestion, leverageLadder } from '../../../src/risk/leverage-ladder.ts'
import { aBracket } from '../../support/builders.ts'

/** The bracket grants 20x; the stop lies 4 % away. */
function aQuestion(traits: Partial<LeverageQuestion> = {}): LeverageQuestion {
  return {
    side: 'LONG',
    entryPrice: d('50000'),
    stopPrice: d('48000'),
    quantity: d('1'),
    bracket: aBracket(),
    setting: null,
    ...traits,
  }
}

describe('leverageLadder', () => {
  it.each([
    { name: 'fully paid', leverage: 1, price: null, stops: null, verdict: 'safe' },
    // (50000 − 5000) ÷ 0.996, 4,819 away; the stop 2,000
    { name: '10x', leverage: 10, price: '45180.7229', stops: '2.4096', verdict: 'safe' },
    { name: '15x', leverage: 15, price: '46854.0830', stops: '1.5730', verdict: 'tight' },
    { name: '20x', leverage: 20, price: '47690.7631', stops: '1.1546', verdict: 'tight' },
    { name: '25x', leverage: 25, price: '48192.7711', stops: '0.9036', verdict: 'not-allowed' },
  ])('$name: $price', ({ leverage, price, stops, verdict }) => {
    const row = leverageLadder(aQuestion({ setting: leverage })).rows.find((each) => each.leverage === leverage)
    expect(row?.liquidationPrice?.toFixed(4) ?? null).toBe(price)
    expect(row?.stopMultiple?.toFixed(4) ?? null).toBe(stops)
    expect(row?.verdict).toBe(verdict)
  })

  it('a short is liquidated above: (50000 + 5000) ÷ 1.004', () => {
    const { rows } = leverageLadder(aQuestion({ side: 'SHORT', stopPrice: d('52000') }))
    expect(rows.find(({ leverage }) => leverage === 10)?.liquidationPrice?.toFixed(4)).toBe('54780.8765')
  })

  it('finds the highest leverage that leaves two stop distances, and gives it a row', () => {
    const { highestSafe, rows, maxLeverage } = leverageLadder(aQuestion())
    // 11x leaves 4,362.9, 12x only 3,982.6 of the 4,000 that are wanted
    expect(highestSafe).toBe(11)
    expect(maxLeverage).toBe(20)
    expect(rows.map(({ leverage }) => leverage)).toEqual([1, 2, 3, 5, 10, 11, 15, 20])
  })

  it.each([
    { name: 'a stop half the price away', stop: '20000', highestSafe: 1, at: 1 },
    { name: 'a stop near the entry', stop: '49900', highestSafe: 20, at: 20 },
  ])('$name: $highestSafe', ({ stop, highestSafe }) => {
    expect(leverageLadder(aQuestion({ stopPrice: d(stop) })).highestSafe).toBe(highestSafe)
  })

  it('names none when even a short at 1x is nearer than two stops', () => {
    expect(leverageLadder(aQuestion({ side: 'SHORT', stopPrice: d('80000') })).highestSafe).toBeNull()
  })

  it('goes up to the most that any bracket grants, though this one grants less', () => {
    const [low, high] = aBracket([
      ['0', '0.004', '0'],
      ['40000', '0.005', '40'],
    ]).rows
    if (low === undefined || high === undefined) throw new Error('two rows')
    const bracket = { ...aBracket(), rows: [{ ...low, initialLeverage: 50 }, high] }
    const { rows, maxLeverage } = leverageLadder(aQuestion({ bracket }))
    expect(maxLeverage).toBe(20)
    expect(rows.slice(-2).map(({ leverage, verdict }) => [leverage, verdict])).toEqual([
      [25, 'not-allowed'],
      [50, 'not-allowed'],
    ])
    expect(rows[0]?.liquidationPrice).toBeNull()
  })

  it('calls a stop behind liquidation what it is', () => {
    const bracket = { ...aBracket(), rows: aBracket().rows.map((row) => ({ ...row, initialLeverage: 125 })) }
    const { rows } = leverageLadder(aQuestion({ bracket }))
    const firstDead = rows.find(({ verdict }) => verdict === 'liquidated-first')
    expect(firstDead?.leverage).toBe(25)
  })
})

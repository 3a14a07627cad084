import { describe, expect, it } from 'vitest'
import { EMPTY_MEMORY } from '../../../src/alerts/memory.ts'
import { MarginWatch } from '../../../src/app/margin-watch.ts'
import { d } from '../../../src/model/decimal.ts'
import type { SpotMargin } from '../../../src/ports/spot-margin.ts'
import { tierTable } from '../../support/builders.ts'
import { aMark, fakeExchange, fakeSource } from '../../support/fake-account-source.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { aCrossAccount, aHolding, aPair, LINES_3X } from '../../support/margin-builders.ts'

const refuse = (): Promise<never> => Promise.reject(new Error('not asked for here'))

/** A Classic account of 1 BTC against 20,000 USDT whose level can be set; other calls are not expected. */
function lab(changes: Partial<SpotMargin> = {}) {
  const clock = fakeClock()
  const asked = { looks: 0, level: '1.5' }
  const margin: SpotMargin = {
    fetchCrossMargin: async () => {
      asked.looks += 1
      return aCrossAccount({ marginLevel: d(asked.level) })
    },
    fetchIsolatedMargin: async () => [],
    fetchMarginCoefficients: async () => LINES_3X,
    fetchIsolatedTiers: async () => [],
    fetchCollateralBands: refuse,
    fetchMarginPairs: refuse,
    fetchMarginPriceIndex: refuse,
    fetchForcedMarginOrders: async () => [],
    fetchNextHourlyInterest: refuse,
    fetchMarginInterest: refuse,
    fetchMarginFlows: async () => [],
    fetchSpotBalances: refuse,
    fetchAllSpotPrices: refuse,
    ...changes,
  }
  let changed = 0
  const watch = new MarginWatch({
    source: { ...fakeSource(fakeExchange([]), {}, clock), margin },
    tiers: tierTable(),
    staleMs: 60_000,
    memory: () => EMPTY_MEMORY,
    onChange: () => {
      changed += 1
    },
  })
  /** Lets seconds pass, hearing a mark of bitcoin in each of them. */
  const pass = async (seconds: number, mark?: string): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1000)
      if (mark !== undefined) watch.hear([aMark('BTCUSDT', mark)])
      await watch.lookWhenDue()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const row = () => watch.latest?.standing?.rows[0] ?? null
  return { watch, clock, asked, pass, row, changes: () => changed }
}

describe('margin in a watch', () => {
  it('waits for the first look, and tells which marks it wants', async () => {
    const { watch, row } = lab()
    expect([watch.latest, watch.symbols]).toEqual([null, []])
    await watch.lookWhenDue()
    expect(row()?.level?.toFixed()).toBe('1.5')
    expect(watch.symbols).toEqual(['BTCUSDT'])
  })

  it('looks once a minute while marks are heard', async () => {
    const { watch, asked, pass } = lab()
    await watch.lookWhenDue()
    await pass(59, '30000')
    expect(asked.looks).toBe(1)
    await pass(1, '30000')
    expect(asked.looks).toBe(2)
  })

  it('looks every 20 seconds while the marks of a coin are not heard', async () => {
    const { watch, asked, pass } = lab()
    await watch.lookWhenDue()
    await pass(60)
    expect(asked.looks).toBe(4)
  })

  it('moves the level by marks, beside the one that was read', async () => {
    const { watch, pass, row } = lab()
    await watch.lookWhenDue()
    await pass(1, '30000')
    expect([row()?.level?.toFixed(4), row()?.isMoved]).toEqual(['1.5000', false])
    await pass(1, '27000')
    expect([row()?.level?.toFixed(4), row()?.exchangeLevel?.toFixed(), row()?.isMoved]).toEqual(['1.3500', '1.5', true])
  })

  it('looks every 10 seconds once the moved level is in danger', async () => {
    const { watch, asked, pass, row } = lab()
    await watch.lookWhenDue()
    await pass(15, '30000')
    watch.hear([aMark('BTCUSDT', '25000')])
    // 1.5 × 25 ÷ 30: in the call, 12 % from liquidation
    expect([row()?.zone, row()?.fallToLiquidationPct?.toFixed(2)]).toEqual(['margin-call', '12.00'])
    await pass(1, '25000')
    expect(asked.looks).toBe(2)
  })

  it('starts anew from what a look reads', async () => {
    const { watch, asked, pass, row } = lab()
    await watch.lookWhenDue()
    await pass(50, '30000')
    asked.level = '2'
    await pass(10, '27000')
    expect(asked.looks).toBe(2)
    expect([row()?.level?.toFixed(4), row()?.isMoved]).toEqual(['2.0000', false])
    await pass(1, '24300')
    expect(row()?.level?.toFixed(4)).toBe('1.8000')
  })

  it('does not take marks of other symbols', async () => {
    const { watch, row } = lab()
    await watch.lookWhenDue()
    watch.hear([aMark('BTCUSDT', '30000')])
    watch.hear([aMark('ETHUSDT', '1'), aMark('BTCUSDC', '1')])
    expect(row()?.isMoved).toBe(false)
  })

  it('follows bitcoin along with a coin that may have no perpetual', async () => {
    const { watch } = lab({ fetchCrossMargin: async () => null, fetchIsolatedMargin: async () => [aPair()] })
    await watch.lookWhenDue()
    expect(watch.symbols).toEqual(['FETUSDT', 'BTCUSDT'])
  })

  it('wants no marks where nothing is owed', async () => {
    const cross = aCrossAccount({ marginLevel: d('999'), holdings: [aHolding('BTC', { free: '1' })] })
    const { watch } = lab({ fetchCrossMargin: async () => cross })
    await watch.lookWhenDue()
    expect(watch.symbols).toEqual([])
  })

  it('knows nothing any more when readings stay out', async () => {
    let hang = false
    const { watch, pass, asked } = lab({
      fetchCrossMargin: () => (hang ? new Promise(() => undefined) : Promise.resolve(aCrossAccount())),
    })
    await watch.lookWhenDue()
    hang = true
    await pass(120, '30000')
    expect(watch.latest?.standing?.verdict).toBe('OK')
    await pass(1, '30000')
    expect(watch.latest?.standing?.verdict).toBe('UNKNOWN')
    expect(watch.latest?.standing?.gaps[0]?.why).toBe('last read 121 s ago')
    expect(asked.looks).toBe(0)
  })

  it('waits for a look after a sleep, and drops one from before it', async () => {
    const answers: ((account: ReturnType<typeof aCrossAccount>) => void)[] = []
    const { watch, pass, row } = lab({
      fetchCrossMargin: () => new Promise((resolve) => answers.push(resolve)),
    })
    const answer = (index: number, level: string) => answers[index]?.(aCrossAccount({ marginLevel: d(level) }))
    const first = watch.lookWhenDue()
    await new Promise((resolve) => setImmediate(resolve))
    answer(0, '1.5')
    await first
    await pass(20)
    watch.forget()
    const third = watch.lookWhenDue()
    await new Promise((resolve) => setImmediate(resolve))
    expect(answers.length).toBe(3)
    answer(2, '1.2')
    await third
    answer(1, '3')
    await pass(1)
    expect(row()?.level?.toFixed()).toBe('1.2')
  })
})

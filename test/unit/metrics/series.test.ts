import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acknowledgedMemory, EMPTY_MEMORY, silencedMemory } from '../../../src/alerts/memory.ts'
import { exposedValue } from '../../support/exposition.ts'
import { aMemory, anAccountFacts, exposed, holding, watchFacts } from '../../support/metrics-facts.ts'
import { anAccount, aPool, aPositionRisk, NOW_MS, SOL } from '../view/reports.ts'

describe('series', () => {
  it('of a closed position are gone with it', async () => {
    const before = await exposed(watchFacts())
    const after = await exposed(holding({ positions: [aPositionRisk(SOL)] }))
    expect(before.get('liqwatch_distance_percent')?.samples).toHaveLength(4)
    expect(after.get('liqwatch_distance_percent')?.samples.map(({ labels }) => labels.symbol)).toEqual(['SOLUSDT'])
  })

  it('keep several accounts and pools apart', async () => {
    const other = anAccountFacts({
      account: 'hedge',
      risk: anAccount({ account: 'hedge', multiAssetsMode: true, pools: [aPool({ asset: 'USD' })] }),
    })
    const families = await exposed(watchFacts({ accounts: [anAccountFacts(), other] }))
    expect(families.get('liqwatch_distance_percent')?.samples).toHaveLength(8)
    expect(exposedValue(families, 'liqwatch_equity', { account: 'hedge', asset: 'USD' })).toBe(10595.005)
  })

  it('tell nothing of accounts that this run is not about', async () => {
    const facts = watchFacts({ accounts: [anAccountFacts({ account: 'other', risk: null })] })
    expect((await exposed(facts)).has('liqwatch_alert_depth')).toBe(false)
  })

  it.each([
    { name: 'quotes and backslashes', symbol: 'A"B\\C', label: 'A"B\\C' },
    {
      name: 'a line feed that would begin a series',
      symbol: 'X"} 1\nliqwatch_up 1',
      label: 'X"} 1\\u{a}liqwatch_up 1',
    },
    { name: 'an escape sequence', symbol: '\u001b[2JSOL', label: '\\u{1b}[2JSOL' },
    { name: 'other scripts', symbol: '币安人生USDT', label: '币安人生USDT' },
    { name: 'commas and colons', symbol: 'A,side:short', label: 'A,side:short' },
    { name: 'a lone surrogate', symbol: '\ud800', label: '\\u{d800}' },
  ])('carry $name of a symbol', async ({ symbol, label }) => {
    const families = await exposed(holding({ positions: [aPositionRisk({ ...SOL, symbol })] }))
    expect(exposedValue(families, 'liqwatch_distance_percent', { symbol: label, side: 'long' })).toBe(6.319255077565688)
  })

  it('keep to the format whatever symbols, assets and channels are called', async () => {
    const word = fc.string({ unit: 'binary', minLength: 1 })
    await fc.assert(
      fc.asyncProperty(word, word, word, async (symbol, asset, channel) => {
        const risk = anAccount({ positions: [aPositionRisk({ ...SOL, symbol })], pools: [aPool({ asset })] })
        const facts = watchFacts({
          accounts: [anAccountFacts({ risk })],
          alerts: { memory: EMPTY_MEMORY, channels: [channel] },
        })
        const families = await exposed(facts)
        expect(families.get('liqwatch_distance_percent')?.samples).toHaveLength(1)
        expect(families.get('liqwatch_deliveries_pending')?.samples).toHaveLength(1)
      }),
      { numRuns: 100 },
    )
  })
})

describe('alerts', () => {
  const reading = { account: 'main', reading: 'SOLUSDT/long' }
  const withMemory = (memory: ReturnType<typeof aMemory>) =>
    exposed(watchFacts({ alerts: { memory, channels: ['desktop', 'phone'] } }))

  it('are acknowledged', async () => {
    const families = await withMemory(acknowledgedMemory(aMemory(), ['main/SOLUSDT/long'], NOW_MS))
    expect(exposedValue(families, 'liqwatch_alert_acknowledged', reading)).toBe(1)
  })

  it.each([
    { name: 'runs', untilMs: NOW_MS + 1, value: 1 },
    { name: 'is over', untilMs: NOW_MS, value: 0 },
  ])('are silenced while the silence $name', async ({ untilMs, value }) => {
    const silence = { subject: 'SOLUSDT', account: null, setAtMs: NOW_MS - 60_000, untilMs }
    expect(exposedValue(await withMemory(silencedMemory(aMemory(), silence)), 'liqwatch_alert_silenced', reading)).toBe(
      value,
    )
  })

  it('of blindness are a reading of their own, which no silence holds back', async () => {
    const [known] = aMemory().sights.values()
    if (known === undefined) throw new Error('no sight')
    const blind = { ...aMemory(), sights: new Map([['main', { ...known, blindSinceMs: NOW_MS - 1000 }]]) }
    const silence = { subject: 'all', account: null, setAtMs: NOW_MS - 60_000, untilMs: NOW_MS + 60_000 }
    const families = await withMemory(silencedMemory(blind, silence))
    expect(exposedValue(families, 'liqwatch_alert_depth', { account: 'main', reading: 'data' })).toBe(1)
    expect(exposedValue(families, 'liqwatch_alert_silenced', { account: 'main', reading: 'data' })).toBe(0)
  })

  it('have no tier while all is calm', async () => {
    const calm = [...aMemory().states.values()].map((state) => ({ ...state, depth: 0 }))
    const families = await withMemory({ ...aMemory(), states: new Map(calm.map((state) => [state.key, state])) })
    expect(exposedValue(families, 'liqwatch_alert_depth', reading)).toBe(0)
    expect(families.has('liqwatch_alert_tier_percent')).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import type { Routes } from '../../../src/alerts/routes.ts'
import { routeChecks } from '../../../src/app/doctor-routes.ts'
import { tierNameChecks } from '../../../src/app/doctor-tiers.ts'
import { d } from '../../../src/model/decimal.ts'

const CHANNELS = [
  { name: 'desktop', isRemote: false },
  { name: 'phone', isRemote: true },
]
const TIERS = { default: [d('15'), d('10'), d('5')], bySymbol: new Map() }

function routes(byTier: Readonly<Record<string, readonly string[]>>, blind: readonly string[]): Routes {
  const entries = Object.entries(byTier).map(([tier, channels]) => ({ tier: d(tier), channels }))
  return { byTier: entries.sort((a, b) => b.tier.cmp(a.tier)), blind }
}

function statuses(given: Routes, tiers = TIERS, channels = CHANNELS) {
  return routeChecks({ routes: given, channels, tiers }).map(({ name, status }) => `${name} ${status}`)
}

describe('routes', () => {
  it.each([
    {
      name: 'a phone for the inner tiers is sound',
      given: routes({ '15': ['desktop'], '10': ['desktop', 'phone'], '5': ['phone'] }, ['phone']),
      says: ['15% route ok', '10% route ok', '5% route ok', 'blind route ok'],
    },
    {
      name: 'the desktop alone is not enough for the innermost tier',
      given: routes({ '15': ['desktop'], '10': ['phone'], '5': ['desktop'] }, ['desktop']),
      says: ['15% route ok', '10% route ok', '5% route fail', 'blind route warn'],
    },
    {
      name: 'a tier without a route of its own takes the next inner one',
      given: routes({ '5': ['phone'] }, ['phone']),
      says: ['15% route ok', '10% route ok', '5% route ok', 'blind route ok'],
    },
    {
      name: 'an empty route is heard by nobody',
      given: routes({ '15': [], '5': [] }, []),
      says: ['15% route warn', '10% route warn', '5% route fail', 'blind route warn'],
    },
  ])('$name', ({ given, says }) => {
    expect(statuses(given)).toEqual(says)
  })

  it('examines the innermost tier of a symbol of its own', () => {
    const tiers = { ...TIERS, bySymbol: new Map([['BTCUSDT', [d('3'), d('1')]]]) }
    const given = routes({ '5': ['phone'], '1': ['desktop'] }, ['phone'])
    expect(statuses(given, tiers)).toContain('1% route fail')
  })

  it('fails at once when there is no channel', () => {
    expect(statuses(routes({}, []), TIERS, [])).toEqual(['routes fail'])
  })
})

describe('tiers of single symbols', () => {
  const known = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']
  const named = (...names: readonly string[]) => ({
    default: TIERS.default,
    bySymbol: new Map(names.map((name) => [name, [d('3')]])),
  })

  it.each([
    { name: 'none', names: [], says: [] },
    { name: 'known ones', names: ['BTCUSDT', 'SOLUSDT'], says: ['ok null'] },
    { name: 'a slip', names: ['BTCUSTD'], says: ['warn did you mean BTCUSDT?'] },
    {
      name: 'something else altogether',
      names: ['XYZ', 'SOLUSDT'],
      says: ['warn write the symbol as Binance does, like SOLUSDT'],
    },
  ])('$name', ({ names, says }) => {
    expect(tierNameChecks(named(...names), known).map(({ status, hint }) => `${status} ${hint}`)).toEqual(says)
  })
})

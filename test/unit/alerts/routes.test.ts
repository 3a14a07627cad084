import { describe, expect, it } from 'vitest'
import { reminderMinutes } from '../../../src/alerts/reminders.ts'
import { isRouteSatisfied, routeOf } from '../../../src/alerts/routes.ts'
import type { AlertReason } from '../../../src/alerts/step.ts'
import { d } from '../../../src/model/decimal.ts'
import { RULES } from '../../support/alert-readings.ts'

const ROUTES = {
  byTier: [
    { tier: d('15'), channels: ['desktop'] },
    { tier: d('10'), channels: ['desktop', 'phone'] },
    { tier: d('5'), channels: ['siren'] },
  ],
  blind: ['pager'],
}

describe('the route of an alert', () => {
  it.each([
    { name: 'its own tier', causes: ['entered'], tier: '10', is: ['desktop', 'phone'] },
    { name: 'the nearest inner tier', causes: ['entered'], tier: '12', is: ['desktop', 'phone'] },
    { name: 'the nearest inner tier from outside', causes: ['worsened'], tier: '20', is: ['desktop'] },
    { name: 'the innermost when there is no inner one', causes: ['reminder'], tier: '3', is: ['siren'] },
    { name: 'the tier it has left', causes: ['recovered'], tier: '15', is: ['desktop'] },
    { name: 'fast uses that of 10 %', causes: ['fast'], tier: null, is: ['desktop', 'phone'] },
    { name: 'drift uses blind', causes: ['drift'], tier: '5', is: ['pager'] },
    { name: 'blind', causes: ['blind'], tier: null, is: ['pager'] },
    { name: 'sighted', causes: ['sighted'], tier: null, is: ['pager'] },
    { name: 'a loss uses the innermost', causes: ['liquidated'], tier: '15', is: ['siren'] },
    { name: 'a margin call uses that of 10 %', causes: ['margin-call'], tier: null, is: ['desktop', 'phone'] },
    { name: 'also outside it', causes: ['margin-call'], tier: '15', is: ['desktop', 'phone'] },
    { name: 'a margin call further in uses its tier', causes: ['margin-call'], tier: '5', is: ['siren'] },
    { name: 'a margin liquidation uses the innermost', causes: ['margin-liquidation'], tier: '15', is: ['siren'] },
    { name: 'news without a tier', causes: ['open-interest'], tier: null, is: ['pager'] },
    { name: 'auto-deleveraging too', causes: ['deleveraged'], tier: null, is: ['siren'] },
    {
      name: 'several causes go everywhere they must',
      causes: ['entered', 'fast', 'drift'],
      tier: '15',
      is: ['desktop', 'phone', 'pager'],
    },
  ] as const)('$name', ({ causes, tier, is }) => {
    const alert = { causes: causes as readonly AlertReason[], tier: tier === null ? null : d(tier) }
    expect(routeOf(alert, ROUTES)).toEqual(is)
  })

  it('without routes by tier is that of blindness', () => {
    expect(routeOf({ causes: ['entered'], tier: d('10') }, { byTier: [], blind: ['pager'] })).toEqual(['pager'])
  })
})

describe('enough deliveries', () => {
  const channels = [
    { name: 'desktop', isRemote: false },
    { name: 'phone', isRemote: true },
    { name: 'chat', isRemote: true },
  ]

  it.each([
    { route: ['desktop', 'phone'], taken: ['desktop'], is: false },
    { route: ['desktop', 'phone'], taken: ['phone'], is: true },
    { route: ['phone', 'chat'], taken: ['chat'], is: true },
    { route: ['desktop'], taken: ['desktop'], is: true },
    { route: ['desktop'], taken: [], is: false },
    { route: [], taken: [], is: true },
  ])('$route taken by $taken: $is', ({ route, taken, is }) => {
    expect(isRouteSatisfied(route, taken, channels)).toBe(is)
  })
})

describe('minutes between repeats', () => {
  const default3 = ['15', '10', '5']

  it.each([
    { name: '15 % never', tier: '15', tiers: default3, sinceMinutes: 0, is: null },
    { name: '10 %', tier: '10', tiers: default3, sinceMinutes: 0, is: 30 },
    { name: '10 % later', tier: '10', tiers: default3, sinceMinutes: 600, is: 30 },
    { name: '5 % in the first half hour', tier: '5', tiers: default3, sinceMinutes: 30, is: 5 },
    { name: '5 % later', tier: '5', tiers: default3, sinceMinutes: 31, is: 15 },
    { name: 'the outermost of other tiers never', tier: '3', tiers: ['3', '2', '1'], sinceMinutes: 0, is: null },
    { name: 'one between like the next outer one named', tier: '2', tiers: ['3', '2', '1'], sinceMinutes: 0, is: 5 },
    {
      name: 'one between, wide, like the next outer one named',
      tier: '8',
      tiers: ['12', '8', '4'],
      sinceMinutes: 0,
      is: 30,
    },
    {
      name: 'one outside all that are named like the next inner',
      tier: '20',
      tiers: ['30', '20', '5'],
      sinceMinutes: 0,
      is: 30,
    },
    { name: 'the innermost as often as any', tier: '6', tiers: ['20', '12', '6'], sinceMinutes: 0, is: 5 },
    { name: 'a single tier is the innermost', tier: '7', tiers: ['7'], sinceMinutes: 0, is: 5 },
  ])('$name', ({ tier, tiers, sinceMinutes, is }) => {
    expect(
      reminderMinutes(
        d(tier),
        tiers.map((text) => d(text)),
        RULES,
        sinceMinutes * 60_000,
      ),
    ).toBe(is)
  })

  it('none named, none repeated', () => {
    expect(reminderMinutes(d('5'), [d('5')], { reminders: [] }, 0)).toBeNull()
    expect(reminderMinutes(d('5'), [d('5')], { reminders: [{ tier: d('5'), minutes: 0 }] }, 0)).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { routeOf } from '../../../src/alerts/routes.ts'
import type { Config } from '../../../src/config/config.ts'
import { d } from '../../../src/model/decimal.ts'
import { configOf } from './sample-config.ts'

describe('routes', () => {
  const routed = (routes: unknown): Config =>
    configOf({
      accounts: { main: { apiKey: 'file:k', apiSecret: 'file:s' } },
      channels: { a: { type: 'desktop' }, b: { type: 'desktop' }, c: { type: 'desktop' } },
      ...(routes === null ? {} : { routes }),
    })

  it.each([
    { name: 'its own route', routes: { '15': ['a'], '10': ['b'], '5': ['c'] }, tier: '10', channels: ['b'] },
    { name: 'the nearest inner one', routes: { '15': ['a'], '5': ['c'] }, tier: '10', channels: ['c'] },
    {
      name: 'the innermost there is, when all are outside',
      routes: { '15': ['a'], '10': ['b'] },
      tier: '3',
      channels: ['b'],
    },
    { name: 'an empty route, when that was written', routes: { '15': [], '5': ['c'] }, tier: '15', channels: [] },
    { name: 'every channel without routes', routes: null, tier: '15', channels: ['a', 'b', 'c'] },
    { name: 'the route of blindness when there is no other', routes: { blind: ['b'] }, tier: '5', channels: ['b'] },
  ])('a reading takes $name', ({ routes, tier, channels }) => {
    expect(routeOf({ causes: ['entered'], tier: d(tier) }, routed(routes).routes)).toEqual(channels)
  })

  it.each([
    { name: 'as written', routes: { '5': ['a'], blind: ['b'] }, blind: ['b'] },
    { name: 'like the innermost tier when not written', routes: { '15': ['a'], '5': ['c'] }, blind: ['c'] },
    { name: 'to every channel without routes', routes: null, blind: ['a', 'b', 'c'] },
  ])('blindness goes $name', ({ routes, blind }) => {
    expect(routed(routes).routes.blind).toEqual(blind)
  })
})

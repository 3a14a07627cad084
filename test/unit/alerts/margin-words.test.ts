import { describe, expect, it } from 'vitest'
import { accountName, marginHeadline, marginLines } from '../../../src/alerts/margin-text.ts'
import type { MarginReading } from '../../../src/alerts/readings.ts'
import type { AlertReason } from '../../../src/alerts/step.ts'
import { d } from '../../../src/model/decimal.ts'
import { TIERS } from '../../support/alert-readings.ts'

/** A cross account at level 1.2, 8.33 % from its liquidation line. */
function aMarginReading(fields: Partial<MarginReading> = {}): MarginReading {
  return {
    kind: 'margin',
    key: 'main/margin',
    account: 'main',
    symbol: null,
    level: d('1.2'),
    callLevel: d('1.3'),
    liquidationLevel: d('1.1'),
    zone: 'calm',
    isMoved: false,
    distance: { status: 'known', distancePct: d('8.333') },
    tiers: TIERS,
    forced: null,
    dataAtMs: 0,
    ...fields,
  }
}

describe('the headline about a margin account', () => {
  const near = aMarginReading()

  it.each([
    { reason: 'liquidated', is: 'cross margin was LIQUIDATED, now 8.33% of collateral from liquidation' },
    {
      reason: 'margin-liquidation',
      is: 'cross margin has reached its LIQUIDATION line: level 1.2000, line 1.1000',
    },
    { reason: 'margin-call', is: 'cross margin has reached its MARGIN CALL, 8.33% of collateral from liquidation' },
    { reason: 'fast', is: 'cross margin is losing collateral fast, now 8.33% of collateral from liquidation' },
    { reason: 'recovered', is: 'cross margin has left the 10% tier, now 8.33% of collateral from liquidation' },
    { reason: 'entered', is: 'cross margin 8.33% of collateral from liquidation (10% tier)' },
    { reason: 'worsened', is: 'cross margin 8.33% of collateral from liquidation (10% tier, worse)' },
    { reason: 'reminder', is: 'cross margin 8.33% of collateral from liquidation (10% tier, still)' },
  ] as const)('on $reason', ({ reason, is }) => {
    expect(marginHeadline(near, reason, d('10'))).toBe(is)
  })

  it.each([
    { name: 'without debt', distance: { status: 'calm' }, is: 'without debt' },
    {
      name: 'not known',
      distance: { status: 'unknown', why: 'no level' },
      is: 'at an unknown distance from liquidation',
    },
    { name: 'at the line', distance: { status: 'known', distancePct: d('0') }, is: 'liquidatable now' },
  ] as const)('$name', ({ distance, is }) => {
    expect(marginHeadline(aMarginReading({ distance }), 'liquidated', null)).toBe(
      `cross margin was LIQUIDATED, now ${is}`,
    )
  })

  it('names the pair of an isolated account, made safe', () => {
    expect(accountName({ symbol: 'SOLUSDT' })).toBe('SOLUSDT isolated margin')
    expect(accountName({ symbol: '$(x)' })).toBe('__x_ isolated margin')
  })

  it('prints no level where there is none', () => {
    expect(marginHeadline(aMarginReading({ level: null }), 'margin-liquidation', null)).toBe(
      'cross margin has reached its LIQUIDATION line: level none, line 1.1000',
    )
  })
})

describe('the lines about a margin account', () => {
  const LEVELS = 'margin level 1.2000  call 1.3000  liquidation 1.1000'
  const WAY = 'liqwatch margin shows what to add, repay or sell'
  const CALL = 'it stands in the margin call'

  it.each([
    { name: 'calm', fields: {}, reason: 'recovered', also: [], lines: [] },
    { name: 'in the call', fields: { zone: 'margin-call' }, reason: 'entered', also: [], lines: [CALL, WAY] },
    { name: 'told of the call', fields: { zone: 'margin-call' }, reason: 'margin-call', also: [], lines: [WAY] },
    {
      name: 'through the call while told of a tier',
      fields: { zone: 'liquidation' },
      reason: 'entered',
      also: ['margin-call', 'fast'],
      lines: [CALL, 'losing collateral fast', WAY],
    },
    {
      name: 'moved since it was read',
      fields: { isMoved: true },
      reason: 'entered',
      also: [],
      lines: ['moved by futures marks since Binance told it'],
    },
  ] as const)('$name', ({ fields, reason, also, lines }) => {
    const causes: readonly AlertReason[] = [reason, ...also]
    expect(marginLines(aMarginReading(fields), { reason, causes })).toEqual([LEVELS, ...lines])
  })
})

import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { driftOf } from '../../../src/risk/drift.ts'
import type { Liquidation } from '../../../src/risk/report.ts'
import { aPosition } from '../../support/builders.ts'

function own(below: string | null, above: string | null): Liquidation {
  const edges = { below: below === null ? null : d(below), above: above === null ? null : d(above) }
  return { status: 'price', price: d(below ?? above ?? '0'), edges, reason: null }
}
const none: Liquidation = { status: 'none', reason: 'fully-funded' }
const unknown: Liquidation = { status: 'unknown', reason: 'its brackets are missing' }

describe('driftOf', () => {
  it.each([
    {
      name: 'equal',
      marginType: 'ISOLATED',
      liquidation: own('90', null),
      exchange: '90',
      pct: '0',
      shown: false,
      warning: false,
    },
    {
      name: 'isolated at the display threshold',
      marginType: 'ISOLATED',
      liquidation: own('100.0001', null),
      exchange: '100',
      pct: '0.0001',
      shown: false,
      warning: false,
    },
    {
      name: 'isolated above it',
      marginType: 'ISOLATED',
      liquidation: own('100.00011', null),
      exchange: '100',
      pct: '0.00011',
      shown: true,
      warning: false,
    },
    {
      name: 'cross at its display threshold',
      marginType: 'CROSSED',
      liquidation: own('99.99', null),
      exchange: '100',
      pct: '0.01',
      shown: false,
      warning: false,
    },
    {
      name: 'cross above it',
      marginType: 'CROSSED',
      liquidation: own('99.98', null),
      exchange: '100',
      pct: '0.02',
      shown: true,
      warning: false,
    },
    {
      name: 'exactly 1 %',
      marginType: 'CROSSED',
      liquidation: own('101', null),
      exchange: '100',
      pct: '1',
      shown: true,
      warning: false,
    },
    {
      name: 'above 1 %',
      marginType: 'CROSSED',
      liquidation: own('98', null),
      exchange: '100',
      pct: '2',
      shown: true,
      warning: true,
    },
    {
      name: 'measured at the closer edge',
      marginType: 'CROSSED',
      liquidation: own('50', '200.5'),
      exchange: '200',
      pct: '0.25',
      shown: true,
      warning: false,
    },
    {
      name: 'both say none',
      marginType: 'CROSSED',
      liquidation: none,
      exchange: null,
      pct: null,
      shown: false,
      warning: false,
    },
    {
      name: 'only we say none',
      marginType: 'CROSSED',
      liquidation: none,
      exchange: '50',
      pct: null,
      shown: true,
      warning: true,
    },
    {
      name: 'only Binance says none',
      marginType: 'CROSSED',
      liquidation: own('50', null),
      exchange: null,
      pct: null,
      shown: true,
      warning: true,
    },
    {
      name: 'ours unknown',
      marginType: 'CROSSED',
      liquidation: unknown,
      exchange: '50',
      pct: null,
      shown: false,
      warning: false,
    },
    {
      name: 'theirs not read',
      marginType: 'CROSSED',
      liquidation: own('50', null),
      exchange: undefined,
      pct: null,
      shown: false,
      warning: false,
    },
    {
      name: 'liquidatable without recovery',
      marginType: 'CROSSED',
      liquidation: own(null, null),
      exchange: '50',
      pct: null,
      shown: false,
      warning: false,
    },
  ] as const)('$name', ({ marginType, liquidation, exchange, pct, shown, warning }) => {
    const position = aPosition({ marginType, ...(exchange === undefined ? {} : { exchangePrice: exchange }) })
    const drift = driftOf(position, liquidation)
    expect(drift.driftPct?.toFixed() ?? null).toBe(pct)
    expect([drift.isShown, drift.isWarning]).toEqual([shown, warning])
    expect(drift.exchangePrice?.toFixed() ?? null).toBe(exchange ?? null)
  })
})

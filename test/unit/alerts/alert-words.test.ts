import { describe, expect, it } from 'vitest'
import { readingAlert, type TextOptions } from '../../../src/alerts/due-alert.ts'
import type { Reading } from '../../../src/alerts/readings.ts'
import type { AlertReason } from '../../../src/alerts/step.ts'
import { d } from '../../../src/model/decimal.ts'
import { aJointReading, aReading } from '../../support/alert-readings.ts'
import { alertWorld, START_MS } from '../../support/alert-world.ts'

const OPTIONS: TextOptions = { nowMs: START_MS, detail: 'full', namesAccount: false, remedies: new Map() }

/** The alert about a reading that was seen before and stands in the 10 % tier unless told. */
function alertOf(reading: Reading, reason: AlertReason, fields: { tier?: string | null; causes?: AlertReason[] } = {}) {
  const tier = fields.tier === null ? null : d(fields.tier ?? '10')
  return readingAlert({ reading, reason, causes: fields.causes ?? [reason], tier, isFirstSight: false }, OPTIONS)
}

describe('the headline of an alert', () => {
  const wide = aJointReading('9', { symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT', 'ADAUSDT'] })

  it.each([
    {
      name: 'a reduced position',
      alert: () => alertOf(aReading('20'), 'reduced'),
      is: 'SOLUSDT long was reduced and has left the 10% tier, now 20.00% from liquidation',
    },
    {
      name: 'a part auto-deleveraged',
      alert: () => alertOf(aReading('20'), 'deleveraged', { tier: null }),
      is: 'SOLUSDT long was partly AUTO-DELEVERAGED, now 20.00% from liquidation',
    },
    {
      name: 'a distance that is not known',
      alert: () => alertOf(aReading('unknown'), 'liquidated', { tier: null }),
      is: 'SOLUSDT long was partly LIQUIDATED, now at an unknown distance from liquidation',
    },
    {
      name: 'a pool of many symbols names three',
      alert: () => alertOf(wide, 'entered'),
      is: 'USDT cross pool (BTCUSDT + ETHUSDT + SOLUSDT and 2 more) 9.00% from liquidation if all move against you (10% tier)',
    },
    {
      name: 'a pool of three names all',
      alert: () => alertOf({ ...wide, symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'] }, 'entered'),
      is: 'USDT cross pool (BTCUSDT + ETHUSDT + SOLUSDT) 9.00% from liquidation if all move against you (10% tier)',
    },
  ])('of $name', ({ alert, is }) => {
    expect(alert().headline).toBe(is)
  })
})

describe('the gravity of an alert', () => {
  it.each([
    { reason: 'entered', tier: '15', is: 'warning' },
    { reason: 'entered', tier: '10', is: 'critical' },
    { reason: 'worsened', tier: '5', is: 'critical' },
    { reason: 'reminder', tier: '15', is: 'warning' },
    { reason: 'reminder', tier: '5', is: 'critical' },
    { reason: 'fast', tier: null, is: 'critical' },
    { reason: 'liquidated', tier: null, is: 'critical' },
    { reason: 'deleveraged', tier: null, is: 'critical' },
    { reason: 'drift', tier: null, is: 'warning' },
    { reason: 'recovered', tier: '10', is: 'info' },
    { reason: 'reduced', tier: '5', is: 'info' },
  ] as const)('$reason at $tier is $is', ({ reason, tier, is }) => {
    expect(alertOf(aReading('9'), reason, { tier }).severity).toBe(is)
  })

  it('is that of the gravest cause', () => {
    expect(alertOf(aReading('14'), 'entered', { tier: '15', causes: ['entered', 'fast'] }).severity).toBe('critical')
    expect(alertOf(aReading('40'), 'drift', { tier: null, causes: ['drift', 'recovered'] }).severity).toBe('warning')
  })
})

describe('what stands below the headline', () => {
  it.each([
    { name: 'no liquidation price', reading: aReading('none', { liquidationPrice: null }), liquidation: 'none' },
    { name: 'one that is not known', reading: aReading('unknown', { liquidationPrice: null }), liquidation: 'n/a' },
    { name: 'one at its tick', reading: aReading('9'), liquidation: '154.854' },
  ])('$name reads $liquidation', ({ reading, liquidation }) => {
    const alert = alertOf({ ...reading, stop: 'set' }, 'recovered')
    expect(alert.lines).toEqual([`mark 165.300  liquidation ${liquidation}  size 60`])
    expect(alert.figures.liquidationPrice).toBe(liquidation === '154.854' ? '154.85427136' : null)
  })

  it('names what is due besides the reason', () => {
    const drift = { status: 'warning', driftPct: d('1.4'), exchangePrice: d('150') } as const
    const alert = alertOf(aReading('9', { drift }), 'entered', { causes: ['entered', 'fast', 'drift'] })
    expect(alert.lines.slice(1)).toEqual([
      'losing distance fast',
      'own liquidation price differs from that of Binance by 1.40%',
      'no stop order protects it',
    ])
  })

  it('claims no missing stop when it is not known', () => {
    expect(alertOf(aReading('9', { stop: 'unknown' }), 'entered').lines).toHaveLength(1)
  })

  it.each([
    { name: 'closing and adding', close: true, add: true, line: ['back to 15%: close 33.6 (56%), or add 856.67 USDT'] },
    { name: 'closing alone', close: true, add: false, line: ['back to 15%: close 33.6 (56%)'] },
    { name: 'adding alone', close: false, add: true, line: ['back to 15%: add 856.67 USDT'] },
    { name: 'no way back', close: false, add: false, line: [] },
  ])('$name', ({ close, add, line }) => {
    const reading = aReading('9', { stop: 'set' })
    const remedy = {
      targetPct: d('15'),
      close: close ? { quantity: d('33.6'), sharePct: d('56') } : null,
      add: add ? { amount: d('856.6601'), asset: 'USDT' } : null,
    }
    const options = { ...OPTIONS, remedies: new Map([[reading.key, remedy]]) }
    const told = { reading, reason: 'entered', causes: ['entered'], tier: d('10'), isFirstSight: false } as const
    expect(readingAlert(told, options).lines.slice(1)).toEqual(line)
  })

  it('still tells drift that was never heard of once it is gone', () => {
    const world = alertWorld()
    const drift = { status: 'warning', driftPct: d('1.4'), exchangePrice: d('150') } as const
    world.look({ atSeconds: 0, readings: [aReading('20', { drift })] }, ['desktop', 'phone'])
    const entered = world.look({ atSeconds: 60, readings: [aReading('14')] })
    expect(entered.messages[0]?.message.body).toContain('own and Binance figures differ')
  })
})

describe('what is known of an alert', () => {
  it('of a position: its place, its pool and the time of its figures', () => {
    const reading = aReading('9', { poolKey: 'main/joint', dataAtMs: START_MS - 2000 })
    expect(alertOf(reading, 'entered')).toMatchObject({
      id: `main/SOLUSDT/long@${START_MS}`,
      account: 'main',
      symbol: 'SOLUSDT',
      side: 'LONG',
      poolKey: 'main/joint',
      dueAtMs: START_MS,
      dataAtMs: START_MS - 2000,
      figures: { distancePct: '9', markPrice: '165.3', liquidationPrice: '154.85427136' },
    })
  })

  it('of a pool: no symbol and no price', () => {
    expect(alertOf(aJointReading('9'), 'entered')).toMatchObject({
      symbol: null,
      side: null,
      poolKey: null,
      figures: { distancePct: '9', markPrice: null, liquidationPrice: null },
    })
  })
})

import { describe, expect, it } from 'vitest'
import { alertReports } from '../../../src/alerts/check-outcome.ts'
import { readingAlert } from '../../../src/alerts/due-alert.ts'
import { composeMessage } from '../../../src/alerts/message.ts'
import type { MarginReading, Reading } from '../../../src/alerts/readings.ts'
import type { AlertState } from '../../../src/alerts/state.ts'
import { type AlertReason, stepAlert } from '../../../src/alerts/step.ts'
import { d } from '../../../src/model/decimal.ts'
import { aReading, RULES, TIERS } from '../../support/alert-readings.ts'
import { alertWorld, POLICY } from '../../support/alert-world.ts'

const OPTIONS = { nowMs: 0, detail: 'full', namesAccount: false, remedies: new Map() } as const

/** A cross margin account far from liquidation, whatever its zone: its lines alone are looked at. */
const atLine = (zone: MarginReading['zone']): MarginReading => ({
  kind: 'margin',
  key: 'main/margin',
  account: 'main',
  symbol: null,
  level: d('1.2'),
  callLevel: d('1.3'),
  liquidationLevel: d('1.1'),
  zone,
  isMoved: false,
  distance: { status: 'known', distancePct: d('40') },
  tiers: TIERS,
  forced: null,
  dataAtMs: 0,
})

function walked(
  ...walk: readonly (readonly [seconds: number, reading: Reading])[]
): readonly (readonly AlertReason[])[] {
  let state: AlertState | null = null
  return walk.map(([seconds, reading]) => {
    const step = stepAlert(state, reading, { nowMs: seconds * 1000, rules: RULES })
    state = step.next
    return step.causes
  })
}

describe('what is told again only after a minute', () => {
  const drift = { status: 'warning', driftPct: d('1.4'), exchangePrice: d('150') } as const
  const [drifting, agreeing] = [aReading('40', { drift }), aReading('40')]

  it.each([
    { name: 'drift that was gone for 59 s', again: 69, bad: drifting, good: agreeing, told: [] },
    { name: 'drift that was gone for 60 s', again: 70, bad: drifting, good: agreeing, told: ['drift'] },
    { name: 'a line that was left for 59 s', again: 69, bad: atLine('margin-call'), good: atLine('calm'), told: [] },
    {
      name: 'a line that was left for 60 s',
      again: 70,
      bad: atLine('margin-call'),
      good: atLine('calm'),
      told: ['margin-call'],
    },
  ])('$name', ({ again, bad, good, told }) => {
    expect(walked([0, bad], [10, good], [again, good], [again + 1, bad]).at(-1)).toEqual(told)
  })

  it('each auto-deleveraging once', () => {
    const taken = (atMs: number) => aReading('9', { forced: { kind: 'deleveraged', atMs } })
    expect(walked([0, aReading('9')], [60, taken(500)], [120, taken(500)], [180, taken(900)])).toEqual([
      ['entered'],
      ['deleveraged'],
      [],
      ['deleveraged'],
    ])
  })
})

describe('how grave it is', () => {
  const alert = (reading: Reading, causes: readonly [AlertReason, ...AlertReason[]], tier: string | null = null) =>
    readingAlert(
      { reading, reason: causes[0], causes, tier: tier === null ? null : d(tier), isFirstSight: false },
      OPTIONS,
    )

  it.each([
    { name: 'a margin call', reading: atLine('margin-call'), causes: ['margin-call'], tier: null, is: 'warning' },
    {
      name: 'a liquidation line',
      reading: atLine('liquidation'),
      causes: ['margin-liquidation'],
      tier: null,
      is: 'critical',
    },
    {
      name: 'both an inner tier and drift',
      reading: aReading('9'),
      causes: ['entered', 'drift'],
      tier: '10',
      is: 'critical',
    },
    {
      name: 'a call in the outermost tier',
      reading: atLine('margin-call'),
      causes: ['margin-call', 'entered'],
      tier: '15',
      is: 'warning',
    },
  ] as const)('$name: $is', ({ reading, causes, tier, is }) => {
    expect(alert(reading, causes, tier).severity).toBe(is)
  })

  it('of equally grave ones the account nearest to its end comes first', () => {
    const of = (account: string, symbol: string, distance: string) =>
      alert(aReading(distance, { account, symbol, key: `${account}/${symbol}/long` }), ['entered'], '10')
    const alerts = [of('a', 'AUSDT', '9'), of('b', 'BUSDT', '8'), of('a', 'CUSDT', '6'), of('b', 'DUSDT', '7')]
    expect(composeMessage(alerts, { nowMs: 0, failing: [] }).alerts.map(({ account }) => account)).toEqual([
      'a',
      'a',
      'b',
      'b',
    ])
  })
})

describe('what became of several alerts', () => {
  it('is told of each by the messages that spoke for it', () => {
    const doge = aReading('9', { key: 'main/DOGEUSDT/long', symbol: 'DOGEUSDT' })
    const decision = alertWorld().look({ atSeconds: 0, readings: [aReading('9'), doge] })
    const [first] = decision.due
    if (first === undefined) throw new Error('nothing due')
    const result = { channel: 'phone', alertIds: [first.alert.id], aboutChannels: [], failure: null }
    const reports = alertReports(decision, [result], POLICY.channels)
    expect(reports.map(({ json, isDelivered }) => [json.symbol, isDelivered])).toEqual([
      [first.alert.symbol, true],
      [first.alert.symbol === 'SOLUSDT' ? 'DOGEUSDT' : 'SOLUSDT', false],
    ])
  })
})

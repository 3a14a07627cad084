import { describe, expect, it } from 'vitest'
import { alertReports, checkExitCode, checkLine, checkVerdict, perfdata } from '../../../src/alerts/check-outcome.ts'
import type { MarginReading, Reading } from '../../../src/alerts/readings.ts'
import { d } from '../../../src/model/decimal.ts'
import { aJointReading, aReading, TIERS } from '../../support/alert-readings.ts'
import { alertWorld, POLICY, resultsOf } from '../../support/alert-world.ts'

describe('the exit code of check', () => {
  it.each([
    { verdict: 'OK', code: 0 },
    { verdict: 'WARNING', code: 1 },
    { verdict: 'CRITICAL', code: 2 },
    { verdict: 'UNKNOWN', code: 3 },
  ] as const)('$verdict is $code', ({ verdict, code }) => {
    expect(checkExitCode({ verdict, reports: [], isStateLost: false })).toBe(code)
  })

  it.each([
    { name: 'all took it', failing: [], code: 2 },
    { name: 'the phone took it', failing: ['desktop'], code: 2 },
    { name: 'only the desktop took it, and the route has a phone', failing: ['phone'], code: 3 },
    { name: 'nobody took it', failing: ['desktop', 'phone'], code: 3 },
  ])('with an alert at 10 %, $name: $code', ({ failing, code }) => {
    const decision = alertWorld().look({ atSeconds: 0, readings: [aReading('9')] })
    const reports = alertReports(decision, resultsOf(decision, failing), POLICY.channels)
    expect(checkExitCode({ verdict: 'CRITICAL', reports, isStateLost: false })).toBe(code)
  })

  it('of a desktop-only route is satisfied by the desktop', () => {
    const decision = alertWorld().look({ atSeconds: 0, readings: [aReading('14')] })
    const reports = alertReports(decision, resultsOf(decision, []), POLICY.channels)
    expect(checkExitCode({ verdict: 'WARNING', reports, isStateLost: false })).toBe(1)
  })

  it('is 3 when an earlier alert is still not delivered, whatever the verdict', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [aReading('9')] }, ['phone'])
    const decision = world.look({ atSeconds: 60, readings: [aReading('20')] }, ['phone'])
    const reports = alertReports(decision, resultsOf(decision, ['phone']), POLICY.channels)
    expect(checkExitCode({ verdict: 'OK', reports, isStateLost: false })).toBe(3)
  })

  it('is 3 when the state is lost', () => {
    expect(checkExitCode({ verdict: 'CRITICAL', reports: [], isStateLost: true })).toBe(3)
  })

  it('with no channels to ask is that of the verdict', () => {
    const policy = { ...POLICY, channels: [] }
    const decision = alertWorld(policy).look({ atSeconds: 0, readings: [aReading('9')] })
    const reports = alertReports(decision, [], policy.channels)
    expect(checkExitCode({ verdict: 'CRITICAL', reports, isStateLost: false })).toBe(2)
  })

  it('a position gone without explanation makes the verdict UNKNOWN, not less than CRITICAL', () => {
    const unexplained = [{ what: 'SOLUSDT long', why: 'missing' }]
    expect(checkVerdict(['OK'], { unexplained })).toBe('UNKNOWN')
    expect(checkVerdict(['CRITICAL', 'OK'], { unexplained })).toBe('CRITICAL')
    expect(checkVerdict(['WARNING', 'OK'], { unexplained: [] })).toBe('WARNING')
  })
})

describe('what became of the alerts', () => {
  it('lists who took them and who failed, and why', () => {
    const decision = alertWorld().look({ atSeconds: 0, readings: [aReading('9')] })
    const [report] = alertReports(decision, resultsOf(decision, ['phone']), POLICY.channels)
    expect(report?.json).toMatchObject({
      key: 'main/SOLUSDT/long',
      tier: '10',
      reason: 'entered',
      delivered: ['desktop'],
      failed: [{ channel: 'phone', why: 'HTTP 500' }],
    })
  })

  it('says what was not even tried', () => {
    const decision = alertWorld().look({ atSeconds: 0, readings: [aReading('9')] })
    const [report] = alertReports(decision, [], POLICY.channels)
    expect([report?.isDelivered, report?.json.failed.map(({ why }) => why)]).toEqual([
      false,
      ['was not sent', 'was not sent'],
    ])
  })
})

const AGE = { dataAgeMs: 1000, staleSeconds: 60 }
const sol = (distance: string) => aReading(distance, { stop: 'none' })
const doge = (distance: string) => aReading(distance, { key: 'main/DOGEUSDT/long', symbol: 'DOGEUSDT', stop: 'set' })
/** The cross margin account of main; a distance is of its collateral. */
function margin(distance: string, zone: MarginReading['zone']): MarginReading {
  const { distance: known } = aReading(distance)
  const lines = { level: d('1.2'), callLevel: d('1.3'), liquidationLevel: d('1.1'), zone, isMoved: false }
  const base = { kind: 'margin', key: 'main/margin', account: 'main', symbol: null, forced: null, dataAtMs: 0 } as const
  return { ...base, ...lines, distance: known, tiers: TIERS }
}

describe('performance data', () => {
  it.each([
    {
      name: 'distances with two ranges, then the age',
      readings: [sol('6.3192'), aJointReading('25.2')],
      is: "'main/SOLUSDT/long'=6.32%;15:;10: 'main/joint'=25.2%;15:;10: age=1s;20;60",
    },
    {
      name: 'a single tier is critical',
      readings: [aReading('9', { tiers: [d('7.5')] })],
      is: "'main/SOLUSDT/long'=9%;;7.5: age=1s;20;60",
    },
    {
      name: 'a hedged pool is never critical',
      readings: [aJointReading('9', { isHedged: true })],
      is: "'main/joint'=9%;15:; age=1s;20;60",
    },
    {
      name: 'a pool watched by no tier has no ranges',
      readings: [aJointReading('9', { tiers: [] })],
      is: "'main/joint'=9%;; age=1s;20;60",
    },
    { name: 'an unknown distance is U', readings: [sol('unknown')], is: "'main/SOLUSDT/long'=U;15:;10: age=1s;20;60" },
    { name: 'none has no figure', readings: [sol('none')], is: 'age=1s;20;60' },
    {
      name: 'quotes cannot break out of a label',
      readings: [aReading('9', { key: "main/A'=B |/long" })],
      is: "'main/A__B__/long'=9%;15:;10: age=1s;20;60",
    },
  ])('$name', ({ readings, is }) => {
    expect(perfdata({ readings, ...AGE })).toBe(is)
  })

  it.each([
    { ms: 1499, age: '1s' },
    { ms: 1500, age: '2s' },
    { ms: -700, age: '0s' },
  ])('an age of $ms ms reads $age', ({ ms, age }) => {
    expect(perfdata({ readings: [], dataAgeMs: ms, staleSeconds: 60 })).toBe(`age=${age};20;60`)
  })

  it('without data the age is U', () => {
    expect(perfdata({ readings: [], dataAgeMs: null, staleSeconds: 90 })).toBe('age=U;20;90')
  })
})

describe('the first line of check', () => {
  const line = (
    verdict: 'OK' | 'CRITICAL' | 'UNKNOWN',
    readings: readonly Reading[],
    problems: readonly string[] = [],
  ) => checkLine({ verdict, readings, namesAccount: false, problems, ...AGE }).replace(/ \| .*/, '')

  it.each([
    {
      name: 'the nearest in a tier, and how many others',
      said: () => line('CRITICAL', [doge('13.6'), sol('6.32'), aJointReading('25.2')]),
      is: 'LIQWATCH CRITICAL - SOLUSDT long 6.32% to liquidation (10% tier, no stop); +1 in 15% tier',
    },
    {
      name: 'the nearest of all when calm',
      said: () => line('OK', [doge('60'), sol('40')]),
      is: 'LIQWATCH OK - SOLUSDT long 40.00% to liquidation (no stop)',
    },
    { name: 'no positions', said: () => line('OK', []), is: 'LIQWATCH OK - no positions' },
    {
      name: 'nothing to liquidate',
      said: () => line('OK', [sol('none')]),
      is: 'LIQWATCH OK - no position can be liquidated',
    },
    {
      name: 'what cannot be seen comes first when that is the verdict',
      said: () => line('UNKNOWN', [doge('40'), sol('unknown')], ['main: HTTP 503']),
      is: 'LIQWATCH UNKNOWN - main: HTTP 503; DOGEUSDT long 40.00% to liquidation',
    },
    {
      name: 'and last when something is critical',
      said: () => line('CRITICAL', [sol('6')], ['phone failed: HTTP 401']),
      is: 'LIQWATCH CRITICAL - SOLUSDT long 6.00% to liquidation (10% tier, no stop); phone failed: HTTP 401',
    },
    {
      name: 'a pool by its asset',
      said: () => line('CRITICAL', [doge('60'), aJointReading('9')]),
      is: 'LIQWATCH CRITICAL - USDT cross pool 9.00% to liquidation (10% tier)',
    },
    {
      name: 'a margin account by its name, of its collateral',
      said: () => line('CRITICAL', [margin('8.33', 'margin-call'), doge('60')]),
      is: 'LIQWATCH CRITICAL - cross margin 8.33% of collateral to liquidation (10% tier, margin call)',
    },
    {
      name: 'a margin account outside its call',
      said: () => line('OK', [margin('40', 'calm')]),
      is: 'LIQWATCH OK - cross margin 40.00% of collateral to liquidation',
    },
    {
      name: 'margin without debt and no position',
      said: () => line('OK', [margin('none', 'calm')]),
      is: 'LIQWATCH OK - no positions, no margin debt',
    },
    {
      name: 'margin without debt beside a position',
      said: () => line('OK', [margin('none', 'calm'), sol('none')]),
      is: 'LIQWATCH OK - no position can be liquidated',
    },
    {
      name: 'others counted by tier, nearest first',
      said: () => line('CRITICAL', [doge('13.6'), sol('4'), aJointReading('14'), aReading('9', { symbol: 'XRPUSDT' })]),
      is: 'LIQWATCH CRITICAL - SOLUSDT long 4.00% to liquidation (5% tier, no stop); +1 in 10% tier; +2 in 15% tier',
    },
    {
      name: 'a missing stop is only claimed when it is known',
      said: () => line('OK', [aReading('40', { stop: 'unknown' })]),
      is: 'LIQWATCH OK - SOLUSDT long 40.00% to liquidation',
    },
    {
      name: 'nothing known',
      said: () => line('UNKNOWN', [sol('unknown')]),
      is: 'LIQWATCH UNKNOWN - 1 of 1 distances unknown',
    },
  ])('$name', ({ said, is }) => {
    expect(said()).toBe(is)
  })

  it('says whose the nearest is where there are several accounts', () => {
    const calm = { ...doge('13.6'), account: 'main' }
    const danger = { ...sol('6.32'), account: 'second' }
    const lines = { verdict: 'CRITICAL', readings: [calm, danger], namesAccount: true, problems: [], ...AGE } as const
    expect(checkLine(lines).replace(/ \| .*/, '')).toBe(
      'LIQWATCH CRITICAL - second: SOLUSDT long 6.32% to liquidation (10% tier, no stop); +1 in 15% tier',
    )
  })

  it('carries the performance data behind a bar', () => {
    expect(checkLine({ verdict: 'OK', readings: [], namesAccount: false, problems: [], ...AGE })).toBe(
      'LIQWATCH OK - no positions | age=1s;20;60',
    )
  })
})

import { describe, expect, it } from 'vitest'
import { acknowledgedMemory, silencedMemory } from '../../../src/alerts/memory.ts'
import type { OutboxEntry } from '../../../src/alerts/outbox.ts'
import { d } from '../../../src/model/decimal.ts'
import type { DoctorCheck } from '../../../src/model/doctor-check.ts'
import { alertChangeScreen } from '../../../src/view/alert-change-screen.ts'
import { alertLogJson, alertLogScreen } from '../../../src/view/alert-log-screen.ts'
import { alertsJson } from '../../../src/view/alerts-json.ts'
import { alertsScreen } from '../../../src/view/alerts-screen.ts'
import { doctorScreen } from '../../../src/view/doctor-screen.ts'
import { momentText } from '../../../src/view/moment.ts'
import { ofAccount, type ShownAlerts } from '../../../src/view/standing-alerts.ts'
import { aJointReading, aReading } from '../../support/alert-readings.ts'
import { alertWorld, START_MS } from '../../support/alert-world.ts'
import { expectGolden } from './golden.ts'
import { aScreen } from './reports.ts'

const WIDTHS = [60, 80, 140] as const

/** SOL inside 5 % and acknowledged, DOGE silenced, the pool inside 15 %, the phone failing. */
function troubled(): ShownAlerts {
  const world = alertWorld()
  const doge = { key: 'main/DOGEUSDT/long', symbol: 'DOGEUSDT', markPrice: d('0.1902') }
  world.look({ atSeconds: 0, readings: [aReading('9.1'), aReading('13.6', doge), aJointReading('14.2')] }, ['phone'])
  world.look({ atSeconds: 60, readings: [aReading('4.2'), aReading('13.6', doge), aJointReading('14.2')] }, ['phone'])
  const nowMs = START_MS + 90_000
  world.change((memory) => acknowledgedMemory(memory, ['main/SOLUSDT/long'], nowMs))
  const silence = { subject: 'DOGEUSDT', account: null, setAtMs: nowMs, untilMs: nowMs + 26 * 3_600_000 }
  world.change((memory) => silencedMemory(memory, silence))
  return { memory: world.memory(), nowMs }
}

/** An account that could not be read twice. */
function blind(): ShownAlerts {
  const world = alertWorld()
  const problems = [{ what: 'account', why: 'fapi.binance.com did not answer within 10 s' }]
  world.look({ atSeconds: 0, readings: null, problems })
  world.look({ atSeconds: 60, readings: null, problems })
  return { memory: world.memory(), nowMs: START_MS + 61_000 }
}

function loggedEntries(): readonly OutboxEntry[] {
  const entries = [...troubled().memory.outbox.values()].sort((a, b) => b.alert.dueAtMs - a.alert.dueAtMs)
  const [newest] = entries
  if (newest === undefined) throw new Error('nothing was sent')
  const given: OutboxEntry = {
    alert: { ...newest.alert, dueAtMs: START_MS - 86_400_000, severity: 'info', headline: 'DOGEUSDT long is closed' },
    deliveries: [
      { channel: 'desktop', status: 'delivered', attempts: 2, failure: null, claim: null },
      { channel: 'phone', status: 'given-up', attempts: 31, failure: 'ntfy.sh could not be reached', claim: null },
    ],
  }
  return [...entries, given, { ...given, deliveries: [] }]
}

describe('alerts list', () => {
  it.each(WIDTHS)('shows what stands, is silenced, is due and fails, at %i columns', (columns) => {
    expectGolden(`alerts-troubled-${columns}`, alertsScreen(troubled(), aScreen(columns)))
  })

  it.each(WIDTHS)('shows an account that cannot be seen, at %i columns', (columns) => {
    expectGolden(`alerts-blind-${columns}`, alertsScreen(blind(), aScreen(columns)))
  })

  it('says so when nothing stands', () => {
    const { memory } = alertWorld()
    expect(alertsScreen({ memory: memory(), nowMs: START_MS }, aScreen(80))).toBe('no alert stands\n')
  })

  it('leaves a silence out that is over', () => {
    const { memory } = troubled()
    expect(alertsJson({ memory, nowMs: START_MS + 90_000 + 26 * 3_600_000 })).toMatchObject({ silences: [] })
  })

  it('shows one account alone, with silences over all', () => {
    const { memory } = troubled()
    expect(ofAccount(memory, 'other').states.size).toBe(0)
    expect(ofAccount(memory, 'other').silences.size).toBe(1)
    expect(ofAccount(memory, 'main').states.size).toBe(3)
  })
})

describe('alerts log', () => {
  it.each(WIDTHS)('tells what became of each alert, at %i columns', (columns) => {
    expectGolden(`alert-log-${columns}`, alertLogScreen(loggedEntries(), aScreen(columns)))
  })

  it('gives each alert to machines with who took it and who did not', () => {
    expect(alertLogJson(loggedEntries())).toMatchObject({
      log: expect.arrayContaining([
        expect.objectContaining({
          at: '2027-01-14T08:00:00.000Z',
          severity: 'info',
          delivered: ['desktop'],
          failed: [{ channel: 'phone', status: 'given-up', why: 'ntfy.sh could not be reached' }],
        }),
      ]),
    })
  })
})

describe('alerts ack, silence and unsilence', () => {
  it('says what an acknowledgement means', () => {
    const { memory, nowMs } = troubled()
    const text = alertChangeScreen({ kind: 'acknowledged', memory, keys: ['main/SOLUSDT/long'], nowMs }, aScreen(80))
    expect(text).toBe(
      'acknowledged: SOLUSDT long 4.20% (5% tier)\nno repeats until it gets worse; exit codes and screens still show it\n',
    )
  })

  it('gives the day of a silence that ends on another', () => {
    const silence = { subject: 'all', account: 'main', setAtMs: START_MS, untilMs: START_MS + 86_400_000 }
    const text = alertChangeScreen({ kind: 'silenced', silences: [silence], nowMs: START_MS }, aScreen(null))
    expect(text.split('\n')[0]).toBe('silenced: all on account main, until 2027-01-16 08:00')
  })
})

describe('a moment', () => {
  it.each([
    { name: 'the same day', atMs: START_MS + 3_600_000, zone: 'UTC', text: '09:00' },
    { name: 'the day before', atMs: START_MS - 86_400_000, zone: 'UTC', text: '2027-01-14 08:00' },
    { name: 'midnight', atMs: START_MS - 8 * 3_600_000, zone: 'UTC', text: '00:00' },
    { name: 'another day only elsewhere', atMs: START_MS + 3_600_000, zone: 'Pacific/Auckland', text: '22:00' },
  ])('of $name', ({ atMs, zone, text }) => {
    expect(momentText(atMs, START_MS, zone)).toBe(text)
  })
})

describe('doctor', () => {
  const checks: readonly DoctorCheck[] = [
    { name: 'network', status: 'ok', message: 'Binance answered in 23 ms', hint: null },
    {
      name: 'clock',
      status: 'warn',
      message: "this machine's clock is 4120 ms ahead of Binance's",
      hint: 'switch on time synchronisation (timedatectl set-ntp true)',
    },
    {
      name: 'key permissions',
      status: 'unknown',
      message: 'this environment does not tell what the key may do',
      hint: null,
    },
  ]
  const routes: readonly DoctorCheck[] = [
    {
      name: '5% route',
      status: 'fail',
      message: 'only desktop: no remote channel, nobody away hears it',
      hint: 'add a channel that reaches you elsewhere (ntfy, telegram …) to routes.5 in the config',
    },
    { name: 'channel ph\u001b[2Jone', status: 'ok', message: 'ntfy', hint: null },
  ]
  const found = {
    command: 'doctor',
    asOfMs: START_MS,
    sections: [
      { title: 'account main', account: 'main', checks },
      { title: 'alerts', account: null, checks: routes },
    ],
  }

  it.each(WIDTHS)('shows each section, at %i columns', (columns) => {
    expectGolden(`doctor-${columns}`, doctorScreen(found, aScreen(columns)))
  })
})

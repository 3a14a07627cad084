import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { halvingOf } from '../../../src/risk/halving.ts'
import { SHIPPED_EVENTS } from '../../../src/risk/macro-dates.ts'
import { readMacroCalendar } from '../../../src/risk/macro-window.ts'
import { auditOrders } from '../../../src/risk/order-audit.ts'
import { at, cash, lasting, mult, num, pct, phrase, units, when } from '../../../src/risk/phrase.ts'
import { judgeRules, RULEBOOK } from '../../../src/risk/rules/rulebook.ts'
import { type CalendarReport, calendarDocument, calendarScreen } from '../../../src/view/calendar-screen.ts'
import { explanation, TOPICS } from '../../../src/view/explain/explain.ts'
import { NOTHING_OWN } from '../../../src/view/explain/topic.ts'
import { type OrdersReport, ordersDocument, ordersScreen } from '../../../src/view/orders-screen.ts'
import { paletteFor } from '../../../src/view/palette.ts'
import { phraseText } from '../../../src/view/phrase.ts'
import { type RulesReport, rulesDocument, rulesScreen } from '../../../src/view/rules-screen.ts'
import { type Screen, widthOf } from '../../../src/view/screen.ts'
import { anOrder, aPosition, TAKEN_AT_MS } from '../../support/builders.ts'
import { aVenue, crossChecked, openInterestAt } from '../../support/rule-facts.ts'
import { anAuditInput, aRulesInput, HOUR_MS, type RulesTraits } from '../../support/rules-input.ts'
import { expectGolden } from './golden.ts'
import { aScreen } from './reports.ts'

const LONG = aPosition({ quantity: '1', entryPrice: '100', markPrice: '97', isolatedWallet: '10', leverage: 20 })
const SHORT = aPosition({ symbol: 'ETHUSDT', side: 'SHORT', quantity: '2', entryPrice: '50' })
const TRAITS: RulesTraits = {
  positions: [LONG, SHORT],
  equity: '500',
  orders: [
    anOrder({ type: 'STOP', triggerPrice: '95', price: '94', workingType: 'CONTRACT_PRICE', quantity: '0.7' }),
    anOrder({ side: 'BUY', type: 'LIMIT', price: '96', quantity: '1' }),
    anOrder({ symbol: 'ETHUSDT', side: 'BUY', triggerPrice: '52', closePosition: true, quantity: '0' }),
  ],
  elsewhere: [anOrder({ symbol: 'XRPUSDT', reduceOnly: true, triggerPrice: '2' })],
  atr: { BTCUSDT: '2' },
}
const GAPS = [{ what: 'depth ETHUSDT', why: 'HTTP 503 after 3 tries', needed: false }]

function rulesReport(rules = RULEBOOK): RulesReport {
  const input = aRulesInput({
    ...TRAITS,
    input: { venue: aVenue(), crossCheck: crossChecked('divergence'), openInterest: openInterestAt('1.2') },
  })
  return {
    account: 'main',
    asOfMs: TAKEN_AT_MS,
    dataAgeMs: 1000,
    profile: 'default',
    results: judgeRules(rules, input),
    gaps: GAPS,
    ages: [
      { what: 'brackets', ageMs: 3 * HOUR_MS },
      { what: 'ATR', ageMs: 720_000 },
    ],
  }
}

function ordersReport(): OrdersReport {
  const input = anAuditInput(TRAITS)
  return { risk: input.risk, asOfMs: TAKEN_AT_MS + 1000, audit: auditOrders(input), gaps: GAPS, atrAgeMs: 720_000 }
}

function calendarReport(inWindow: boolean): CalendarReport {
  const { risk, snapshot } = anAuditInput(TRAITS)
  const cpi = {
    kind: 'CPI',
    name: 'CPI',
    atMs: Date.UTC(2026, 11, 10, 13, 30),
    isAllDay: false,
    source: 'cpi.ics',
  } as const
  const calendar = inWindow
    ? { events: [...SHIPPED_EVENTS, cpi], problems: [] }
    : { events: SHIPPED_EVENTS, problems: [{ file: '/home/me/cpi.ics', why: 'it does not exist' }] }
  const nowMs = Date.UTC(2026, 11, inWindow ? 9 : 1, 12)
  const before = inWindow ? { atMs: Date.UTC(2026, 11, 8, 9), effectiveLeverage: d('0.5') } : null
  return {
    asOfMs: nowMs,
    reading: readMacroCalendar(calendar, { nowMs, windowHours: 24 }),
    windowHours: 24,
    exposure: { status: 'known', account: 'main', halving: halvingOf(risk, before, snapshot.rules) },
    localTime: (atMs) => new Date(atMs).toISOString().slice(11, 16),
  }
}

const core = RULEBOOK.filter(({ isCore }) => isCore)
const screens: Readonly<Record<string, (screen: Screen) => string>> = {
  rules: (screen) => rulesScreen(rulesReport(core), screen, 'list'),
  'rules-full': (screen) =>
    rulesScreen(rulesReport(core.filter(({ id }) => ['PS1', 'OT4'].includes(id))), screen, 'full'),
  orders: (screen) => ordersScreen(ordersReport(), screen, 'problems'),
  'orders-all': (screen) => ordersScreen(ordersReport(), screen, 'all'),
  'calendar-inside': (screen) => calendarScreen(calendarReport(true), screen),
  'calendar-unknown': (screen) => calendarScreen(calendarReport(false), screen),
}
const cases = Object.keys(screens).flatMap((name) => [60, 80, 140].map((columns) => ({ name, columns })))
const drawn = (name: string, screen: Screen): string => screens[name]?.(screen) ?? ''

describe('golden screens', () => {
  it.each(cases)('$name at $columns columns', ({ name, columns }) => {
    expectGolden(`${name}-${columns}`, drawn(name, aScreen(columns)))
  })

  it.each(cases)('$name has no line beyond $columns columns', ({ name, columns }) => {
    const tooLong = drawn(name, aScreen(columns))
      .split('\n')
      .filter((line) => widthOf(line) > columns)
    expect(tooLong).toEqual([])
  })

  it.each(Object.keys(screens))('%s: colour only repeats what words and marks say', (name) => {
    const palette = paletteFor({ env: { FORCE_COLOR: '1' }, isTerminal: true, isForbidden: false })
    expect(drawn(name, aScreen(140, { palette })).replace(/\u001b\[\d+m/g, '')).toBe(drawn(name, aScreen(140)))
  })
})

describe('documents', () => {
  it('rules: every id once, with figure, evidence, source and command', () => {
    const { rules } = rulesDocument(rulesReport()) as { readonly rules: readonly Record<string, string>[] }
    expect(rules.map(({ id }) => id)).toEqual(RULEBOOK.map(({ id }) => id))
    for (const rule of rules) {
      expect(rule).toMatchObject({ figure: expect.stringMatching(/./), source: expect.stringMatching(/./) })
      expect(rule.evidence?.length).toBeGreaterThan(0)
    }
  })

  it('orders: those that could not be read are not counted as none', () => {
    const report = ordersReport()
    const gap = { rule: 'all', symbol: 'SOLUSDT', why: 'its orders could not be read' } as const
    const unread = { ...report, audit: { ...report.audit, count: 0, findings: [], gaps: [gap] } }
    const [first] = ordersScreen(unread, aScreen(140), 'problems').split('\n')
    expect(first).toContain('0 resting orders could be read: 0 fail, 0 warn, 0 pass, 1 unknown')
  })

  it('orders: findings and coverage under their fixed names', () => {
    const { orders } = ordersDocument(ordersReport()) as { readonly orders: Record<string, unknown> }
    expect(orders.coverage).toEqual([
      { symbol: 'BTCUSDT', side: 'LONG', coveredPct: '70' },
      { symbol: 'ETHUSDT', side: 'SHORT', coveredPct: '100' },
    ])
    expect(orders.findings).toContainEqual({
      rule: 'ORPHAN',
      result: 'warn',
      symbol: 'XRPUSDT',
      orderId: '1',
      message: 'sell STOP_MARKET #1 has no XRPUSDT position to close',
    })
  })

  it('calendar: events, until and status under their fixed names', () => {
    const inside = calendarDocument(calendarReport(true)) as { readonly calendar: Record<string, unknown> }
    expect(inside.calendar).toMatchObject({ status: 'inside', until: '2026-12-10T13:30:00.000Z' })
    const [event] = inside.calendar.events as readonly unknown[]
    expect(event).toMatchObject({
      name: 'FOMC statement',
      at: '2026-12-09T19:00:00.000Z',
      windowStart: '2026-12-08T19:00:00.000Z',
      windowEnd: '2026-12-10T19:00:00.000Z',
      inWindow: true,
    })
    const unknown = calendarDocument(calendarReport(false)) as { readonly calendar: Record<string, unknown> }
    expect(unknown.calendar).toMatchObject({ status: 'unknown', until: null })
  })
})

describe('explain', () => {
  it.each(RULEBOOK.map(({ id }) => id))('%s has a topic in its own words', (id) => {
    const topic = TOPICS.find(({ name }) => name === id)
    expect(topic?.kind).toBe('rule')
    expect(topic?.text.length).toBeGreaterThanOrEqual(3)
  })

  it('tells what the rule says of the account', () => {
    const topic = TOPICS.find(({ name }) => name === 'OT4')
    const [rule] = judgeRules(
      RULEBOOK.filter(({ id }) => id === 'OT4'),
      aRulesInput(TRAITS),
    )
    if (topic === undefined || rule === undefined) throw new Error('OT4 is missing')
    const text = explanation(topic, { ...NOTHING_OWN, rule }, aScreen(null))
    expect(text).toContain('index triggers, which Binance futures does not offer')
    expect(text).toContain('warn; figure: protective orders on MARK_PRICE')
    expect(text).toContain('sell STOP #1 watches the last price')
  })
})

describe('a phrase', () => {
  it.each([
    ['percent', phrase`${pct(d('6.325'))}`, '6.33%'],
    ['a small percentage', phrase`${pct(d('0.00512'))}`, '0.0051%'],
    ['money', phrase`${cash(d('-1234.5'))}`, '-1,234.50'],
    ['a multiple', phrase`${mult(d('14.73'))}`, '14.7x'],
    ['a number', phrase`${num(d('1.5'))}`, '1.5'],
    ['a quantity', phrase`${units(d('0.00000001'))}`, '0.00000001'],
    ['a price', phrase`${at(d('154.85427'), d('0.01'))}`, '154.85'],
    ['an instant', phrase`${when(Date.UTC(2026, 11, 9, 19))}`, '2026-12-09 19:00 UTC'],
    ['a duration', phrase`${lasting(300_000)}`, '5 min'],
    ['words from the wire', phrase`${'EVIL\u001b[2J'} is ${phrase`held`}`, 'EVIL\\u{1b}[2J is held'],
  ])('prints %s', (_name, given, expected) => {
    expect(phraseText(given)).toBe(expected)
  })
})

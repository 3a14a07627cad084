import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import { halvingOf, lookBefore } from '../../../src/risk/halving.ts'
import { SHIPPED_EVENTS } from '../../../src/risk/macro-dates.ts'
import { type MacroEvent, macroKindOf, readMacroCalendar } from '../../../src/risk/macro-window.ts'
import { easternInstantMs, utcInstantMs } from '../../../src/risk/us-eastern.ts'
import { aPosition, tierTable } from '../../support/builders.ts'
import { ruleSnapshot } from '../../support/rules-input.ts'

const iso = (atMs: number) => new Date(atMs).toISOString()
const HOUR = 3_600_000

describe('US Eastern time', () => {
  it.each([
    ['standard time', [2026, 12, 9, 14, 0], '2026-12-09T19:00:00.000Z'],
    ['daylight time', [2027, 7, 28, 14, 0], '2027-07-28T18:00:00.000Z'],
    ['the minute before spring forward', [2027, 3, 14, 1, 59], '2027-03-14T06:59:00.000Z'],
    ['after spring forward', [2027, 3, 14, 3, 0], '2027-03-14T07:00:00.000Z'],
    ['the first of the two November hours', [2027, 11, 7, 1, 30], '2027-11-07T05:30:00.000Z'],
    ['after falling back', [2027, 11, 7, 2, 0], '2027-11-07T07:00:00.000Z'],
    ['a March that begins on a Sunday', [2026, 3, 8, 3, 0], '2026-03-08T07:00:00.000Z'],
    ['a November that begins on a Sunday', [2026, 11, 1, 2, 0], '2026-11-01T07:00:00.000Z'],
  ] as const)('%s', (_name, [year, month, day, hour, minute], expected) => {
    expect(iso(easternInstantMs({ year, month, day, hour, minute }))).toBe(expected)
  })

  const clocks = fc.record({
    year: fc.integer({ min: 2007, max: 2099 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    hour: fc.integer({ min: 3, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
  })
  const shown = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'America/New_York',
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  })

  it('is what a clock in New York shows', () => {
    fc.assert(
      fc.property(clocks, (clock) => {
        const two = (value: number) => String(value).padStart(2, '0')
        const expected = `${clock.year}-${two(clock.month)}-${two(clock.day)}, ${two(clock.hour)}:${two(clock.minute)}`
        expect(shown.format(easternInstantMs(clock))).toBe(expected)
        expect(utcInstantMs(clock)).toBe(Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute))
      }),
      { numRuns: 200 },
    )
  })
})

describe('the shipped dates', () => {
  it('are the statements of the Federal Reserve, at 14:00 in Washington', () => {
    expect(SHIPPED_EVENTS.map(({ atMs }) => iso(atMs))).toEqual([
      '2026-12-09T19:00:00.000Z',
      '2027-01-27T19:00:00.000Z',
      '2027-03-17T18:00:00.000Z',
      '2027-04-28T18:00:00.000Z',
      '2027-06-09T18:00:00.000Z',
      '2027-07-28T18:00:00.000Z',
      '2027-09-15T18:00:00.000Z',
      '2027-10-27T18:00:00.000Z',
      '2027-12-08T19:00:00.000Z',
      '2028-01-26T19:00:00.000Z',
    ])
  })
})

const NOW = Date.UTC(2026, 11, 9, 12, 0)
const anEvent = (kind: MacroEvent['kind'], inHours: number, traits: Partial<MacroEvent> = {}): MacroEvent => ({
  kind,
  name: kind,
  atMs: NOW + inHours * HOUR,
  isAllDay: false,
  source: 'test',
  ...traits,
})
const read = (events: readonly MacroEvent[]) =>
  readMacroCalendar({ events, problems: [] }, { nowMs: NOW, windowHours: 24 })

describe('the calendar at a moment', () => {
  it.each([
    { name: 'nothing known', events: [], status: 'unknown' },
    { name: 'only the Fed known', events: [anEvent('FOMC', 100)], status: 'unknown' },
    { name: 'both known, both far', events: [anEvent('FOMC', 100), anEvent('CPI', 200)], status: 'outside' },
    { name: 'the Fed has run out', events: [anEvent('FOMC', -100), anEvent('CPI', 200)], status: 'unknown' },
    { name: 'at the edge of a window', events: [anEvent('FOMC', 24), anEvent('CPI', 200)], status: 'inside' },
    { name: 'just before it', events: [anEvent('FOMC', 24.01), anEvent('CPI', 200)], status: 'outside' },
    {
      name: 'a day after',
      events: [anEvent('FOMC', -24), anEvent('FOMC', 900), anEvent('CPI', 200)],
      status: 'inside',
    },
    { name: 'inside one, the other unknown', events: [anEvent('FOMC', 1)], status: 'inside' },
    { name: 'inside an event of the user', events: [anEvent('OTHER', 1)], status: 'inside' },
    {
      name: 'an all-day event lasts its day',
      events: [anEvent('CPI', -47, { isAllDay: true }), anEvent('FOMC', 200)],
      status: 'inside',
    },
  ])('$name: $status', ({ events, status }) => {
    expect(read(events).status).toBe(status)
  })

  it('is known until the earliest of its kinds ends, and not at all where one is missing', () => {
    expect(read([anEvent('FOMC', 100), anEvent('CPI', 200), anEvent('CPI', 50)]).untilMs).toBe(NOW + 100 * HOUR)
    expect(read([anEvent('FOMC', 100)]).untilMs).toBeNull()
  })

  it('shows what lies ahead or is not over, the earliest first', () => {
    const events = [
      anEvent('CPI', 200),
      anEvent('FOMC', -100),
      anEvent('OTHER', 101),
      anEvent('FOMC', 100),
      anEvent('OTHER', -1),
    ]
    expect(read(events).windows.map(({ event, inWindow }) => [(event.atMs - NOW) / HOUR, inWindow])).toEqual([
      [-1, true],
      [100, false],
      [101, false],
      [200, false],
    ])
  })

  it('knows each kind up to its own last date, and by whom', () => {
    const events = [
      anEvent('FOMC', 400, { source: 'mine' }),
      anEvent('CPI', 50),
      anEvent('CPI', 200, { source: 'theirs' }),
      anEvent('FOMC', 20),
    ]
    expect(read(events).coverage).toEqual([
      { kind: 'FOMC', untilMs: NOW + 400 * HOUR, source: 'mine', isKnown: true },
      { kind: 'CPI', untilMs: NOW + 200 * HOUR, source: 'theirs', isKnown: true },
    ])
    expect(read([anEvent('FOMC', -1)]).coverage).toEqual([
      { kind: 'FOMC', untilMs: NOW - HOUR, source: 'test', isKnown: false },
      { kind: 'CPI', untilMs: null, source: null, isKnown: false },
    ])
  })

  it.each([
    { name: 'two events of the user', events: [anEvent('OTHER', 5), anEvent('OTHER', 6)], count: 2 },
    { name: 'a decision and prices on one day', events: [anEvent('FOMC', 5), anEvent('CPI', 6)], count: 2 },
    { name: 'two decisions a day apart', events: [anEvent('FOMC', 5), anEvent('FOMC', 29)], count: 2 },
    { name: 'a decision and its day', events: [anEvent('FOMC', 5), anEvent('FOMC', 6, { isAllDay: true })], count: 2 },
    { name: 'a decision twice', events: [anEvent('FOMC', 5), anEvent('FOMC', 6)], count: 1 },
  ])('counts $name as $count', ({ events, count }) => {
    expect(read(events).windows).toHaveLength(count)
  })

  it('takes the user’s date for a shipped one of the same day', () => {
    const { windows } = read([anEvent('FOMC', 100), anEvent('FOMC', 101, { source: 'mine' }), anEvent('CPI', 500)])
    expect(windows.map(({ event }) => event.source)).toEqual(['mine', 'test'])
  })

  it.each([
    ['FOMC Meeting', 'FOMC'],
    ['Fed interest rate decision', 'FOMC'],
    ['Consumer Price Index for November 2026', 'CPI'],
    ['US CPI m/m', 'CPI'],
    ['Nonfarm payrolls', 'OTHER'],
    ['FedEx earnings', 'OTHER'],
  ])('%s is %s', (title, kind) => {
    expect(macroKindOf(title)).toBe(kind)
  })
})

describe('halving the exposure', () => {
  const tiers = tierTable()
  const snapshot = ruleSnapshot({ positions: [aPosition({ quantity: '10', entryPrice: '100' })], equity: '500' })
  const risk = assessAccount(snapshot, { tiers, nowMs: NOW })
  const look = (leverage: string, hoursAgo = 30) => ({ atMs: NOW - hoursAgo * HOUR, effectiveLeverage: d(leverage) })
  const texts = (halving: ReturnType<typeof halvingOf>) =>
    halving && {
      isDone: halving.isDone,
      target: halving.target.toFixed(),
      add: halving.addEquity.toFixed(),
      close: halving.closeNotional.toFixed(),
      closes: halving.closes.map(({ quantity }) => quantity.toFixed()),
    }

  // 1000 ÷ 500 = 2 now
  it.each([
    {
      name: 'nothing known of before',
      before: null,
      isDone: null,
      target: '1',
      add: '500',
      close: '500',
      closes: ['5'],
    },
    { name: 'as before', before: look('2'), isDone: false, target: '1', add: '500', close: '500', closes: ['5'] },
    {
      name: 'grown since',
      before: look('1'),
      isDone: false,
      target: '0.5',
      add: '1500',
      close: '750',
      closes: ['7.5'],
    },
    {
      // 1000 ÷ 0.75 − 500, up to the cent; 1 − 0.75 ÷ 2 of it
      name: 'grown by a third',
      before: look('1.5'),
      isDone: false,
      target: '0.75',
      add: '833.34',
      close: '625',
      closes: ['6.25'],
    },
    { name: 'halved exactly', before: look('4'), isDone: true, target: '2', add: '0', close: '0', closes: [] },
    { name: 'more than halved', before: look('5'), isDone: true, target: '2.5', add: '0', close: '0', closes: [] },
  ])('$name', ({ name: _, before, ...expected }) => {
    expect(texts(halvingOf(risk, before, new Map()))).toEqual(expected)
  })

  it('leaves exactly the target when done by money or by closing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 390 }), (hundredths) => {
        const before = look(d(String(hundredths)).div('100').toFixed())
        const halving = halvingOf(risk, before, new Map())
        if (halving === null || halving.isDone === true) return
        const [gross, equity] = [d('1000'), d('500')]
        expect(gross.minus(halving.closeNotional).div(equity).minus(halving.target).abs().lt('1e-30')).toBe(true)
        // Money is rounded up to a cent, so that it is enough.
        const after = gross.div(equity.plus(halving.addEquity))
        expect(after.lte(halving.target)).toBe(true)
        expect(gross.div(equity.plus(halving.addEquity).minus('0.01')).gt(halving.target)).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('is nothing without equity: there is no leverage to halve', () => {
    const broke = ruleSnapshot({ positions: [aPosition({ quantity: '10', entryPrice: '100' })], equity: '0' })
    expect(halvingOf(assessAccount(broke, { tiers, nowMs: NOW }), null, new Map())).toBeNull()
  })

  it('goes by the newest look, wherever it stands in the list', () => {
    const looks = [look('1', 40), look('2', 30), look('3', 50)]
    expect(lookBefore(looks, NOW)?.effectiveLeverage.toFixed()).toBe('2')
  })

  it('is nothing without positions', () => {
    const empty = ruleSnapshot({})
    expect(halvingOf(assessAccount(empty, { tiers, nowMs: NOW }), null, new Map())).toBeNull()
  })

  it('looks back before the window, and not too far', () => {
    const looks = [look('3', 200), look('2', 40), look('1', 1)]
    expect(lookBefore(looks, NOW - 10 * HOUR)?.effectiveLeverage.toFixed()).toBe('2')
    expect(lookBefore([look('3', 200)], NOW)).toBeNull()
    // seven days still count, the first instant of the window no more
    expect([lookBefore([look('3', 168)], NOW)?.atMs, lookBefore([look('3', 0)], NOW)]).toEqual([NOW - 168 * HOUR, null])
  })
})

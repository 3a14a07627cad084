import { describe, expect, it } from 'vitest'
import { marginInput, marginReadings } from '../../../src/alerts/margin-input.ts'
import type { MarginReading } from '../../../src/alerts/readings.ts'
import { silenceSubject } from '../../../src/alerts/silence.ts'
import type { AlertState } from '../../../src/alerts/state.ts'
import { stepAlert } from '../../../src/alerts/step.ts'
import { d } from '../../../src/model/decimal.ts'
import { assessMargin } from '../../../src/risk/margin-standing.ts'
import { decodeState, encodeState } from '../../../src/store/state-document.ts'
import { RULES } from '../../support/alert-readings.ts'
import { aCrossAccount, aHolding, aMarginSnapshot, aPair } from '../../support/margin-builders.ts'

const TIERS = [d('15'), d('10'), d('5')]

/** The reading of a Classic 3x account at this level: call 1.3, liquidation 1.1. */
function atLevel(level: string, forced: MarginReading['forced'] = null): MarginReading {
  const cross = aCrossAccount(
    level === '999' ? { marginLevel: d('999'), holdings: [aHolding('BTC', { free: '1' })] } : { marginLevel: d(level) },
  )
  const standing = assessMargin(aMarginSnapshot({ cross }), TIERS)
  const [reading] = marginInput(standing, TIERS).readings
  if (reading === undefined) throw new Error('no reading')
  return { ...reading, forced }
}

/** Steps through levels by second; returns what was due each time. */
function walk(steps: readonly (readonly [seconds: number, reading: MarginReading])[]) {
  let state: AlertState | null = null
  return steps.map(([seconds, reading]) => {
    const step = stepAlert(state, reading, { nowMs: seconds * 1000, rules: RULES })
    state = decodeState(encodeState(step.next))
    return step.causes
  })
}

describe('a margin account among the alerts', () => {
  it('has a key of its own, and one for each isolated pair', () => {
    const standing = assessMargin(aMarginSnapshot({ isolated: [aPair()] }), TIERS)
    expect(
      marginInput(standing, TIERS)
        .readings.map(({ key }) => key)
        .sort(),
    ).toEqual(['main/margin', 'main/margin/FETUSDT'])
  })

  it.each([
    // 1 − 1.1 ÷ level
    { level: '2.2', distance: '50.00', zone: 'calm' },
    { level: '1.3', distance: '15.38', zone: 'margin-call' },
    { level: '1.16', distance: '5.17', zone: 'margin-call' },
    { level: '1.05', distance: '0.00', zone: 'liquidation' },
  ])('a level of $level is $distance % from liquidation', ({ level, distance, zone }) => {
    const reading = atLevel(level)
    expect(reading.distance.status === 'known' && reading.distance.distancePct.toFixed(2)).toBe(distance)
    expect(reading.zone).toBe(zone)
  })

  it.each([
    { name: 'the call outside all tiers', levels: ['1.4', '1.3'], due: [[], ['margin-call']] },
    { name: 'the call once only', levels: ['1.3', '1.299'], due: [['margin-call'], []] },
    {
      name: 'tiers below the call',
      levels: ['1.3', '1.29', '1.2'],
      due: [['margin-call'], ['entered'], ['worsened', 'fast']],
    },
    { name: 'call and tier in one', levels: ['1.35', '1.28'], due: [[], ['margin-call', 'entered']] },
    {
      name: 'straight through both lines',
      levels: ['1.5', '1.09'],
      due: [[], ['margin-liquidation', 'entered', 'fast']],
    },
    {
      name: 'the liquidation line after the call',
      levels: ['1.25', '1.1'],
      due: [
        ['margin-call', 'entered'],
        ['margin-liquidation', 'worsened', 'fast'],
      ],
    },
    { name: 'no debt', levels: ['999', '999'], due: [[], []] },
  ])('tells $name', ({ levels, due }) => {
    expect(walk(levels.map((level, index) => [index * 30, atLevel(level)]))).toEqual(due)
  })

  it('tells the call again only after the level stood above it for a minute', () => {
    const [calm, called] = [atLevel('1.4'), atLevel('1.3')]
    const restless = walk([
      [0, called],
      [10, calm],
      [20, called],
      [30, calm],
      [40, called],
    ])
    expect(restless.flat()).toEqual(['margin-call'])
    const rested = walk([
      [0, called],
      [10, calm],
      [80, calm],
      [90, called],
    ])
    expect(rested.flat()).toEqual(['margin-call', 'margin-call'])
  })

  it('recovers like a position', () => {
    const due = walk([
      [0, atLevel('1.22')],
      [30, atLevel('1.6')],
      [100, atLevel('1.6')],
    ])
    expect(due).toEqual([['margin-call', 'entered'], [], ['recovered']])
  })

  it('says liquidated, once, when Binance took collateral', () => {
    const forced = { kind: 'liquidated', atMs: 20_000 } as const
    const due = walk([
      [0, atLevel('1.12')],
      [30, atLevel('999', forced)],
      [60, atLevel('999', forced)],
    ])
    expect(due[1]).toEqual(['liquidated'])
    expect(due[2]).toEqual([])
  })

  it('an unknown level is a problem and changes nothing', () => {
    const cross = aCrossAccount({ isPro: true, collateralMarginLevel: null })
    const input = marginInput(assessMargin(aMarginSnapshot({ cross }), TIERS), TIERS)
    expect(input.problems.map(({ what }) => what)).toEqual(['cross margin'])
    expect(input.readings[0]?.distance.status).toBe('unknown')
  })

  it('an unknown pair is a problem under its own name; of gaps only needed ones are', () => {
    const pair = aPair({ marginLevel: null, indexPrice: d('0') })
    const unknown = assessMargin(aMarginSnapshot({ cross: null, isolated: [pair] }), TIERS)
    const rows = unknown.rows.map((row) => ({ ...row, why: 'no level' }))
    const gaps = [
      { what: 'crossMarginAccount', why: 'HTTP 503', needed: true },
      { what: 'tradeCoeff', why: 'HTTP 503', needed: false },
    ]
    expect(marginInput({ ...unknown, rows, gaps }, TIERS).problems).toEqual([
      { what: 'crossMarginAccount', why: 'HTTP 503' },
      { what: 'FETUSDT margin', why: 'no level' },
    ])
  })

  it('has the same readings without what was forced', () => {
    const standing = assessMargin(aMarginSnapshot(), TIERS)
    expect(marginReadings(standing, TIERS)).toEqual(marginInput(standing, TIERS).readings)
  })

  it('steps back from the liquidation line to the call, and is told again only when it falls below anew', () => {
    const [line, call] = [atLevel('1.1'), atLevel('1.25')]
    const due = walk([
      [0, line],
      [60, call],
      [119, call],
      [120, call],
      [130, line],
    ])
    expect(due.map((causes) => causes.includes('margin-liquidation'))).toEqual([true, false, false, false, true])
    expect(due.flat()).not.toContain('margin-call')
  })

  it('is silenced by margin, not by the symbol of its pair', () => {
    expect(silenceSubject({ kind: 'margin', symbol: 'SOLUSDT' })).toBe('margin')
    expect(silenceSubject({ kind: 'position', symbol: 'SOLUSDT' })).toBe('SOLUSDT')
    expect(silenceSubject({ kind: 'joint' })).toBe('joint')
  })

  it('states of versions without margin lines can still be read', () => {
    const { next } = stepAlert(null, atLevel('1.4'), { nowMs: 0, rules: RULES })
    const { zoneTold: _zone, zoneClear: _clear, ...older } = JSON.parse(encodeState(next))
    expect(decodeState(JSON.stringify(older)).zoneTold).toBe('calm')
  })
})

import { describe, expect, it } from 'vitest'
import { stepAlert } from '../../../src/alerts/step.ts'
import { d } from '../../../src/model/decimal.ts'
import { aJointReading, aReading, RULES } from '../../support/alert-readings.ts'
import { START, said, stepsOf, walked } from './step-walks.ts'

describe('what is not known', () => {
  it.each([
    {
      name: 'never fires',
      walk: [
        [0, 'unknown'],
        [60, 'unknown'],
      ],
      due: [],
    },
    {
      name: 'resets nothing: the tier is not told twice',
      walk: [
        [0, '9'],
        [60, 'unknown'],
        [120, 'unknown'],
        [180, '9'],
      ],
      due: ['0 entered 10'],
    },
    {
      name: 'never counts as clear',
      walk: [
        [0, '9'],
        [60, '20'],
        [90, 'unknown'],
        [120, '20'],
        [150, 'unknown'],
        [180, '20'],
      ],
      due: ['0 entered 10'],
    },
    {
      name: 'repeats nothing',
      walk: [
        [0, '4'],
        [600, 'unknown'],
        [1200, 'unknown'],
      ],
      due: ['0 entered 5'],
    },
  ] as const)('$name', ({ walk, due }) => {
    expect(walked(walk)).toEqual(due)
  })
})

describe('fast losses', () => {
  it.each([
    {
      name: 'a third lost within 10 minutes',
      walk: [
        [0, '60'],
        [600, '40'],
      ],
      due: ['600 fast -'],
    },
    {
      name: 'not a third',
      walk: [
        [0, '60'],
        [600, '40.3'],
      ],
      due: [],
    },
    {
      name: 'not within 10 minutes',
      walk: [
        [0, '60'],
        [601, '40'],
      ],
      due: [],
    },
    {
      name: 'in steps, from the highest of the window',
      walk: [
        [0, '50'],
        [60, '60'],
        [300, '50'],
        [500, '40'],
      ],
      due: ['500 fast -'],
    },
    {
      name: 'again when another third is gone, and not before',
      walk: [
        [0, '90'],
        [100, '60'],
        [200, '45'],
        [300, '41'],
        [400, '40'],
      ],
      due: ['100 fast -', '400 fast -'],
    },
    {
      name: 'goes with the tier that is entered in the same evaluation',
      walk: [
        [0, '20'],
        [60, '12'],
      ],
      due: ['60 entered+fast 15'],
    },
    {
      name: 'swings of the price tell their fall once',
      walk: [
        [0, '60'],
        [60, '39'],
        [120, '60'],
        [180, '39'],
        [240, '60'],
        [300, '39'],
      ],
      due: ['60 fast -'],
    },
    {
      name: 'an inner tier just told says it already',
      walk: [
        [0, '13'],
        [60, '9.9'],
        [120, '8.6'],
        [180, '6.6'],
      ],
      due: ['0 entered 15', '60 worsened 10', '180 fast 10'],
    },
  ] as const)('$name', ({ walk, due }) => {
    expect(walked(walk, RULES)).toEqual(due)
  })

  it('can be switched off', () => {
    expect(
      walked(
        [
          [0, '60'],
          [60, '20'],
        ],
        { ...RULES, fast: null },
      ),
    ).toEqual([])
  })

  it('cancels an acknowledgement', () => {
    const rules = { ...RULES, fast: { lossPct: d('30'), minutes: 10 } }
    const entered = stepAlert(null, aReading('14.9'), { nowMs: START * 1000, rules })
    const state = { ...entered.next, acknowledged: { depth: 1, atMs: START * 1000 } }
    const step = stepAlert(state, aReading('10.1'), { nowMs: (START + 60) * 1000, rules })
    expect([step.reason, step.next.acknowledged]).toEqual(['fast', null])
  })
})

describe('drift', () => {
  const drifting = aReading('40', {
    drift: { status: 'warning', driftPct: d('1.4'), exchangePrice: d('150') },
  })
  const unread = aReading('40', { drift: { status: 'unknown' } })
  const agreeing = aReading('40')

  it('is told once while it lasts, and again after a minute of agreement', () => {
    const walk = [drifting, drifting, agreeing, agreeing, drifting] as const
    expect(stepsOf(walk.map((reading, index) => [index * 60, reading] as const)).map(said)).toEqual([
      'drift -',
      ' -',
      ' -',
      ' -',
      'drift -',
    ])
  })

  it('does not count as gone while it cannot be compared', () => {
    const walk = [drifting, unread, unread, drifting] as const
    const steps = stepsOf(walk.map((reading, index) => [index * 60, reading] as const))
    expect(steps.map(({ reason }) => reason)).toEqual(['drift', null, null, null])
  })

  it('goes with a tier in one message', () => {
    const both = { ...drifting, distance: aReading('4').distance }
    expect(stepsOf([[0, both]]).map(said)).toEqual(['entered+drift 5'])
  })
})

describe('parts taken by the venue', () => {
  it('are told once each', () => {
    const taken = (atMs: number) => aReading('9', { forced: { kind: 'liquidated', atMs } })
    const steps = stepsOf([
      [0, aReading('9')],
      [60, taken(500)],
      [120, taken(500)],
      [180, taken(900)],
    ])
    expect(steps.map(said)).toEqual(['entered 10', 'liquidated 10', ' 10', 'liquidated 10'])
  })
})

describe('joint readings', () => {
  it('fire like positions', () => {
    expect(
      stepsOf([
        [0, aJointReading('20')],
        [60, aJointReading('4')],
      ]).map(said),
    ).toEqual([' -', 'entered 5'])
  })

  it('of a hedged book never get deeper than the outermost tier', () => {
    const hedged = (distance: string) => aJointReading(distance, { isHedged: true })
    const walk = [
      [0, hedged('30')],
      [60, hedged('4')],
      [120, hedged('1')],
      [4000, hedged('1')],
    ] as const
    expect(stepsOf(walk, RULES).map(said)).toEqual([' -', 'entered 15', ' 15', ' 15'])
  })
})

import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { aReading } from '../../support/alert-readings.ts'
import { SLOW, said, stepsOf, walked } from './step-walks.ts'

describe('getting worse', () => {
  it.each([
    {
      name: 'outside all tiers nothing is said',
      walk: [
        [0, '20'],
        [60, '16'],
        [120, '15.01'],
      ],
      due: [],
    },
    { name: 'fires on first sight inside a tier', walk: [[0, '9']], due: ['0 entered 10'] },
    {
      name: 'a tier includes its bound',
      walk: [
        [0, '20'],
        [60, '15'],
      ],
      due: ['60 entered 15'],
    },
    {
      name: 'compares unrounded',
      walk: [
        [0, '20'],
        [60, '15.0000000000001'],
      ],
      due: [],
    },
    {
      name: 'each tier is told once',
      walk: [
        [0, '20'],
        [60, '14'],
        [61, '13'],
        [62, '9'],
        [63, '8'],
        [64, '4'],
        [65, '3'],
      ],
      due: ['60 entered 15', '62 worsened 10', '64 worsened 5'],
    },
    {
      name: 'a jump fires the innermost only',
      walk: [
        [0, '20'],
        [60, '4'],
      ],
      due: ['60 entered 5'],
    },
    {
      name: 'each halving below the innermost tier is a worsening',
      walk: [
        [0, '5'],
        [1, '2.6'],
        [2, '2.5'],
        [3, '1.3'],
        [4, '1.25'],
        [5, '0.63'],
        [6, '0.625'],
      ],
      due: ['0 entered 5', '2 worsened 5', '4 worsened 5', '6 worsened 5'],
    },
    {
      name: 'a jump over halvings fires once',
      walk: [
        [0, '5'],
        [1, '0.6'],
      ],
      due: ['0 entered 5', '1 worsened 5'],
    },
    {
      name: 'liquidatable is as deep as it gets',
      walk: [
        [0, '5'],
        [1, '0'],
        [2, '0'],
        [3, '0'],
      ],
      due: ['0 entered 5', '1 worsened 5'],
    },
    {
      name: 'no liquidation price is calm',
      walk: [
        [0, 'none'],
        [60, 'none'],
      ],
      due: [],
    },
    {
      name: 'from none straight into a tier',
      walk: [
        [0, 'none'],
        [60, '8'],
      ],
      due: ['60 entered 10'],
    },
  ] as const)('$name', ({ walk, due }) => {
    expect(walked(walk)).toEqual(due)
  })

  it('knows first sight from a later entry', () => {
    const first = stepsOf([[0, aReading('9')]]).map(({ isFirstSight }) => isFirstSight)
    const later = stepsOf([
      [0, aReading('20')],
      [60, aReading('9')],
    ]).map(({ isFirstSight }) => isFirstSight)
    expect([first, later]).toEqual([[true], [true, false]])
  })

  it('takes the tiers of the symbol, and fires anew when they are changed', () => {
    const wide = { tiers: [d('3'), d('2'), d('1')] }
    expect(
      walked(
        [
          [0, '4'],
          [60, '3'],
        ],
        SLOW,
        wide,
      ),
    ).toEqual(['60 entered 3'])
    const steps = stepsOf([
      [0, aReading('4')],
      [60, aReading('4', { tiers: [d('8'), d('6')] })],
    ])
    expect(steps.map(said)).toEqual(['entered 5', 'entered 6'])
  })
})

describe('getting better', () => {
  it.each([
    {
      name: 'comes down after two clear evaluations that span a minute',
      walk: [
        [0, '9'],
        [60, '11'],
        [120, '11'],
      ],
      due: ['0 entered 10', '120 recovered 10'],
    },
    {
      name: 'not within the minute',
      walk: [
        [0, '9'],
        [60, '11'],
        [119, '11'],
      ],
      due: ['0 entered 10'],
    },
    {
      name: 'not inside the margin',
      walk: [
        [0, '9'],
        [60, '10.99'],
        [120, '10.99'],
        [600, '10.99'],
      ],
      due: ['0 entered 10'],
    },
    {
      name: 'one evaluation within the margin starts the minute anew',
      walk: [
        [0, '9'],
        [60, '12'],
        [90, '10.9'],
        [100, '12'],
        [150, '12'],
        [160, '12'],
      ],
      due: ['0 entered 10', '160 recovered 10'],
    },
    {
      name: 'one clear evaluation is not enough, however late it comes',
      walk: [
        [0, '9'],
        [7200, '30'],
      ],
      due: ['0 entered 10'],
    },
    {
      name: 'no liquidation price any more counts as clear',
      walk: [
        [0, '9'],
        [60, 'none'],
        [120, 'none'],
      ],
      due: ['0 entered 10', '120 recovered 10'],
    },
    {
      name: 'one message for a slow climb through all tiers, naming the first tier left',
      walk: [
        [0, '4'],
        [60, '6.5'],
        [120, '6.5'],
        [180, '11.5'],
        [240, '11.5'],
        [300, '16.5'],
        [360, '16.5'],
        [420, '30'],
      ],
      due: ['0 entered 5', '120 recovered 5'],
    },
    {
      name: 'falling again starts another climb',
      walk: [
        [0, '9'],
        [60, '11'],
        [120, '11'],
        [180, '9'],
        [240, '11'],
        [300, '11'],
      ],
      due: ['0 entered 10', '120 recovered 10', '180 worsened 10', '300 recovered 10'],
    },
    {
      name: 'from outside all tiers a fall is an entry',
      walk: [
        [0, '9'],
        [60, '20'],
        [120, '20'],
        [180, '9'],
      ],
      due: ['0 entered 10', '120 recovered 10', '180 entered 10'],
    },
    {
      name: 'comes down only as far as the whole run was clear',
      walk: [
        [0, '4'],
        [60, '6.5'],
        [120, '20'],
        [121, '9'],
        [122, '4'],
      ],
      due: ['0 entered 5', '120 recovered 5', '122 worsened 5'],
    },
    {
      name: 'halvings are left in silence, and can be entered again',
      walk: [
        [0, '2.4'],
        [60, '3.6'],
        [120, '3.6'],
        [180, '2.4'],
      ],
      due: ['0 entered 5', '180 worsened 5'],
    },
    {
      name: 'flapping within the margin sends one message',
      walk: [
        [0, '12'],
        [10, '9.9'],
        [20, '10.9'],
        [80, '9.9'],
        [140, '10.9'],
        [200, '10.9'],
        [260, '9.8'],
        [320, '10.5'],
      ],
      due: ['0 entered 15', '10 worsened 10'],
    },
  ] as const)('$name', ({ walk, due }) => {
    expect(walked(walk)).toEqual(due)
  })

  it('says reduced when the position is smaller than it was in danger', () => {
    const small = (distance: string) => aReading(distance, { quantity: d('30') })
    const steps = stepsOf([
      [0, aReading('9')],
      [60, small('16')],
      [120, small('16')],
    ])
    expect(steps.map(said)).toEqual(['entered 10', ' -', 'reduced 10'])
  })

  it('says recovered when it was the price, even after an earlier reduction', () => {
    const small = (distance: string) => aReading(distance, { quantity: d('30') })
    const steps = stepsOf([
      [0, aReading('9')],
      [60, small('9.5')],
      [120, small('16')],
      [180, small('16')],
    ])
    expect(steps.map(said)).toEqual(['entered 10', ' 10', ' -', 'recovered 10'])
  })
})

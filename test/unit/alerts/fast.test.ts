import { describe, expect, it } from 'vitest'
import { isFastLoss, withSample } from '../../../src/alerts/fast.ts'
import type { DistanceSample } from '../../../src/alerts/state.ts'
import { d } from '../../../src/model/decimal.ts'

const RULES = { lossPct: d('33'), minutes: 10 }
/** Ten minutes have twenty slices of half a minute. */
const at = (seconds: number, distance: string): DistanceSample => ({ atMs: seconds * 1000, distancePct: d(distance) })

function sampled(...samples: readonly DistanceSample[]): readonly string[] {
  let kept: readonly DistanceSample[] = []
  for (const sample of samples) kept = withSample(kept, sample, RULES)
  return kept.map(({ atMs, distancePct }) => `${atMs / 1000} ${distancePct.toFixed()}`)
}

describe('samples of a distance', () => {
  it('keep the highest of each half-minute', () => {
    expect(sampled(at(0, '20'), at(10, '21'), at(29, '19'), at(30, '18'), at(59, '17'))).toEqual(['10 21', '30 18'])
  })

  it('keep the first of equal ones', () => {
    expect(sampled(at(0, '20'), at(10, '20'))).toEqual(['0 20'])
  })

  it('replace nothing but the last', () => {
    expect(sampled(at(0, '20'), at(30, '18'), at(40, '19'))).toEqual(['0 20', '40 19'])
  })

  it('drop what a later one has reached again', () => {
    expect(sampled(at(0, '20'), at(30, '18'), at(60, '19'))).toEqual(['0 20', '60 19'])
    expect(sampled(at(0, '20'), at(30, '18'), at(60, '20'))).toEqual(['60 20'])
  })

  it('drop what is older than the window, its bound included', () => {
    expect(sampled(at(0, '20'), at(600, '18'))).toEqual(['0 20', '600 18'])
    expect(sampled(at(0, '20'), at(601, '18'))).toEqual(['601 18'])
  })
})

describe('a fast loss', () => {
  const lost = (samples: readonly DistanceSample[], now: DistanceSample, fastTold: DistanceSample | null = null) =>
    isFastLoss({ samples, fastTold }, now, RULES)

  it.each([
    { name: 'a third of the only sample', samples: [at(0, '60')], now: at(60, '40'), is: true },
    // 33 % of 60 are 19.8
    { name: 'exactly the share', samples: [at(0, '60')], now: at(60, '40.2'), is: true },
    { name: 'less than the share', samples: [at(0, '60')], now: at(60, '40.21'), is: false },
    {
      name: 'of the highest, wherever it stands',
      samples: [at(0, '30'), at(30, '60'), at(60, '41')],
      now: at(90, '40'),
      is: true,
    },
    { name: 'of one that is too old', samples: [at(0, '60'), at(590, '41')], now: at(601, '40'), is: false },
    { name: 'of one just within the window', samples: [at(0, '60')], now: at(600, '40'), is: true },
    { name: 'without samples', samples: [], now: at(60, '40'), is: false },
    { name: 'from nothing', samples: [at(0, '0')], now: at(60, '0'), is: false },
    { name: 'upwards', samples: [at(0, '40')], now: at(60, '60'), is: false },
  ])('$name: $is', ({ samples, now, is }) => {
    expect(lost(samples, now)).toBe(is)
  })

  it.each([
    { name: 'told, and little lost since', told: at(50, '45'), is: false },
    { name: 'told, and the same share lost since', told: at(50, '60'), is: true },
    { name: 'told longer ago than the window', told: at(-541, '41'), is: true },
    { name: 'told just within the window', told: at(-540, '41'), is: false },
  ])('$name: $is', ({ told, is }) => {
    expect(lost([at(0, '60')], at(60, '40'), told)).toBe(is)
  })
})

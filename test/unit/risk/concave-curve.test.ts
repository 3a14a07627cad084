import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { type Line, positiveIntervalAround, zeroAlong } from '../../../src/risk/concave-curve.ts'

const line = (intercept: string, slope: string): Line => ({ intercept: d(intercept), slope: d(slope) })
/** The lowest of these lines at each point: concave. */
function curveOf(...lines: readonly Line[]) {
  const valueAt = (one: Line, x: Line['slope']) => one.slope.times(x).plus(one.intercept)
  const pieceAt = (x: Line['slope']): Line =>
    lines.reduce((low, one) => (valueAt(one, x).lt(valueAt(low, x)) ? one : low))
  return { pieceAt, lastPiece: () => lines.reduce((low, one) => (one.slope.lt(low.slope) ? one : low)) }
}
const RISE = line('-10', '1')
const FALL = line('30', '-1')
const LEVEL = line('5', '0')

describe('where a concave curve is above zero', () => {
  const ends = (at: string, ...lines: readonly Line[]) => {
    const { isInside, low, high } = positiveIntervalAround(curveOf(...lines), d(at))
    return [isInside, low?.toFixed() ?? null, high?.toFixed() ?? null]
  }

  it.each([
    { name: 'a roof, from its rise', at: '12', lines: [RISE, FALL], is: [true, '10', '30'] },
    { name: 'a roof, from its fall', at: '25', lines: [RISE, FALL], is: [true, '10', '30'] },
    { name: 'a flat roof, from its top', at: '20', lines: [RISE, LEVEL, FALL], is: [true, '10', '30'] },
    { name: 'from outside', at: '5', lines: [RISE, FALL], is: [false, '10', '30'] },
    { name: 'on the edge', at: '10', lines: [RISE, FALL], is: [false, '10', '30'] },
    { name: 'a rise alone', at: '12', lines: [RISE], is: [true, '10', null] },
    { name: 'a fall alone', at: '12', lines: [FALL], is: [true, null, '30'] },
    { name: 'a level above zero', at: '12', lines: [LEVEL], is: [true, null, null] },
    { name: 'a rise from above zero', at: '12', lines: [line('1', '1'), FALL], is: [true, null, '30'] },
    { name: 'a roof below zero', at: '12', lines: [line('-30', '1'), line('10', '-1')], is: [false, null, null] },
    { name: 'a fall from below zero', at: '12', lines: [line('-1', '-1')], is: [false, null, null] },
  ])('$name', ({ at, lines, is }) => {
    expect(ends(at, ...lines)).toEqual(is)
  })

  it('a curve that slopes one way is not searched for its other end', () => {
    const curve = { ...curveOf(RISE, FALL), isOneWay: true }
    expect(positiveIntervalAround(curve, d('12')).high).toBeNull()
    expect(positiveIntervalAround(curve, d('25')).low).toBeNull()
  })
})

describe('following lines to a zero', () => {
  it('walks from an outer piece inwards', () => {
    // −10 + x from 0 on, −4 + 0.5 x from 12 on
    const curve = curveOf(RISE, line('-4', '0.5'))
    expect(zeroAlong(curve, RISE)?.toFixed()).toBe('10')
    expect(zeroAlong(curve, line('-4', '0.5'))?.toFixed()).toBe('10')
  })

  it('is null when the curve turns before it gets above zero', () => {
    expect(zeroAlong(curveOf(line('-30', '1'), line('10', '-1')), line('-30', '1'))).toBeNull()
  })

  it('stops at a joint where rounding would lead outwards again', () => {
    const steps = { pieceAt: () => line('-19.99', '2') }
    expect(zeroAlong(steps, RISE)?.toFixed()).toBe('10')
  })

  it('does not start on a level piece', () => {
    expect(() => zeroAlong(curveOf(LEVEL), LEVEL)).toThrow(RangeError)
  })
})

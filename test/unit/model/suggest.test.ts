import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, nearestName, nearestNames } from '../../../src/model/suggest.ts'

describe('edit distance', () => {
  it.each([
    ['', '', 0],
    ['tiers', 'tiers', 0],
    ['tier', 'tiers', 1],
    ['teirs', 'tiers', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['币安', '币', 1],
  ])('%s to %s is %d', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance)
  })

  it('is 0 for the same word only, the same both ways, and at most the longer length', () => {
    const word = fc.string({ maxLength: 8 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b)
        expect(distance === 0).toBe(a === b)
        expect(distance).toBe(editDistance(b, a))
        expect(distance).toBeLessThanOrEqual(Math.max([...a].length, [...b].length))
      }),
      { numRuns: 200 },
    )
  })
})

describe('the nearest name', () => {
  const known = ['accounts', 'tiers', 'staleSeconds', 'alerts', 'channels', 'routes', 'rules']

  it.each([
    ['teirs', 'tiers'],
    ['Channels', 'channels'],
    ['stale', 'staleSeconds'],
    ['staleseconds', 'staleSeconds'],
    ['xyz', null],
    ['store', null],
  ])('to %s is %s', (typed, name) => {
    expect(nearestName(typed, known)).toBe(name)
  })

  it('lists the nearest first, up to a limit', () => {
    expect(nearestNames('rule', ['routes', 'rules', 'rule-set'], 2)).toEqual(['rules', 'rule-set'])
  })
})

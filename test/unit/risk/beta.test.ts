import { expect, it } from 'vitest'
import type { Decimal } from '../../../src/model/decimal.ts'
import { betaTo } from '../../../src/risk/beta.ts'
import { aCandle } from '../../support/builders.ts'

const closes = (prices: readonly string[], firstDay = 1) =>
  prices.map((price, index) => aCandle(firstDay + index, [price, price, price]))
const still = (price: string, days: number) => Array.from({ length: days }, () => price)
const text = (value: Decimal | null) => value?.toFixed(4) ?? null

/** One move on the first of thirty days, and none after it: by 10 % of the reference, by 30 % of the coin. */
const REFERENCE = ['100', ...still('110', 30)]
const OWN = ['100', ...still('130', 30)]

it('is the ratio of the only moves there were', () => {
  expect(text(betaTo(closes(OWN), closes(REFERENCE)))).toBe('3.0000')
})

it('looks back thirty days and no further', () => {
  const [own, reference] = [closes(['50', ...OWN]), closes(['100', ...REFERENCE])]
  expect(text(betaTo(own, reference))).toBe('3.0000')
})

it.each([
  { name: 'half of the days', days: 16, beta: '3.0000' },
  { name: 'one less', days: 15, beta: null },
])('with $name is $beta', ({ days, beta }) => {
  expect(text(betaTo(closes(OWN.slice(0, days)), closes(REFERENCE.slice(0, days))))).toBe(beta)
})

it.each([
  { name: 'the coin has no price', own: ['0', ...OWN], reference: ['90', ...REFERENCE] },
  { name: 'the reference has none', own: ['90', ...OWN], reference: ['0', ...REFERENCE] },
])('leaves out a day on which $name', ({ own, reference }) => {
  // a day among the last thirty
  const late = (prices: readonly string[]) => closes([...prices.slice(1), prices[0] ?? ''])
  expect(text(betaTo(late(own), late(reference)))).toBe('3.0000')
})

it('leaves out days that one of both lacks', () => {
  expect(text(betaTo(closes(OWN), [...closes(REFERENCE), ...closes(['500'], 99)]))).toBe('3.0000')
  expect(text(betaTo([...closes(OWN), ...closes(['500'], 99)], closes(REFERENCE)))).toBe('3.0000')
})

it('is not known for a coin without any day', () => {
  expect(betaTo([], closes(REFERENCE))).toBeNull()
})

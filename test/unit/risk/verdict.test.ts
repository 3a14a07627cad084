import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { tierVerdict, worstVerdict } from '../../../src/risk/verdict.ts'

describe('worstVerdict', () => {
  it.each([
    { name: 'nothing', verdicts: [], worst: 'OK' },
    { name: 'all calm', verdicts: ['OK', 'OK'], worst: 'OK' },
    { name: 'a warning among calm', verdicts: ['OK', 'WARNING'], worst: 'WARNING' },
    { name: 'missing data outranks a warning', verdicts: ['UNKNOWN', 'WARNING'], worst: 'UNKNOWN' },
    { name: 'but never a critical reading', verdicts: ['CRITICAL', 'UNKNOWN'], worst: 'CRITICAL' },
  ] as const)('$name: $worst', ({ verdicts, worst }) => {
    expect(worstVerdict(verdicts)).toBe(worst)
  })
})

describe('tierVerdict', () => {
  it.each([
    { name: 'outside', distance: '15.0000000001', tiers: ['15', '10', '5'], verdict: 'OK' },
    { name: 'on the outermost', distance: '15', tiers: ['15', '10', '5'], verdict: 'WARNING' },
    { name: 'between', distance: '10.01', tiers: ['15', '10', '5'], verdict: 'WARNING' },
    { name: 'on an inner tier', distance: '10', tiers: ['15', '10', '5'], verdict: 'CRITICAL' },
    { name: 'on the line', distance: '0', tiers: ['15', '10', '5'], verdict: 'CRITICAL' },
    { name: 'inside a single tier', distance: '9', tiers: ['10'], verdict: 'CRITICAL' },
    { name: 'outside a single tier', distance: '11', tiers: ['10'], verdict: 'OK' },
    { name: 'no tiers', distance: '0.1', tiers: [], verdict: 'OK' },
  ])('$name: $verdict', ({ distance, tiers, verdict }) => {
    expect(tierVerdict(d(distance), tiers.map(d))).toBe(verdict)
  })
})

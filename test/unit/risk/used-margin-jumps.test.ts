import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { jumpEvent, usedMarginJumps } from '../../../src/risk/abnormal-use.ts'
import { phraseText } from '../../../src/view/phrase.ts'

describe('jumps of the used margin', () => {
  const MINUTE_MS = 60_000
  const points = (...free: readonly (readonly [minute: number, freePct: string])[]) =>
    free.map(([minute, freePct]) => ({ atMs: minute * MINUTE_MS, freePct: d(freePct) }))
  const jumpsOf = (list: ReturnType<typeof points>) =>
    usedMarginJumps(list, d('20')).map(
      ({ fromMs, atMs, beforePct, afterPct }) =>
        `${fromMs / MINUTE_MS}-${atMs / MINUTE_MS}: ${beforePct.toFixed()} to ${afterPct.toFixed()}`,
    )

  it.each([
    { name: 'no points', list: points(), jumps: [] },
    { name: 'one step of more than 20 points', list: points([0, '80'], [1, '55']), jumps: ['0-1: 20 to 45'] },
    { name: 'exactly 20 points', list: points([0, '80'], [1, '60']), jumps: [] },
    { name: 'the same within more than an hour', list: points([0, '80'], [61, '55']), jumps: [] },
    { name: 'the same, whenever it began', list: points([1, '80'], [62, '55']), jumps: [] },
    {
      name: 'a climb that goes on from where it stopped',
      list: points([0, '80'], [5, '50'], [64, '20']),
      jumps: ['0-64: 20 to 80'],
    },
    { name: 'an hour to the minute', list: points([0, '80'], [60, '55']), jumps: ['0-60: 20 to 45'] },
    {
      name: 'a climb in steps, once',
      list: points([0, '80'], [10, '70'], [20, '58'], [30, '50']),
      jumps: ['0-30: 20 to 50'],
    },
    {
      name: 'two climbs',
      list: points([0, '80'], [5, '50'], [70, '85'], [80, '40']),
      jumps: ['0-5: 20 to 50', '70-80: 15 to 60'],
    },
    {
      name: 'a climb that eases off',
      list: points([0, '80'], [5, '50'], [6, '55']),
      jumps: ['0-5: 20 to 50'],
    },
    { name: 'a fall of the use', list: points([0, '20'], [5, '90']), jumps: [] },
  ])('$name', ({ list, jumps }) => {
    expect(jumpsOf(list)).toEqual(jumps)
  })

  it('become events with figures', () => {
    const jump = { fromMs: 300_000, atMs: 900_000, beforePct: d('20.123'), afterPct: d('45.6789') }
    const { event, flag } = jumpEvent('main', jump)
    expect(event).toMatchObject({
      id: 'main used-margin 300000',
      type: 'used-margin',
      account: 'main',
      atMs: 900_000,
      before: '20.12',
      after: '45.68',
    })
    expect(flag).toMatchObject({ kind: 'used-margin-jump', certainty: 'known', eventId: event.id })
    expect(phraseText(flag.evidence)).toBe('from 20.12% to 45.68% of equity within 10 min')
  })
})

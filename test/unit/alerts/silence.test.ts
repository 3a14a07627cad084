import { describe, expect, it } from 'vitest'
import { silencedUntil, silenceKey } from '../../../src/alerts/silence.ts'

const silence = (subject: string, account: string | null = null, untilMs = 2000, setAtMs = 1000) => ({
  subject,
  account,
  setAtMs,
  untilMs,
})
const SOL = { account: 'main', symbol: 'SOLUSDT' }

describe('a silence', () => {
  it.each([
    { name: 'over the symbol', silences: [silence('SOLUSDT')], until: 2000 },
    { name: 'over everything', silences: [silence('all')], until: 2000 },
    { name: 'over everything of the account', silences: [silence('all', 'main')], until: 2000 },
    { name: 'over everything of another account', silences: [silence('all', 'hedge')], until: null },
    { name: 'over the symbol in another account', silences: [silence('SOLUSDT', 'hedge')], until: null },
    { name: 'over another symbol', silences: [silence('DOGEUSDT')], until: null },
    { name: 'over joint readings', silences: [silence('joint')], until: null },
    { name: 'two of them: the later end', silences: [silence('all', null, 5000), silence('SOLUSDT')], until: 5000 },
    { name: 'none', silences: [], until: null },
    { name: 'that is over', silences: [silence('SOLUSDT', null, 1500)], until: null },
    { name: 'that ends in a moment', silences: [silence('SOLUSDT', null, 1501)], until: 1501 },
    { name: 'that begins now', silences: [silence('SOLUSDT', null, 2000, 1500)], until: 2000 },
    { name: 'that lies in the future', silences: [silence('SOLUSDT', null, 2000, 1501)], until: null },
  ])('$name', ({ silences, until }) => {
    expect(silencedUntil(SOL, silences, 1500)).toBe(until)
  })

  it('over joint readings holds them', () => {
    expect(silencedUntil({ account: 'main', symbol: null }, [silence('joint')], 1500)).toBe(2000)
    expect(silencedUntil({ account: 'main', symbol: null }, [silence('SOLUSDT')], 1500)).toBeNull()
  })

  it('is known by account and subject', () => {
    expect(silenceKey(silence('SOLUSDT', 'main'))).toBe('main/SOLUSDT')
    expect(silenceKey(silence('SOLUSDT'))).toBe('*/SOLUSDT')
  })
})

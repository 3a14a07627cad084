import { describe, expect, it } from 'vitest'
import { paletteFor, usesColour } from '../../../src/view/palette.ts'

describe('colour is decided by', () => {
  it.each([
    { name: 'a terminal', env: {}, isTerminal: true, isForbidden: false, uses: true },
    { name: 'a pipe', env: {}, isTerminal: false, isForbidden: false, uses: false },
    { name: 'NO_COLOR', env: { NO_COLOR: '1' }, isTerminal: true, isForbidden: false, uses: false },
    {
      name: 'an empty NO_COLOR, which is none',
      env: { NO_COLOR: '' },
      isTerminal: true,
      isForbidden: false,
      uses: true,
    },
    { name: 'TERM=dumb', env: { TERM: 'dumb' }, isTerminal: true, isForbidden: false, uses: false },
    { name: 'FORCE_COLOR into a pipe', env: { FORCE_COLOR: '1' }, isTerminal: false, isForbidden: false, uses: true },
    {
      name: 'FORCE_COLOR over NO_COLOR',
      env: { FORCE_COLOR: '1', NO_COLOR: '1' },
      isTerminal: true,
      isForbidden: false,
      uses: true,
    },
    { name: 'FORCE_COLOR=0', env: { FORCE_COLOR: '0' }, isTerminal: true, isForbidden: false, uses: false },
    { name: 'FORCE_COLOR=false', env: { FORCE_COLOR: 'false' }, isTerminal: true, isForbidden: false, uses: false },
    { name: '--no-color over everything', env: { FORCE_COLOR: '1' }, isTerminal: true, isForbidden: true, uses: false },
  ])('$name', ({ env, isTerminal, isForbidden, uses }) => {
    expect(usesColour({ env, isTerminal, isForbidden })).toBe(uses)
  })
})

describe('palette', () => {
  it('paints, and leaves nothing painted behind the text', () => {
    const palette = paletteFor({ env: {}, isTerminal: true, isForbidden: false })
    expect(palette('critical', 'CRITICAL')).toBe('\u001b[1m\u001b[31mCRITICAL\u001b[39m\u001b[22m')
    expect(palette('plain', 'text')).toBe('text')
    expect(palette('faint', '')).toBe('')
  })

  it('prints plain text where colours are off', () => {
    const palette = paletteFor({ env: {}, isTerminal: false, isForbidden: false })
    expect(palette('critical', 'CRITICAL')).toBe('CRITICAL')
  })
})

import { describe, expect, it } from 'vitest'
import { STYLE } from '../../../../src/view/report/style.ts'
import { DARK, LIGHT, type Theme } from '../../../../src/view/report/theme.ts'
import { channels, contrast } from '../../../support/contrast.ts'

const GROUNDS = ['page', 'card'] as const
const BANDS = ['bandOuter', 'bandMiddle', 'bandInner'] as const
/** Roles that words are written in. */
const TEXTS = ['text', 'muted', 'critical', 'warning', 'unknown', 'calm'] as const
/** Roles of lines and shapes that mean something. */
const LINES = ['line', 'muted', 'text', 'critical', 'warning', 'calm'] as const

const themes: readonly (readonly [string, Theme])[] = [
  ['light', LIGHT],
  ['dark', DARK],
]

function ratio(theme: Theme, one: keyof Theme, other: keyof Theme): number {
  return contrast(channels(theme[one]), channels(theme[other]))
}

describe.each(themes)('the %s colours', (_name, theme) => {
  it.each(GROUNDS.flatMap((ground) => TEXTS.map((text) => [text, ground] as const)))(
    'write %s on %s legibly',
    (text, ground) => {
      expect(ratio(theme, text, ground)).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each(BANDS.flatMap((band) => (['text', 'muted'] as const).map((text) => [text, band] as const)))(
    'write %s on %s legibly',
    (text, band) => {
      expect(ratio(theme, text, band)).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each(['card' as const, ...BANDS].flatMap((ground) => LINES.map((line) => [line, ground] as const)))(
    'draw %s on %s visibly',
    (line, ground) => {
      expect(ratio(theme, line, ground)).toBeGreaterThanOrEqual(3)
    },
  )

  it('shade what nobody saw visibly', () => {
    expect(ratio(theme, 'hatch', 'card')).toBeGreaterThanOrEqual(3)
  })

  it('are all in the style sheet', () => {
    for (const colour of Object.values(theme)) expect(STYLE.text).toContain(`:${colour}`)
  })
})

describe('contrast', () => {
  it('is counted as WCAG counts it', () => {
    expect(contrast(channels('#ffffff'), channels('#000000'))).toBeCloseTo(21, 5)
    expect(contrast(channels('#777777'), channels('#ffffff'))).toBeCloseTo(4.48, 2)
  })
})

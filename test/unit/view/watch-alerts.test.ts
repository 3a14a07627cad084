import { describe, expect, it } from 'vitest'
import { plainPalette } from '../../../src/view/palette.ts'
import type { Screen } from '../../../src/view/screen.ts'
import { alertBlock } from '../../../src/view/watch-alerts.ts'
import type { WatchAlert } from '../../../src/view/watch-model.ts'
import { NOW_MS } from './reports.ts'

const at = (columns: number | null): Screen => ({ columns, palette: plainPalette, timeZone: 'UTC' })
const alert = (text: string, severity: WatchAlert['severity'] = 'critical'): WatchAlert => ({
  atMs: NOW_MS,
  severity,
  text,
})
const LONG = 'main: SOLUSDT long 6.32% from liquidation (10% tier); phone FAILED: no answer in 5 s'

describe('the latest alerts', () => {
  it('continue below their text where they do not fit into one line', () => {
    expect(alertBlock([alert(LONG), alert('sight is back', 'info')], at(60), 10)).toEqual([
      '',
      'LATEST ALERTS',
      '14:32:08 ! main: SOLUSDT long 6.32% from liquidation (10%',
      '           tier); phone FAILED: no answer in 5 s',
      '14:32:08   sight is back',
    ])
  })

  it('end in an ellipsis after two lines', () => {
    const [, , first, second, ...rest] = alertBlock([alert(`${LONG} ${LONG}`)], at(60), 10)
    expect(first).toBe('14:32:08 ! main: SOLUSDT long 6.32% from liquidation (10%')
    expect(second).toBe('           tier); phone FAILED: no answer in 5 s main: SOLU…')
    expect(rest).toEqual([])
  })

  it('are cut to one line where there is room for no more', () => {
    expect(alertBlock([alert('first'), alert(LONG)], at(60), 4)).toEqual([
      '',
      'LATEST ALERTS',
      '14:32:08 ! first',
      '14:32:08 ! main: SOLUSDT long 6.32% from liquidation (10% t…',
    ])
  })

  it('are five at most, whole in a pipe, and nothing without room for one', () => {
    const many = Array.from({ length: 7 }, () => alert(LONG))
    expect(alertBlock(many, at(null), Number.POSITIVE_INFINITY)).toHaveLength(7) // air, title, five
    expect(alertBlock(many, at(null), Number.POSITIVE_INFINITY)[2]).toBe(`14:32:08 ! ${LONG}`)
    expect(alertBlock(many, at(80), 2)).toEqual([])
    expect(alertBlock([], at(80), 10)).toEqual([])
  })
})

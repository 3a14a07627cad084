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
const block = (alerts: readonly WatchAlert[], screen: Screen, room: number) =>
  alertBlock({ alerts, nowMs: NOW_MS }, screen, room)
const LONG = 'main: SOLUSDT long 6.32% from liquidation (10% tier); phone FAILED: no answer in 5 s'

describe('the latest alerts', () => {
  it('continue below their text where they do not fit into one line', () => {
    expect(block([alert(LONG), alert('sight is back', 'info')], at(60), 10)).toEqual([
      '',
      'LATEST ALERTS',
      '14:32:08 ! main: SOLUSDT long 6.32% from liquidation (10%',
      '           tier); phone FAILED: no answer in 5 s',
      '14:32:08   sight is back',
    ])
  })

  it('end in an ellipsis after two lines', () => {
    const [, , first, second, ...rest] = block([alert(`${LONG} ${LONG}`)], at(60), 10)
    expect(first).toBe('14:32:08 ! main: SOLUSDT long 6.32% from liquidation (10%')
    expect(second).toBe('           tier); phone FAILED: no answer in 5 s main: SOLU…')
    expect(rest).toEqual([])
  })

  it('are cut to one line where there is room for no more', () => {
    expect(block([alert('first'), alert(LONG)], at(60), 4)).toEqual([
      '',
      'LATEST ALERTS',
      '14:32:08 ! first',
      '14:32:08 ! main: SOLUSDT long 6.32% from liquidation (10% t…',
    ])
  })

  it('are five at most, whole in a pipe, and nothing without room for one', () => {
    const many = Array.from({ length: 7 }, () => alert(LONG))
    expect(block(many, at(null), Number.POSITIVE_INFINITY)).toHaveLength(7) // air, title, five
    expect(block(many, at(null), Number.POSITIVE_INFINITY)[2]).toBe(`14:32:08 ! ${LONG}`)
    expect(block(many, at(80), 2)).toEqual([])
    expect(block([], at(80), 10)).toEqual([])
  })

  it('of another day say which, and continue below their text', () => {
    const atMs = Date.UTC(2025, 9, 9, 23, 59, 59)
    expect(
      block(
        [
          { ...alert(LONG), atMs },
          { ...alert('sight is back', 'info'), atMs },
        ],
        at(60),
        10,
      ).slice(2),
    ).toEqual([
      '10-09 23:59 ! main: SOLUSDT long 6.32% from liquidation (10%',
      '              tier); phone FAILED: no answer in 5 s',
      '10-09 23:59   sight is back',
    ])
  })
})

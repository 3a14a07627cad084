import { describe, expect, it } from 'vitest'
import { openProgressLine, progressText } from '../../../src/cli/progress-line.ts'
import { sinceFlag, sinceMs } from '../../../src/cli/since-flag.ts'

const NOW_MS = Date.UTC(2026, 10, 21, 12)

describe('--since', () => {
  it.each([
    { text: '7d', at: '2026-11-14T12:00:00.000Z' },
    { text: '1w', at: '2026-11-14T12:00:00.000Z' },
    { text: ' 12h ', at: '2026-11-21T00:00:00.000Z' },
    { text: '2026-11-01', at: '2026-11-01T00:00:00.000Z' },
    { text: '2026-11-01T08:30', at: '2026-11-01T08:30:00.000Z' },
    { text: '2024-02-29', at: '2024-02-29T00:00:00.000Z' },
    { text: '2026-11-01T08:30:00Z', at: '2026-11-01T08:30:00.000Z' },
    { text: '2026-11-01T08:30:00+02:00', at: '2026-11-01T06:30:00.000Z' },
  ])('understands $text', ({ text, at }) => {
    expect(new Date(sinceMs(sinceFlag(text), NOW_MS)).toISOString()).toBe(at)
  })

  it.each([
    '',
    'yesterday',
    '7',
    '0d',
    '-3d',
    '2026-13-01',
    '2026-02-30',
    '2026-02-29T08:30',
    '2026-11-01T99:00',
    '20261101',
  ])('refuses %j', (text) => {
    expect(() => sinceFlag(text)).toThrow(/It takes a length of time|There is no such day/)
  })
})

describe('the progress of a sync', () => {
  const step = { account: 'main', source: 'trades', symbol: 'SOLUSDT', done: 2, of: 13 } as const

  it.each([
    { progress: step, text: 'main: trades SOLUSDT 3/13 weeks' },
    { progress: { ...step, source: 'income', symbol: '', of: 3 }, text: 'main: funding and transfers 3/3 months' },
    { progress: { ...step, source: 'orders' }, text: 'main: stops SOLUSDT 3/13 weeks' },
    { progress: { ...step, symbol: '\u001b[31mX' }, text: 'main: trades \\u{1b}[31mX 3/13 weeks' },
  ] as const)('reads $text', ({ progress, text }) => {
    expect(progressText(progress)).toBe(text)
  })

  it('is one line of a terminal, taken away at the end', () => {
    const written: string[] = []
    const stream = { isTTY: true, columns: 30, write: (text: string) => written.push(text) > 0 } as const
    const line = openProgressLine(stream, {})
    line.progress(step)
    line.wait(34_000)
    line.close()
    expect(written).toEqual([
      '\r\u001b[Kmain: trades SOLUSDT 3/13 wee',
      '\r\u001b[Kmain: trades SOLUSDT 3/13 wee',
      '\r\u001b[K',
    ])
  })

  it.each([
    { name: 'a pipe', isTTY: false, quiet: false },
    { name: '--quiet', isTTY: true, quiet: true },
  ])('is not written with $name', ({ isTTY, quiet }) => {
    const written: string[] = []
    const line = openProgressLine({ isTTY, columns: 80, write: (text: string) => written.push(text) > 0 }, { quiet })
    line.progress(step)
    line.close()
    expect(written).toEqual([])
  })
})

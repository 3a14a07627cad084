import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flow, padTo, widthOf, wrap } from '../../../src/view/screen.ts'
import { renderTable } from '../../../src/view/table.ts'
import { aScreen } from './reports.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'b', '-', '币', 'é'), minLength: 1, maxLength: 90 })

describe('wrapped text', () => {
  it.each([
    { text: 'one two three', columns: 8, lines: ['one two', '  three'] },
    { text: 'one', columns: null, lines: ['one'] },
    { text: 'abcdefghij', columns: 6, lines: ['abcd', '  efgh', '  ij'] },
    { text: '币币币币 x', columns: 6, lines: ['币币', '  币币', '  x'] },
  ])('$text at $columns', ({ text, columns, lines }) => {
    expect(wrap(text, aScreen(columns))).toEqual(lines)
  })

  it('loses no word and passes no edge', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 20, max: 80 }),
        (words, columns) => {
          const lines = wrap(words.join(' '), aScreen(columns))
          expect(lines.filter((line) => widthOf(line) > columns)).toEqual([])
          expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('flows parts into as few lines as they need', () => {
    expect(flow(['equity 1', 'wallet 2', 'uPnL 3'], aScreen(22))).toEqual(['equity 1   wallet 2', '  uPnL 3'])
    expect(flow(['equity 1', 'wallet 2'], aScreen(null))).toEqual(['equity 1   wallet 2'])
    expect(padTo('币', 4)).toBe('币  ')
  })
})

describe('a table', () => {
  const columns = [
    { title: 'NAME', align: 'left', priority: 0, cell: (row: readonly string[]) => row[0] ?? '' },
    { title: 'NOTE', align: 'left', priority: 2, cell: (row: readonly string[]) => row[1] ?? '' },
    { title: 'VALUE', align: 'right', priority: 1, cell: (row: readonly string[]) => row[2] ?? '' },
  ] as const
  const rows = [
    ['a', 'a rather long note', '1'],
    ['币安', 'short', '1,000'],
  ]

  it.each([
    {
      name: 'whole',
      columns: 40,
      lines: ['NAME  NOTE                VALUE', 'a     a rather long note      1', '币安  short               1,000'],
    },
    {
      name: 'without the least important column',
      columns: 20,
      lines: ['NAME  VALUE', 'a         1', '币安  1,000', 'not shown at 20', '  columns: NOTE'],
    },
    { name: 'with what must stay, however narrow', columns: 3, lines: ['NAME', 'a', '币安'] },
    {
      name: 'whole into a pipe',
      columns: null,
      lines: ['NAME  NOTE                VALUE', 'a     a rather long note      1', '币安  short               1,000'],
    },
  ])('$name', ({ columns: width, lines }) => {
    expect(renderTable(rows, columns, aScreen(width)).slice(0, lines.length)).toEqual(lines)
  })

  it('is boxed on a terminal that is wide enough, and nowhere else', () => {
    expect(renderTable(rows, columns, aScreen(60), 'boxed')).toEqual([
      '┌──────┬────────────────────┬───────┐',
      '│ NAME │ NOTE               │ VALUE │',
      '├──────┼────────────────────┼───────┤',
      '│ a    │ a rather long note │     1 │',
      '│ 币安 │ short              │ 1,000 │',
      '└──────┴────────────────────┴───────┘',
    ])
    for (const width of [33, null]) {
      expect(renderTable(rows, columns, aScreen(width), 'boxed')[0]).toBe('NAME  NOTE                VALUE')
    }
  })
})

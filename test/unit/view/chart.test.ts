import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import { columnChart, sparkline } from '../../../src/view/chart.ts'
import { widthOf } from '../../../src/view/screen.ts'
import { aScreen } from './reports.ts'

const label = (value: Decimal): string => value.toFixed(1)

function chart(values: readonly string[], base: 'zero' | 'smallest' = 'zero', columns = 40, height = 4) {
  return columnChart(values.map(d), { screen: aScreen(columns), height, label, base })
}

describe('a column chart', () => {
  it('rises from zero in eighths', () => {
    expect(chart(['1', '2', '3', '4', '0.125', '0']).lines).toEqual([
      '4.0 ┤   █',
      '    ┤  ██',
      '    ┤ ███',
      '0.0 ┤████▁',
    ])
  })

  it('hangs below zero in halves', () => {
    expect(chart(['2', '1', '-1', '-2', '-0.1']).lines).toEqual([' 2.0 ┤█', ' 0.0 ┤██', '     │  ██▀', '-2.0 │   █'])
  })

  it('hangs altogether when nothing is positive', () => {
    expect(chart(['-1', '-4'], 'zero', 40, 2).lines).toEqual([' 0.0 │▀█', '-4.0 │ █'])
  })

  it('stands a little below the smallest value when zero is far away', () => {
    expect(chart(['104', '101', '100'], 'smallest').lines).toEqual(['104.0 ┤█', '      ┤█', '      ┤█▅', '100.0 ┤██▆'])
  })

  it('shows the newest values where not all fit', () => {
    const { lines, shown } = chart(
      Array.from({ length: 100 }, (_, index) => String(index)),
      'zero',
      20,
    )
    expect(shown).toBe(14)
    expect(lines.map(widthOf).filter((width) => width > 20)).toEqual([])
  })

  it.each([
    { name: 'only zeros', values: ['0', '0'], lines: ['0.0 ┤'] },
    { name: 'no values', values: [], lines: [] },
  ])('copes with $name', ({ values, lines }) => {
    expect(chart(values).lines).toEqual(lines)
  })

  it('copes with values that are all the same', () => {
    expect(chart(['5', '5'], 'smallest').lines.at(-1)).toBe('5.0 ┤██')
  })
})

describe('a sparkline', () => {
  it('runs from the smallest to the largest value', () => {
    expect(sparkline(['0', '1', '2', '3', '4', '5', '6', '7'].map(d), 40)).toBe('▁▂▃▄▅▆▇█')
  })

  it('shows the newest values, a flat line and nothing', () => {
    expect([sparkline(['9', '1', '2'].map(d), 2), sparkline([d('3'), d('3')], 9), sparkline([], 9)]).toEqual([
      '▁█',
      '▄▄',
      '',
    ])
  })
})

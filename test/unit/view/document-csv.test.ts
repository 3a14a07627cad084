import { describe, expect, it } from 'vitest'
import { documentCsv, rowsAt } from '../../../src/view/document-csv.ts'

describe('rows of a document', () => {
  const document = {
    fix: { symbol: 'SOLUSDT', options: [{ kind: 'stop' }, { kind: 'close' }] },
    margin: { cross: null },
  }

  it.each([
    { name: 'a list', path: ['fix', 'options'], rows: [{ kind: 'stop' }, { kind: 'close' }] },
    { name: 'one object', path: ['fix'], rows: [document.fix] },
    { name: 'none where there is none', path: ['margin', 'cross'], rows: [] },
    { name: 'nothing at all', path: ['stress', 'rows'], rows: [] },
  ])('$name', ({ path, rows }) => {
    expect(rowsAt(document, path)).toEqual(rows)
  })
})

describe('a document as CSV', () => {
  it.each([
    {
      name: 'spreads inner objects over columns',
      rows: [{ kind: 'close', after: { distancePct: '15', liquidationPrice: null } }],
      text: 'kind,after.distancePct,after.liquidationPrice\r\nclose,15,n/a\r\n',
    },
    {
      name: 'keeps the columns of an object that one row lacks',
      rows: [
        { a: '1', cost: null },
        { a: '2', cost: { fee: '0.5' } },
      ],
      text: 'a,cost.fee\r\n1,n/a\r\n2,0.5\r\n',
    },
    {
      name: 'puts a list into one cell',
      rows: [
        {
          shockPct: '-20',
          liquidated: [
            { symbol: 'SOLUSDT', side: 'LONG' },
            { symbol: 'ETHUSDT', side: null },
          ],
          flags: [],
        },
      ],
      text: 'shockPct,liquidated,flags\r\n-20,SOLUSDT LONG; ETHUSDT n/a,\r\n',
    },
    {
      name: 'defuses formulas',
      rows: [{ note: '=cmd|calc!A1', names: ['@SUM(A1)'], value: '-3.5' }],
      text: "note,names,value\r\n'=cmd|calc!A1,'@SUM(A1),-3.5\r\n",
    },
  ])('$name', ({ rows, text }) => {
    expect(documentCsv(rows)).toBe(text)
  })
})

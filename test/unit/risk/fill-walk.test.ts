import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { slotAt, slotsOf, type WalkAnchor, type WalkedFill, walkBook } from '../../../src/risk/fill-walk.ts'

const SLOT = { symbol: 'SOLUSDT', positionSide: 'BOTH' } as const

function aFill(atMs: number, change: string, price: string, realizedPnl = '0', positionSide = 'BOTH'): WalkedFill {
  const figures = { change: d(change), price: d(price), realizedPnl: d(realizedPnl) }
  return { id: `f${atMs}`, symbol: 'SOLUSDT', positionSide, atMs, ...figures }
}

function aBook(quantity: string, entryPrice = '0', traits: Partial<WalkAnchor> = {}): WalkAnchor {
  const slot = { ...SLOT, quantity: d(quantity), entryPrice: d(entryPrice) }
  return { atMs: 100, slots: slot.quantity.isZero() ? [] : [slot], unread: [], ...traits }
}

/** `10@100` for a slot of 10 from 100. */
function textOf({
  quantity,
  entryPrice,
}: {
  quantity: { toFixed(): string }
  entryPrice: { toFixed(): string } | null
}) {
  return `${quantity.toFixed()}@${entryPrice?.toFixed() ?? '-'}`
}

describe('the book walked back', () => {
  it.each([
    {
      name: 'an opening and an addition',
      fills: [aFill(1, '10', '100'), aFill(2, '10', '90')],
      book: aBook('20', '95'),
      before: ['0@-', '10@100'],
    },
    {
      name: 'a reduction, which keeps the entry',
      fills: [aFill(1, '10', '100'), aFill(2, '-4', '110', '40')],
      book: aBook('6', '100'),
      before: ['0@-', '10@100'],
    },
    {
      // (110 − 100) × 10 = 100
      name: 'a close, whose profit tells the entry',
      fills: [aFill(2, '-10', '110', '100')],
      book: aBook('0'),
      before: ['10@100'],
    },
    {
      // a short of 4 from 50 closed at 60: −40
      name: 'a close of a short',
      fills: [aFill(2, '4', '60', '-40')],
      book: aBook('0'),
      before: ['-4@50'],
    },
    {
      // 10 from 100 closed at 110 realizes 100, and 5 are short from 110
      name: 'a turn, which closes and opens',
      fills: [aFill(2, '-15', '110', '100')],
      book: aBook('-5', '110'),
      before: ['10@100'],
    },
    {
      name: 'several rounds',
      fills: [aFill(1, '-2', '50'), aFill(2, '2', '40', '20'), aFill(3, '1', '45'), aFill(4, '1', '43')],
      book: aBook('2', '44'),
      before: ['0@-', '-2@50', '0@-', '1@45'],
    },
    {
      name: 'a fill of the very moment of the book',
      fills: [aFill(100, '10', '100')],
      book: aBook('10', '100'),
      before: ['0@-'],
    },
    {
      name: 'fills after the book, of which nothing is said',
      fills: [aFill(1, '10', '100'), aFill(101, '10', '90')],
      book: aBook('10', '100'),
      before: ['0@-'],
    },
    {
      name: 'a symbol that was not read',
      fills: [aFill(1, '1', '9')],
      book: aBook('1', '9', { unread: ['SOLUSDT'] }),
      before: [],
    },
  ])('tells what stood before $name', ({ fills, book, before }) => {
    const { steps } = walkBook(fills, book, 0)
    expect((steps.get('SOLUSDT BOTH') ?? []).map((step) => textOf(step.before))).toEqual(before)
  })

  it('keeps the slots of hedge mode apart', () => {
    const slots = [
      { symbol: 'SOLUSDT', positionSide: 'LONG', quantity: d('3'), entryPrice: d('100') },
      { symbol: 'SOLUSDT', positionSide: 'SHORT', quantity: d('-2'), entryPrice: d('120') },
    ] as const
    const fills = [aFill(1, '3', '100', '0', 'LONG'), aFill(2, '-2', '120', '0', 'SHORT')]
    const walk = walkBook(fills, { atMs: 100, slots, unread: [] }, 0)
    expect([...walk.steps.keys()]).toEqual(['SOLUSDT LONG', 'SOLUSDT SHORT'])
    expect([...walk.steps.values()].flat().map(({ before }) => textOf(before))).toEqual(['0@-', '0@-'])
    expect(slotsOf(walk, 'SOLUSDT')).toEqual(['LONG', 'SHORT'])
    expect(slotsOf(walk, 'BTCUSDT')).toEqual([])
  })

  it('cannot tell an entry that the book does not have', () => {
    const slots = [{ ...SLOT, quantity: d('20'), entryPrice: d('95') }]
    const walk = walkBook([aFill(1, '10', '100'), aFill(2, '10', '90')], { atMs: 100, slots, unread: [] }, 0)
    const states = [0, 1, 1.5, 2, 100].map((atMs) => slotAt(walk, SLOT, atMs))
    expect(states.map((state) => (state === null ? null : textOf(state)))).toEqual([
      '0@-',
      '10@100',
      '10@100',
      '20@95',
      '20@95',
    ])
  })

  it.each([
    { name: 'after the book', slot: SLOT, atMs: 101 },
    { name: 'before everything that is known', slot: SLOT, atMs: -1 },
    { name: 'of a symbol that was not read', slot: { ...SLOT, symbol: 'BTCUSDT' }, atMs: 5 },
  ])('says nothing of a time $name', ({ slot, atMs }) => {
    expect(slotAt(walkBook([], aBook('1', '9', { unread: ['BTCUSDT'] }), 0), slot, atMs)).toBeNull()
  })

  it('leaves out fills from before all are known', () => {
    const walk = walkBook([aFill(1, '10', '100'), aFill(5, '-3', '110', '30')], aBook('7', '100'), 2)
    expect((walk.steps.get('SOLUSDT BOTH') ?? []).map(({ fill, before }) => [fill.id, textOf(before)])).toEqual([
      [expect.any(String), '10@100'],
    ])
    expect(slotAt(walk, SLOT, 1)).toBeNull()
  })

  it('takes a slot without fills for what it is in the book', () => {
    const walk = walkBook([], aBook('7', '9'), 0)
    expect(textOf(slotAt(walk, SLOT, 50) ?? { quantity: d('0'), entryPrice: null })).toBe('7@9')
    expect(slotAt(walk, { ...SLOT, symbol: 'BTCUSDT' }, 50)?.quantity.toFixed()).toBe('0')
    expect(slotsOf(walk, 'SOLUSDT')).toEqual(['BOTH'])
  })

  it('names a slot that was filled and is no longer held', () => {
    const walk = walkBook([aFill(1, '1', '9'), aFill(2, '-1', '9')], aBook('0'), 0)
    expect([slotsOf(walk, 'SOLUSDT'), slotsOf(walk, 'BTCUSDT')]).toEqual([['BOTH'], []])
  })
})

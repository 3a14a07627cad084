import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { EventFigures, JournalEvent, JournalEventType } from '../../../src/model/journal.ts'
import { abnormalUse } from '../../../src/risk/abnormal-use.ts'
import { type BookWalk, walkBook } from '../../../src/risk/fill-walk.ts'
import { phraseText } from '../../../src/view/phrase.ts'

function anEvent(type: JournalEventType, traits: Partial<JournalEvent> = {}): JournalEvent {
  const nothing = { side: null, before: null, after: null, note: null }
  return { id: 'e', atMs: 50, account: 'main', type, symbol: 'SOLUSDT', ...nothing, ...traits }
}

function figures(values: EventFigures): Pick<JournalEvent, 'figures'> {
  return { figures: values }
}

/** A book of one slot since ever. */
function holding(quantity: string, entryPrice: string, unread: readonly string[] = []): BookWalk {
  const slot = { symbol: 'SOLUSDT', positionSide: 'BOTH', quantity: d(quantity), entryPrice: d(entryPrice) } as const
  return walkBook([], { atMs: 100, slots: [slot], unread }, 0)
}

const NOTHING_HELD = walkBook([], { atMs: 100, slots: [], unread: [] }, 0)

function found(event: JournalEvent, walk: BookWalk | null) {
  return abnormalUse([event], walk).map(
    ({ kind, certainty, evidence }) => `${kind} ${certainty}: ${phraseText(evidence)}`,
  )
}

describe('size added to a loser', () => {
  const fill = (change: string, price: string) => ({
    id: 'e',
    symbol: 'SOLUSDT',
    positionSide: 'BOTH',
    atMs: 50,
    change: d(change),
    price: d(price),
    realizedPnl: d('0'),
  })
  const bookAfter = (change: string, price: string, held: { quantity: string; entryPrice: string }): BookWalk => {
    const slot = {
      symbol: 'SOLUSDT',
      positionSide: 'BOTH',
      quantity: d(held.quantity),
      entryPrice: d(held.entryPrice),
    } as const
    return walkBook([fill(change, price)], { atMs: 100, slots: [slot], unread: [] }, 0)
  }

  it.each([
    {
      // 10 from 100 before: (20 × 95 − 10 × 90) / 10
      name: 'a long, 10 % under its entry',
      walk: bookAfter('10', '90', { quantity: '20', entryPrice: '95' }),
      flags: ['size-added-to-loser known: added 10 to 10 held from 100, 10.00% under water at 90'],
    },
    {
      name: 'a short, 5 % above its entry',
      walk: bookAfter('-10', '105', { quantity: '-20', entryPrice: '102.5' }),
      flags: ['size-added-to-loser known: added 10 to 10 held from 100, 5.00% under water at 105'],
    },
    { name: 'a winner', walk: bookAfter('10', '110', { quantity: '20', entryPrice: '105' }), flags: [] },
    { name: 'exactly at the entry', walk: bookAfter('10', '100', { quantity: '20', entryPrice: '100' }), flags: [] },
    { name: 'an opening', walk: bookAfter('10', '90', { quantity: '10', entryPrice: '90' }), flags: [] },
    { name: 'a reduction', walk: bookAfter('-5', '90', { quantity: '5', entryPrice: '100' }), flags: [] },
  ])('is seen by the fill itself: $name', ({ walk, flags }) => {
    expect(found(anEvent('fill', figures({ realizedPnl: '0' })), walk)).toEqual(flags)
  })

  it('does not take a turn for an addition', () => {
    const slot = { symbol: 'SOLUSDT', positionSide: 'BOTH', quantity: d('-20'), entryPrice: d('90') } as const
    const turn = { ...fill('-30', '90'), realizedPnl: d('-100') }
    const walk = walkBook([turn], { atMs: 100, slots: [slot], unread: [] }, 0)
    expect(found(anEvent('fill', figures({ realizedPnl: '-100' })), walk)).toEqual([])
  })

  it.each([
    { name: 'no book', walk: null, realizedPnl: '0', isAsked: true },
    { name: 'a symbol that was not read', walk: holding('1', '9', ['SOLUSDT']), realizedPnl: '0', isAsked: true },
    { name: 'a fill that closed something', walk: null, realizedPnl: '-3', isAsked: false },
  ])('is a question with $name', ({ walk, realizedPnl, isAsked }) => {
    const question =
      'size-added-to-loser unknown: whether it was losing cannot be told: what was held then is not known'
    expect(found(anEvent('fill', figures({ realizedPnl })), walk)).toEqual(isAsked ? [question] : [])
    expect(found(anEvent('fill'), null)).toEqual([question])
  })
})

describe('margin added to a loser', () => {
  const added = (marks: EventFigures, amount = '120') => anEvent('margin', figures({ amount, asset: 'USDT', ...marks }))

  it.each([
    {
      name: 'all marks of the hour under a long’s entry',
      event: added({ markLow: '90', markHigh: '95' }),
      walk: holding('10', '100'),
      flags: [
        'margin-added-to-loser known: 120.00 USDT added: 10 held from 100, 5.00% or more under water (marks of that time 90 to 95)',
      ],
    },
    {
      name: 'one mark, above a short’s entry',
      event: added({ markLow: '110', markHigh: '110' }),
      walk: holding('-10', '100'),
      flags: ['margin-added-to-loser known: 120.00 USDT added: 10 held from 100, 10.00% under water (mark 110)'],
    },
    {
      name: 'marks on both sides of the entry',
      event: added({ markLow: '95', markHigh: '101' }),
      walk: holding('10', '100'),
      flags: [
        'margin-added-to-loser unknown: 120.00 USDT added: 10 held from 100; the mark stood on both sides of that (marks of that time 95 to 101)',
      ],
    },
    { name: 'a winner', event: added({ markLow: '100', markHigh: '108' }), walk: holding('10', '100'), flags: [] },
    { name: 'nothing held', event: added({ markLow: '9', markHigh: '10' }), walk: NOTHING_HELD, flags: [] },
    {
      name: 'margin taken out',
      event: added({ markLow: '9', markHigh: '10' }, '-5'),
      walk: holding('1', '100'),
      flags: [],
    },
    {
      name: 'marks that are not known',
      event: added({}),
      walk: holding('10', '100'),
      flags: [
        'margin-added-to-loser unknown: 120.00 USDT added: whether it was losing cannot be told: the mark of that time is not known',
      ],
    },
    ...[{ markLow: '90' }, { markHigh: '90' }].map((marks) => ({
      name: 'half of the marks',
      event: added(marks),
      walk: holding('10', '100'),
      flags: [
        'margin-added-to-loser unknown: 120.00 USDT added: whether it was losing cannot be told: the mark of that time is not known',
      ],
    })),
    {
      name: 'no book',
      event: added({ markLow: '9', markHigh: '10' }),
      walk: null,
      flags: [
        'margin-added-to-loser unknown: 120.00 USDT added: whether it was losing cannot be told: what was held then is not known',
      ],
    },
  ])('is judged by the marks: $name', ({ event, walk, flags }) => {
    expect(found(event, walk)).toEqual(flags)
  })

  it('is not what a trade takes along: its fills are judged', () => {
    const event = { ...added({ markLow: '90', markHigh: '95' }), note: 'TRADE' }
    expect(found(event, holding('10', '100'))).toEqual([])
  })

  it('needs an amount and a symbol', () => {
    expect(found(anEvent('margin'), holding('10', '100'))).toEqual([])
    expect(found(anEvent('margin', { symbol: null, ...figures({ amount: '5' }) }), holding('10', '100'))).toEqual([])
    expect(found(anEvent('margin', { symbol: null, ...figures({ amount: '5' }) }), null)).toEqual([])
  })

  it('names the asset only where it is told', () => {
    const event = anEvent('margin', figures({ amount: '5', markLow: '90', markHigh: '90' }))
    expect(found(event, holding('10', '100'))[0]).toContain('5.00 added')
  })
})

describe('leverage raised while losing', () => {
  const raised = (
    before: string | null,
    after: string | null,
    marks: EventFigures = { markLow: '90', markHigh: '90' },
  ) => anEvent('leverage', { before, after, ...figures(marks) })

  it.each([
    {
      name: 'a long under water',
      event: raised('10', '25'),
      walk: holding('10', '100'),
      flags: [
        'leverage-raised-while-losing known: raised from 10x to 25x: 10 held from 100, 10.00% under water (mark 90)',
      ],
    },
    { name: 'the same setting', event: raised('10', '10'), walk: holding('10', '100'), flags: [] },
    { name: 'a lower setting', event: raised('25', '10'), walk: holding('10', '100'), flags: [] },
    {
      name: 'a winner',
      event: raised('10', '25', { markLow: '101', markHigh: '120' }),
      walk: holding('10', '100'),
      flags: [],
    },
    { name: 'nothing held', event: raised('10', '25'), walk: NOTHING_HELD, flags: [] },
    { name: 'an unknown setting before', event: raised(null, '25'), walk: holding('10', '100'), flags: [] },
    { name: 'an unknown setting after', event: raised('10', null), walk: holding('10', '100'), flags: [] },
    {
      name: 'no book',
      event: raised('10', '25'),
      walk: null,
      flags: [
        'leverage-raised-while-losing unknown: raised from 10x to 25x: whether it was losing cannot be told: what was held then is not known',
      ],
    },
    {
      name: 'a symbol that was not read',
      event: raised('10', '25'),
      walk: holding('10', '100', ['SOLUSDT']),
      flags: [
        'leverage-raised-while-losing unknown: raised from 10x to 25x: whether it was losing cannot be told: what was held then is not known',
      ],
    },
  ])('is judged for $name', ({ event, walk, flags }) => {
    expect(found(event, walk)).toEqual(flags)
  })

  it('needs one losing side of a hedge', () => {
    const slots = [
      { symbol: 'SOLUSDT', positionSide: 'SHORT', quantity: d('-5'), entryPrice: d('100') },
      { symbol: 'SOLUSDT', positionSide: 'LONG', quantity: d('5'), entryPrice: d('95') },
    ] as const
    const walk = walkBook([], { atMs: 100, slots, unread: [] }, 0)
    expect(found(raised('10', '20'), walk)).toEqual([
      'leverage-raised-while-losing known: raised from 10x to 20x: 5 held from 95, 5.26% under water (mark 90)',
    ])
  })

  it.each(['SHORT first', 'LONG first'])('tells the side that is known to lose before one that may: %s', (order) => {
    const slots = [
      { symbol: 'SOLUSDT', positionSide: 'SHORT', quantity: d('-5'), entryPrice: d('95') },
      { symbol: 'SOLUSDT', positionSide: 'LONG', quantity: d('5'), entryPrice: d('110') },
    ] as const
    const anchor = { atMs: 100, slots: order === 'SHORT first' ? slots : slots.toReversed(), unread: [] }
    expect(found(raised('10', '20', { markLow: '90', markHigh: '99' }), walkBook([], anchor, 0))).toEqual([
      'leverage-raised-while-losing known: raised from 10x to 20x: 5 held from 110, 10.00% or more under water (marks of that time 90 to 99)',
    ])
  })

  it.each([holding('1', '2'), null])('has no symbol to look at without one', (walk) => {
    expect(found(anEvent('leverage', { symbol: null, before: '1', after: '2' }), walk)).toEqual([])
  })
})

it('finds nothing in other events', () => {
  expect(abnormalUse([anEvent('funding'), anEvent('transfer')], holding('1', '2'))).toEqual([])
})

import { expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { JournalEvent, JournalEventType } from '../../../src/model/journal.ts'
import { type AccountPast, accountLines } from '../../../src/risk/history-report.ts'

const HOUR_MS = 3_600_000

function anEvent(id: string, atMs: number, type: JournalEventType, traits: Partial<JournalEvent> = {}): JournalEvent {
  const nothing = { side: null, before: null, after: null, note: null }
  return { id, atMs, account: 'main', type, symbol: 'SOLUSDT', ...nothing, ...traits }
}

function aFill(tradeId: string, atMs: number, side: string, quantity: string, price: string): JournalEvent {
  const figures = { quantity, price, realizedPnl: '0', positionSide: 'BOTH' }
  return anEvent(`main fill SOLUSDT ${tradeId}`, atMs, 'fill', { side, figures })
}

function aPast(traits: Partial<AccountPast>): AccountPast {
  return { account: 'main', events: [], fromMs: 0, anchor: null, freeMargin: [], ...traits }
}

const SOL = { symbol: 'SOLUSDT', positionSide: 'BOTH', quantity: d('15'), entryPrice: d('96') } as const

it('shows fills with the position around them, and what is abnormal', () => {
  const events = [aFill('1', 10, 'BUY', '9', '100'), aFill('2', 20, 'BUY', '6', '90'), anEvent('x', 30, 'funding')]
  const lines = accountLines(aPast({ events, anchor: { atMs: 40, slots: [SOL], unread: [] } }))
  const shown = lines.map(({ event, position, flags }) => [
    event.id,
    position === null ? null : `${position.before.quantity.toFixed()} ${position.after.quantity.toFixed()}`,
    flags.map(({ kind }) => kind),
  ])
  expect(shown).toEqual([
    ['main fill SOLUSDT 1', '0 9', []],
    ['main fill SOLUSDT 2', '9 15', ['size-added-to-loser']],
    ['x', null, []],
  ])
})

it('counts a sale as one, and sells in the order of the trade ids within a millisecond', () => {
  const events = [aFill('10', 10, 'SELL', '1', '100'), aFill('9', 10, 'SELL', '2', '100'), anEvent('z', 10, 'funding')]
  const slots = [{ ...SOL, quantity: d('-3'), entryPrice: d('100') }]
  const lines = accountLines(aPast({ events, anchor: { atMs: 40, slots, unread: [] } }))
  expect(lines.map(({ event, position }) => [event.id, position?.after.quantity.toFixed()])).toEqual([
    ['z', undefined],
    ['main fill SOLUSDT 9', '-2'],
    ['main fill SOLUSDT 10', '-3'],
  ])
})

it('sorts trade ids of one length by their digits, and leaves other events of a millisecond as they came', () => {
  const fills = [aFill('12', 10, 'BUY', '1', '100'), aFill('11', 10, 'BUY', '2', '100')]
  const others = [anEvent('main funding SOLUSDT 1795300800000', 10, 'funding'), anEvent('a', 10, 'transfer')]
  const ids = (events: readonly JournalEvent[]) => accountLines(aPast({ events })).map(({ event }) => event.id)
  const sorted = ['main funding SOLUSDT 1795300800000', 'a', 'main fill SOLUSDT 11', 'main fill SOLUSDT 12']
  expect([ids([...fills, ...others]), ids([...others, ...fills])]).toEqual([sorted, sorted])
})

it.each([
  { name: 'a fill without a price', type: 'fill', traits: { figures: { quantity: '15' } } },
  { name: 'a fill without a quantity', type: 'fill', traits: { figures: { price: '96' } } },
  { name: 'a fill without a symbol', type: 'fill', traits: { symbol: null, figures: { quantity: '15', price: '96' } } },
  { name: 'a forced close', type: 'forced-close', traits: { figures: { quantity: '15', price: '96' } } },
] as const)('walks the book past $name', ({ type, traits }) => {
  const events = [anEvent('x', 10, type, { side: 'BUY', ...traits })]
  const [line] = accountLines(aPast({ events, anchor: { atMs: 40, slots: [SOL], unread: [] } }))
  expect(line?.position).toBeNull()
})

it('knows no position without a book', () => {
  const [line] = accountLines(aPast({ events: [aFill('1', 10, 'BUY', '9', '100')] }))
  expect(line?.position).toBeNull()
  expect(line?.flags.map(({ certainty }) => certainty)).toEqual(['unknown'])
})

it('leaves fills without figures alone', () => {
  const events = [anEvent('main fill SOLUSDT 1', 10, 'fill', { side: 'BUY' })]
  const [line] = accountLines(aPast({ events, anchor: { atMs: 40, slots: [], unread: [] } }))
  expect(line?.position).toBeNull()
})

it('reads a fill that lacks slot and profit as one of one-way mode', () => {
  const bare = anEvent('main fill SOLUSDT 1', 10, 'fill', { side: 'BUY', figures: { quantity: '15', price: '96' } })
  const [line] = accountLines(aPast({ events: [bare], anchor: { atMs: 40, slots: [SOL], unread: [] } }))
  expect(line?.position?.before.quantity.toFixed()).toBe('0')
})

it('adds jumps of the used margin in their place', () => {
  const freeMargin = [
    { atMs: 0, freePct: d('90') },
    { atMs: HOUR_MS / 2, freePct: d('40') },
  ]
  const events = [anEvent('a', 1, 'funding'), anEvent('b', HOUR_MS, 'funding')]
  const lines = accountLines(aPast({ events, freeMargin }))
  expect(lines.map(({ event }) => event.type)).toEqual(['funding', 'used-margin', 'funding'])
  expect(lines[1]?.flags.map(({ kind }) => kind)).toEqual(['used-margin-jump'])
  expect(accountLines(aPast({ events, freeMargin }), d('60'))).toHaveLength(2)
})

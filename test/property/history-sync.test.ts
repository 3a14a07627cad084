import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { syncHistory } from '../../src/app/history/sync.ts'
import { d } from '../../src/model/decimal.ts'
import type { JournalEvent } from '../../src/model/journal.ts'
import type { StateStore } from '../../src/ports/state-store.ts'
import { openStateStore } from '../../src/store/state-store.ts'
import {
  aFailure,
  anEmptyPast,
  aPastFill,
  DAY_MS,
  feeOf,
  HOUR_MS,
  type ListRules,
  NOW_MS,
  type Past,
  PastExchange,
} from '../support/past-exchange.ts'

const SYMBOLS = ['SOLUSDT', 'DOGEUSDT', 'BTCUSDT'] as const
const QUIET = { onProgress: () => undefined, onWait: () => undefined }
/** Inside the reach of every list, away from its edge: what is at the edge goes while the clock moves. */
const ago = fc.integer({ min: 2 * HOUR_MS, max: 88 * DAY_MS }).map((ms) => ms - (ms % (6 * HOUR_MS)))
const symbol = fc.constantFrom(...SYMBOLS)

/** Trades with the movements of money that they leave, and movements of their own. */
const pasts = fc
  .record({
    fills: fc.array(fc.record({ ago, symbol, fee: fc.boolean() }), { maxLength: 40 }),
    funding: fc.array(fc.record({ ago, symbol }), { maxLength: 20 }),
    margins: fc.array(
      fc.record({ days: fc.integer({ min: 1, max: 28 }), symbol, amount: fc.constantFrom('5', '-5') }),
      {
        maxLength: 8,
      },
    ),
    forced: fc.array(fc.record({ ago, symbol }), { maxLength: 4 }),
  })
  .map(({ fills, funding, margins, forced }): Past => {
    const told = fills.map((one, index) => aPastFill(String(100 + index), one.ago, { symbol: one.symbol }))
    return {
      ...anEmptyPast(),
      fills: told,
      income: [
        // A free trade leaves its trace at the next settlement.
        ...told.flatMap((fill, index) => {
          const settled = {
            tranId: `7${index}`,
            type: 'FUNDING_FEE',
            symbol: fill.symbol,
            amount: d('-1'),
            asset: 'USDT',
          }
          return fills[index]?.fee === true
            ? [feeOf(fill)]
            : [{ ...settled, atMs: Math.min(fill.atMs + 8 * HOUR_MS, NOW_MS) }]
        }),
        ...funding.map((one, index) => ({
          tranId: String(index),
          type: 'FUNDING_FEE',
          symbol: one.symbol,
          amount: d('-0.5'),
          asset: 'USDT',
          atMs: NOW_MS - one.ago,
        })),
        ...forced.map((one, index) => ({
          tranId: String(index),
          type: 'INSURANCE_CLEAR',
          symbol: one.symbol,
          amount: d('-2'),
          asset: 'USDT',
          atMs: NOW_MS - one.ago,
        })),
      ],
      margin: margins.map((one) => ({
        symbol: one.symbol,
        positionSide: 'BOTH',
        amount: d(one.amount),
        asset: 'USDT',
        reason: 'USER_ADJUST',
        atMs: NOW_MS - one.days * DAY_MS,
      })),
      forced: forced.map((one, index) => ({
        orderId: String(index),
        symbol: one.symbol,
        kind: 'LIQUIDATION',
        side: 'SELL',
        positionSide: 'BOTH',
        price: d('90'),
        averagePrice: d('91'),
        quantity: d('1'),
        executedQuantity: d('1'),
        atMs: NOW_MS - one.ago,
      })),
    }
  })

const rules: fc.Arbitrary<ListRules> = fc.record({
  limit: fc.constant(1000),
  keeps: fc.constantFrom('oldest', 'newest'),
})
/** At which call each of the first runs breaks off. */
const breaks = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 })

async function withStore<T>(use: (store: StateStore) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'liqwatch-sync-'))
  const store = await openStateStore(folder)
  try {
    return await use(store)
  } finally {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The journal in an order that does not depend on when its rows were written. */
function journalOf(store: StateStore): readonly JournalEvent[] {
  const events = store.journal.list(NOW_MS, { sinceMs: 0, account: null, limit: 100_000 })
  return events.toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1))
}

function wholeJournal(past: Past, listRules: ListRules): Promise<readonly JournalEvent[]> {
  return withStore(async (store) => {
    const source = new PastExchange(past, { rules: listRules })
    const { problems } = await syncHistory(source, { memory: store.sync, keepDays: 365, ...QUIET })
    expect(problems).toEqual([])
    return journalOf(store)
  })
}

describe('a sync of the journal', () => {
  it('tells every trade, movement, forced close and change of margin once', async () => {
    await fc.assert(
      fc.asyncProperty(pasts, rules, async (past, listRules) => {
        const journal = await wholeJournal(past, listRules)
        const count = (type: string) => journal.filter((event) => event.type === type).length
        expect(count('fill')).toBe(past.fills.length)
        expect(count('funding')).toBe(past.income.filter(({ type }) => type === 'FUNDING_FEE').length)
        expect(count('margin')).toBe(past.margin.filter(({ symbol: one }) => isTraced(past, one)).length)
        expect(count('forced-close')).toBe(past.forced.length)
        expect(count('income')).toBe(past.forced.length)
        expect(new Set(journal.map(({ id }) => id)).size).toBe(journal.length)
      }),
      { numRuns: 25 },
    )
  })

  it('ends with the same journal wherever it was broken off, and however often it is repeated', async () => {
    await fc.assert(
      fc.asyncProperty(pasts, rules, breaks, async (past, listRules, broken) => {
        const whole = await wholeJournal(past, listRules)
        const pieced = await withStore(async (store) => {
          for (const call of broken) {
            const error = aFailure('rate-limited', 'after', 30_000)
            const source = new PastExchange(past, { rules: listRules, failAt: { call, error } })
            await syncHistory(source, { memory: store.sync, keepDays: 365, ...QUIET })
          }
          const source = new PastExchange(past, { rules: listRules })
          await syncHistory(source, { memory: store.sync, keepDays: 365, ...QUIET })
          const again = await syncHistory(source, { memory: store.sync, keepDays: 365, ...QUIET })
          expect(again).toEqual({ account: 'main', added: 0, problems: [] })
          return journalOf(store)
        })
        expect(pieced).toEqual(whole)
      }),
      { numRuns: 25 },
    )
  })
})

const DAYS_KEPT: Readonly<Record<string, number>> = { margin: 30 }

describe('syncs on several days', () => {
  it('end with the same journal as one on the last day, and with what the exchange has forgotten since', async () => {
    const daysAgo = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(pasts, rules, daysAgo, async (past, listRules, days) => {
        const whole = await wholeJournal(past, listRules)
        const pieced = await withStore(async (store) => {
          for (const day of [...days.toSorted((a, b) => b - a), 0]) {
            const source = new PastExchange(past, { rules: listRules, nowMs: NOW_MS - day * DAY_MS })
            const { problems } = await syncHistory(source, { memory: store.sync, keepDays: 365, ...QUIET })
            expect(problems).toEqual([])
          }
          return journalOf(store)
        })
        const isKept = ({ type, atMs }: JournalEvent) => atMs >= NOW_MS - ((DAYS_KEPT[type] ?? 89) * DAY_MS - HOUR_MS)
        expect(pieced.filter(isKept)).toEqual(whole.filter(isKept))
      }),
      { numRuns: 25 },
    )
  })
})

/** Symbols that nothing but a change of margin names cannot be found. */
function isTraced(past: Past, wanted: string): boolean {
  return past.income.some((row) => row.symbol === wanted)
}

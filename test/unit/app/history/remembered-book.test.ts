import { beforeEach, describe, expect, it } from 'vitest'
import { readAccountPast } from '../../../../src/app/history/account-past.ts'
import { syncHistory } from '../../../../src/app/history/sync.ts'
import type { StateStore } from '../../../../src/ports/state-store.ts'
import { accountLines } from '../../../../src/risk/history-report.ts'
import { aState } from '../../../support/a-state.ts'
import {
  aFailure,
  anEmptyPast,
  aPastFill,
  DAY_MS,
  feeOf,
  NOW_MS,
  type Past,
  PastExchange,
  type PastExchangeOptions,
} from '../../../support/past-exchange.ts'

let store: StateStore

beforeEach(async () => {
  store = await aState()
})

/** One SOL was bought so many days after the first sync, and sold so many days after it. */
function aPast(boughtDays: number, soldDays: number): Past {
  const fills = [aPastFill('1', -boughtDays * DAY_MS), aPastFill('2', -soldDays * DAY_MS, { side: 'SELL' })]
  return { ...anEmptyPast(), fills, income: fills.map(feeOf) }
}

async function sync(past: Past, days: number, options: PastExchangeOptions & { readonly keepDays?: number } = {}) {
  const { keepDays = 365, ...rest } = options
  const source = new PastExchange(past, { nowMs: NOW_MS + days * DAY_MS, ...rest })
  await syncHistory(source, { memory: store.sync, keepDays, onProgress: () => undefined, onWait: () => undefined })
}

/** The positions around each fill, as they are told so many days after the first sync. */
function positions(days: number) {
  const nowMs = NOW_MS + days * DAY_MS
  const lines = accountLines(readAccountPast(store, { account: 'main', fromMs: 0, nowMs }))
  return lines.map(({ event, position }) => [
    event.id.split(' ').at(-1),
    position === null ? null : `${position.before.quantity.toFixed()} -> ${position.after.quantity.toFixed()}`,
  ])
}

describe('the positions around fills', () => {
  it('follow from the book that the last sync saw', async () => {
    await sync(aPast(-3, 2), 5)
    expect(positions(5)).toEqual([
      ['1', '0 -> 1'],
      ['2', '1 -> 0'],
    ])
  })

  it('are not told where the sync ended before it knew what was traded since', async () => {
    await sync(aPast(-3, 2), 0)
    await sync(aPast(-3, 2), 5, { failAt: { at: 'income', error: aFailure('rate-limited', 'after') } })
    expect(positions(5)).toEqual([['1', null]])
  })

  it('are not told from before a time that nobody read while the exchange remembered it', async () => {
    const past = aPast(-3, 2)
    await sync({ ...past, fills: past.fills.slice(0, 1), income: past.income.slice(0, 1) }, 0)
    await sync(past, 150)
    expect(positions(150)).toEqual([['1', null]])
  })

  it.each([
    { name: 'is the reach of the first sync', days: [0], keepDays: 365, complete: -89 },
    { name: 'stays while syncs follow one another', days: [0, 40, 120], keepDays: 365, complete: -89 },
    { name: 'moves when too much time went by', days: [0, 90], keepDays: 365, complete: 1 },
    { name: 'is no earlier than what is kept', days: [0, 12], keepDays: 10, complete: 2 },
  ])('begin where everything is known, which $name', async ({ days, keepDays, complete }) => {
    for (const day of days) await sync(anEmptyPast(), day, { keepDays })
    expect(store.sync.book(NOW_MS, 'main')?.completeFromMs).toBe(NOW_MS + complete * DAY_MS)
  })
})

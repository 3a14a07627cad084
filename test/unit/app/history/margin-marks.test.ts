import { beforeEach, describe, expect, it } from 'vitest'
import { syncHistory } from '../../../../src/app/history/sync.ts'
import { d } from '../../../../src/model/decimal.ts'
import type { StateStore } from '../../../../src/ports/state-store.ts'
import { aState } from '../../../support/a-state.ts'
import {
  aFailure,
  anEmptyPast,
  aPastCandle,
  aPastFill,
  DAY_MS,
  feeOf,
  HOUR_MS,
  NOW_MS,
  type Past,
  PastExchange,
} from '../../../support/past-exchange.ts'

let store: StateStore

beforeEach(async () => {
  store = await aState()
})

const OPEN_AT_MS = NOW_MS - 48 * HOUR_MS

/** A position to which 50 USDT was added within an hour of marks from 90 to 95. */
function aPast(): Past {
  const fill = aPastFill('1', 3 * DAY_MS)
  const added = {
    symbol: 'SOLUSDT',
    positionSide: 'BOTH',
    amount: d('50'),
    asset: 'USDT',
    reason: 'USER_ADJUST',
  } as const
  return {
    ...anEmptyPast(),
    fills: [fill],
    income: [feeOf(fill)],
    margin: [{ ...added, atMs: OPEN_AT_MS + 60_000 }],
    candles: [
      aPastCandle(OPEN_AT_MS - HOUR_MS, '88', '99'),
      aPastCandle(OPEN_AT_MS, '90', '95'),
      aPastCandle(OPEN_AT_MS + HOUR_MS, '80', '99'),
    ],
  }
}

function run(source: PastExchange) {
  const quiet = { onProgress: () => undefined, onWait: () => undefined }
  return syncHistory(source, { memory: store.sync, keepDays: 365, ...quiet })
}

/** The marks that stand beside each change of margin in the journal. */
function marks() {
  return store.journal
    .list(NOW_MS, { sinceMs: 0, account: 'main', limit: 100, types: ['margin'] })
    .map(({ figures }) => [figures?.markLow, figures?.markHigh])
}

describe('the marks beside a change of margin', () => {
  it('are those of its hour', async () => {
    await run(new PastExchange(aPast()))
    expect(marks()).toEqual([['90', '95']])
  })

  it.each([
    { name: 'are waited for when they could not be read now', retry: 'now', before: [], after: [['90', '95']] },
    {
      name: 'are done without when they are never told',
      retry: 'never',
      before: [[undefined, undefined]],
      after: [[undefined, undefined]],
    },
  ] as const)('$name', async ({ retry, before, after }) => {
    const error = aFailure('venue-unavailable', retry)
    const source = new PastExchange(aPast(), { failAt: { at: 'candles SOLUSDT', error } })
    await run(source)
    expect(marks()).toEqual(before)
    source.heal()
    await run(source)
    expect(marks()).toEqual(after)
  })
})

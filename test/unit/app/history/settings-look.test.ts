import { beforeEach, describe, expect, it } from 'vitest'
import { syncHistory } from '../../../../src/app/history/sync.ts'
import type { StateStore } from '../../../../src/ports/state-store.ts'
import { aState } from '../../../support/a-state.ts'
import { anEmptyPast, aPastCandle, HOUR_MS, NOW_MS, PastExchange } from '../../../support/past-exchange.ts'

let store: StateStore

beforeEach(async () => {
  store = await aState()
})

function run(source: PastExchange) {
  const quiet = { onProgress: () => undefined, onWait: () => undefined }
  return syncHistory(source, { memory: store.sync, keepDays: 365, ...quiet })
}

function journal() {
  return store.journal.list(NOW_MS, { sinceMs: 0, account: 'main', limit: 1000 })
}

describe('settings between two syncs', () => {
  const setting = (leverage: number, marginType: 'CROSSED' | 'ISOLATED' = 'CROSSED') => ({
    symbol: 'SOLUSDT',
    marginType,
    leverage,
    isAutoAddMargin: false,
  })

  it('are journaled once they differ, with what they were and since when', async () => {
    const source = new PastExchange({ ...anEmptyPast(), settings: [setting(10)] })
    expect((await run(source)).added).toBe(0)
    source.past.settings = [setting(25, 'ISOLATED')]
    source.past.isHedge = true
    source.past.candles = [aPastCandle(NOW_MS - HOUR_MS, '90', '95'), aPastCandle(NOW_MS, '91', '97')]
    source.clock.advance(HOUR_MS / 2)
    expect((await run(source)).added).toBe(3)
    const sinceMs = String(NOW_MS)
    expect(
      journal().map(({ type, symbol, before, after, figures }) => ({ type, symbol, before, after, figures })),
    ).toEqual([
      { type: 'position-mode', symbol: null, before: 'one-way', after: 'hedge', figures: { sinceMs } },
      {
        type: 'leverage',
        symbol: 'SOLUSDT',
        before: '10',
        after: '25',
        figures: { sinceMs, markLow: '91', markHigh: '97' },
      },
      { type: 'margin-type', symbol: 'SOLUSDT', before: 'crossed', after: 'isolated', figures: { sinceMs } },
    ])
    expect((await run(source)).added).toBe(0)
  })

  it('are not journaled again when a stream told them', async () => {
    const source = new PastExchange({ ...anEmptyPast(), settings: [setting(10)] })
    await run(source)
    const settings = [{ type: 'leverage', symbol: 'SOLUSDT', value: '25' }] as const
    store.sync.seeSettings(NOW_MS, { account: 'main', atMs: NOW_MS + 1000, how: 'told', settings })
    source.past.settings = [setting(25)]
    source.clock.advance(HOUR_MS)
    expect((await run(source)).added).toBe(0)
    expect(journal()).toMatchObject([{ type: 'leverage', before: '10', after: '25', atMs: NOW_MS + 1000 }])
  })
})

import { describe, expect, it } from 'vitest'
import { replaceSeen } from '../../../src/app/market/last-seen.ts'
import { createReferenceData } from '../../../src/exchange/reference-data.ts'
import { d } from '../../../src/model/decimal.ts'
import type { ReferenceCache } from '../../../src/ports/reference.ts'

function aCache(): ReferenceCache {
  const files = new Map<string, { fetchedAtMs: number; value: unknown }>()
  return {
    load: async (name) => files.get(name) ?? null,
    save: async (name, fetchedAtMs, value) =>
      void files.set(name, { fetchedAtMs, value: JSON.parse(JSON.stringify(value)) }),
  }
}

describe('what was last seen', () => {
  it('is nothing at first, then what the run before left, with its time', async () => {
    const cache = aCache()
    const runAt = (nowMs: number, balance: string) =>
      replaceSeen(
        createReferenceData(cache, () => nowMs),
        'fund',
        () => ({ balance: d(balance) }),
      )
    expect(await runAt(1000, '5')).toBeNull()
    const before = await runAt(2000, '7')
    expect([before?.fetchedAtMs, before?.value.balance.toFixed()]).toEqual([1000, '5'])
    const next = await runAt(3000, '9')
    expect([next?.fetchedAtMs, next?.value.balance.toFixed()]).toEqual([2000, '7'])
  })

  it('lets the new value build on the old one', async () => {
    const cache = aCache()
    const count = () =>
      replaceSeen<number>(
        createReferenceData(cache, () => 1),
        'count',
        (before) => (before?.value ?? 0) + 1,
      )
    await count()
    await count()
    expect((await count())?.value).toBe(2)
  })
})

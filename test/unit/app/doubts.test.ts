import { describe, expect, it } from 'vitest'
import { collectAll, collectNeeded } from '../../../src/app/collect.ts'
import { d } from '../../../src/model/decimal.ts'
import type { MarkPrice } from '../../../src/model/market.ts'
import { aBracket } from '../../support/builders.ts'
import { aMark, aRow, fakeExchange, fakeSource } from '../../support/fake-account-source.ts'

const NOW_MS = 1_795_300_801_500

const marked =
  (ageMs: number) =>
  async (symbol: string): Promise<MarkPrice> => ({ ...aMark(symbol), atMs: NOW_MS - ageMs })

const source = (ageMs: number) => fakeSource(fakeExchange([aRow()], { fetchMark: marked(ageMs) }), { staleMs: 60_000 })

describe('a mark that Binance has not renewed', () => {
  it.each([
    { name: 'the whole reading', collect: async () => (await collectAll(source(90_000))).gaps },
    { name: 'the first reading of a check', collect: async () => (await collectNeeded(source(90_000))).needed.gaps },
  ])('is missing: $name', async ({ collect }) => {
    expect(await collect()).toContainEqual({
      what: 'fresh mark price of SOLUSDT',
      why: "Binance's last one is 90 s old",
      needed: true,
    })
  })

  it('counts as fresh until then', async () => {
    expect((await collectAll(source(59_999))).gaps).toEqual([])
  })
})

describe('brackets made for one user', () => {
  const withCoefficient = (notionalCoef: string | null) => {
    const bracket = { ...aBracket(), symbol: 'SOLUSDT', notionalCoef: notionalCoef === null ? null : d(notionalCoef) }
    return fakeSource(fakeExchange([aRow()], { fetchBrackets: async () => new Map([['SOLUSDT', bracket]]) }))
  }

  it('are told, and change no verdict', async () => {
    expect((await collectAll(withCoefficient('1.5'))).gaps).toMatchObject([
      { what: 'notionalCoef SOLUSDT', needed: false, isNotice: true },
    ])
  })

  it.each([null, '1', '1.0'])('are ordinary with %s', async (notionalCoef) => {
    expect((await collectAll(withCoefficient(notionalCoef))).gaps).toEqual([])
  })
})

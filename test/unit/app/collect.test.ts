import { describe, expect, it } from 'vitest'
import { collectAll, collectNeeded } from '../../../src/app/collect.ts'
import { d } from '../../../src/model/decimal.ts'
import type { SymbolRules } from '../../../src/model/market.ts'
import { accountOf, aMark, aRow, fakeExchange, fakeSource } from '../../support/fake-account-source.ts'

const failing = (why: string) => () => Promise.reject(new Error(why))

const RULES: SymbolRules = {
  symbol: 'SOLUSDT',
  status: 'TRADING',
  baseAsset: 'SOL',
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
  tickSize: d('0.01'),
  stepSize: d('1'),
  minQuantity: d('1'),
  maxQuantity: d('10000'),
  maxMarketQuantity: d('1000'),
  minNotional: null,
  liquidationFeeRate: null,
}

describe('collectAll', () => {
  it('takes money in its own wallet as proof of an isolated position, whatever an old configuration says', async () => {
    const snapshot = await collectAll(fakeSource(fakeExchange([aRow()])))
    expect(snapshot.positions.map(({ marginType }) => marginType)).toEqual(['ISOLATED'])
  })

  it('takes the position side of a row as proof of the mode', async () => {
    const snapshot = await collectAll(fakeSource(fakeExchange([aRow({ positionSide: 'LONG' })])))
    expect(snapshot.hedgeMode).toBe(true)
  })

  it('prefers premiumIndex to the mark of positionRisk, and falls back on it', async () => {
    const rows = [aRow({ markPrice: d('150') })]
    const fresh = await collectAll(
      fakeSource(fakeExchange(rows, { fetchMark: async (symbol) => aMark(symbol, '166') })),
    )
    const old = await collectAll(fakeSource(fakeExchange(rows, { fetchMark: failing('503') })))
    expect([fresh, old].map(({ positions }) => positions[0]?.markPrice.toFixed())).toEqual(['166', '150'])
    expect(old.gaps).toContainEqual({ what: 'premiumIndex SOLUSDT', why: '503', needed: false })
  })

  it('makes a row without any mark unreadable', async () => {
    const exchange = fakeExchange([aRow({ markPrice: null })], { fetchMark: failing('503') })
    const snapshot = await collectAll(fakeSource(exchange))
    expect(snapshot.positions).toEqual([])
    expect(snapshot.unreadable).toMatchObject([{ symbol: 'SOLUSDT', why: 'no mark price could be read' }])
  })

  it('makes a row without margin type unreadable', async () => {
    const exchange = fakeExchange([aRow({ isolatedWallet: d('0') })], { fetchSymbolConfigs: failing('timeout') })
    const snapshot = await collectAll(fakeSource(exchange))
    expect(snapshot.unreadable).toMatchObject([{ symbol: 'SOLUSDT', marginType: null, marginAsset: 'USDT' }])
    expect(snapshot.gaps).toContainEqual({ what: 'symbolConfig', why: 'timeout', needed: true })
  })

  it('asks the configuration for the margin type of a broken row, so that an isolated one leaves the pool alone', async () => {
    const broken = {
      symbol: 'XRPUSDT',
      positionSide: 'BOTH',
      marginType: null,
      marginAsset: 'USDT',
      why: 'broken',
    } as const
    const config = { symbol: 'XRPUSDT', marginType: 'ISOLATED', leverage: 5, isAutoAddMargin: false } as const
    const exchange = fakeExchange([], {
      fetchPositions: async () => ({ rows: [], unreadable: [broken] }),
      fetchSymbolConfigs: async () => new Map([['XRPUSDT', config]]),
    })
    expect((await collectAll(fakeSource(exchange))).unreadable).toMatchObject([{ marginType: 'ISOLATED' }])
  })

  it('prints on the steps it remembers when exchangeInfo does not come', async () => {
    let answers = true
    const exchange = fakeExchange([aRow()], {
      fetchSymbolRules: async () => {
        if (!answers) throw new Error('503')
        return new Map([['SOLUSDT', RULES]])
      },
    })
    const source = fakeSource(exchange)
    await collectAll(source)
    answers = false
    await source.clock.sleep(25 * 3_600_000)
    const { rules, gaps } = await collectAll(source)
    expect(rules.get('SOLUSDT')?.tickSize.toFixed()).toBe('0.01')
    expect(gaps).toContainEqual({ what: 'exchangeInfo', why: '503', needed: false })
  })

  it('reads account and positions once more when they disagree, and believes them when they then agree', async () => {
    let reads = 0
    const row = aRow()
    const exchange = fakeExchange([row], {
      fetchAccount: async () => {
        reads += 1
        return reads === 1 ? accountOf([]) : accountOf([row])
      },
    })
    const snapshot = await collectAll(fakeSource(exchange))
    expect([reads, snapshot.unreadable, snapshot.positions.length]).toEqual([2, [], 1])
  })

  it.each([
    {
      name: 'a position that only the account lists',
      account: [aRow(), aRow({ symbol: 'ETHUSDT' })],
      symbol: 'ETHUSDT',
    },
    { name: 'another quantity', account: [aRow({ quantity: d('2') })], symbol: 'SOLUSDT' },
    { name: 'the other side', account: [aRow({ side: 'SHORT' })], symbol: 'SOLUSDT' },
    { name: 'a position that the account does not list', account: [], symbol: 'SOLUSDT' },
  ])('says that a lasting difference is unreadable: $name', async ({ account, symbol }) => {
    const exchange = fakeExchange([aRow()], { fetchAccount: async () => accountOf(account) })
    const snapshot = await collectAll(fakeSource(exchange))
    expect(snapshot.unreadable.map((row) => row.symbol)).toEqual([symbol])
  })

  it('knows the orders of a symbol only when plain and conditional ones were both read', async () => {
    const exchange = fakeExchange([aRow(), aRow({ symbol: 'ETHUSDT' })], {
      fetchOpenAlgoOrders: async (symbol) => (symbol === 'SOLUSDT' ? Promise.reject(new Error('503')) : []),
    })
    const snapshot = await collectAll(fakeSource(exchange))
    expect([...snapshot.orders.keys()]).toEqual(['ETHUSDT'])
    expect(snapshot.gaps).toEqual([{ what: 'openAlgoOrders SOLUSDT', why: '503', needed: false }])
  })

  it('uses the calls for all symbols once they are no dearer', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => aRow({ symbol: `C${index}USDT` }))
    const asked: string[] = []
    const exchange = fakeExchange(rows, {
      fetchMark: async (symbol) => {
        asked.push(`mark ${symbol}`)
        return aMark(symbol)
      },
      fetchOpenOrders: async (symbol) => {
        asked.push(`orders ${symbol}`)
        return []
      },
    })
    const snapshot = await collectAll(fakeSource(exchange))
    expect([asked, snapshot.orders.size, snapshot.marks.size]).toEqual([['orders null'], 40, 40])
  })

  it('needs a rate for every asset with money in multi-assets mode, and says which is missing', async () => {
    const exchange = fakeExchange([aRow({ isolatedWallet: d('0') })], {
      fetchAccountConfig: async () => ({ hedgeMode: false, multiAssetsMode: true }),
      fetchAssetRate: failing('503'),
    })
    const { gaps } = await collectAll(fakeSource(exchange))
    expect(gaps).toContainEqual({ what: 'assetIndex USDT', why: '503', needed: true })
  })

  it('fails when nothing can be said', async () => {
    const exchange = fakeExchange([aRow()], { fetchPositions: failing('refused') })
    await expect(collectAll(fakeSource(exchange))).rejects.toThrow('refused')
  })
})

describe('collectNeeded', () => {
  it('asks for nothing that only decorates, and claims nothing about stops, until it is completed', async () => {
    let orders = 0
    const exchange = fakeExchange([aRow()], {
      fetchOpenOrders: async () => {
        orders += 1
        return []
      },
    })
    const { needed, complete } = await collectNeeded(fakeSource(exchange))
    expect([orders, needed.gaps]).toEqual([0, [{ what: 'openOrders', why: 'not read yet', needed: false }]])
    const whole = await complete()
    expect([orders, whole.gaps, whole.orders.get('SOLUSDT')]).toEqual([1, [], []])
  })

  it('does not read marks that a stream keeps fresh', async () => {
    const exchange = fakeExchange([aRow()], { fetchMark: failing('asked') })
    const { needed } = await collectNeeded(fakeSource(exchange), {
      marks: new Map([['SOLUSDT', aMark('SOLUSDT', '170')]]),
      rates: new Map(),
    })
    expect(needed.positions[0]?.markPrice.toFixed()).toBe('170')
    expect(needed.gaps.filter(({ what }) => what.startsWith('premiumIndex'))).toEqual([])
  })
})

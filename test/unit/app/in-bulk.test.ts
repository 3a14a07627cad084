import { describe, expect, it } from 'vitest'
import { inBulk } from '../../../src/app/market/in-bulk.ts'
import { startDemoExchange } from '../../../src/demo/server.ts'
import { exchangeAt } from '../../support/stub-exchange.ts'

async function weightOf(symbols: number): Promise<{ weight: number; requests: number; price: string; day: string }> {
  const demo = await startDemoExchange({ speed: 0 })
  const exchange = inBulk(
    exchangeAt('', {
      apiKey: demo.apiKey,
      apiSecret: demo.apiSecret,
      endpoints: demo.endpoints,
      clock: { nowMs: () => demo.nowMs(), sleep: async () => undefined },
    }),
    symbols,
  )
  const [price, day] = await Promise.all([exchange.fetchSpotPrice('SOLUSDT'), exchange.fetchTicker24h('SOLUSDT')])
  await Promise.all([exchange.fetchSpotPrice('BTCUSDT'), exchange.fetchTicker24h('BTCUSDT')])
  await expect(exchange.fetchTicker24h('NONEUSDT')).rejects.toThrow()
  const { totalWeight, totalRequests } = demo.counters()
  await demo.close()
  return { weight: totalWeight, requests: totalRequests, price: price.toFixed(2), day: day.symbol }
}

describe('figures of many symbols', () => {
  it('are asked for one by one while they are few', async () => {
    expect(await weightOf(2)).toMatchObject({
      requests: 5,
      day: 'SOLUSDT',
      price: expect.stringMatching(/^165\.\d\d$/),
    })
  })

  it('are asked for once when that is lighter, and are the same', async () => {
    // All tickers weigh 40, all spot prices 4.
    expect(await weightOf(41)).toMatchObject({
      requests: 2,
      weight: 44,
      day: 'SOLUSDT',
      price: expect.stringMatching(/^165\.\d\d$/),
    })
  })
})

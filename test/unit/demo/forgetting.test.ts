import { expect, it, onTestFinished } from 'vitest'
import { startDemoExchange } from '../../../src/demo/server.ts'
import { ask, signedQuery } from './ask.ts'

it('an exchange that forgets an hour keeps what came after, and every price since', async () => {
  const exchange = await startDemoExchange({ speed: 0 })
  onTestFinished(() => exchange.close())
  const { venue, apiKey } = exchange
  const hour = { from: exchange.nowMs(), to: 0 }
  venue.setMark('SOLUSDT', '170')
  venue.trade({ symbol: 'LINKUSDT', side: 'BUY', quantity: '10' })
  venue.advance(1_800_000)
  venue.setMark('SOLUSDT', '171')
  venue.advance(1_800_000)
  hour.to = exchange.nowMs()
  venue.trade({ symbol: 'LINKUSDT', side: 'BUY', quantity: '7' })
  venue.setMark('SOLUSDT', '172')
  venue.forgetBefore(hour.to)
  const trades = await ask(exchange, `/fapi/v1/userTrades?${signedQuery(exchange, 'symbol=LINKUSDT')}`, { key: apiKey })
  expect(trades.json).toMatchObject([{ qty: '7.00' }])
  expect(venue.world.markPriceAt('SOLUSDT', hour.to - 1000).toFixed()).toBe('171')
  expect(venue.world.markPriceAt('SOLUSDT', hour.to).toFixed()).toBe('172')
  expect(venue.world.markPriceAt('SOLUSDT', hour.from).toFixed()).not.toBe('170')
})

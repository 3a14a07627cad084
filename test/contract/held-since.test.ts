import { expect, it } from 'vitest'
import { heldSince } from '../../src/app/position-since.ts'
import type { Fill, TimeSpan } from '../../src/model/account-history.ts'
import { d, ZERO } from '../../src/model/decimal.ts'
import { aPosition, TAKEN_AT_MS } from '../support/builders.ts'

const DAY_MS = 86_400_000

function aFill(
  daysAgo: number,
  side: 'BUY' | 'SELL',
  quantity: string,
  positionSide: Fill['positionSide'] = 'BOTH',
): Fill {
  return {
    tradeId: String(daysAgo),
    orderId: '1',
    symbol: 'BTCUSDT',
    side,
    positionSide,
    price: d('100'),
    quantity: d(quantity),
    realizedPnl: ZERO,
    commission: ZERO,
    commissionAsset: 'USDT',
    atMs: TAKEN_AT_MS - daysAgo * DAY_MS,
  }
}

const SHORT = aPosition({ side: 'SHORT', quantity: '1' })

it.each([
  { name: 'its one trade', position: aPosition(), fills: [aFill(2, 'BUY', '1')], daysAgo: 2 },
  {
    name: 'the first of two',
    position: aPosition(),
    fills: [aFill(9, 'BUY', '0.4'), aFill(2, 'BUY', '0.6')],
    daysAgo: 9,
  },
  {
    name: 'the first, part of it closed since',
    position: aPosition(),
    fills: [aFill(9, 'BUY', '3'), aFill(2, 'SELL', '2')],
    daysAgo: 9,
  },
  {
    name: 'the one that turned it round',
    position: SHORT,
    fills: [aFill(12, 'BUY', '2'), aFill(3, 'SELL', '3')],
    daysAgo: 3,
  },
  {
    name: 'the first of its own leg',
    position: aPosition({ positionSide: 'LONG' }),
    fills: [aFill(8, 'BUY', '1', 'LONG'), aFill(1, 'BUY', '5', 'SHORT')],
    daysAgo: 8,
  },
  { name: 'not within four weeks', position: aPosition(), fills: [aFill(40, 'BUY', '1')], daysAgo: null },
])('a position is held since $name', async ({ position, fills, daysAgo }) => {
  const fetchUserTrades = async (_: string, { fromMs = 0, toMs = 0 }: TimeSpan) => {
    expect(toMs - fromMs).toBeLessThan(7 * DAY_MS)
    return fills.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
  }
  expect(await heldSince({ fetchUserTrades }, position, { nowMs: TAKEN_AT_MS, weeks: 4 })).toEqual({
    atMs: TAKEN_AT_MS - (daysAgo ?? 28) * DAY_MS + (daysAgo === null ? 1 : 0),
    isOpening: daysAgo !== null,
  })
})

it('is not known where a week holds more trades than one answer', async () => {
  const fetchUserTrades = async () => Array.from({ length: 1000 }, () => aFill(2, 'BUY', '1'))
  await expect(heldSince({ fetchUserTrades }, aPosition(), { nowMs: TAKEN_AT_MS, weeks: 4 })).rejects.toThrow(
    'traded too often',
  )
})

import { describe, expect, it } from 'vitest'
import type { Fill } from '../../../src/model/account-history.ts'
import { d } from '../../../src/model/decimal.ts'
import type { PositionSide } from '../../../src/model/position.ts'
import { openedAtMs } from '../../../src/risk/position-opening.ts'
import { aPosition } from '../../support/builders.ts'

type FillText = readonly [atMs: number, side: 'BUY' | 'SELL', quantity: string, slot?: PositionSide]

function fills(...rows: readonly FillText[]): readonly Fill[] {
  return rows.map(([atMs, side, quantity, positionSide = 'BOTH']) => ({
    tradeId: String(atMs),
    orderId: '1',
    symbol: 'BTCUSDT',
    side,
    positionSide,
    price: d('100'),
    quantity: d(quantity),
    realizedPnl: d('0'),
    commission: d('0'),
    commissionAsset: 'USDT',
    atMs,
  }))
}

describe('when a position was opened', () => {
  it.each([
    { name: 'one fill', side: 'LONG', slot: 'BOTH', rows: fills([5, 'BUY', '1']), at: 5 },
    { name: 'several fills', side: 'LONG', slot: 'BOTH', rows: fills([5, 'BUY', '0.4'], [6, 'BUY', '0.6']), at: 5 },
    {
      name: 'an earlier position that was closed',
      side: 'LONG',
      slot: 'BOTH',
      rows: fills([1, 'BUY', '2'], [2, 'SELL', '2'], [5, 'BUY', '1']),
      at: 5,
    },
    {
      name: 'a flip from the other side',
      side: 'SHORT',
      slot: 'BOTH',
      rows: fills([1, 'BUY', '2'], [5, 'SELL', '3']),
      at: 5,
    },
    {
      name: 'a part that was closed again',
      side: 'LONG',
      slot: 'BOTH',
      rows: fills([1, 'BUY', '3'], [5, 'SELL', '2']),
      at: 1,
    },
    {
      name: 'the other slot of hedge mode',
      side: 'SHORT',
      slot: 'SHORT',
      rows: fills([3, 'SELL', '1', 'SHORT'], [5, 'SELL', '1', 'LONG']),
      at: 3,
    },
    { name: 'fills that do not reach back', side: 'LONG', slot: 'BOTH', rows: fills([5, 'BUY', '0.4']), at: null },
    { name: 'no fills', side: 'LONG', slot: 'BOTH', rows: fills(), at: null },
  ] as const)('is found behind $name', ({ side, slot, rows, at }) => {
    expect(openedAtMs(aPosition({ side, positionSide: slot }), rows)).toBe(at)
  })
})

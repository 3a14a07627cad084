import { describe, expect, it } from 'vitest'
import type { Decimal } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { liquidationWalk } from '../../../src/risk/liquidation-steps.ts'
import { aContext, rowIn, someRules } from '../../support/acting.ts'
import { aPosition, aRate, aSnapshot, aWallet, tierTable } from '../../support/builders.ts'

const text = (value: Decimal | null | undefined, places = 4) => value?.toDecimalPlaces(places).toFixed() ?? null
const ruled = (fee: string, ...symbols: readonly string[]) =>
  new Map(symbols.map((symbol) => [symbol, someRules(symbol, { liquidationFeeRate: fee })]))

describe('a liquidation in steps', () => {
  const walk = (snapshot: AccountSnapshot, symbol = 'BTCUSDT') =>
    liquidationWalk(snapshot, rowIn(aContext(snapshot), symbol), tierTable())

  it('shows the pool that dies, even where the greatest loser goes and the position itself survives', () => {
    // ETH has lost 50 and goes first: 50 − (100 − p) = 3.8 + 0.004 p at p = 54.0161; its 3.8 of maintenance are freed
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '100')],
      positions: [aPosition(), aPosition({ symbol: 'ETHUSDT', quantity: '10', markPrice: '95', entryPrice: '100' })],
      rules: ruled('0.0001', 'BTCUSDT', 'ETHUSDT'),
    })
    const { why, casualties, steps } = walk(snapshot)
    expect([why, casualties.map(({ symbol }) => symbol)]).toEqual([null, ['ETHUSDT']])
    expect(text(steps[0]?.price)).toBe('54.0161')
  })

  it('takes the leg that it is about', () => {
    const legs = [
      aPosition({ positionSide: 'SHORT', side: 'SHORT', isolatedWallet: '10' }),
      aPosition({ positionSide: 'LONG', isolatedWallet: '10' }),
    ]
    const snapshot = aSnapshot({
      hedgeMode: true,
      positions: legs,
      wallets: [aWallet('USDT', '0', '20')],
      rules: ruled('0', 'BTCUSDT'),
    })
    const context = aContext(snapshot)
    const sides = context.risk.positions.map((row) => liquidationWalk(snapshot, row, tierTable()).casualties[0]?.side)
    expect(sides).toEqual(context.risk.positions.map(({ position }) => position.side))
  })

  it('knows no single sum at stake in multi-assets mode', () => {
    const rates = [aRate('USDT', '1', '1')]
    const snapshot = aSnapshot({
      multiAssetsMode: true,
      rates,
      wallets: [aWallet('USDT', '50')],
      positions: [aPosition()],
    })
    expect([walk(snapshot).atStake, walk({ ...snapshot, multiAssetsMode: false }).atStake?.toFixed()]).toEqual([
      null,
      '50',
    ])
  })

  it('says so when the position is no longer there', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '0', '10')],
      positions: [aPosition({ isolatedWallet: '10' })],
    })
    const row = rowIn(aContext(snapshot), 'BTCUSDT')
    const gone = liquidationWalk({ ...snapshot, positions: [] }, row, tierTable())
    expect(gone).toMatchObject({ why: 'the simulation found nothing to liquidate at that price', steps: [] })
  })

  it('names a bankruptcy room only where there is a bankruptcy price, and why a price is not known', () => {
    const snapshot = aSnapshot({ positions: [aPosition({ isolatedWallet: '10' })], brackets: [] })
    expect(walk(snapshot)).toMatchObject({ why: 'its brackets are missing', roomPct: null })
  })
})

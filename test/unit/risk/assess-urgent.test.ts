import { describe, expect, it } from 'vitest'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { assessUrgent } from '../../../src/risk/assess.ts'
import type { PositionRisk } from '../../../src/risk/report.ts'
import { stakeSource } from '../../../src/risk/stake-reading.ts'
import { aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'
import { assess, brokenRow, isolatedAt, only } from './assess-rows.ts'

const nowMs = TAKEN_AT_MS + 412
const rowsOf = (snapshot: AccountSnapshot) => assessUrgent(stakeSource(snapshot), { tiers: tierTable(), nowMs })

describe('the rows of what is near', () => {
  it('are none where nothing is', () => {
    const calm = [aPosition(), aPosition({ symbol: 'SOLUSDT', isolatedWallet: '60' })]
    expect(rowsOf(aSnapshot({ positions: calm, wallets: [aWallet('USDT', '60')] }))).toBeNull()
    expect(rowsOf(aSnapshot())).toBeNull()
    expect(rowsOf(aSnapshot({ positions: [aPosition()], unreadable: [brokenRow({})] }))).toBeNull()
  })

  it('are those of a pool alone, where its positions are near together only', () => {
    const positions = [aPosition(), aPosition({ symbol: 'ETHUSDT' })]
    const rows = rowsOf(aSnapshot({ positions, wallets: [aWallet('USDT', '25.8')] }))
    expect(rows?.positions).toEqual([])
    // 25 − 200 x + 0.8 x
    expect(rows?.pools.map(({ asset, jointDistancePct }) => [asset, jointDistancePct?.toFixed(4)])).toEqual([
      ['USDT', '12.5502'],
    ])
  })

  it('leave calm positions and pools out, and name what is in most danger first', () => {
    const positions = [
      aPosition(),
      isolatedAt('9', 'NINEUSDT'),
      isolatedAt('40', 'FARUSDT'),
      aPosition({ symbol: 'XRPUSDC', marginAsset: 'USDC' }),
      isolatedAt('4', 'FOURUSDT'),
    ]
    const rows = rowsOf(aSnapshot({ positions, wallets: [aWallet('USDT', '60'), aWallet('USDC', '12')] }))
    expect(rows?.positions.map(({ position }) => position.symbol)).toEqual(['FOURUSDT', 'NINEUSDT', 'XRPUSDC'])
    expect(rows?.pools.map(({ asset }) => asset)).toEqual(['USDC'])
  })

  it('have the figures of the whole evaluation', () => {
    const snapshot = aSnapshot({
      positions: [
        aPosition({ exchangePrice: '90' }),
        aPosition({ symbol: 'SOLUSDT', isolatedWallet: '10', exchangePrice: '90.361' }),
        aPosition({ symbol: 'FARUSDT', isolatedWallet: '60' }),
      ],
      wallets: [aWallet('USDT', '12')],
      gaps: [{ what: 'openOrders', why: 'timeout', needed: false }],
      unreadable: [brokenRow({ marginType: 'ISOLATED' })],
    })
    const figures = (row: PositionRisk) => {
      const { liquidation, distancePct, tier, drift, dataAgeMs } = row
      return { liquidation, distancePct, tier, drift, marginRatio: row.marginRatio(), dataAgeMs }
    }
    const [rows, whole] = [rowsOf(snapshot), assess(snapshot)]
    expect(rows?.positions.map(figures)).toEqual(whole.positions.slice(0, 2).map(figures))
    expect(rows?.pools).toEqual(whole.pools)
    const { account, takenAtMs, multiAssetsMode, unreadable, gaps } = whole
    expect(rows).toMatchObject({ account, takenAtMs, multiAssetsMode, unreadable, gaps })
    // (100 − 10) ÷ 0.996 and 0.4 ÷ 10; the pool's is 0.4 ÷ 12.
    const sol = only(rows?.positions ?? [])
    expect(sol.liquidation).toMatchObject({ status: 'price', reason: null })
    expect([sol.distancePct?.toFixed(4), sol.tier?.toFixed(), sol.marginRatio()?.toFixed()]).toEqual([
      '9.6386',
      '10',
      '0.04',
    ])
    expect(rows?.positions[1]?.marginRatio()?.toFixed(6)).toBe('0.033333')
    expect(rows?.positions.map(({ drift }) => drift.isWarning)).toEqual([false, true])
  })
})

import { expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { Position } from '../../../src/model/position.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import type { AccountRisk } from '../../../src/risk/report.ts'
import { freeMarginPct } from '../../../src/risk/used-margin.ts'
import { aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'

function risk(positions: readonly Position[], traits: Partial<AccountRisk> = {}): AccountRisk {
  const snapshot = aSnapshot({ positions, wallets: [aWallet('USDT', '1000')] })
  return { ...assessAccount(snapshot, { tiers: tierTable(), nowMs: TAKEN_AT_MS }), ...traits }
}

const TEN = aPosition({ quantity: '20', leverage: 10 })
const FIVE_SHORT = aPosition({ symbol: 'ETHUSDT', side: 'SHORT', quantity: '5', leverage: 5 })
const BROKEN = { symbol: 'X', positionSide: null, marginType: null, marginAsset: null, why: 'entryPrice is missing' }

it.each([
  { name: 'nothing held', account: risk([]), free: '100' },
  // 20 × 100 / 10 = 200 of 1000, and 5 × 100 / 5 = 100
  { name: 'two positions', account: risk([TEN, FIVE_SHORT]), free: '70' },
  { name: 'more used than there is', account: risk([TEN], { equity: d('100') }), free: '-100' },
  { name: 'a leverage that is not known', account: risk([aPosition({ leverage: null })]), free: null },
  { name: 'a leverage of 0', account: risk([aPosition({ leverage: 0 })]), free: null },
  { name: 'an equity that is not known', account: risk([TEN], { equity: null }), free: null },
  { name: 'no equity', account: risk([TEN], { equity: d('0') }), free: null },
  { name: 'a row that could not be read', account: risk([TEN], { unreadable: [BROKEN] }), free: null },
  {
    name: 'COIN-M positions, which share nothing',
    account: risk([TEN], { unreadable: [{ ...BROKEN, isCoinM: true }] }),
    free: '80',
  },
])('margin that is free: $name', ({ account, free }) => {
  expect(freeMarginPct(account)?.toFixed() ?? null).toBe(free)
})

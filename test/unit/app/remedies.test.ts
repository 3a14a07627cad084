import { expect, it } from 'vitest'
import { type RemediableRows, remediesOf } from '../../../src/app/remedies.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import { stakeSource } from '../../../src/risk/stake-reading.ts'
import { aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'

/** Isolated longs of 1 at 50,000 with 0.4 % maintenance: liquidation at (50000 − wallet) ÷ 0.996. */
function rows(): RemediableRows {
  const held = [
    { symbol: 'NEARUSDT', isolatedWallet: '5000' },
    { symbol: 'FARUSDT', isolatedWallet: '30000' },
  ]
  const snapshot = aSnapshot({
    positions: held.map((fields) => aPosition({ ...fields, quantity: '1', entryPrice: '50000', markPrice: '50000' })),
    wallets: [aWallet('USDT', '10000')],
  })
  const risk = assessAccount(snapshot, { tiers: tierTable(), nowMs: TAKEN_AT_MS })
  return { rows: risk, stakes: () => stakeSource(snapshot) }
}

it('has a remedy for what stands inside a tier, the same whenever it is asked for, and for nothing else', () => {
  const remedies = remediesOf([rows()])
  const near = remedies.get('main/NEARUSDT/long')
  // 15 % below 50,000 is 42,500: 50,000 − 42,500 × 0.996 − 5,000 = 2,670.
  expect(near?.add?.amount.toFixed()).toBe('2670')
  expect(remedies.get('main/NEARUSDT/long')).toBe(near)
  expect([remedies.get('main/FARUSDT/long'), remedies.get('main/NOUSDT/long')]).toEqual([undefined, undefined])
})

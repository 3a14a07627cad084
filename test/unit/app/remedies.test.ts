import { expect, it } from 'vitest'
import type { AccountLook } from '../../../src/app/evaluate.ts'
import { remediesOf } from '../../../src/app/remedies.ts'
import { LiqwatchError } from '../../../src/errors.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import { aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'
import { fakeExchange, fakeSource } from '../../support/fake-account-source.ts'

/** Isolated longs of 1 at 50,000 with 0.4 % maintenance: liquidation at (50000 − wallet) ÷ 0.996. */
function look(): AccountLook {
  const held = [
    { symbol: 'NEARUSDT', isolatedWallet: '5000' },
    { symbol: 'FARUSDT', isolatedWallet: '30000' },
  ]
  const snapshot = aSnapshot({
    positions: held.map((fields) => aPosition({ ...fields, quantity: '1', entryPrice: '50000', markPrice: '50000' })),
    wallets: [aWallet('USDT', '10000')],
  })
  const risk = assessAccount(snapshot, { tiers: tierTable(), nowMs: TAKEN_AT_MS })
  return { source: fakeSource(fakeExchange([])), result: { snapshot, risk }, streamed: null }
}

it('has a remedy for what stands inside a tier, the same whenever it is asked for, and for nothing else', () => {
  const failed = new LiqwatchError('not read', { code: 'not-read', hint: 'wait' })
  const remedies = remediesOf([look(), { ...look(), result: failed }])
  const near = remedies.get('main/NEARUSDT/long')
  // 15 % below 50,000 is 42,500: 50,000 − 42,500 × 0.996 − 5,000 = 2,670.
  expect(near?.add?.amount.toFixed()).toBe('2670')
  expect(remedies.get('main/NEARUSDT/long')).toBe(near)
  expect([remedies.get('main/FARUSDT/long'), remedies.get('main/NOUSDT/long')]).toEqual([undefined, undefined])
})

import type { Query } from '../route.ts'
import type { World } from '../world.ts'

/** What lies in the spot wallet: asset, free, locked in orders. */
const BALANCES = [
  ['BTC', '0.05000000', '0.00000000'],
  ['ETH', '0.80000000', '0.20000000'],
  ['USDT', '5200.00000000', '0.00000000'],
  ['USDC', '1500.00000000', '0.00000000'],
  ['BNB', '1.25000000', '0.00000000'],
  ['FET', '0.00000000', '0.00000000'],
] as const

/** The spot account; `omitZeroBalances=true` leaves out assets of which nothing is held. */
export function spotAccount(query: Query, world: World) {
  const omitsZero = query.get('omitZeroBalances') === 'true'
  const balances = BALANCES.map(([asset, free, locked]) => ({ asset, free, locked }))
  return {
    makerCommission: 10,
    takerCommission: 10,
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker: '0.00100000', taker: '0.00100000', buyer: '0.00000000', seller: '0.00000000' },
    canTrade: true,
    canWithdraw: true,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: world.startAtMs,
    accountType: 'SPOT',
    balances: omitsZero ? balances.filter((row) => Number(row.free) + Number(row.locked) > 0) : balances,
    permissions: ['SPOT'],
    uid: 354937868,
  }
}

import { d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { someRules } from '../../support/acting.ts'
import { aPosition, aSnapshot, aWallet } from '../../support/builders.ts'

/** Trading rules by symbol, each with its smallest order. */
export const ruled = (...rows: readonly (readonly [symbol: string, minQuantity: string])[]) =>
  new Map(rows.map(([symbol, minQuantity]) => [symbol, someRules(symbol, { minQuantity })]))

/** Long 1 BTC and short 1 ETH on 50 USDT, long 1 XRP on 80 USDC, and 1 SOL with 10 of its own; all at 100. */
export function aMixedBook(overrides: Parameters<typeof aSnapshot>[0] = {}): AccountSnapshot {
  return aSnapshot({
    wallets: [
      { ...aWallet('USDC', '80'), availableBalance: d('70') },
      { ...aWallet('USDT', '50', '60'), availableBalance: d('3') },
    ],
    positions: [
      aPosition({ symbol: 'XRPUSDC', marginAsset: 'USDC' }),
      aPosition({ symbol: 'SOLUSDT', isolatedWallet: '10' }),
      aPosition(),
      aPosition({ symbol: 'ETHUSDT', side: 'SHORT' }),
    ],
    rules: ruled(['BTCUSDT', '0.01'], ['ETHUSDT', '0.01'], ['SOLUSDT', '0.01'], ['XRPUSDC', '0.01']),
    ...overrides,
  })
}

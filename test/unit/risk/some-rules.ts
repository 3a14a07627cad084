import { d } from '../../../src/model/decimal.ts'
import type { SymbolRules } from '../../../src/model/market.ts'

/** BTCUSDT in steps of 0.1 and ticks of 0.01, without a smallest notional unless told. */
export function someRules(traits: { minNotional?: string; tick?: string; step?: string } = {}): SymbolRules {
  const step = d(traits.step ?? '0.1')
  return {
    symbol: 'BTCUSDT',
    status: 'TRADING',
    baseAsset: 'BTC',
    quoteAsset: 'USDT',
    marginAsset: 'USDT',
    tickSize: d(traits.tick ?? '0.01'),
    stepSize: step,
    minQuantity: step,
    maxQuantity: d('1000'),
    maxMarketQuantity: d('100'),
    minNotional: traits.minNotional === undefined ? null : d(traits.minNotional),
    liquidationFeeRate: null,
  }
}

import { type Decimal, d } from '../../src/model/decimal.ts'
import type { SymbolRules } from '../../src/model/market.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { assessAccount } from '../../src/risk/assess.ts'
import type { RemedyContext } from '../../src/risk/remedy-option.ts'
import type { PositionRisk } from '../../src/risk/report.ts'
import { aBracket, anOrder, aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from './builders.ts'

interface RulesTraits {
  tickSize?: string
  stepSize?: string
  minQuantity?: string
  maxMarketQuantity?: string
  baseAsset?: string
  status?: string
  /** `null`: exchangeInfo did not tell. */
  liquidationFeeRate?: string | null
}

/** Trading rules of a symbol with a coarse grid unless told. */
export function someRules(symbol: string, traits: RulesTraits = {}): SymbolRules {
  const { liquidationFeeRate } = traits
  return {
    symbol,
    status: traits.status ?? 'TRADING',
    baseAsset: traits.baseAsset ?? symbol.replace('USDT', ''),
    quoteAsset: 'USDT',
    marginAsset: 'USDT',
    tickSize: d(traits.tickSize ?? '0.01'),
    stepSize: d(traits.stepSize ?? '0.01'),
    minQuantity: d(traits.minQuantity ?? '0.01'),
    maxQuantity: d('1000000'),
    maxMarketQuantity: d(traits.maxMarketQuantity ?? '1000000'),
    minNotional: d('5'),
    liquidationFeeRate: liquidationFeeRate === null ? null : d(liquidationFeeRate ?? '0.0125'),
  }
}

/** Two isolated alts and a cross pair that hedges itself, with steps, stops and a free balance. */
export function aBook(): AccountSnapshot {
  return aSnapshot({
    wallets: [{ ...aWallet('USDT', '9645.42', '12400'), availableBalance: d('7069.23') }],
    positions: [
      aPosition({
        symbol: 'SOLUSDT',
        quantity: '60',
        entryPrice: '171.2',
        markPrice: '165.3',
        isolatedWallet: '1027.2',
      }),
      aPosition({
        symbol: 'DOGEUSDT',
        quantity: '42000',
        entryPrice: '0.2044',
        markPrice: '0.1902',
        isolatedWallet: '1727.38',
      }),
      aPosition({ symbol: 'BTCUSDT', quantity: '0.25', entryPrice: '96420', markPrice: '94180.5', leverage: 20 }),
      aPosition({
        symbol: 'ETHUSDT',
        side: 'SHORT',
        quantity: '3.2',
        entryPrice: '3310',
        markPrice: '3402.1',
        leverage: 20,
      }),
    ],
    brackets: [
      aBracket([['0', '0.005', '0']], 'SOLUSDT'),
      aBracket([['0', '0.0065', '0']], 'DOGEUSDT'),
      aBracket([['0', '0.004', '0']], 'BTCUSDT'),
      aBracket([['0', '0.004', '0']], 'ETHUSDT'),
    ],
    rules: new Map([
      ['SOLUSDT', someRules('SOLUSDT', { liquidationFeeRate: '0.015' })],
      [
        'DOGEUSDT',
        someRules('DOGEUSDT', { tickSize: '0.00001', stepSize: '1', minQuantity: '1', liquidationFeeRate: '0.015' }),
      ],
      ['BTCUSDT', someRules('BTCUSDT', { tickSize: '0.1', stepSize: '0.001', minQuantity: '0.001' })],
      ['ETHUSDT', someRules('ETHUSDT', { stepSize: '0.001', minQuantity: '0.001' })],
    ]),
    orders: [
      anOrder({ symbol: 'DOGEUSDT', quantity: '29820', triggerPrice: '0.1815', reduceOnly: true }),
      anOrder({ symbol: 'BTCUSDT', quantity: '0.25', triggerPrice: '91500', workingType: 'CONTRACT_PRICE' }),
      anOrder({ symbol: 'ETHUSDT', side: 'BUY', quantity: '0', triggerPrice: '3520', closePosition: true }),
    ],
  })
}

/** What remedies of a snapshot are measured against; a taker rate for every symbol unless told. */
export function aContext(snapshot: AccountSnapshot, takerRate: string | null = '0.0005'): RemedyContext {
  const rates =
    takerRate === null ? [] : snapshot.positions.map(({ symbol }): [string, Decimal] => [symbol, d(takerRate)])
  const tiers = tierTable()
  return { snapshot, tiers, risk: assessAccount(snapshot, { tiers, nowMs: TAKEN_AT_MS }), takerRates: new Map(rates) }
}

/** The row of a symbol. */
export function rowIn({ risk }: RemedyContext, symbol: string): PositionRisk {
  const row = risk.positions.find(({ position }) => position.symbol === symbol)
  if (row === undefined) throw new Error(`no row for ${symbol}`)
  return row
}

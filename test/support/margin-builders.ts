import { d } from '../../src/model/decimal.ts'
import type { CrossMarginAccount, IsolatedMarginPair, MarginHolding } from '../../src/model/margin-account.ts'
import type { MarginSnapshot } from '../../src/risk/margin-standing.ts'

/** What is held and owed of an asset. */
export function aHolding(
  asset: string,
  amounts: Partial<Record<'free' | 'locked' | 'borrowed' | 'interest', string>>,
): MarginHolding {
  const amount = (name: 'free' | 'locked' | 'borrowed' | 'interest') => d(amounts[name] ?? '0')
  return {
    asset,
    free: amount('free'),
    locked: amount('locked'),
    borrowed: amount('borrowed'),
    interest: amount('interest'),
  }
}

/** A Classic account that holds 1 BTC and owes 20,000 USDT. */
export function aCrossAccount(fields: Partial<CrossMarginAccount> = {}): CrossMarginAccount {
  return {
    isPro: false,
    marginLevel: d('1.5'),
    collateralMarginLevel: d('1.5'),
    totalAssetOfBtc: d('1'),
    totalLiabilityOfBtc: d('0.66666666'),
    isTradeEnabled: true,
    holdings: [aHolding('BTC', { free: '1' }), aHolding('USDT', { borrowed: '20000' })],
    ...fields,
  }
}

/** The FET account of the recorded vector, its bitcoin values left out. */
export function aPair(fields: Partial<IsolatedMarginPair> = {}): IsolatedMarginPair {
  return {
    symbol: 'FETUSDT',
    base: { ...aHolding('FET', { free: '1954.7144' }), netAssetOfBtc: null },
    quote: {
      ...aHolding('USDT', { free: '20.65536756', borrowed: '889.66509394', interest: '0.05560407' }),
      netAssetOfBtc: null,
    },
    marginLevel: d('1.34371923'),
    marginLevelStatus: 'NORMAL',
    indexPrice: d('0.60221962'),
    liquidatePrice: d('0.51628838'),
    isTradeEnabled: true,
    ...fields,
  }
}

/** Lines of Classic 3x. */
export const LINES_3X = { normalBar: d('1.5'), marginCallBar: d('1.3'), forceLiquidationBar: d('1.1') }

/** A reading of account main with the cross account alone. */
export function aMarginSnapshot(fields: Partial<MarginSnapshot> = {}): MarginSnapshot {
  return {
    account: 'main',
    takenAtMs: 1_795_300_801_500,
    cross: aCrossAccount(),
    isolated: [],
    coefficients: LINES_3X,
    tiers: new Map(),
    gaps: [],
    ...fields,
  }
}

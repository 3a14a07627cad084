import type { CrossMode } from './bars.ts'

/** One pool as it stood at the start. The debt is sized from the opening prices, so that the level is exact. */
export interface PoolSeed {
  /** Null for the cross account. */
  readonly symbol: string | null
  /** Asset and quantity held. */
  readonly assets: readonly (readonly [asset: string, quantity: string])[]
  /** Assets owed, with their share of the whole debt. */
  readonly debts: readonly (readonly [asset: string, share: string])[]
  /** Assets over liabilities at the start: in a quiet scenario, and when a margin call is to come. */
  readonly level: string
  readonly levelBeforeCall: string
  /** What the venue does at the line, by the liquidity of what is held. */
  readonly liquidation: 'regular' | 'takeover'
}

/** The spot-margin side of an account. */
export interface MarginSeed {
  /** Null when the cross account was never opened. */
  readonly cross: (PoolSeed & { readonly mode: CrossMode }) | null
  readonly isolated: readonly PoolSeed[]
}

/** Names of the spot-margin accounts. */
export type MarginVariant = 'cross-3x' | 'cross-5x' | 'pro' | 'isolated' | 'takeover' | 'no-debt' | 'none'

const ISOLATED_SOL: PoolSeed = {
  symbol: 'SOLUSDT',
  assets: [
    ['SOL', '40'],
    ['USDT', '120'],
  ],
  debts: [['USDT', '1']],
  level: '1.9',
  levelBeforeCall: '1.46',
  liquidation: 'regular',
}

/** A short position: the coin is owed, money is held. */
const ISOLATED_BTC: PoolSeed = {
  symbol: 'BTCUSDT',
  assets: [['USDT', '24000']],
  debts: [['BTC', '1']],
  level: '1.6',
  levelBeforeCall: '1.6',
  liquidation: 'regular',
}

const ISOLATED_FET: PoolSeed = {
  symbol: 'FETUSDT',
  assets: [['FET', '14000']],
  debts: [['USDT', '1']],
  level: '2.1',
  levelBeforeCall: '1.55',
  liquidation: 'regular',
}

const SEEDS: Readonly<Record<MarginVariant, MarginSeed>> = {
  'cross-3x': {
    cross: {
      mode: '3x',
      symbol: null,
      assets: [
        ['BTC', '0.5'],
        ['ETH', '4'],
        ['USDT', '850'],
      ],
      debts: [['USDC', '1']],
      level: '2.45',
      levelBeforeCall: '1.43',
      liquidation: 'regular',
    },
    isolated: [ISOLATED_SOL],
  },
  'cross-5x': {
    cross: {
      mode: '5x',
      symbol: null,
      assets: [
        ['SOL', '300'],
        ['BNB', '6'],
      ],
      debts: [
        ['USDT', '0.8'],
        ['ETH', '0.2'],
      ],
      level: '1.85',
      levelBeforeCall: '1.3',
      liquidation: 'regular',
    },
    isolated: [],
  },
  pro: {
    cross: {
      mode: 'pro',
      symbol: null,
      assets: [
        ['BTC', '0.8'],
        ['BNB', '10'],
      ],
      debts: [
        ['USDT', '0.7'],
        ['ETH', '0.3'],
      ],
      level: '1.6',
      levelBeforeCall: '1.25',
      liquidation: 'regular',
    },
    isolated: [],
  },
  isolated: { cross: null, isolated: [ISOLATED_BTC, ISOLATED_SOL, ISOLATED_FET] },
  takeover: {
    cross: {
      mode: '3x',
      symbol: null,
      assets: [['SUPER', '250000']],
      debts: [['USDC', '1']],
      level: '2.2',
      levelBeforeCall: '1.45',
      liquidation: 'takeover',
    },
    isolated: [],
  },
  'no-debt': {
    cross: {
      mode: '3x',
      symbol: null,
      assets: [
        ['BTC', '0.3'],
        ['USDC', '1000'],
      ],
      debts: [],
      level: '999',
      levelBeforeCall: '999',
      liquidation: 'regular',
    },
    isolated: [{ ...ISOLATED_SOL, debts: [], level: '999', levelBeforeCall: '999' }],
  },
  none: { cross: null, isolated: [] },
}

/** The margin account that goes with each account of the exchange. */
const BY_ACCOUNT: Readonly<Record<string, MarginVariant>> = {
  default: 'cross-3x',
  cross: 'cross-5x',
  isolated: 'isolated',
  hedge: 'pro',
  'multi-assets': 'takeover',
  usdc: 'no-debt',
}

/** The margin variant of an account of the exchange; accounts that are not about margin never opened any. */
export function marginVariantOf(account: string): MarginVariant {
  return BY_ACCOUNT[account] ?? 'none'
}

/** The seed of a variant. */
export function marginSeed(variant: MarginVariant): MarginSeed {
  return SEEDS[variant]
}

/** Daily interest, borrow limit and liquidity of one asset that can be held on margin. */
export interface MarginAsset {
  readonly asset: string
  readonly fullName: string
  /** Fraction of the principal per day, VIP 0. */
  readonly dailyInterest: string
  readonly borrowLimit: string
  readonly isBorrowable: boolean
  /** Shares of value that count as collateral, by USD value: upper edge (null: no edge), share. */
  readonly collateralBands: readonly (readonly [maxUsdValue: string | null, discountRate: string])[]
  /** Maintenance margin of a debt in Cross Pro, as a fraction of its value. */
  readonly proMaintenanceRate: string
}

const WHOLE = [[null, '1']] as const
const LARGE = [
  ['5000000', '0.95'],
  ['20000000', '0.9'],
  [null, '0'],
] as const
const SMALL = [
  ['500000', '0.8'],
  [null, '0'],
] as const

/** Assets of the margin market. */
export const MARGIN_ASSETS: readonly MarginAsset[] = [
  asset('BTC', 'Bitcoin', ['0.00001000', '72'], WHOLE, '0.04'),
  asset('ETH', 'Ethereum', ['0.00002900', '1200'], WHOLE, '0.04'),
  asset('USDT', 'TetherUS', ['0.00021900', '2800000'], WHOLE, '0.03'),
  asset('USDC', 'USD Coin', ['0.00019200', '2400000'], WHOLE, '0.03'),
  asset('BNB', 'BNB', ['0.00011000', '900'], LARGE, '0.05'),
  asset('SOL', 'Solana', ['0.00013700', '11000'], LARGE, '0.05'),
  asset('XRP', 'XRP', ['0.00009600', '700000'], LARGE, '0.05'),
  asset('DOGE', 'Dogecoin', ['0.00012300', '3000000'], LARGE, '0.06'),
  asset('FET', 'Artificial Superintelligence Alliance', ['0.00034200', '260000'], SMALL, '0.10'),
  { ...asset('SUPER', 'SuperVerse', ['0.00041100', '0'], SMALL, '0.10'), isBorrowable: false },
]

function asset(
  name: string,
  fullName: string,
  [dailyInterest, borrowLimit]: readonly [string, string],
  collateralBands: MarginAsset['collateralBands'],
  proMaintenanceRate: string,
): MarginAsset {
  return { asset: name, fullName, dailyInterest, borrowLimit, isBorrowable: true, collateralBands, proMaintenanceRate }
}

/** What the listing says of an asset; `null` when it cannot be held on margin. */
export function marginAsset(name: string): MarginAsset | null {
  return MARGIN_ASSETS.find((candidate) => candidate.asset === name) ?? null
}

/** One pair of the margin market. */
export interface MarginPair {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  /** Longer than a double can hold. */
  readonly id: bigint
  /** Highest isolated multiplier; null for a pair that has no isolated margin. */
  readonly isolatedMultiple: 3 | 5 | 10 | null
}

/** Pairs of the margin market. */
export const MARGIN_PAIRS: readonly MarginPair[] = [
  marginPair('BTC', 'USDT', 351_637_150_141_315_861n, 10),
  marginPair('ETH', 'USDT', 351_637_923_235_429_141n, 10),
  marginPair('BTC', 'USDC', 351_638_112_213_990_167n, 10),
  marginPair('ETH', 'USDC', 351_638_197_113_434_134n, 5),
  marginPair('BNB', 'USDT', 351_637_150_141_315_962n, 5),
  marginPair('SOL', 'USDT', 351_638_279_243_218_966n, 5),
  marginPair('SOL', 'USDC', 351_638_301_114_218_127n, 5),
  marginPair('XRP', 'USDT', 351_637_150_141_316_115n, 5),
  marginPair('DOGE', 'USDT', 351_637_150_141_316_247n, 5),
  marginPair('FET', 'USDT', 351_638_411_902_187_331n, 3),
  marginPair('SUPER', 'USDT', 351_638_520_133_871_209n, null),
  marginPair('ETH', 'BTC', 351_637_150_141_315_723n, 5),
  marginPair('BNB', 'ETH', 351_637_150_141_316_301n, null),
  marginPair('SOL', 'ETH', 351_638_279_243_219_052n, null),
  marginPair('USDC', 'USDT', 351_638_602_310_445_870n, 10),
]

function marginPair(
  base: string,
  quote: string,
  id: bigint,
  isolatedMultiple: MarginPair['isolatedMultiple'],
): MarginPair {
  return { symbol: `${base}${quote}`, base, quote, id, isolatedMultiple }
}

/** The pair of a symbol; `null` when it is not traded on margin. */
export function marginPairOf(symbol: string): MarginPair | null {
  return MARGIN_PAIRS.find((candidate) => candidate.symbol === symbol) ?? null
}

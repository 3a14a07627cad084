import { storedBrackets } from './contract-brackets.ts'
import type { SymbolSpec } from './world.ts'

/** What differs from contract to contract; the rest follows from it. */
interface Listing {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly tick: string
  readonly step: string
  readonly turnover: number
  readonly funding?: readonly [hours: number, cap: string]
  readonly multiplier?: number
  readonly tradFi?: true
  /** Whose brackets it shares; its own by default. */
  readonly brackets?: string
}

/** Contracts of the small world, in listing order. Turnover is in quote asset a day. */
const LISTINGS: readonly Listing[] = [
  { symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', tick: '0.10', step: '0.001', turnover: 14e9 },
  { symbol: 'ETHUSDT', base: 'ETH', quote: 'USDT', tick: '0.01', step: '0.001', turnover: 11e9 },
  { symbol: 'BNBUSDT', base: 'BNB', quote: 'USDT', tick: '0.010', step: '0.01', turnover: 7e8 },
  {
    symbol: 'SOLUSDT',
    base: 'SOL',
    quote: 'USDT',
    tick: '0.0100',
    step: '0.01',
    turnover: 4e9,
    funding: [4, '0.02000000'],
  },
  { symbol: 'XRPUSDT', base: 'XRP', quote: 'USDT', tick: '0.0001', step: '0.1', turnover: 2e9 },
  { symbol: 'DOGEUSDT', base: 'DOGE', quote: 'USDT', tick: '0.000010', step: '1', turnover: 1.2e9 },
  { symbol: 'LINKUSDT', base: 'LINK', quote: 'USDT', tick: '0.001', step: '0.01', turnover: 4e8 },
  {
    symbol: '1000PEPEUSDT',
    base: '1000PEPE',
    quote: 'USDT',
    tick: '0.0000010',
    step: '1',
    turnover: 6e8,
    multiplier: 1000,
  },
  { symbol: 'BTCUSDC', base: 'BTC', quote: 'USDC', tick: '0.1', step: '0.001', turnover: 2e9 },
  { symbol: 'ETHUSDC', base: 'ETH', quote: 'USDC', tick: '0.01', step: '0.001', turnover: 1.5e9 },
  { symbol: 'SOLUSDC', base: 'SOL', quote: 'USDC', tick: '0.0100', step: '0.01', turnover: 4e8 },
  { symbol: 'AAPLUSDT', base: 'AAPL', quote: 'USDT', tick: '0.01', step: '0.01', turnover: 2e7, tradFi: true },
  {
    symbol: '币安人生USDT',
    base: '币安人生',
    quote: 'USDT',
    tick: '0.00001',
    step: '1',
    turnover: 5e7,
    funding: [1, '0.03000000'],
    brackets: 'BARDUSDT',
  },
]

const decimalsOf = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0)

function specOf(listing: Listing): SymbolSpec {
  const [fundingIntervalHours, fundingCap] = listing.funding ?? [8, '0.00300000']
  const isMajor = listing.base === 'BTC' || listing.base === 'ETH'
  return {
    symbol: listing.symbol,
    baseAsset: listing.base,
    quoteAsset: listing.quote,
    marginAsset: listing.quote,
    contractType: listing.tradFi ? 'TRADIFI_PERPETUAL' : 'PERPETUAL',
    underlyingType: listing.tradFi ? 'EQUITY' : 'COIN',
    status: 'TRADING',
    onboardAtMs: 1569398400000,
    tickSize: listing.tick,
    stepSize: listing.step,
    pricePrecision: decimalsOf(listing.tick),
    quantityPrecision: decimalsOf(listing.step),
    maxQuantity: isMajor ? '1000' : '10000000',
    maxMarketQuantity: isMajor ? '120' : '1000000',
    minNotional: listing.base === 'BTC' ? '100' : '5',
    liquidationFee: isMajor ? '0.012500' : '0.015000',
    triggerProtect: isMajor ? '0.0500' : '0.1000',
    fundingIntervalHours,
    fundingCap,
    isFundingAdjusted: listing.funding !== undefined,
    multiplier: listing.multiplier ?? 1,
    dailyTurnover: listing.turnover,
    brackets: storedBrackets(listing.brackets ?? listing.symbol),
  }
}

/** The contracts of the small world. */
export const CONTRACTS: readonly SymbolSpec[] = LISTINGS.map(specOf)

/**
 * A listing of `count` contracts for load tests: the small world first, then copies named after their number, with the
 * brackets of a middling coin.
 */
export function largeListing(count: number): readonly SymbolSpec[] {
  const extra = Math.max(0, count - CONTRACTS.length)
  const coins = Array.from({ length: extra }, (_, index) => {
    const base = `COIN${String(index + 1).padStart(3, '0')}`
    return specOf({
      symbol: `${base}USDT`,
      base,
      quote: 'USDT',
      tick: '0.0001',
      step: '0.1',
      turnover: 2e7,
      brackets: 'LINKUSDT',
    })
  })
  return [...CONTRACTS.slice(0, count), ...coins]
}

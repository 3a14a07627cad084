import { type AccountSeed, carriedSeed, type PositionSeed } from './account-seed.ts'
import { octoberFactor, type Scenario } from './scenario.ts'
import type { SymbolSpec } from './world.ts'

/** Names of the accounts that the exchange can be started with. */
export const VARIANTS = [
  'default',
  'cross',
  'isolated',
  'hedge',
  'multi-assets',
  'usdc',
  'empty',
  'flat',
  'coin-m',
  'portfolio-margin',
  'large',
] as const
export type VariantName = (typeof VARIANTS)[number]

/** Two isolated alts near the edge, a cross pair that hedges itself; one position without any stop. */
const DEFAULT: AccountSeed = {
  wallets: { USDT: '9645.42' },
  positions: [
    { symbol: 'SOLUSDT', quantity: '60', entryPrice: '171.2', isolatedWallet: '1027.20', leverage: 10 },
    { symbol: 'DOGEUSDT', quantity: '42000', entryPrice: '0.2044', isolatedWallet: '1727.38', leverage: 5 },
    { symbol: 'BTCUSDT', quantity: '0.250', entryPrice: '96420', leverage: 20 },
    { symbol: 'ETHUSDT', quantity: '-3.200', entryPrice: '3310', leverage: 20 },
  ],
  stops: [
    { symbol: 'DOGEUSDT', side: 'SELL', quantity: '29820', triggerPrice: '0.1815' },
    { symbol: 'BTCUSDT', side: 'SELL', quantity: '0.250', triggerPrice: '91500', workingType: 'CONTRACT_PRICE' },
    { symbol: 'ETHUSDT', side: 'BUY', triggerPrice: '3520', closePosition: true },
  ],
  orders: [{ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.100', price: '101500', reduceOnly: true }],
}

/** The default book as it would have stood on the eve of the crash: every distance above 15 %. */
const DEFAULT_IN_OCTOBER: AccountSeed = {
  wallets: { USDT: '9800' },
  positions: [
    { symbol: 'SOLUSDT', quantity: '45', entryPrice: '224.80', isolatedWallet: '2137.10', leverage: 5 },
    { symbol: 'DOGEUSDT', quantity: '33000', entryPrice: '0.2465', isolatedWallet: '2469.10', leverage: 4 },
    { symbol: 'BTCUSDT', quantity: '0.200', entryPrice: '119300', leverage: 20 },
    { symbol: 'ETHUSDT', quantity: '-2.500', entryPrice: '4255', leverage: 20 },
  ],
  stops: [
    { symbol: 'BTCUSDT', side: 'SELL', quantity: '0.200', triggerPrice: '110000', workingType: 'CONTRACT_PRICE' },
    { symbol: 'ETHUSDT', side: 'BUY', triggerPrice: '4520', closePosition: true },
  ],
}

const CROSS: AccountSeed = {
  wallets: { USDT: '16000' },
  positions: [
    { symbol: 'BTCUSDT', quantity: '0.300', entryPrice: '95100', leverage: 20 },
    { symbol: 'ETHUSDT', quantity: '6.000', entryPrice: '3450', leverage: 20 },
    { symbol: 'SOLUSDT', quantity: '80', entryPrice: '169', leverage: 20 },
    { symbol: 'XRPUSDT', quantity: '9000', entryPrice: '2.2620', leverage: 20 },
  ],
  stops: [{ symbol: 'BTCUSDT', side: 'SELL', quantity: '0.300', triggerPrice: '86000' }],
}

const ISOLATED: AccountSeed = {
  wallets: { USDT: '3000' },
  positions: [
    { symbol: 'SOLUSDT', quantity: '60', entryPrice: '171.2', isolatedWallet: '1027.20', leverage: 10 },
    { symbol: 'XRPUSDT', quantity: '-5000', entryPrice: '2.18', isolatedWallet: '2180', leverage: 5 },
    { symbol: 'ETHUSDT', quantity: '-2.000', entryPrice: '3360', isolatedWallet: '1344', leverage: 5 },
    { symbol: 'DOGEUSDT', quantity: '-30000', entryPrice: '0.185', isolatedWallet: '1000', leverage: 5 },
  ],
}

const HEDGE: AccountSeed = {
  hedgeMode: true,
  wallets: { USDT: '2600' },
  positions: [
    { symbol: 'ETHUSDT', positionSide: 'LONG', quantity: '5.000', entryPrice: '3380', leverage: 20 },
    { symbol: 'ETHUSDT', positionSide: 'SHORT', quantity: '-4.800', entryPrice: '3420', leverage: 20 },
    { symbol: 'BTCUSDT', positionSide: 'LONG', quantity: '0.100', entryPrice: '93800', leverage: 20 },
    {
      symbol: 'SOLUSDT',
      positionSide: 'LONG',
      quantity: '40',
      entryPrice: '168',
      isolatedWallet: '1500',
      leverage: 10,
    },
    {
      symbol: 'SOLUSDT',
      positionSide: 'SHORT',
      quantity: '-40',
      entryPrice: '167',
      isolatedWallet: '1600',
      leverage: 10,
    },
  ],
  stops: [{ symbol: 'BTCUSDT', side: 'SELL', positionSide: 'LONG', quantity: '0.100', triggerPrice: '82000' }],
}

/** Most of the collateral is one coin that can leave its peg; the USDT balance is negative. */
const MULTI_ASSETS: AccountSeed = {
  multiAssets: true,
  wallets: { USDT: '-1700', USDC: '150', USDE: '9000', BNB: '0.45' },
  positions: [
    { symbol: 'BTCUSDT', quantity: '0.150', entryPrice: '118000', leverage: 10 },
    { symbol: 'ETHUSDC', quantity: '2.000', entryPrice: '3900', leverage: 10 },
    { symbol: 'SOLUSDT', quantity: '-10', entryPrice: '161', leverage: 10 },
  ],
}

const TWO_POOLS: AccountSeed = {
  wallets: { USDT: '5000', USDC: '4000' },
  positions: [
    { symbol: 'BTCUSDT', quantity: '0.200', entryPrice: '95000', leverage: 20 },
    { symbol: 'ETHUSDC', quantity: '-5.000', entryPrice: '3350', leverage: 20 },
    { symbol: 'SOLUSDC', quantity: '60', entryPrice: '168', leverage: 20 },
  ],
}

const COIN_M: AccountSeed = {
  ...DEFAULT,
  coinM: [
    {
      symbol: 'BTCUSD_PERP',
      positionAmt: '-50',
      entryPrice: '95120.0',
      breakEvenPrice: '95082.0',
      markPrice: '94190.20000000',
      unRealizedProfit: '0.00051903',
      liquidationPrice: '121804.55',
      leverage: '10',
      maxQty: '500',
      marginType: 'cross',
      isolatedMargin: '0.00000000',
      isAutoAddMargin: 'false',
      positionSide: 'BOTH',
      updateTime: 1795296000000,
    },
  ],
}

const SEEDS: Readonly<Record<Exclude<VariantName, 'large'>, AccountSeed>> = {
  default: DEFAULT,
  cross: CROSS,
  isolated: ISOLATED,
  hedge: HEDGE,
  'multi-assets': MULTI_ASSETS,
  usdc: TWO_POOLS,
  empty: { wallets: {} },
  flat: { wallets: { USDT: '2500' } },
  'coin-m': COIN_M,
  'portfolio-margin': DEFAULT,
}

/** A diversified cross book over the first `count` USDT coins of a listing: about 1,000 USDT a position, at 3x. */
function largeSeed(listing: readonly SymbolSpec[], count: number, priceOf: (symbol: string) => string): AccountSeed {
  const coins = listing.filter((spec) => spec.marginAsset === 'USDT' && spec.underlyingType === 'COIN').slice(0, count)
  const positions = coins.map((spec, index): PositionSeed => {
    const price = priceOf(spec.symbol)
    const quantity = (1000 / Number(price)).toFixed(spec.quantityPrecision)
    const isolated = index % 5 === 4 ? { isolatedWallet: '250' } : {}
    return {
      symbol: spec.symbol,
      quantity: index % 3 === 2 ? `-${quantity}` : quantity,
      entryPrice: Number(price).toFixed(spec.pricePrecision),
      leverage: 3,
      ...isolated,
    }
  })
  return { wallets: { USDT: String(350 * Math.max(1, count)) }, positions }
}

/** The seed of a variant, placed consistently with the prices of the scenario. */
export function variantSeed(
  name: VariantName,
  world: {
    readonly scenario: Scenario
    readonly listing: readonly SymbolSpec[]
    readonly positions: number
    /** Opening mark of a symbol, as text. */
    readonly priceOf: (symbol: string) => string
  },
): AccountSeed {
  if (name === 'large') return largeSeed(world.listing, world.positions, world.priceOf)
  const seed = SEEDS[name]
  if (world.scenario.book === 'today') return seed
  if (name === 'default') return DEFAULT_IN_OCTOBER
  const specs = new Map(world.listing.map((spec) => [spec.symbol, spec]))
  return carriedSeed(
    seed,
    (symbol) => octoberFactor(specs.get(symbol)?.baseAsset ?? ''),
    (symbol) => ({
      price: specs.get(symbol)?.pricePrecision ?? 8,
      quantity: specs.get(symbol)?.quantityPrecision ?? 8,
    }),
  )
}

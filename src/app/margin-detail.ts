import type { Decimal } from '../model/decimal.ts'
import {
  type CollateralBand,
  type IsolatedMarginPair,
  type MarginHolding,
  ownedOf,
  type SpotBalance,
} from '../model/margin-account.ts'
import type { Gap } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import { collateralValue } from '../risk/margin-collateral.ts'
import { type AssetPrices, bitcoinPrices, type PairPrices, pricesIn, valuationPairs } from '../risk/margin-prices.ts'
import { assessMargin, type MarginRow, type MarginSnapshot, type MarginStanding } from '../risk/margin-standing.ts'
import { type MarginDetail, marginFigures } from '../risk/spot-margin.ts'
import { forgetAbsence, type MarginSource, readMargin, TAKEOVER, younger } from './collect-margin.ts'
import { createGapLog, type GapLog } from './gap-log.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const FLOWS_MS = 7 * DAY_MS
const RECORDS_MS = 30 * DAY_MS
const MOST_RATES = 20
/** One page of the interest history. */
const MOST_CHARGES = 100
const TOO_MANY_CHARGES = 'more charges today than one page holds; the sum is too low'

/** The margin accounts of one key in full. */
export interface MarginDetails {
  readonly standing: MarginStanding
  /** In the order of the standing: worst first. */
  readonly accounts: readonly MarginDetail[]
  /** What concerns no account alone. */
  readonly gaps: readonly Gap[]
}

/**
 * Everything about the margin accounts: levels and lines first, then prices, rates, records and the spot wallet side by
 * side. Haircuts are remembered for a day, pairs too, rates for an hour. Only what the level itself needs is `needed`.
 *
 * @returns `null` when no margin account was ever opened
 */
export async function readMarginDetails(
  source: MarginSource,
  { tiers, target }: { readonly tiers: TierTable; readonly target: Decimal },
): Promise<MarginDetails | null> {
  forgetAbsence(source)
  const gaps = createGapLog()
  const early = readEarly(source, gaps)
  const snapshot = await readMargin(source)
  const wallet = await early
  if (snapshot === null) return null
  const standing = assessMargin(snapshot, tiers.default)
  const assets = [...new Set(standing.rows.flatMap(({ holdings }) => holdings.map(({ asset }) => asset)))]
  const [indices, rates, orders] = await Promise.all([
    readIndices(source, assets, { wallet, gaps }),
    readRates(source, standing.rows, gaps),
    gaps.orNull('forceLiquidationRec', source.margin.fetchForcedMarginOrders(recordSpan(source))),
  ])
  const inBitcoin = valuation([...assets, ...(wallet.spot ?? []).map(({ asset }) => asset)], indices, wallet)
  const accounts = await Promise.all(
    standing.rows.map((row) =>
      detailOf(row, { source, snapshot, wallet, inBitcoin, target, rates, orders: orders ?? [] }),
    ),
  )
  return { standing, accounts, gaps: [...snapshot.gaps, ...gaps.gaps] }
}

interface Early {
  readonly spot: readonly SpotBalance[] | null
  readonly lastPrices: PairPrices
  readonly listed: ReadonlySet<string>
  readonly bands: ReadonlyMap<string, readonly CollateralBand[]> | null
}

/** What does not depend on the accounts. */
async function readEarly(source: MarginSource, gaps: GapLog): Promise<Early> {
  const { margin, memory } = source
  const daily = younger(source, DAY_MS)
  const [spot, lastPrices, pairs, bands] = await Promise.all([
    gaps.orNull('spot wallet', margin.fetchSpotBalances()),
    gaps.orNull('spot prices', margin.fetchAllSpotPrices()),
    gaps.orNull(
      'margin pairs',
      memory.recall('margin-pairs', daily, () => margin.fetchMarginPairs()),
    ),
    gaps.orNull(
      'crossMarginCollateralRatio',
      memory.recall('margin-collateral', daily, () => margin.fetchCollateralBands()),
    ),
  ])
  return {
    spot,
    lastPrices: lastPrices ?? new Map(),
    listed: new Set(pairs?.value.map(({ symbol }) => symbol)),
    bands: bands?.value ?? null,
  }
}

/** Price indices of what the accounts hold and owe. */
async function readIndices(
  { margin }: MarginSource,
  assets: readonly string[],
  { wallet, gaps }: { readonly wallet: Early; readonly gaps: GapLog },
): Promise<PairPrices> {
  const symbols = valuationPairs([...assets, ...DOLLARS], wallet.listed)
  const indices = await Promise.all(
    symbols.map((symbol) => gaps.orNull(`priceIndex ${symbol}`, margin.fetchMarginPriceIndex(symbol))),
  )
  return new Map(indices.flatMap((index) => (index === null ? [] : [[index.symbol, index.price] as const])))
}

const DOLLARS = ['USDT', 'USDC']

/** By price indices where they reach, by last trades for what is left. */
function valuation(assets: readonly string[], indices: PairPrices, { lastPrices }: Early): AssetPrices {
  const wanted = [...assets, ...DOLLARS]
  const byLastTrades = bitcoinPrices(wanted, new Map([...lastPrices, ...indices]))
  return new Map([...byLastTrades, ...bitcoinPrices(wanted, indices)])
}

interface Rates {
  readonly cross: ReadonlyMap<string, Decimal> | null
  readonly isolated: ReadonlyMap<string, Decimal> | null
}

async function readRates(source: MarginSource, rows: readonly MarginRow[], gaps: GapLog): Promise<Rates> {
  const ratesOf = async (account: 'cross' | 'isolated'): Promise<ReadonlyMap<string, Decimal> | null> => {
    const own = rows.filter(({ symbol }) => (symbol === null) === (account === 'cross'))
    const borrowed = own.flatMap(({ holdings }) => holdings.filter((holding) => !holding.borrowed.isZero()))
    const assets = [...new Set(borrowed.map(({ asset }) => asset))].sort().slice(0, MOST_RATES)
    if (assets.length === 0) return new Map()
    const name = `margin-rates-${account}-${assets.join('-')}`
    const reading = source.memory.recall(name, younger(source, HOUR_MS), () =>
      source.margin.fetchNextHourlyInterest(assets, account),
    )
    return (await gaps.orNull(`next-hourly-interest-rate ${account}`, reading))?.value ?? null
  }
  const [cross, isolated] = await Promise.all([ratesOf('cross'), ratesOf('isolated')])
  return { cross, isolated }
}

interface DetailInputs {
  readonly source: MarginSource
  readonly snapshot: MarginSnapshot
  readonly wallet: Early
  readonly inBitcoin: AssetPrices
  readonly target: Decimal
  readonly rates: Rates
  readonly orders: Awaited<ReturnType<MarginSource['margin']['fetchForcedMarginOrders']>>
}

async function detailOf(row: MarginRow, inputs: DetailInputs): Promise<MarginDetail> {
  const { source, snapshot, wallet, inBitcoin, target } = inputs
  const { symbol } = row
  const gaps = createGapLog()
  const nowMs = source.clock.nowMs()
  const name = symbol === null ? '' : ` ${symbol}`
  const [charges, takeovers] = await Promise.all([
    gaps.orNull(`interestHistory${name}`, source.margin.fetchMarginInterest(symbol, todaySpan(nowMs))),
    gaps.orNull(`capital-flow${name}`, source.margin.fetchMarginFlows(symbol, flowSpan(nowMs), TAKEOVER)),
  ])
  const isCut = charges !== null && charges.length >= MOST_CHARGES
  const cut: Gap = { what: `interestHistory${name}`, why: TOO_MANY_CHARGES, needed: false }
  const pair: IsolatedMarginPair | null = snapshot.isolated.find((one) => one.symbol === symbol) ?? null
  const rates = symbol === null ? inputs.rates.cross : inputs.rates.isolated
  const figures = marginFigures(row, pair, { inBitcoin, target, rates, charges, spot: wallet.spot })
  return {
    row,
    pair,
    figures: 'why' in figures ? null : figures,
    why: 'why' in figures ? figures.why : null,
    collateralLevel: symbol === null ? (snapshot.cross?.collateralMarginLevel ?? null) : null,
    collateralValue: symbol === null ? ownCollateral(row.holdings, wallet, inBitcoin) : null,
    forcedOrders: inputs.orders.filter((order) => (symbol === null ? !order.isIsolated : isOf(order, symbol))),
    takeovers: takeovers ?? [],
    gaps: isCut ? [...gaps.gaps, cut] : gaps.gaps,
  }
}

function isOf(order: DetailInputs['orders'][number], symbol: string): boolean {
  return order.isIsolated && order.symbol === symbol
}

function ownCollateral(holdings: readonly MarginHolding[], { bands }: Early, inBitcoin: AssetPrices): Decimal | null {
  const dollar = DOLLARS.find((asset) => inBitcoin.has(asset))
  if (bands === null || dollar === undefined) return null
  const amounts = holdings.map((holding) => ({ asset: holding.asset, quantity: ownedOf(holding) }))
  return collateralValue(amounts, pricesIn(dollar, inBitcoin), bands)
}

function todaySpan(nowMs: number) {
  return { fromMs: Math.floor(nowMs / DAY_MS) * DAY_MS }
}

function flowSpan(nowMs: number) {
  return { fromMs: nowMs - FLOWS_MS + HOUR_MS }
}

function recordSpan({ clock }: MarginSource) {
  return { fromMs: clock.nowMs() - RECORDS_MS }
}

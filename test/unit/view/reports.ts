import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { Position } from '../../../src/model/position.ts'
import type {
  AccountRisk,
  AccountStatus,
  Liquidation,
  PoolRisk,
  PositionRisk,
  StatusReport,
} from '../../../src/risk/report.ts'
import { plainPalette } from '../../../src/view/palette.ts'
import type { Screen } from '../../../src/view/screen.ts'

/** 2026-11-21 14:32:08.123 UTC. */
export const NOW_MS = 1_795_271_528_123

export function aScreen(columns: number | null, overrides: Partial<Screen> = {}): Screen {
  return { columns, palette: plainPalette, timeZone: 'UTC', ...overrides }
}

/** Figures of one position in words of the wire; what a case is not about has a plain default. */
export interface PositionCase {
  readonly symbol: string
  readonly side: 'LONG' | 'SHORT'
  readonly marginType: 'ISOLATED' | 'CROSSED'
  readonly quantity: string
  readonly entry: string
  readonly mark: string
  readonly wallet?: string
  readonly leverage?: number | null
  readonly liquidation: string | Liquidation
  readonly exchangePrice?: string | null
  readonly driftPct?: string | null
  readonly drift?: 'shown' | 'warning'
  readonly distance: string | null
  readonly atrs?: string | null
  readonly effective?: string | null
  readonly tier?: string | null
  readonly stop?: PositionRisk['stop']
  readonly ifFilled?: PositionRisk['ifFilled']
  readonly tick: string | null
  readonly step: string | null
  readonly notional: string
  readonly unrealizedPnl: string
  readonly maintenance?: string | null
  readonly ratio?: string | null
  readonly bankruptcy?: string | null
}

function amount(text: string | null | undefined): Decimal | null {
  return text === null || text === undefined ? null : d(text)
}

export function aPosition(given: PositionCase): Position {
  return {
    symbol: given.symbol,
    positionSide: 'BOTH',
    side: given.side,
    quantity: d(given.quantity),
    entryPrice: d(given.entry),
    markPrice: d(given.mark),
    marginType: given.marginType,
    marginAsset: 'USDT',
    isolatedWallet: d(given.wallet ?? '0'),
    leverage: given.leverage === undefined ? 10 : given.leverage,
    isAutoAddMargin: false,
    exchange: {
      liquidationPrice: amount(given.exchangePrice),
      liquidationPriceReason: given.exchangePrice === null ? 'none' : null,
      maintenanceMargin: null,
      adlQuantile: 2,
    },
    updatedAtMs: NOW_MS - 60_000,
  }
}

export function aPositionRisk(given: PositionCase): PositionRisk {
  return {
    position: aPosition(given),
    notional: d(given.notional),
    unrealizedPnl: d(given.unrealizedPnl),
    maintenanceMargin: () => amount(given.maintenance),
    marginRatio: () => amount(given.ratio),
    effectiveLeverage: () => amount(given.effective),
    liquidation: typeof given.liquidation === 'string' ? priced(given.side, given.liquidation) : given.liquidation,
    drift: {
      exchangePrice: amount(given.exchangePrice),
      driftPct: amount(given.driftPct),
      isShown: given.drift !== undefined,
      isWarning: given.drift === 'warning',
    },
    bankruptcyPrice: () => amount(given.bankruptcy),
    distancePct: amount(given.distance),
    distanceAtr: () => amount(given.atrs),
    tier: amount(given.tier),
    fundingRate: d('0.00021'),
    fundingIntervalHours: 4,
    stop: given.stop ?? null,
    ifFilled: given.ifFilled ?? null,
    tickSize: amount(given.tick),
    stepSize: amount(given.step),
    dataAgeMs: 412,
  }
}

function priced(side: 'LONG' | 'SHORT', text: string): Liquidation {
  const price = d(text)
  const edges = side === 'LONG' ? { below: price, above: null } : { below: null, above: price }
  return { status: 'price', price, edges, reason: null }
}

export const SOL: PositionCase = {
  symbol: 'SOLUSDT',
  side: 'LONG',
  marginType: 'ISOLATED',
  quantity: '60',
  entry: '171.2',
  mark: '165.3',
  wallet: '1027.2',
  liquidation: '154.85427135678391959798994974874371859296482412060',
  exchangePrice: '154.85427136',
  driftPct: '0.0000000020759',
  distance: '6.3192550775656881769086207206632',
  atrs: '1.31',
  effective: '14.733660974',
  tier: '10',
  tick: '0.001',
  step: '1',
  notional: '9918',
  unrealizedPnl: '-354',
  maintenance: '49.59',
  ratio: '0.07366310',
  bankruptcy: '154.08',
}

export const DOGE: PositionCase = {
  symbol: 'DOGEUSDT',
  side: 'LONG',
  marginType: 'ISOLATED',
  quantity: '42000',
  entry: '0.2044',
  mark: '0.1902',
  wallet: '1718.4',
  liquidation: '0.164337349397590361',
  exchangePrice: '0.16433735',
  driftPct: '0.0000003',
  distance: '13.597608098007171',
  atrs: '2.1',
  effective: '7.12',
  tier: '15',
  stop: { price: d('0.1815'), coveredPct: d('71.4'), workingType: 'MARK_PRICE' },
  tick: '0.00001',
  step: '1',
  notional: '7988.4',
  unrealizedPnl: '-596.4',
  maintenance: '39.942',
  ratio: '0.0356',
  bankruptcy: '0.16348571428571428571',
}

export const BTC: PositionCase = {
  symbol: 'BTCUSDT',
  side: 'LONG',
  marginType: 'CROSSED',
  quantity: '0.250',
  entry: '96420',
  mark: '94180.5',
  leverage: 20,
  liquidation: '59387.312',
  exchangePrice: '59387.1',
  driftPct: '0.000357',
  distance: '36.9430911',
  atrs: '11.1',
  stop: { price: d('91500'), coveredPct: d('100'), workingType: 'CONTRACT_PRICE' },
  tick: '0.1',
  step: '0.001',
  notional: '23545.125',
  unrealizedPnl: '-559.875',
  maintenance: '94.1805',
  ratio: '0.0156',
  bankruptcy: '59100.5',
}

export const ETH: PositionCase = {
  symbol: 'ETHUSDT',
  side: 'SHORT',
  marginType: 'CROSSED',
  quantity: '3.200',
  entry: '3310',
  mark: '3402.1',
  liquidation: '6098.66',
  exchangePrice: '6098.66',
  driftPct: '0',
  distance: '79.261632',
  atrs: '18.2',
  stop: { price: d('3520'), coveredPct: d('100'), workingType: 'MARK_PRICE' },
  tick: '0.01',
  step: '0.001',
  notional: '10886.72',
  unrealizedPnl: '-294.72',
  maintenance: '43.54',
  ratio: '0.0156',
  bankruptcy: '6130',
}

export function aPool(overrides: Partial<PoolRisk> = {}): PoolRisk {
  return {
    asset: 'USDT',
    symbols: ['BTCUSDT', 'ETHUSDT'],
    marginBalance: d('8801.25'),
    maintenanceMargin: d('137.7205'),
    marginRatio: d('0.01564783411447237'),
    jointDistancePct: d('25.195'),
    jointTier: null,
    netToGross: d('0.3676'),
    effectiveLeverage: d('3.91'),
    dataAgeMs: 0,
    isUnknown: false,
    why: null,
    ...overrides,
  }
}

export function anAccount(overrides: Partial<AccountRisk> = {}): AccountRisk {
  return {
    account: 'main',
    takenAtMs: NOW_MS - 1000,
    verdict: 'CRITICAL',
    hedgeMode: false,
    multiAssetsMode: false,
    equity: d('10595.005'),
    walletBalance: d('12400'),
    unrealizedPnl: d('-1804.995'),
    maintenanceMargin: d('227.2525'),
    grossNotional: d('52338.245'),
    effectiveLeverage: d('4.9398978'),
    isApproximate: false,
    pools: [aPool()],
    positions: [SOL, DOGE, BTC, ETH].map(aPositionRisk),
    unreadable: [],
    gaps: [],
    ...overrides,
  }
}

export function aReport(accounts: readonly AccountRisk[], overrides: Partial<StatusReport> = {}): StatusReport {
  return {
    command: 'status',
    asOfMs: NOW_MS,
    verdict: accounts[0]?.verdict ?? 'UNKNOWN',
    accounts: accounts.map((risk): AccountStatus => ({ risk, environment: 'LIVE' })),
    failures: [],
    staleAfterMs: 60_000,
    tiers: { default: [d('15'), d('10'), d('5')], bySymbol: new Map() },
    ...overrides,
  }
}

/** An account with nothing open. */
export function anEmptyAccount(): AccountRisk {
  return anAccount({
    verdict: 'OK',
    equity: d('2500'),
    walletBalance: d('2500'),
    unrealizedPnl: d('0'),
    maintenanceMargin: d('0'),
    grossNotional: d('0'),
    effectiveLeverage: d('0'),
    pools: [],
    positions: [],
  })
}

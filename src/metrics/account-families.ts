import type { AccountRisk, PoolRisk } from '../risk/report.ts'
import type { AccountFacts, Labels } from './facts.ts'
import { type Figure, gauge, type MetricFamily, stateSet } from './family.ts'
import { VERDICTS } from './run-families.ts'

const MS = 1000

/** Accounts, their pools, how old their sources are, and what of Binance's request weight they use. */
export function accountFamilies(accounts: readonly AccountFacts[]): readonly MetricFamily[] {
  return [
    ...sightFamilies(accounts),
    ...moneyFamilies(accounts),
    ...poolFamilies(accounts),
    ...sourceFamilies(accounts),
    ...budgetFamilies(accounts),
  ]
}

function sightFamilies(accounts: readonly AccountFacts[]): readonly MetricFamily[] {
  const figure = (name: string, help: string, of: (facts: AccountFacts) => Figure): MetricFamily =>
    gauge(
      name,
      help,
      accounts.map((facts) => [{ account: facts.account }, of(facts)] as const),
    )
  return [
    gauge(
      'liqwatch_account_info',
      'Which Binance the account lives on.',
      accounts.map(({ account, environment }) => [{ account, environment: environment.toLowerCase() }, 1] as const),
    ),
    figure(
      'liqwatch_account_up',
      '1 when everything that matters of the account was seen at the last look, else 0.',
      ({ isUp }) => isUp,
    ),
    figure(
      'liqwatch_account_blind',
      '1 while sight of the account is lost, by the rules by which its owner is told.',
      ({ isBlind }) => isBlind,
    ),
    figure('liqwatch_open_positions', 'Positions held, unreadable ones included.', ({ risk }) =>
      risk === null ? null : risk.positions.length + risk.unreadable.length,
    ),
    stateSet(
      {
        name: 'liqwatch_account_verdict',
        help: 'Verdict on the account: 1 for the one that holds.',
        label: 'verdict',
        states: VERDICTS,
      },
      accounts.map(({ account, verdict }) => [{ account }, verdict] as const),
    ),
  ]
}

function moneyFamilies(accounts: readonly AccountFacts[]): readonly MetricFamily[] {
  const read = accounts.flatMap(({ risk }) => (risk === null ? [] : [risk]))
  const figure = (name: string, help: string, of: (risk: AccountRisk) => Figure): MetricFamily =>
    gauge(
      name,
      help,
      read.map((risk) => [{ account: risk.account, asset: risk.multiAssetsMode ? 'USD' : 'USDT' }, of(risk)] as const),
    )
  return [
    figure('liqwatch_equity', 'Equity of the account, in the asset of the label.', ({ equity }) => equity),
    figure('liqwatch_wallet_balance', 'Wallet balance of the account.', ({ walletBalance }) => walletBalance),
    figure(
      'liqwatch_account_unrealized_pnl',
      'Unrealized profit of all positions of the account.',
      ({ unrealizedPnl }) => unrealizedPnl,
    ),
    figure(
      'liqwatch_account_maintenance_margin',
      'Maintenance margin of the account.',
      ({ maintenanceMargin }) => maintenanceMargin,
    ),
    figure('liqwatch_gross_notional', 'Notional of all positions added up.', ({ grossNotional }) => grossNotional),
    figure(
      'liqwatch_account_effective_leverage',
      'Gross notional over equity.',
      ({ effectiveLeverage }) => effectiveLeverage,
    ),
  ]
}

function poolFamilies(accounts: readonly AccountFacts[]): readonly MetricFamily[] {
  const pools = accounts.flatMap(({ account, risk }) =>
    (risk?.pools ?? []).map((pool): readonly [Labels, PoolRisk] => [{ account, asset: pool.asset }, pool]),
  )
  const figure = (name: string, help: string, of: (pool: PoolRisk) => Figure): MetricFamily =>
    gauge(
      name,
      help,
      pools.map(([labels, pool]) => [labels, of(pool)] as const),
    )
  return [
    figure(
      'liqwatch_joint_distance_percent',
      'Common adverse move that liquidates the cross pool, percent of price; absent when none does, or not known.',
      ({ jointDistancePct }) => jointDistancePct,
    ),
    figure(
      'liqwatch_joint_reading_known',
      '1 when the joint distance is known (or provably none), else 0.',
      ({ isUnknown }) => !isUnknown,
    ),
    figure(
      'liqwatch_pool_margin_ratio',
      'Maintenance margin over margin balance of the cross pool; 1 is liquidation.',
      ({ marginRatio }) => marginRatio,
    ),
    figure('liqwatch_pool_margin_balance', 'Margin balance of the cross pool.', ({ marginBalance }) => marginBalance),
    figure(
      'liqwatch_pool_maintenance_margin',
      'Maintenance margin of the cross pool.',
      ({ maintenanceMargin }) => maintenanceMargin,
    ),
    figure(
      'liqwatch_pool_net_to_gross_ratio',
      'Net over gross notional of the cross pool; below 0.3 the book counts as hedged.',
      ({ netToGross }) => netToGross,
    ),
  ]
}

function sourceFamilies(accounts: readonly AccountFacts[]): readonly MetricFamily[] {
  const ages = accounts.flatMap(({ account, agesMs }) =>
    (['mark', 'user', 'rest'] as const).map((source) => {
      const ageMs = agesMs[source]
      return [{ account, source }, ageMs === null ? null : Math.max(0, ageMs) / MS] as const
    }),
  )
  const streams = accounts.flatMap(({ account, streams: up }) =>
    up === null ? [] : (['market', 'user'] as const).map((stream) => [{ account, stream }, up[stream]] as const),
  )
  return [
    gauge(
      'liqwatch_data_age_seconds',
      'How long ago a source last spoke: mark prices, the user stream, REST; absent when it is down.',
      ages,
    ),
    gauge('liqwatch_stream_up', '1 while the stream stands and speaks, else 0.', streams),
  ]
}

function budgetFamilies(accounts: readonly AccountFacts[]): readonly MetricFamily[] {
  const pools = accounts.flatMap(({ account, budgets }) => budgets.map((budget) => [account, budget] as const))
  return [
    gauge(
      'liqwatch_request_weight_used',
      'Request weight used in the running window, as Binance tells it; accounts of one machine share it.',
      pools.map(([account, { pool, used }]) => [{ account, pool }, used] as const),
    ),
    gauge(
      'liqwatch_request_weight_limit',
      'Request weight that Binance allows in a window.',
      pools.map(([account, { pool, limit }]) => [{ account, pool }, limit] as const),
    ),
  ]
}

import type { UnreadablePosition } from '../model/position.ts'
import { isStopUnreadable } from '../risk/protective-stop.ts'
import type { AccountRisk, PositionRisk } from '../risk/report.ts'
import type { AccountFacts, Labels } from './facts.ts'
import { type Figure, gauge, type MetricFamily, stateSet } from './family.ts'

const MS = 1000
const HOUR_SECONDS = 3600
const STATUSES = ['price', 'none', 'unknown'] as const

interface Held {
  readonly labels: Labels
  readonly row: PositionRisk
  readonly risk: AccountRisk
}

/** Every position that is held, those that could not be read included. */
export function positionFamilies(accounts: readonly AccountFacts[]): readonly MetricFamily[] {
  const risks = accounts.flatMap(({ risk }) => (risk === null ? [] : [risk]))
  const held = risks.flatMap((risk) =>
    risk.positions.map((row): Held => ({ labels: positionLabels(risk.account, row.position), row, risk })),
  )
  const unreadable = risks.flatMap((risk) => risk.unreadable.map((row) => unreadableLabels(risk.account, row)))
  return [
    ...knownFamilies(held, unreadable),
    ...distanceFamilies(held),
    ...priceFamilies(held),
    ...sizeFamilies(held),
    ...costFamilies(held),
  ]
}

function positionLabels(account: string, position: PositionRisk['position']): Labels {
  return { account, symbol: position.symbol, side: position.side.toLowerCase() }
}

/** In one-way mode nobody can tell which side an unreadable row is on. */
function unreadableLabels(account: string, { symbol, positionSide }: UnreadablePosition): Labels {
  const isOneSided = positionSide === 'LONG' || positionSide === 'SHORT'
  return { account, symbol, side: isOneSided ? positionSide.toLowerCase() : 'unknown' }
}

function knownFamilies(held: readonly Held[], unreadable: readonly Labels[]): readonly MetricFamily[] {
  const lost = unreadable.map((labels) => [labels, 'unknown'] as const)
  const statuses = [...held.map(({ labels, row }) => [labels, row.liquidation.status] as const), ...lost]
  return [
    gauge(
      'liqwatch_reading_known',
      '1 when the distance to liquidation is known (or provably none), else 0.',
      statuses.map(([labels, status]) => [labels, status !== 'unknown'] as const),
    ),
    stateSet(
      {
        name: 'liqwatch_liquidation_status',
        help: 'Whether there is a liquidation price, provably none, or it is not known: 1 for what holds.',
        label: 'status',
        states: STATUSES,
      },
      statuses,
    ),
  ]
}

type Make = (name: string, help: string, of: (row: PositionRisk, risk: AccountRisk) => Figure) => MetricFamily

function maker(held: readonly Held[]): Make {
  return (name, help, of) =>
    gauge(
      name,
      help,
      held.map(({ labels, row, risk }) => [labels, of(row, risk)] as const),
    )
}

function distanceFamilies(held: readonly Held[]): readonly MetricFamily[] {
  const figure = maker(held)
  return [
    figure(
      'liqwatch_distance_percent',
      'Distance to liquidation in percent of price; absent when there is none or it is not known.',
      ({ distancePct }) => distancePct,
    ),
    figure('liqwatch_distance_daily_atrs', 'The same in average daily ranges.', (row) => row.distanceAtr()),
    figure(
      'liqwatch_tier_percent',
      'Innermost tier that the distance stands in; absent outside all tiers.',
      ({ tier }) => tier,
    ),
    figure(
      'liqwatch_drift_percent',
      'How far the own liquidation price lies from the one that Binance shows.',
      ({ drift }) => drift.driftPct,
    ),
    figure(
      'liqwatch_drift_warning',
      '1 when the two differ by more than 1 percent, or only one of them says that there is none.',
      ({ drift }) => drift.isWarning,
    ),
    figure(
      'liqwatch_position_data_age_seconds',
      'Age of the oldest figure that the distance was made from.',
      ({ dataAgeMs }) => Math.max(0, dataAgeMs) / MS,
    ),
  ]
}

function priceFamilies(held: readonly Held[]): readonly MetricFamily[] {
  const figure = maker(held)
  return [
    figure('liqwatch_mark_price', 'Mark price, in quote asset.', ({ position }) => position.markPrice),
    figure('liqwatch_entry_price', 'Entry price, in quote asset.', ({ position }) => position.entryPrice),
    figure(
      'liqwatch_liquidation_price',
      'Liquidation price by own arithmetic; absent when there is none or it is not known.',
      ({ liquidation }) => (liquidation.status === 'price' ? liquidation.price : null),
    ),
    figure(
      'liqwatch_exchange_liquidation_price',
      'Liquidation price that Binance shows.',
      ({ drift }) => drift.exchangePrice,
    ),
    figure('liqwatch_stop_price', 'Price of the nearest protective order; absent without one.', ({ stop }) =>
      stop === null ? null : stop.price,
    ),
  ]
}

function sizeFamilies(held: readonly Held[]): readonly MetricFamily[] {
  const figure = maker(held)
  return [
    figure('liqwatch_position_quantity', 'Size of the position, in base asset.', ({ position }) => position.quantity),
    figure('liqwatch_position_notional', 'Notional of the position, in quote asset.', ({ notional }) => notional),
    figure('liqwatch_position_unrealized_pnl', 'Unrealized profit.', ({ unrealizedPnl }) => unrealizedPnl),
    figure(
      'liqwatch_position_margin_ratio',
      'Maintenance margin over margin balance, of the pool for a cross position; 1 is liquidation.',
      (risk) => risk.marginRatio(),
    ),
    figure('liqwatch_position_effective_leverage', 'Notional over equity of an isolated position.', (risk) =>
      risk.effectiveLeverage(),
    ),
    figure(
      'liqwatch_stop_covered_percent',
      'Share of the position that protective orders close; absent when orders could not be read.',
      stopCovered,
    ),
  ]
}

/** That there is no stop is only claimed when nothing says that orders went unread. */
function stopCovered({ stop, position }: PositionRisk, account: AccountRisk): Figure {
  if (stop !== null) return stop.coveredPct
  return isStopUnreadable(position.symbol, account) ? null : 0
}

function costFamilies(held: readonly Held[]): readonly MetricFamily[] {
  const figure = maker(held)
  return [
    figure('liqwatch_funding_rate', 'Funding rate of one interval, a fraction.', ({ fundingRate }) => fundingRate),
    figure('liqwatch_funding_interval_seconds', 'Length of a funding interval.', ({ fundingIntervalHours }) =>
      fundingIntervalHours === null ? null : fundingIntervalHours * HOUR_SECONDS,
    ),
  ]
}

import type { MarginRow, MarginStanding } from '../risk/margin-standing.ts'
import type { Labels } from './facts.ts'
import { type Figure, gauge, type MetricFamily, stateSet } from './family.ts'

const ZONES: readonly MarginRow['zone'][] = ['no-debt', 'normal', 'margin-call', 'liquidation', 'unknown']

/** Spot-margin accounts: the pair of an isolated one, `cross` for the cross account. */
export function marginFamilies(margins: readonly MarginStanding[]): readonly MetricFamily[] {
  const rows = margins.flatMap(({ account, rows: own }) =>
    own.map((row): readonly [Labels, MarginRow] => [{ account, pair: row.symbol ?? 'cross' }, row]),
  )
  const figure = (name: string, help: string, of: (row: MarginRow) => Figure): MetricFamily =>
    gauge(
      name,
      help,
      rows.map(([labels, row]) => [labels, of(row)] as const),
    )
  return [
    figure(
      'liqwatch_margin_level',
      'Margin level, assets over debts; absent without debt or when not known.',
      ({ level }) => level,
    ),
    figure('liqwatch_margin_call_level', 'Level at which Binance asks for more.', ({ bars }) => bars.call),
    figure('liqwatch_margin_liquidation_level', 'Level at which Binance sells.', ({ bars }) => bars.liquidation),
    figure(
      'liqwatch_margin_fall_to_liquidation_percent',
      'Share of the collateral that may be lost before the liquidation line.',
      ({ fallToLiquidationPct }) => fallToLiquidationPct,
    ),
    figure(
      'liqwatch_margin_reading_known',
      '1 when the level is known or there is no debt, else 0.',
      ({ verdict }) => verdict !== 'UNKNOWN',
    ),
    stateSet(
      {
        name: 'liqwatch_margin_zone',
        help: 'Where the margin level stands: 1 for what holds.',
        label: 'zone',
        states: ZONES,
      },
      rows.map(([labels, { zone }]) => [labels, zone] as const),
    ),
  ]
}

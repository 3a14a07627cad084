import type { JointReading, PositionReading } from '../../src/alerts/readings.ts'
import type { AlertRules } from '../../src/alerts/rules.ts'
import { d } from '../../src/model/decimal.ts'

/** The default rules of the product. */
export const RULES: AlertRules = {
  rearmPct: d('1'),
  rearmSeconds: 60,
  reminders: [
    { tier: d('10'), minutes: 30 },
    { tier: d('5'), minutes: 5 },
  ],
  fast: { lossPct: d('33'), minutes: 10 },
  staleSeconds: 60,
}

export const TIERS = [d('15'), d('10'), d('5')]

/** A distance in percent points, `none` or `unknown`. */
export type DistanceText = string

/** A long SOLUSDT position of account main at this distance. */
export function aReading(distance: DistanceText, fields: Partial<PositionReading> = {}): PositionReading {
  return {
    kind: 'position',
    key: 'main/SOLUSDT/long',
    account: 'main',
    symbol: 'SOLUSDT',
    side: 'LONG',
    poolKey: null,
    distance: distanceOf(distance),
    tiers: TIERS,
    hasOwnTiers: false,
    quantity: d('60'),
    updatedAtMs: 0,
    markPrice: d('165.3'),
    liquidationPrice: d('154.85427136'),
    tickSize: d('0.001'),
    stepSize: d('1'),
    stop: 'none',
    drift: { status: 'agrees' },
    forced: null,
    dataAtMs: 0,
    ...fields,
  }
}

/** The joint reading of account main's USDT pool, which holds BTCUSDT and ETHUSDT. */
export function aJointReading(distance: DistanceText, fields: Partial<JointReading> = {}): JointReading {
  return {
    kind: 'joint',
    key: 'main/joint',
    account: 'main',
    asset: 'USDT',
    symbols: ['BTCUSDT', 'ETHUSDT'],
    distance: distanceOf(distance),
    tiers: TIERS,
    isHedged: false,
    dataAtMs: 0,
    ...fields,
  }
}

/** A cross position of account main, member of its USDT pool. */
export function aMember(
  symbol: string,
  distance: DistanceText,
  fields: Partial<PositionReading> = {},
): PositionReading {
  return aReading(distance, { key: `main/${symbol}/long`, symbol, poolKey: 'main/joint', ...fields })
}

function distanceOf(distance: DistanceText): PositionReading['distance'] {
  if (distance === 'none') return { status: 'calm' }
  if (distance === 'unknown') return { status: 'unknown', why: 'bracket is missing' }
  return { status: 'known', distancePct: d(distance) }
}

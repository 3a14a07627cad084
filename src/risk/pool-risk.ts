import { type Decimal, ONE, ZERO } from '../model/decimal.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { innermostTier, type TierTable } from '../model/tiers.ts'
import type { CrossPool } from './cross-pool.ts'
import { oldestMs } from './data-age.ts'
import { jointDistancePct } from './joint-move.ts'
import { effectiveLeverageOf, marginRatioOf } from './margin-ratio.ts'
import type { PoolReading } from './pool-reading.ts'
import type { PoolRisk } from './report.ts'
import { atRate } from './stake.ts'

/** What the screens say of a pool. Joint readings use the default tiers. */
export function poolRisk(
  { asset, symbols, pool, why }: PoolReading,
  snapshot: AccountSnapshot,
  { tiers, nowMs }: { readonly tiers: TierTable; readonly nowMs: number },
): PoolRisk {
  const ageMs = oldestMs(symbols, snapshot, nowMs)
  if (pool === null) return { ...UNKNOWN_FIGURES, asset, symbols, dataAgeMs: ageMs, isUnknown: true, why }
  const { gross, net } = exposureOf(pool, snapshot)
  const distancePct = jointDistancePct(pool)
  return {
    asset,
    symbols,
    marginBalance: pool.marginBalance,
    maintenanceMargin: pool.maintenanceMargin,
    marginRatio: marginRatioOf(pool.maintenanceMargin, pool.marginBalance),
    jointDistancePct: distancePct,
    jointTier: distancePct === null ? null : innermostTier(distancePct, tiers.default),
    netToGross: gross.isZero() ? null : net.abs().div(gross),
    effectiveLeverage: effectiveLeverageOf(gross, pool.marginBalance),
    dataAgeMs: ageMs,
    isUnknown: false,
    why: null,
  }
}

const UNKNOWN_FIGURES = {
  marginBalance: null,
  maintenanceMargin: null,
  marginRatio: null,
  jointDistancePct: null,
  jointTier: null,
  netToGross: null,
  effectiveLeverage: null,
} as const

interface Exposure {
  readonly gross: Decimal
  readonly net: Decimal
}

/** Notionals in the pool's currency, at the index of their margin asset. */
function exposureOf(pool: CrossPool, snapshot: AccountSnapshot): Exposure {
  let gross: Decimal = ZERO
  let net: Decimal = ZERO
  for (const { asset, sums } of pool.collateral.values()) {
    const index = (snapshot.multiAssetsMode ? snapshot.rates.get(asset)?.index : undefined) ?? ONE
    net = net.plus(atRate(sums.netNotional, index))
    gross = gross.plus(atRate(sums.grossNotional, index))
  }
  return { gross, net }
}

import { readingKey } from '../alerts/readings.ts'
import { type TierTable, tiersOf } from '../model/tiers.ts'
import { type FundingCost, fundingCost } from '../risk/funding-cost.ts'
import { readStake, stakeSource } from '../risk/stake-reading.ts'
import type { Observation } from './observe.ts'

/** What funding costs the positions of an account at its present rates, by reading key; unknown ones are left out. */
export function fundingCosts({ snapshot, risk }: Observation, tiers: TierTable): ReadonlyMap<string, FundingCost> {
  const source = stakeSource(snapshot)
  const entries = risk.positions.flatMap(({ position, fundingRate, fundingIntervalHours }) => {
    if (fundingRate === null || fundingIntervalHours === null) return []
    const { stake } = readStake(position, source)
    const given = { position, stake, rate: fundingRate, intervalHours: fundingIntervalHours }
    const cost = fundingCost({ ...given, tiers: tiersOf(tiers, position.symbol) })
    return [[readingKey(risk.account, position), cost] as const]
  })
  return new Map(entries)
}

import { d } from '../../../src/model/decimal.ts'
import type { UnreadablePosition } from '../../../src/model/position.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import type { AccountRisk } from '../../../src/risk/report.ts'
import { aPosition, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'

/** The account as it is assessed, 412 ms after it was read. */
export const assess = (snapshot: AccountSnapshot, tiers = tierTable()) =>
  assessAccount(snapshot, { tiers, nowMs: TAKEN_AT_MS + 412 })

/** Symbols in the order of the report. */
export const order = (risk: AccountRisk) => risk.positions.map(({ position }) => position.symbol)
/** The first; fails when there is none. */
export const only = <T>([first]: readonly T[]): T => {
  if (first === undefined) throw new Error('nothing there')
  return first
}
/** The row of a symbol. */
export const row = (risk: AccountRisk, symbol: string) =>
  only(risk.positions.filter(({ position }) => position.symbol === symbol))
/** The pool of a margin asset. */
export const pool = (risk: AccountRisk, asset: string) =>
  only(risk.pools.filter((candidate) => candidate.asset === asset))

/** An isolated 100 long whose liquidation stands `distancePct` below its mark, with a ratio of 0.4 %. */
export function isolatedAt(distancePct: string, symbol: string) {
  const liquidation = d('100').minus(d(distancePct))
  return aPosition({
    symbol,
    isolatedWallet: d('100')
      .minus(liquidation.times(d('0.996')))
      .toFixed(),
  })
}

/** A row that could not be read. */
export const brokenRow = (traits: Partial<UnreadablePosition>): UnreadablePosition => ({
  symbol: 'XUSDT',
  positionSide: 'BOTH',
  marginType: 'CROSSED',
  marginAsset: 'USDT',
  why: 'entryPrice is missing',
  ...traits,
})

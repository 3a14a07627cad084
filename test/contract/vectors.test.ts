import { describe, expect, it } from 'vitest'
import { cut, type Decimal, d } from '../../src/model/decimal.ts'
import type { Position } from '../../src/model/position.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { assessAccount } from '../../src/risk/assess.ts'
import { bracketFault, maintenanceMarginOf, recomputedMaintAmounts } from '../../src/risk/bracket-table.ts'
import { crossStake } from '../../src/risk/cross-pool.ts'
import { liquidationOf } from '../../src/risk/liquidation.ts'
import { poolReadings } from '../../src/risk/pool-reading.ts'
import type { Liquidation } from '../../src/risk/report.ts'
import { isolatedStake } from '../../src/risk/stake.ts'
import { TAKEN_AT_MS, tierTable } from '../support/builders.ts'
import { bracketFrom, type LiquidationVector, liquidationVectors, readVectors, snapshotFrom } from './vectors.ts'

const trustBrackets = { of: () => null }
const options = { tiers: tierTable(), nowMs: TAKEN_AT_MS }

/** Solves with the entry price exactly as printed, whatever the brackets look like. */
function solve(snapshot: AccountSnapshot, position: Position): Liquidation {
  const bracket = snapshot.brackets.get(position.symbol)
  if (bracket === undefined) throw new Error(`${position.symbol} has no brackets`)
  if (position.marginType === 'ISOLATED') return liquidationOf(isolatedStake(position, bracket))
  const readings = poolReadings(snapshot, trustBrackets)
  const reading = readings.find(({ pool }) => pool?.holdings.has(position.symbol))
  if (!reading?.pool) throw new Error(`the pool of ${position.symbol} is unknown`)
  return liquidationOf(crossStake(reading.pool, position.symbol).stake)
}

function held(snapshot: AccountSnapshot, slot: { symbol: string; positionSide: string }): Position {
  const found = snapshot.positions.find(
    (position) => position.symbol === slot.symbol && position.positionSide === slot.positionSide,
  )
  if (found === undefined) throw new Error(`${slot.symbol} is not held`)
  return found
}

function expectNear(actual: Decimal | null, expected: string | null, tolerance: string): void {
  if (expected === null || actual === null) {
    expect(actual?.toFixed() ?? null).toBe(expected)
    return
  }
  const gap = actual.minus(d(expected)).abs()
  expect(gap.lte(d(tolerance)), `${actual.toFixed()} is not within ${tolerance} of ${expected}`).toBe(true)
}

const priceOf = (liquidation: Liquidation) => (liquidation.status === 'price' ? liquidation.price : null)

const cases = (vectors: readonly LiquidationVector[]) =>
  vectors.flatMap((vector) =>
    vector.expected.liquidation.map((expected) => ({
      name: `${vector.id} ${expected.symbol} ${expected.positionSide}`,
      vector,
      expected,
    })),
  )

describe('recorded and published prices', () => {
  const recorded = cases(liquidationVectors('recorded'))

  it('are 26 in number', () => {
    expect(recorded).toHaveLength(26)
  })

  it.each(recorded)('$name', ({ vector, expected }) => {
    const snapshot = snapshotFrom(vector)
    const liquidation = solve(snapshot, held(snapshot, expected))
    expectNear(priceOf(liquidation), expected.price, vector.tolerance)
    if (expected.price === null) expect(liquidation).toEqual({ status: 'none', reason: 'fully-funded' })
  })

  it.each(recorded.filter(({ expected }) => expected.exact))('$name to the last digit', ({ vector, expected }) => {
    const snapshot = snapshotFrom(vector)
    const { entryDecimals = 8, decimals = 8 } = vector.rounding ?? {}
    const position = held(snapshot, expected)
    const liquidation = solve(snapshot, { ...position, entryPrice: cut(position.entryPrice, entryDecimals) })
    expect(priceOf(liquidation)?.toFixed(decimals)).toBe(expected.price)
  })
})

describe('the evaluator on recorded isolated accounts', () => {
  const exact = cases(liquidationVectors('recorded')).filter(
    ({ vector, expected }) => expected.exact && vector.rounding?.entryDecimals === 8,
  )

  it('are 14 in number', () => {
    expect(exact).toHaveLength(14)
  })

  it.each(exact)('$name as Binance printed it', ({ vector, expected }) => {
    const risk = assessAccount(snapshotFrom(vector), options)
    const row = risk.positions.find(({ position: { symbol, positionSide } }) => {
      return symbol === expected.symbol && positionSide === expected.positionSide
    })
    expect(row && priceOf(row.liquidation)?.toFixed(8)).toBe(expected.price)
  })
})

describe('accounts solved by another solver', () => {
  const generated = liquidationVectors('generated')

  it('are 30 in number', () => {
    expect(generated).toHaveLength(30)
  })

  it.each(cases(generated))('$name', ({ vector, expected }) => {
    const snapshot = snapshotFrom(vector)
    const liquidation = solve(snapshot, held(snapshot, expected))
    if (expected.status === 'none') {
      expect(liquidation.status).toBe('none')
      return
    }
    if (liquidation.status !== 'price') throw new Error(`status is ${liquidation.status}`)
    expectNear(liquidation.price, expected.price, vector.tolerance)
    expectNear(liquidation.edges.below, expected.below ?? null, vector.tolerance)
    expectNear(liquidation.edges.above, expected.above ?? null, vector.tolerance)
    expect(liquidation.reason).toBe(expected.status === 'liquidatable' ? 'already-liquidatable' : null)
  })

  it.each(generated)('$id through the evaluator to 1e-8, with its totals', (vector) => {
    const { expected } = vector
    const risk = assessAccount(snapshotFrom(vector), options)
    for (const wanted of expected.liquidation) {
      const row = risk.positions.find(({ position: { symbol, positionSide } }) => {
        return symbol === wanted.symbol && positionSide === wanted.positionSide
      })
      expectNear(row === undefined ? null : priceOf(row.liquidation), wanted.price, '0.00000001')
    }
    const pools = new Map(risk.pools.map((pool) => [pool.asset, pool]))
    for (const [asset, total] of Object.entries(expected.totalMaintMargin ?? {})) {
      expectNear(pools.get(asset)?.maintenanceMargin ?? null, total, '1e-20')
    }
    for (const [asset, total] of Object.entries(expected.marginBalance ?? {})) {
      expectNear(pools.get(asset)?.marginBalance ?? null, total, '1e-20')
    }
    if (expected.accountEquity !== undefined) expectNear(risk.equity, expected.accountEquity, '1e-20')
    if (expected.accountMaintMargin !== undefined) {
      expectNear(risk.maintenanceMargin, expected.accountMaintMargin, '1e-20')
    }
  })
})

describe('brackets', () => {
  const vectors = readVectors('recorded')
  const margins = vectors.filter((vector) => vector.kind === 'maint-margin')
  const tables = vectors.filter((vector) => vector.kind === 'bracket-cum')

  it.each(margins)('$id: maintenance margin', ({ notional, brackets, expected, tolerance }) => {
    const margin = maintenanceMarginOf(bracketFrom(brackets, 'X'), d(notional))
    if (expected.truncated) expect(cut(margin, 8).toFixed(8)).toBe(expected.maintMargin)
    else expectNear(margin, expected.maintMargin, tolerance)
  })

  it.each(tables)('$id: amounts out of floors and ratios', ({ brackets, expected }) => {
    const amounts = recomputedMaintAmounts(bracketFrom(brackets, 'X').rows)
    expect(amounts.map((amount) => amount.toFixed())).toEqual(expected.cum)
  })

  it('of every generated account and recorded contract pass the integrity check', () => {
    const sound = [...liquidationVectors('generated'), ...liquidationVectors('recorded').filter(isFromSnapshot)]
    const faults = sound.flatMap(({ brackets }) =>
      Object.entries(brackets).map(([symbol, rows]) => bracketFault(bracketFrom(rows, symbol))),
    )
    expect(faults.length).toBeGreaterThan(60)
    expect(faults.filter((fault) => fault !== null)).toEqual([])
  })
})

describe('the multi-assets summary', () => {
  const [summary] = readVectors('recorded').filter((vector) => vector.kind === 'multi-asset-summary')

  it('has the equity, maintenance margin and ratio of the published example', () => {
    if (summary === undefined) throw new Error('the vector is gone')
    const risk = assessAccount(snapshotFrom(summary), options)
    expect(risk.equity?.toFixed()).toBe('416.02')
    expect(risk.maintenanceMargin?.toFixed()).toBe('199.596')
    expectNear(risk.pools[0]?.marginRatio ?? null, summary.expected.marginRatio, summary.ratioTolerance)
  })
})

/** Published examples state single rows out of a table; only whole tables can be checked. */
function isFromSnapshot(vector: LiquidationVector): boolean {
  return Object.values(vector.brackets).every((rows) => rows.length > 1)
}

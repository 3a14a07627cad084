import { Decimal, d, HUNDRED, ZERO } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import { assessAccount } from './assess.ts'
import { type Cascade, cascadeOf, type Death } from './cascade.ts'
import {
  adversePath,
  betaPath,
  customPath,
  FURTHEST_RISE_PCT,
  furthestBetaPct,
  type MarkPath,
  marketPath,
} from './mark-path.ts'
import type { AccountRisk, PoolRisk } from './report.ts'

export type StressMode = 'market' | 'adverse' | 'beta' | 'custom'

/** A scenario of the user's own: percent by which symbols move. */
export interface CustomScenario {
  readonly name: string
  /** By symbol; the whole market otherwise. */
  readonly movesPct: ReadonlyMap<string, Decimal>
  readonly othersPct: Decimal
}

export interface StressOptions {
  readonly mode: Exclude<StressMode, 'custom'>
  /** Percent points, negative for a fall; with `adverse` only their size counts. */
  readonly shocksPct: readonly Decimal[]
  readonly scenarios: readonly CustomScenario[]
  /** Beta to the reference by symbol, for mode `beta`; a symbol that is absent counts as 1. */
  readonly betas: ReadonlyMap<string, Decimal>
  readonly tiers: TierTable
}

/** A position that was liquidated, with the size of the move at which it was. */
export interface Liquidated {
  readonly symbol: string
  readonly side: Side
  /** Signed percent points of the shock; of a custom scenario, how much of it had happened. */
  readonly movePct: Decimal
  /** Share of the position that was closed, 0 to 100. */
  readonly closedPct: Decimal
  readonly kind: Death['kind']
}

/** What a shock leaves. */
export interface StressRow {
  /** `null` for a custom scenario, which has a name. */
  readonly shockPct: Decimal | null
  readonly name: string | null
  readonly liquidated: readonly Liquidated[]
  /** The account at the end of the shock. */
  readonly risk: AccountRisk
  readonly equity: Decimal | null
  /** Of the worst pool that still has positions; `null` without one, or unknown. */
  readonly crossMarginRatio: Decimal | null
  readonly openPositions: number
}

/** The exact move of a first liquidation. */
export interface FirstDeath {
  readonly symbol: string
  readonly side: Side
  readonly movePct: Decimal
}

/** How far the market can go one way. */
export interface Limits {
  readonly way: 'down' | 'up' | 'against-you'
  /** How far was looked, in signed percent: beyond it a price would be zero, or a rise more than tenfold. */
  readonly furthestPct: Decimal
  /** `null` when nothing is liquidated on that way. */
  readonly firstDeath: FirstDeath | null
  /** `null` without cross positions, or when no pool is liquidated on that way. */
  readonly poolDeathPct: Decimal | null
}

export interface StressReport {
  readonly mode: StressMode
  readonly rows: readonly StressRow[]
  readonly limits: readonly Limits[]
  readonly betas: ReadonlyMap<string, Decimal>
  readonly unknown: Cascade['unknown']
}

/** A table of shocks with what each leaves, and the exact moves of the first and of the pool's death. */
export function stressReport(snapshot: AccountSnapshot, options: StressOptions): StressReport {
  const shocks = options.mode === 'adverse' ? sizesOf(options.shocksPct) : options.shocksPct
  const before = assessAccount(snapshot, { tiers: options.tiers, nowMs: snapshot.takenAtMs })
  const make = pathsOf(snapshot, before, options)
  const cascades: Cascade[] = []
  const follow = (path: MarkPath): Cascade => {
    const cascade = cascadeOf(snapshot, path)
    cascades.push(cascade)
    return cascade
  }
  const shockRows = shocks.map((shockPct) =>
    rowOf({ shockPct, name: null, cascade: follow(make(shockPct)) }, options.tiers),
  )
  const customRows = options.scenarios.map((scenario) => {
    const path = customPath((symbol) => scenario.movesPct.get(symbol) ?? scenario.othersPct)
    return rowOf({ shockPct: null, name: scenario.name, cascade: follow(path) }, options.tiers)
  })
  const limits = shocks.length === 0 ? [] : waysOf(shocks, options)
  return {
    mode: shocks.length === 0 ? 'custom' : options.mode,
    rows: [...shockRows, ...customRows],
    limits: limits.map(({ way, furthestPct }) => limitsOf(way, follow(make(furthestPct)), furthestPct)),
    betas: options.betas,
    unknown: cascades[0]?.unknown ?? [],
  }
}

function sizesOf(shocksPct: readonly Decimal[]): readonly Decimal[] {
  const sizes = shocksPct.map((shock) => shock.abs())
  return sizes.filter((size, index) => sizes.findIndex((other) => other.eq(size)) === index)
}

function pathsOf(
  snapshot: AccountSnapshot,
  before: AccountRisk,
  options: StressOptions,
): (shockPct: Decimal) => MarkPath {
  if (options.mode === 'beta') return (shockPct) => betaPath(options.betas, shockPct)
  if (options.mode === 'market') return marketPath
  const { positions, brackets } = snapshot
  return (shockPct) => adversePath({ positions, brackets, decidedAt: decidingMove(before.pools, shockPct) }, shockPct)
}

/** A symbol held both ways goes where it hurts at its pool's joint distance, so that the pool dies where `status` says. */
function decidingMove(pools: readonly PoolRisk[], shockPct: Decimal): (symbol: string) => Decimal {
  return (symbol) => {
    const pool = pools.find(({ symbols }) => symbols.includes(symbol))
    return (pool?.jointDistancePct ?? shockPct.abs()).div(HUNDRED)
  }
}

interface Course {
  readonly way: Limits['way']
  readonly furthestPct: Decimal
}

function waysOf(shocks: readonly Decimal[], { mode, betas }: StressOptions): readonly Course[] {
  if (mode === 'adverse') return [{ way: 'against-you', furthestPct: HUNDRED }]
  const furthest = (pct: Decimal) => (mode === 'beta' ? furthestBetaPct(betas, pct) : pct)
  const down: Course = { way: 'down', furthestPct: furthest(HUNDRED.neg()) }
  const up: Course = { way: 'up', furthestPct: furthest(FURTHEST_RISE_PCT) }
  return shocks[0]?.gt(ZERO) ? [up, down] : [down, up]
}

function limitsOf(way: Limits['way'], { deaths }: Cascade, furthestPct: Decimal): Limits {
  const sign = furthestPct.lt(ZERO) ? d('-100') : HUNDRED
  const [first] = deaths
  const casualty = first?.casualties[0]
  const pool = deaths.find(({ kind }) => kind === 'pool')
  return {
    way,
    furthestPct,
    firstDeath:
      first === undefined || casualty === undefined
        ? null
        : { symbol: casualty.symbol, side: casualty.side, movePct: first.at.times(sign) },
    poolDeathPct: pool === undefined ? null : pool.at.times(sign),
  }
}

interface Shocked {
  readonly shockPct: Decimal | null
  readonly name: string | null
  readonly cascade: Cascade
}

function rowOf({ shockPct, name, cascade }: Shocked, tiers: TierTable): StressRow {
  const risk = assessAccount(cascade.after, { tiers, nowMs: cascade.after.takenAtMs })
  const sign = shockPct?.lt(ZERO) ? d('-100') : HUNDRED
  const ratios = risk.pools.flatMap(({ marginRatio }) => marginRatio ?? [])
  return {
    shockPct,
    name,
    liquidated: liquidatedOf(cascade.deaths, sign),
    risk,
    equity: risk.equity,
    crossMarginRatio: ratios.length === 0 ? null : Decimal.max(...ratios),
    openPositions: cascade.after.positions.length,
  }
}

/** In the order of their first forced order; one that is hit again later keeps its place, with all that was closed. */
function liquidatedOf(deaths: readonly Death[], sign: Decimal): readonly Liquidated[] {
  const found = new Map<string, { readonly first: Liquidated; readonly whole: Decimal; closed: Decimal }>()
  for (const { at, kind, casualties } of deaths) {
    for (const { symbol, side, position, held, closed } of casualties) {
      const key = `${symbol} ${position.positionSide}`
      const before = found.get(key)
      if (before !== undefined) before.closed = before.closed.plus(closed)
      else
        found.set(key, { first: { symbol, side, movePct: at.times(sign), closedPct: ZERO, kind }, whole: held, closed })
    }
  }
  return [...found.values()].map(({ first, whole, closed }) => ({
    ...first,
    closedPct: closed.times(HUNDRED).div(whole),
  }))
}

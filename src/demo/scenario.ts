import { OCTOBER_2025, SCENARIO_LIST, TODAY } from './scenario-scripts.ts'
import type { VariantName } from './variants.ts'
import type { ScenarioName } from './world.ts'

/** A figure at a minute of the scenario. */
export type Waypoint = readonly [minute: number, value: number]
export type Path = readonly Waypoint[]

/** A stretch of exchange time, in seconds since the start. */
export interface Stretch {
  readonly fromSeconds: number
  readonly toSeconds: number
}

/** The profitable leg of a hedge is reduced by auto-deleveraging. */
export interface ScriptedDeleveraging {
  readonly atSeconds: number
  readonly symbol: string
  readonly positionSide: 'BOTH' | 'LONG' | 'SHORT'
}

/** A scripted market. */
export interface Scenario {
  readonly name: ScenarioName
  /** One line for people. */
  readonly about: string
  /** Account variant that the script is written for. */
  readonly account: VariantName
  readonly durationMs: number
  /** USD prices at the start, by base asset. */
  readonly opening: Readonly<Record<string, number>>
  /** Whose prices the account was built at: books are written for `today` and carried over to `october`. */
  readonly book: 'today' | 'october'
  /** Price waypoints by base asset; `*` holds factors of the opening price for all others. */
  readonly prices: Readonly<Record<string, Path>>
  /** Size of the random wandering after the start; 1 is that of an ordinary day. */
  readonly wandering: number
  /** Funding rate per interval by base asset, as a fraction. */
  readonly funding: Readonly<Record<string, Path>>
  /** How far the last price overshoots the mark, as a signed fraction. */
  readonly overshoot: Path
  /** USD value of collateral assets that leave their peg. */
  readonly assets: Readonly<Record<string, Path>>
  /** Market streams keep their sockets and say nothing. */
  readonly marketSilence: readonly Stretch[]
  /** Nothing answers. */
  readonly blackout: readonly Stretch[]
  readonly deleveraging: readonly ScriptedDeleveraging[]
}

/** True inside one of the stretches. */
export function isWithin(stretches: readonly Stretch[], seconds: number): boolean {
  return stretches.some((stretch) => seconds >= stretch.fromSeconds && seconds < stretch.toSeconds)
}

/** The script of a name. */
export function scenarioOf(name: ScenarioName): Scenario {
  const found = SCENARIO_LIST.find((scenario) => scenario.name === name)
  if (found === undefined) throw new RangeError(`no scenario named ${name}`)
  return found
}

/** Price of an asset in October 2025 over its price today: what carries a book from one to the other. */
export function octoberFactor(base: string): number {
  return (OCTOBER_2025[base] ?? 1) / (TODAY[base] ?? 1)
}

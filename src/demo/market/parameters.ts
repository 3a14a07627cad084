import { badParameter, invalidSymbol, missingParameter, type Query, Refusal } from '../route.ts'
import type { SymbolSpec, World } from '../world.ts'

const WHOLE_NUMBER = /^\d{1,15}$/

/** The contract named by `symbol`. @throws Refusal -1102 without the parameter, -1121 for an unknown name */
export function requiredSpec(query: Query, world: World): SymbolSpec {
  const symbol = query.get('symbol')
  if (!symbol) throw missingParameter('symbol')
  const spec = world.spec(symbol)
  if (spec === null) throw invalidSymbol()
  return spec
}

/** The one contract named by `symbol`, or every contract when the parameter is absent. */
export function chosenSpecs(query: Query, world: World): readonly SymbolSpec[] {
  return query.has('symbol') ? [requiredSpec(query, world)] : world.symbols()
}

/** The row of the contract named by `symbol`, as one object; an array of all rows when the parameter is absent. */
export function rowPerSymbol<Row>(
  query: Query,
  world: World,
  row: (spec: SymbolSpec) => Row,
): Row | readonly Row[] | undefined {
  const rows = chosenSpecs(query, world).map(row)
  return query.has('symbol') ? rows[0] : rows
}

/** A whole number sent as `name`; `null` when absent. @throws Refusal -1130 for anything else */
export function optionalWhole(query: Query, name: string): number | null {
  const text = query.get(name)
  if (text === undefined) return null
  if (!WHOLE_NUMBER.test(text)) throw badParameter(name)
  return Number(text)
}

/** `limit`, or the endpoint's default. @throws Refusal -1130 outside 1 … max */
export function limitOf(query: Query, bounds: { readonly standard: number; readonly max: number }): number {
  const limit = optionalWhole(query, 'limit') ?? bounds.standard
  if (limit < 1 || limit > bounds.max) throw badParameter('limit')
  return limit
}

/** `startTime` and `endTime` as sent; `null` is an open end. */
export interface TimeWindow {
  readonly fromMs: number | null
  readonly toMs: number | null
}

/** The requested span of time. @throws Refusal -1023 when it ends before it begins */
export function timeWindow(query: Query): TimeWindow {
  const fromMs = optionalWhole(query, 'startTime')
  const toMs = optionalWhole(query, 'endTime')
  if (fromMs !== null && toMs !== null && fromMs > toMs) {
    throw new Refusal(-1023, 'Start time is greater than end time.')
  }
  return { fromMs, toMs }
}

/** The weight of a call whose price steps up with `limit`; an unreadable limit weighs what the default would. */
export function weightByLimit(standard: number, steps: readonly (readonly [number, number])[]) {
  return (query: Query): number => {
    const sent = Number(query.get('limit') ?? standard)
    const limit = Number.isFinite(sent) ? sent : standard
    const step = steps.find(([highest]) => limit <= highest) ?? steps.at(-1)
    return step?.[1] ?? 1
  }
}

/** The weight of a call that is cheaper when it names one symbol. */
export function weightBySymbol(withSymbol: number, without: number) {
  return (query: Query): number => (query.has('symbol') ? withSymbol : without)
}

import type { Path } from './scenario.ts'

/** The waypoints around a minute, and how far between them it lies (0 at `from`, 1 at `to`). */
export interface Span {
  readonly from: readonly [minute: number, value: number]
  readonly to: readonly [minute: number, value: number]
  readonly part: number
}

/** The span that holds a minute; before the first and after the last waypoint both ends are that waypoint. */
export function spanAt(path: Path, minute: number): Span | null {
  const first = path[0]
  const last = path.at(-1)
  if (first === undefined || last === undefined) return null
  if (minute <= first[0]) return { from: first, to: first, part: 0 }
  if (minute >= last[0]) return { from: last, to: last, part: 0 }
  const next = path.findIndex(([at]) => at > minute)
  const from = path[next - 1] ?? first
  const to = path[next] ?? last
  return { from, to, part: (minute - from[0]) / (to[0] - from[0]) }
}

/** The value of a path at a minute, in straight lines between waypoints; the fallback for an empty path. */
export function linearAt(path: Path, minute: number, fallback: number): number {
  const span = spanAt(path, minute)
  return span === null ? fallback : span.from[1] + (span.to[1] - span.from[1]) * span.part
}

/** The price on a path at a minute: eased between waypoints on a logarithmic scale, so that falls look like falls. */
export function priceOn(span: Span): number {
  const eased = span.part * span.part * (3 - 2 * span.part)
  return span.from[1] * (span.to[1] / span.from[1]) ** eased
}

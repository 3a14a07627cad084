import { type Decimal, d, ZERO } from '../../model/decimal.ts'
import type { JournalEvent } from '../../model/journal.ts'
import type { Point } from '../../model/past.ts'

/** Funding of one symbol in one asset; amounts are positive when received. */
export interface FundingSum {
  readonly symbol: string
  readonly asset: string
  readonly settlements: number
  readonly paid: Decimal
  readonly received: Decimal
  readonly net: Decimal
  readonly lastAtMs: number
}

/** Funding of one asset, added up over time. */
export interface FundingCourse {
  readonly asset: string
  readonly points: readonly Point[]
  readonly settlements: number
  readonly net: Decimal
}

interface Payment {
  readonly symbol: string
  readonly asset: string
  readonly atMs: number
  readonly amount: Decimal
}

/** The settlements among the events, by symbol and asset, the dearest first; those that tell no amount are left out. */
export function fundingSums(events: readonly JournalEvent[]): readonly FundingSum[] {
  const sums = new Map<string, FundingSum>()
  for (const { symbol, asset, atMs, amount } of payments(events)) {
    const key = `${symbol} ${asset}`
    const known = sums.get(key)
    const { settlements, paid, received, net } = known ?? { settlements: 0, paid: ZERO, received: ZERO, net: ZERO }
    sums.set(key, {
      symbol,
      asset,
      settlements: settlements + 1,
      paid: amount.isNegative() ? paid.minus(amount) : paid,
      received: amount.isNegative() ? received : received.plus(amount),
      net: net.plus(amount),
      lastAtMs: Math.max(atMs, known?.lastAtMs ?? atMs),
    })
  }
  return [...sums.values()].sort((one, other) => one.net.cmp(other.net))
}

/** The settlements added up over time, one course for each asset. */
export function fundingCourses(events: readonly JournalEvent[]): readonly FundingCourse[] {
  const courses = new Map<string, { net: Decimal; settlements: number; points: Point[] }>()
  for (const { asset, atMs, amount } of payments(events)) {
    const course = courses.get(asset) ?? { net: ZERO, settlements: 0, points: [] }
    course.net = course.net.plus(amount)
    // Every symbol settles at the same moment: on the way to the sum there is nothing to see.
    if (course.points.at(-1)?.atMs === atMs) course.points.pop()
    course.points.push({ atMs, value: course.net })
    course.settlements += 1
    courses.set(asset, course)
  }
  return [...courses].map(([asset, course]) => ({ asset, ...course }))
}

function payments(events: readonly JournalEvent[]): readonly Payment[] {
  return events.flatMap(({ type, symbol, atMs, figures }): readonly Payment[] => {
    const { amount, asset } = figures ?? {}
    if (type !== 'funding' || amount === undefined || asset === undefined) return []
    return [{ symbol: symbol ?? 'no symbol', asset, atMs, amount: d(amount) }]
  })
}

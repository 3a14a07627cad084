import type { Remedies, Remedy } from '../alerts/due-alert.ts'
import { readingKey } from '../alerts/readings.ts'
import { d } from '../model/decimal.ts'
import { remedyLine } from '../risk/remedy.ts'
import type { AccountRows } from '../risk/report.ts'
import type { StakeSource } from '../risk/stake-reading.ts'

/** Alerts say what would bring a position back to this distance. */
const TARGET_PCT = d('15')

/** Positions of an account, and what their stakes are read from. */
export interface RemediableRows {
  readonly rows: AccountRows
  readonly stakes: () => StakeSource
}

/**
 * What would bring each position inside a tier back to 15 %; the others are not worth the work. Each is worked out when
 * it is first asked for: an alert needs its own, and must not wait for those of others.
 */
export function remediesOf(accounts: readonly RemediableRows[]): Remedies {
  const findings = new Map(accounts.flatMap(findingsOf))
  const found = new Map<string, Remedy | null>()
  return {
    get(key) {
      const known = found.get(key)
      const remedy = known === undefined ? (findings.get(key)?.() ?? null) : known
      found.set(key, remedy)
      return remedy ?? undefined
    },
  }
}

/** How to find the remedy of each position inside a tier, by reading key. */
function findingsOf({ rows, stakes }: RemediableRows): readonly (readonly [string, () => Remedy | null])[] {
  let source: StakeSource | null = null
  return rows.positions
    .filter(({ tier }) => tier !== null)
    .map(({ position }) => {
      const find = (): Remedy | null => {
        source ??= stakes()
        return remedyLine({ source, position }, TARGET_PCT)
      }
      return [readingKey(rows.account, position), () => remedyOrNone(find)] as const
    })
}

/** A remedy only decorates: a failure to find one must not keep the alert from going out. */
function remedyOrNone(find: () => Remedy | null): Remedy | null {
  try {
    return find()
  } catch {
    return null
  }
}

import type { Remedies, Remedy } from '../alerts/due-alert.ts'
import { readingKey } from '../alerts/readings.ts'
import { d } from '../model/decimal.ts'
import { remedyLine } from '../risk/remedy.ts'
import { type StakeSource, stakeSource } from '../risk/stake-reading.ts'
import type { AccountLook } from './evaluate.ts'
import type { Observation } from './observe.ts'

/** Alerts say what would bring a position back to this distance. */
const TARGET_PCT = d('15')

/**
 * What would bring each position inside a tier back to 15 %; the others are not worth the work. Each is worked out when
 * it is first asked for: an alert needs its own, and must not wait for those of others.
 */
export function remediesOf(looks: readonly AccountLook[]): Remedies {
  const findings = new Map(looks.flatMap(({ result }) => ('risk' in result ? findingsOf(result) : [])))
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
function findingsOf({ snapshot, risk }: Observation): readonly (readonly [string, () => Remedy | null])[] {
  let source: StakeSource | null = null
  return risk.positions
    .filter(({ tier }) => tier !== null)
    .map(({ position }) => {
      const find = (): Remedy | null => {
        source ??= stakeSource(snapshot)
        return remedyLine({ source, position }, TARGET_PCT)
      }
      return [readingKey(risk.account, position), () => remedyOrNone(find)] as const
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

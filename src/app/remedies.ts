import type { Remedy } from '../alerts/due-alert.ts'
import { readingKey } from '../alerts/readings.ts'
import { d } from '../model/decimal.ts'
import { remedyLine } from '../risk/remedy.ts'
import { stakeSource } from '../risk/stake-reading.ts'
import type { AccountLook } from './evaluate.ts'
import type { Observation } from './observe.ts'

/** Alerts say what would bring a position back to this distance. */
const TARGET_PCT = d('15')

/** What would bring each position inside a tier back to 15 %, by reading key; the others are not worth the work. */
export function remediesOf(looks: readonly AccountLook[]): ReadonlyMap<string, Remedy> {
  return new Map(looks.flatMap(({ result }) => ('risk' in result ? remediesOfAccount(result) : [])))
}

function remediesOfAccount({ snapshot, risk }: Observation): readonly (readonly [string, Remedy])[] {
  const endangered = risk.positions.filter(({ tier }) => tier !== null)
  if (endangered.length === 0) return []
  const source = stakeSource(snapshot)
  return endangered.flatMap(({ position }) => {
    const remedy = remedyOrNone(() => remedyLine({ source, position }, TARGET_PCT))
    return remedy === null ? [] : [[readingKey(risk.account, position), remedy] as const]
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

import type { DoctorCheck } from '../model/doctor-check.ts'
import { nearestName } from '../model/suggest.ts'
import type { TierTable } from '../model/tiers.ts'

/** Names with tiers of their own that no contract bears: their tiers would never apply, and nobody would notice. */
export function tierNameChecks({ bySymbol }: TierTable, known: Iterable<string>): readonly DoctorCheck[] {
  const names = new Set(known)
  const own = [...bySymbol.keys()]
  const strange = own.filter((name) => !names.has(name))
  if (own.length > 0 && strange.length === 0) {
    return [{ name: 'tiers', status: 'ok', message: `own tiers for ${own.join(', ')}`, hint: null }]
  }
  return strange.map((name) => {
    const near = nearestName(name, names)
    return {
      name: `tiers.${name}`,
      status: 'warn',
      message: 'Binance has no contract of that name: these tiers apply to nothing',
      hint: near === null ? 'write the symbol as Binance does, like SOLUSDT' : `did you mean ${near}?`,
    }
  })
}

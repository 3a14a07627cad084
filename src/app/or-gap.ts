import type { Gap } from '../model/snapshot.ts'
import { reasonOf } from './reason.ts'

/** Readings that may fail: what fails is remembered as a gap that changes no verdict. */
export interface OptionalReadings {
  readonly gaps: Gap[]
  /** The reading, or `null` and a gap of this name when it fails. Never rejects. */
  orGap<T>(what: string, reading: Promise<T>): Promise<T | null>
}

/** Begins a set of optional readings. */
export function optionalReadings(): OptionalReadings {
  const gaps: Gap[] = []
  return {
    gaps,
    orGap: async (what, reading) => {
      try {
        return await reading
      } catch (error) {
        gaps.push({ what, why: reasonOf(error), needed: false })
        return null
      }
    },
  }
}

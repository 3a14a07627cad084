import type { Dated, ReferenceData } from '../../ports/reference.ts'

/**
 * What was remembered under a name when it was last looked at, `null` for a first look; what `next` makes of it is
 * remembered from now on.
 */
export async function replaceSeen<T>(
  memory: ReferenceData,
  name: string,
  next: (before: Dated<T> | null) => T,
): Promise<Dated<T> | null> {
  const remembered = await memory.recall<T | null>(
    name,
    () => true,
    async () => null,
  )
  const before = remembered.value === null ? null : { value: remembered.value, fetchedAtMs: remembered.fetchedAtMs }
  memory.forget(name)
  await memory.recall<T | null>(
    name,
    () => false,
    async () => next(before),
  )
  return before
}

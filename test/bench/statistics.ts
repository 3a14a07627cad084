/**
 * The value below which the given share (0 to 1) of the values lies: 0.5 is the median.
 *
 * @throws RangeError without values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  const index = Math.max(0, Math.ceil(share * sorted.length) - 1)
  const value = sorted[index]
  if (value === undefined) throw new RangeError('no values')
  return value
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/**
 * What each contestant returned in every round. They take turns, so that a slow minute of the machine meets all of
 * them; a round before the first is not counted. `beforeRound` lays the table anew for each round.
 */
export async function takeTurns<Name extends string, T>(
  rounds: number,
  contestants: Readonly<Record<Name, () => T | Promise<T>>>,
  beforeRound: () => Promise<void> = async () => undefined,
): Promise<Readonly<Record<Name, readonly T[]>>> {
  const names = Object.keys(contestants) as Name[]
  const results = Object.fromEntries(names.map((name): [Name, T[]] => [name, []])) as Record<Name, T[]>
  for (let round = 0; round <= rounds; round += 1) {
    await beforeRound()
    for (const name of names) {
      const result = await contestants[name]()
      if (round > 0) results[name].push(result)
    }
  }
  return results
}

/** Numbers between 0 and 1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Typing slips (one letter too many, missing, wrong, or two swapped) between two words. */
export function editDistance(from: string, to: string): number {
  const [a, b] = [[...from], [...to]]
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const costs = [at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1)]
      if (swapped) costs.push(at(beforeLast, column - 2) + 1)
      current.push(Math.min(...costs))
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}

/**
 * The known names that a mistyped one probably meant, nearest first: at most a third of its letters differ, or it is
 * the beginning of the name. Empty when nothing comes near. Upper and lower case count as the same.
 */
export function nearestNames(typed: string, known: Iterable<string>, limit: number): readonly string[] {
  const word = typed.toLowerCase()
  const tolerance = Math.max(1, Math.floor(word.length / 3))
  return [...known]
    .map((name) => ({ name, slips: slipsTo(word, name.toLowerCase(), tolerance) }))
    .filter(({ slips }) => slips <= tolerance)
    .sort((a, b) => a.slips - b.slips || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name)
}

function slipsTo(word: string, name: string, tolerance: number): number {
  if (word.length >= 2 && name.startsWith(word)) return name === word ? 0 : 1
  // Each letter too many is a slip: a very long word would be compared with every name for nothing.
  if (Math.abs(word.length - name.length) > tolerance) return Number.POSITIVE_INFINITY
  return editDistance(word, name)
}

/** The single nearest known name; `null` when nothing comes near. */
export function nearestName(typed: string, known: Iterable<string>): string | null {
  return nearestNames(typed, known, 1)[0] ?? null
}

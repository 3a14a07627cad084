const ACCOUNT = '--account'

/**
 * The command line without an `--account` that names none, where that means something: `margin simulate --account` asks
 * for one's own account. Anywhere else it stays, and is refused for its missing name.
 */
export function withoutBareAccount(argv: readonly string[]): readonly string[] {
  const margin = argv.indexOf('margin')
  if (margin === -1 || !argv.includes('simulate', margin)) return argv
  return argv.filter((word, index) => {
    const next = argv[index + 1]
    return word !== ACCOUNT || (next !== undefined && !next.startsWith('-'))
  })
}

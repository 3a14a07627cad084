import { StoreError, type StoreFault } from '../errors.ts'

const FAULTS: readonly (readonly [RegExp, StoreFault])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'locked'],
  [/^SQLITE_FULL/, 'full'],
  [/^SQLITE_(NOTADB|CORRUPT)/, 'damaged'],
  [/^SQLITE_(IOERR|READONLY|CANTOPEN|PERM|NOLFS|PROTOCOL)/, 'unavailable'],
]

const HINTS: Readonly<Record<StoreFault, string>> = {
  locked: 'another program holds the state database; see who with: fuser, or wait and run again',
  full: 'free some space on the disk that holds the state folder',
  damaged: 'the damaged file is set aside the next time the state is opened',
  unavailable: 'check that the state folder exists and belongs to you, or set LIQWATCH_STATE_DIR',
}

/** The failure of the state database that an error stands for; `null` when it is none of its kinds (a bug). */
export function storeFailure(error: unknown): StoreError | null {
  if (error instanceof StoreError) return error
  const fault = faultOf(error)
  if (fault === null) return null
  const reason = error instanceof Error ? error.message : String(error)
  return new StoreError(`the state database is ${fault}: ${reason}`, { fault, hint: HINTS[fault], cause: error })
}

function faultOf(error: unknown): StoreFault | null {
  if (!(error instanceof Error)) return null
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  if (code === null) return null
  const known = FAULTS.find(([pattern]) => pattern.test(code))
  if (known !== undefined) return known[1]
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'full'
  // A file that cannot be opened comes without a code; Node's own errors of the file system with theirs.
  return code === '' || /^E[A-Z]+$/.test(code) ? 'unavailable' : null
}

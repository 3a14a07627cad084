import { CHECK_EXIT, LiqwatchError, UsageError } from '../../errors.ts'
import { proofArgv, type ScheduledJob } from './job.ts'
import { typedCommand } from './step.ts'
import { emptiedEnvironment, type Machine, type RunOutcome } from './system.ts'

/** A check ends within 45 s by itself. */
const PROOF_TIMEOUT_MS = 90_000
const CONCLUSIVE: readonly (number | null)[] = [CHECK_EXIT.ok, CHECK_EXIT.warning, CHECK_EXIT.critical]

/** The proof as one could type it. */
export function proofText(machine: Machine, job: ScheduledJob): string {
  const variables = Object.entries(emptiedEnvironment(machine, job.environment)).map(
    ([name, value]) => `${name}=${value}`,
  )
  return typedCommand(['env', '-i', ...variables, ...proofArgv(job)])
}

/** Runs one `check` the way a scheduler would: nothing in the environment but the system's PATH and HOME. */
export function runProof(machine: Machine, job: ScheduledJob): Promise<RunOutcome> {
  return machine.system.run({
    argv: proofArgv(job),
    environment: emptiedEnvironment(machine, job.environment),
    directory: machine.home,
    timeoutMs: PROOF_TIMEOUT_MS,
  })
}

/**
 * Why the proof speaks against installing; `null` when the check could tell how the account stands.
 * The message carries what the check printed.
 */
export function proofFailure(outcome: RunOutcome): LiqwatchError | null {
  if (CONCLUSIVE.includes(outcome.exitCode)) return null
  const ending = outcome.exitCode === null ? 'did not finish' : `ended with exit code ${outcome.exitCode}`
  const printed = `${outcome.stdout}\n${outcome.stderr}`.trim()
  return new LiqwatchError(`the check, run as the scheduler would run it, ${ending}:\n${printed}`, {
    code: 'schedule-proof-failed',
    hint: 'mend that and install again, or install it all the same with --force; nothing was changed',
  })
}

/**
 * Refuses secrets that only the user's own shell has.
 *
 * @throws UsageError naming every environment variable, and the way out
 */
export function refuseEnvironmentSecrets(references: readonly (string | null)[]): void {
  const names = references.flatMap((reference) => /^env:(.*)$/s.exec(reference ?? '')?.[1] ?? [])
  if (names.length === 0) return
  throw new UsageError(
    `a scheduler does not have your shell's environment variables: ${[...new Set(names)].join(', ')}`,
    {
      code: 'env-secret',
      hint: 'put each secret into a file that only you can read and write file:PATH in its place, or use command:…',
    },
  )
}

/** A program to run, without a shell and with exactly the given environment. */
export interface Run {
  readonly argv: readonly [string, ...string[]]
  readonly environment: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly directory?: string
  readonly timeoutMs?: number
}

export interface RunOutcome {
  /** `null` when the program could not be started, or was ended by a signal or the deadline. */
  readonly exitCode: number | null
  readonly stdout: string
  /** What the program said, or why there is no exit code. */
  readonly stderr: string
  /** The program does not exist on this machine. */
  readonly isMissing: boolean
}

/** Everything `schedule` does to the machine goes through here; tests put a fake in its place. */
export interface ScheduleSystem {
  run(run: Run): Promise<RunOutcome>
  /** `null` when there is no such file. */
  readFile(path: string): Promise<string | null>
  /** Whole or not at all, readable by the user alone; makes the folders above. */
  writeFile(path: string, text: string): Promise<void>
  /** A missing file is no failure. */
  removeFile(path: string): Promise<void>
  pause(durationMs: number): Promise<void>
}

/** The machine and the user the schedule belongs to. */
export interface Machine {
  readonly system: ScheduleSystem
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly userId: number
  /** The whole environment of this process; only what schedulers need of it is handed on. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

const HANDED_ON = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'DBUS_SESSION_BUS_ADDRESS',
] as const

/** Environment for crontab, systemctl and launchctl: what they need to find the user, and messages in English. */
function toolEnvironment(machine: Machine): Readonly<Record<string, string>> {
  return { ...picked(machine.environment, HANDED_ON), LC_ALL: 'C' }
}

/** Environment of a program that cron starts: the system's PATH, HOME, and what the job's line itself sets. */
export function emptiedEnvironment(machine: Machine, extra: Readonly<Record<string, string>>): Record<string, string> {
  return { PATH: '/usr/bin:/bin', HOME: machine.home, ...extra }
}

/** Where state and cache were moved to, which the job must be told. */
export function placeVariables(environment: Machine['environment']): Readonly<Record<string, string>> {
  return picked(environment, ['LIQWATCH_STATE_DIR', 'LIQWATCH_CACHE_DIR', 'XDG_STATE_HOME', 'XDG_CACHE_HOME'])
}

function picked(environment: Machine['environment'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, environment[name] ?? '']).filter(([, value]) => value !== ''))
}

/** Runs one of the scheduler's own programs. */
export function runTool(machine: Machine, argv: Run['argv'], stdin?: string): Promise<RunOutcome> {
  const input = stdin === undefined ? {} : { stdin }
  return machine.system.run({ argv, environment: toolEnvironment(machine), timeoutMs: 20_000, ...input })
}

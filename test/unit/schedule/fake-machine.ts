import type { ScheduleAnswer, ScheduleServices } from '../../../src/cli/schedule/actions.ts'
import type { JobIdentity, ScheduledJob } from '../../../src/cli/schedule/job.ts'
import type { Machine, Run, RunOutcome, ScheduleSystem } from '../../../src/cli/schedule/system.ts'

export const IDENTITY: JobIdentity = {
  nodePath: '/usr/bin/node',
  scriptPath: '/opt/liqwatch/bin/liqwatch.js',
  configPath: '/home/ann/.config/liqwatch/config.json',
  isDefaultConfig: true,
  account: null,
  environment: {},
}

export function aJob(changes: Partial<ScheduledJob> = {}): ScheduledJob {
  return { ...IDENTITY, what: 'check', everyMinutes: 1, pingUrl: null, timeoutSeconds: null, ...changes }
}

export function outcome(changes: Partial<RunOutcome> = {}): RunOutcome {
  return { exitCode: 0, stdout: '', stderr: '', isMissing: false, ...changes }
}

export interface FakeMachine {
  readonly machine: Machine
  /** Every program that was run, as one line each, in order. */
  readonly ran: string[]
  readonly runs: Run[]
  readonly files: Map<string, string>
  /** `null` when the user has none. */
  crontab: string | null
  readonly units: Set<string>
  readonly agents: Set<string>
  check: RunOutcome
  hasSystemd: boolean
  processes: string
  bootstrapFailures: number
  readonly overrides: Map<string, RunOutcome>
}

/** A machine in memory: a crontab, a user's systemd and a launchd that remember what they were told. */
export function fakeMachine(platform: NodeJS.Platform = 'linux'): FakeMachine {
  const state = {
    ran: [] as string[],
    runs: [] as Run[],
    files: new Map<string, string>(),
    crontab: null as string | null,
    units: new Set<string>(),
    agents: new Set<string>(),
    check: outcome({ stdout: 'LIQWATCH OK - no position\n' }),
    hasSystemd: false,
    processes: 'systemd\n/usr/sbin/cron\nbash\n',
    bootstrapFailures: 0,
    overrides: new Map<string, RunOutcome>(),
  }
  const system: ScheduleSystem = {
    run: async (run) => {
      state.runs.push(run)
      state.ran.push(run.argv.join(' '))
      return state.overrides.get(run.argv.join(' ')) ?? answer(state, run)
    },
    readFile: async (path) => state.files.get(path) ?? null,
    writeFile: async (path, text) => void state.files.set(path, text),
    removeFile: async (path) => void state.files.delete(path),
    pause: async () => undefined,
  }
  const environment = { PATH: '/usr/bin', HOME: '/home/ann', BINANCE_API_SECRET: 'never-hand-this-on' }
  return Object.assign(state, { machine: { system, platform, home: '/home/ann', userId: 1000, environment } })
}

type State = Omit<FakeMachine, 'machine'>

function answer(state: State, { argv, stdin = '' }: Run): RunOutcome {
  const [program, ...args] = argv
  if (program === IDENTITY.nodePath) return state.check
  if (program === 'crontab') return crontabAnswer(state, args, stdin)
  if (program === 'ps') return outcome({ stdout: state.processes })
  if (program === 'systemctl') return systemctlAnswer(state, args)
  if (program === 'launchctl') return launchctlAnswer(state, args)
  if (program === 'loginctl') return outcome({ stdout: 'Linger=no\n' })
  return outcome({ exitCode: null, stderr: `spawn ${program} ENOENT`, isMissing: true })
}

function crontabAnswer(state: State, [flag]: readonly string[], stdin: string): RunOutcome {
  if (flag === '-l') {
    return state.crontab === null
      ? outcome({ exitCode: 1, stderr: 'no crontab for ann\n' })
      : outcome({ stdout: state.crontab })
  }
  state.crontab = flag === '-r' ? null : stdin
  return outcome()
}

function systemctlAnswer(state: State, [, verb = '', ...args]: readonly string[]): RunOutcome {
  if (!state.hasSystemd) return outcome({ exitCode: 1, stderr: 'Failed to connect to bus' })
  const unit = args.at(-1) ?? ''
  if (verb === 'is-enabled' || verb === 'is-active') {
    return state.units.has(unit) ? outcome() : outcome({ exitCode: 3, stdout: 'inactive\n' })
  }
  if (verb === 'enable' || verb === 'restart') state.units.add(unit)
  if (verb === 'disable') state.units.delete(unit)
  return outcome()
}

function launchctlAnswer(state: State, [verb, target = '', path = '']: readonly string[]): RunOutcome {
  if (verb === 'print') return outcome({ exitCode: state.agents.has(target) ? 0 : 113 })
  if (verb === 'bootout') state.agents.delete(target)
  if (verb === 'bootstrap') {
    if (state.bootstrapFailures-- > 0)
      return outcome({ exitCode: 5, stderr: 'Bootstrap failed: 5: Input/output error' })
    state.agents.add(`${target}/${path.replace(/^.*\//, '').replace(/\.plist$/, '')}`)
  }
  return outcome()
}

export interface FakeServices {
  readonly services: ScheduleServices
  readonly answers: ScheduleAnswer[]
  readonly notices: string[]
}

export function fakeServices(machine: Machine, changes: Partial<ScheduleServices> = {}): FakeServices {
  const answers: ScheduleAnswer[] = []
  const notices: string[] = []
  const services: ScheduleServices = {
    machine,
    identity: IDENTITY,
    loadSecretReferences: async () => ['file:/home/ann/main.key', 'command:pass show binance'],
    print: (answerOf) => void answers.push(answerOf),
    notice: (text) => void notices.push(text),
    ...changes,
  }
  return { services, answers, notices }
}

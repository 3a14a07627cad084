import { drillMessage } from '../alerts/message.ts'
import { routeOf } from '../alerts/routes.ts'
import type { Config } from '../config/config.ts'
import { selectAccounts } from '../config/select-accounts.ts'
import { EXIT, type ExitCode, LiqwatchError } from '../errors.ts'
import { type Decimal, d } from '../model/decimal.ts'
import { sendToChannels } from '../notify/fanout.ts'
import { type ChannelFate, type Proof, proofJson, proofScreen, type RouteProof } from '../view/delivery-screen.ts'
import { headDocument, jsonText } from '../view/json.ts'
import type { DrillFlags } from './commands/alerts.ts'
import { openNotifiers } from './notifiers.ts'
import { printAnswer, printNotice } from './output.ts'
import { findAll } from './schedule/actions.ts'
import type { Finding } from './schedule/finding.ts'
import type { ScheduledJob, ScheduleKind } from './schedule/job.ts'
import { emptiedEnvironment, type Machine } from './schedule/system.ts'
import { scheduleServices } from './schedule-services.ts'
import { screenOf } from './screen.ts'
import type { Services } from './services.ts'

/** Every channel has its own budget, and a process its start. */
const DRILL_TIMEOUT_MS = 60_000

/**
 * Sends a marked alert of the innermost tier to every channel: from the environment of the installed job where there is
 * one, else from here. Fails when its route has no remote channel that took it.
 */
export async function runDrill(services: Services, flags: DrillFlags): Promise<ExitCode> {
  const canBeScheduled = services.config.source.kind === 'file' && flags.demo !== true
  if (flags.as !== undefined || !canBeScheduled) return drillHere(services, flags)
  const schedule = scheduleServices(flags)
  const installed = await installedJob(() => findAll(schedule, null))
  if (installed !== null) return drillAsJob(installed, schedule.machine, flags)
  printNotice('no job is installed: the drill is sent from this shell (liqwatch schedule install, then drill again)')
  return drillHere(services, flags)
}

async function installedJob(find: () => Promise<readonly Finding[]>): Promise<Finding | null> {
  try {
    return (await find()).find(({ presence }) => presence !== 'absent') ?? null
  } catch (error) {
    if (!(error instanceof LiqwatchError)) throw error
    printNotice(`whether a job is installed is not known: ${error.message}`)
    return null
  }
}

/** Runs the drill anew with nothing but what the scheduler would hand to the job. */
async function drillAsJob({ job, kind }: Finding, machine: Machine, flags: DrillFlags): Promise<ExitCode> {
  const outcome = await machine.system.run({
    argv: drillArgv(job, kind, flags),
    environment: emptiedEnvironment(machine, job.environment),
    directory: machine.home,
    timeoutMs: DRILL_TIMEOUT_MS,
  })
  if (outcome.exitCode === EXIT.ok || outcome.stdout !== '') {
    printAnswer(outcome.stdout)
    if (outcome.stderr !== '') printNotice(outcome.stderr)
    return outcome.exitCode ?? EXIT.failure
  }
  throw new LiqwatchError(`the drill, run as ${kind} would run it, failed: ${outcome.stderr.trim()}`, {
    code: 'drill-failed',
    hint: 'liqwatch doctor --cron examines the job step by step',
  })
}

function drillArgv(job: ScheduledJob, kind: ScheduleKind, flags: DrillFlags): readonly [string, ...string[]] {
  const account = job.account === null ? [] : ['--account', job.account]
  const json = flags.json === true ? ['--json'] : []
  return [
    job.nodePath,
    job.scriptPath,
    'alerts',
    'drill',
    '--as',
    kind,
    '--config',
    job.configPath,
    ...account,
    ...json,
  ]
}

async function drillHere(services: Services, flags: DrillFlags): Promise<ExitCode> {
  const { config, clock } = services
  const tier = config.tiers.default.at(-1) ?? d('5')
  const names = selectAccounts(config, flags.account, 'all').map(({ name }) => name)
  const fates = await sendToChannels(drillMessage(names.join('+'), tier), openNotifiers(config.channels, services))
  const route = routeProof(config, tier, fates)
  const how = flags.as === undefined ? 'a drill was sent from here' : `a drill was sent the way ${flags.as} would`
  const proof: Proof = { how, fates, route }
  const head = headDocument({ command: 'alerts', asOfMs: clock.nowMs(), verdict: null })
  printAnswer(
    flags.json === true
      ? jsonText({ ...head, alerts: { drill: { as: flags.as ?? null, ...proofJson(proof) } } })
      : proofScreen(proof, screenOf(process.stdout, flags)),
  )
  return route.takenBy.length > 0 ? EXIT.ok : EXIT.failure
}

function routeProof({ routes }: Config, tier: Decimal, fates: readonly ChannelFate[]): RouteProof {
  const channels = routeOf({ causes: ['entered'], tier }, routes)
  const taken = fates.filter(
    ({ channel, isRemote, status }) => isRemote && status === 'delivered' && channels.includes(channel),
  )
  return { tier: tier.toFixed(), channels, takenBy: taken.map(({ channel }) => channel) }
}

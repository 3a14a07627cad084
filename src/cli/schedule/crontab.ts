import { LiqwatchError, UsageError } from '../../errors.ts'
import { choicesLine } from './choices.ts'
import { jobArgv, jobName, jobTitle, type ScheduledJob } from './job.ts'
import { cronWord } from './shell-word.ts'

/** Vixie cron refuses a longer command. */
const LONGEST_COMMAND = 998

/**
 * The lines between and with the two markers, each ended.
 *
 * @throws UsageError for a backslash in a word (crons disagree on it) and for a line that is too long for cron
 */
export function cronBlock(job: ScheduledJob): string {
  const lines = [
    `# begin ${jobTitle(job)}: written by liqwatch schedule, keep both marker lines`,
    `# ${choicesLine(job)}`,
    `${cronTime(job)} ${cronCommand(job)}`,
    `# end ${jobName(job)}`,
  ]
  return `${lines.join('\n')}\n`
}

function cronTime(job: ScheduledJob): string {
  return job.what === 'watch' || job.everyMinutes === 1 ? '* * * * *' : `*/${job.everyMinutes} * * * *`
}

function cronCommand(job: ScheduledJob): string {
  const assignments = Object.entries(job.environment).map(([name, value]) => `${name}=${cronWord(value)}`)
  const words = [...assignments, ...jobArgv(job).map(cronWord)]
  // A watch logs for weeks and cron would collect it all for one mail; what goes wrong still comes on stderr.
  if (job.what === 'watch') words.push('>/dev/null')
  return fitting(words.join(' '), job)
}

function fitting(command: string, job: ScheduledJob): string {
  if ([...jobArgv(job), ...Object.values(job.environment)].some((word) => word.includes('\\'))) {
    throw new UsageError('a crontab line cannot carry a backslash safely: not every cron reads it alike', {
      hint: 'use a path without one, or --kind systemd',
    })
  }
  if (command.length <= LONGEST_COMMAND) return command
  throw new UsageError(`the crontab line would be ${command.length} characters, and cron takes ${LONGEST_COMMAND}`, {
    hint: 'use shorter paths, keep the ping URL in a file (--ping file:PATH), or --kind systemd',
  })
}

/** The job's block inside a crontab, markers included; `null` when it is not there. */
export function blockIn(crontab: string, name: string): string | null {
  const found = split(crontab, name)
  return found.blocks.length === 0 ? null : found.blocks.join('')
}

/** The crontab with the job's block in it, in place of an earlier one or at the end. Other lines stay as they are. */
export function withBlock(crontab: string, name: string, block: string): string {
  const { before, after, blocks } = split(crontab, name)
  if (blocks.length > 0) return `${before}${block}${after}`
  const isEnded = crontab === '' || crontab.endsWith('\n')
  return `${crontab}${isEnded ? '' : '\n'}${block}`
}

/** The crontab without the job's block; other lines stay byte for byte. */
export function withoutBlock(crontab: string, name: string): string {
  const { before, after } = split(crontab, name)
  return `${before}${after}`
}

interface SplitCrontab {
  readonly before: string
  readonly after: string
  readonly blocks: readonly string[]
}

function split(crontab: string, name: string): SplitCrontab {
  const outside = { before: '', after: '' }
  const blocks: string[] = []
  let open: string | null = null
  for (const line of crontab.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (line.startsWith(`# begin ${name} (`)) open = open === null ? '' : damaged(name)
    if (open === null) outside[blocks.length === 0 ? 'before' : 'after'] += line
    else open += line
    if (open !== null && line.trimEnd() === `# end ${name}`) {
      blocks.push(open)
      open = null
    }
  }
  if (open !== null) damaged(name)
  return { ...outside, blocks }
}

function damaged(name: string): never {
  throw new LiqwatchError(`the crontab holds "# begin ${name}" without its "# end ${name}"`, {
    code: 'crontab-damaged',
    hint: 'run crontab -e, delete what is left of that block, then try again',
  })
}

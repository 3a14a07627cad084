import { type Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from '../../errors.ts'
import { EVENT_TYPES, type JournalEventType } from '../../model/journal.ts'
import { nearestName } from '../../model/suggest.ts'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'
import { type Since, sinceFlag } from '../since-flag.ts'

const HELP: HelpTail = {
  notes: [
    'The first run reads three months, which takes a few minutes for many symbols; it can be stopped and goes on with the next run. Later runs read what is new.',
    `Types: ${EVENT_TYPES.join(', ')}.`,
  ],
  examples: [
    ['liqwatch history', 'what happened in the last 7 days, newest last'],
    ['liqwatch history --since 30d --symbol sol', 'one symbol'],
    ['liqwatch history --since 2026-11-01 --type leverage,margin'],
    ['liqwatch history --since 90d --csv > journal.csv', 'for a spreadsheet'],
    ['liqwatch history --no-sync', 'what is known already, without asking Binance'],
    ['liqwatch history --chart --symbol sol', 'distance, funding and open interest of one symbol over time'],
    ['liqwatch history --demo', 'the past of the embedded exchange'],
  ],
  topics: ['history', 'abnormal-use'],
}

const DEFAULT_SINCE = '7d'

export interface HistoryFlags extends GlobalFlags {
  readonly since: Since
  readonly symbol?: string
  readonly chart?: boolean
  readonly type?: readonly JournalEventType[]
  /** False with --no-sync. */
  readonly sync: boolean
}

/** `liqwatch history`: the journal, brought up to date. */
export function registerHistory(program: Command, { withServices, setExitCode }: CommandHost): void {
  const since = new Option('--since <when>', 'a length of time (30d), a day or an ISO 8601 time (UTC)')
  withHelp(program.command('history'), HELP)
    .description('journal: fills, funding, leverage and mode changes, margin, tiers; marks abnormal use of margin')
    .addOption(since.argParser(sinceFlag).default(sinceFlag(DEFAULT_SINCE), DEFAULT_SINCE))
    .option('--symbol <symbol>', 'one contract, loosely typed')
    .addOption(new Option('--type <types>', 'types of events, separated by commas').argParser(eventTypes))
    .option('--chart', 'charts of what was recorded: equity, distances, funding, open interest')
    .option('--no-sync', 'do not ask Binance')
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<HistoryFlags>()
      refuseIdleFlags(flags)
      if (flags.chart === true && flags.demo === true) {
        const { runDemoChart } = await import('../demo-report.ts')
        setExitCode(await runDemoChart(flags))
        return
      }
      await withServices(flags, async (services) => {
        if (flags.chart === true) {
          const { runHistoryChart } = await import('../history-chart.ts')
          return runHistoryChart(services, flags)
        }
        const { runHistory } = await import('../history.ts')
        return runHistory(services, flags)
      })
    })
}

/** @throws UsageError for flags that charts would pass over */
function refuseIdleFlags({ chart, csv, type }: HistoryFlags): void {
  if (chart !== true) return
  if (type !== undefined) {
    throw new UsageError('--chart draws figures, not events: it has no use for --type', {
      hint: 'leave out one of them',
    })
  }
  if (csv === true) {
    throw new UsageError('--chart has no --csv', { hint: 'liqwatch history --chart --json has every figure' })
  }
}

function eventTypes(text: string): readonly JournalEventType[] {
  return text.split(',').map((typed) => {
    const name = typed.trim().toLowerCase()
    const known = EVENT_TYPES.find((type) => type === name)
    if (known !== undefined) return known
    const near = nearestName(name, EVENT_TYPES)
    throw new InvalidArgumentError(near === null ? `Types are ${EVENT_TYPES.join(', ')}.` : `Did you mean ${near}?`)
  })
}

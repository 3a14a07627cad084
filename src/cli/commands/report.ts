import { type Command, Option } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'
import { type Since, sinceFlag } from '../since-flag.ts'

const HELP: HelpTail = {
  notes: [
    'The page is made of what liqwatch watch and liqwatch check recorded, and of the journal. It loads nothing from anywhere; only you can read the file.',
  ],
  examples: [
    ['liqwatch report --html report.html', 'the last 30 days of every account'],
    ['liqwatch report --html main.html -a main --since 7d'],
    ['liqwatch report --html report.html --no-sync', 'without asking Binance for the journal'],
    ['liqwatch report --html crash.html --demo', 'the scripted crash, as it would have been recorded'],
  ],
  topics: ['report', 'history'],
}

const DEFAULT_SINCE = '30d'

export interface ReportFlags extends GlobalFlags {
  readonly html?: string
  readonly since: Since
  readonly force?: boolean
  /** False with --no-sync. */
  readonly sync: boolean
}

/** `liqwatch report --html FILE`: the past as one page. */
export function registerReport(program: Command, { withServices, setExitCode }: CommandHost): void {
  const since = new Option('--since <when>', 'a length of time (30d), a day or an ISO 8601 time (UTC)')
  withHelp(program.command('report'), HELP)
    .description('one page that stands by itself: equity, distances, alerts, funding, journal')
    .option('--html <file>', 'where to write the page')
    .addOption(since.argParser(sinceFlag).default(sinceFlag(DEFAULT_SINCE), DEFAULT_SINCE))
    .option('--no-sync', 'do not ask Binance to bring the journal up to date')
    .option('--force', 'overwrite a file that is no report')
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ReportFlags>()
      const { reportTarget } = await import('../report-file.ts')
      const file = reportTarget(flags)
      if (flags.demo === true) {
        const { runDemoReport } = await import('../demo-report.ts')
        setExitCode(await runDemoReport(flags, file))
        return
      }
      await withServices(flags, async (services) => {
        const { runHtmlReport } = await import('../html-report.ts')
        return runHtmlReport(services, flags, { file, demo: null })
      })
    })
}

import { type Command, Option } from 'commander'
import { durationFlag } from '../duration-flag.ts'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch watch', 'live screen; ? shows the keys'],
    ['liqwatch watch --headless', 'log lines, for a service or cron; one per account'],
    ['liqwatch watch --headless --json', 'one JSON object a line'],
    ['liqwatch watch --once', 'one frame'],
    ['liqwatch watch --for 55m', 'ends by itself'],
    ['liqwatch watch --headless --metrics 127.0.0.1:9464', 'Prometheus metrics at /metrics'],
  ],
  topics: ['metrics'],
}

export interface WatchFlags extends GlobalFlags {
  readonly headless?: boolean
  readonly once?: boolean
  /** Milliseconds. */
  readonly for?: number
  /** Address and port that metrics are served on. */
  readonly metrics?: string
  readonly metricsPublic?: boolean
}

/** `liqwatch watch`: a live dashboard, or a service that only sends alerts and writes log lines. */
export function registerWatch(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('watch'), HELP)
    .description('live dashboard; --headless for a service or cron')
    .option('--headless', 'no screen: log lines, and only one watch per account')
    .option('--once', 'one frame, then end')
    .addOption(new Option('--for <duration>', 'end after this long: 90s, 55m, 8h').argParser(durationFlag))
    .option('--metrics <address>', 'serve Prometheus metrics there: HOST:PORT, :PORT or [::1]:PORT')
    .option('--metrics-public', 'let --metrics be reached from other machines: there is no password on it')
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<WatchFlags>()
      await withServices(flags, async (services) => {
        const { runWatch } = await import('../watch.ts')
        return runWatch(services, flags)
      })
    })
}

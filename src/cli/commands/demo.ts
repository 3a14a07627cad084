import { type Command, InvalidArgumentError, Option } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  notes: [
    'Markets for --scenario: flash-crash (played without it), in which alts halve; calm; squeeze, in which everything rises and shorts are hunted; funding-spike, in which prices stand still and funding eats the margin; hedge-breaks, in which auto-deleveraging takes the winning leg; collateral-depeg; flapping, a distance that swings around 10 %; dead-stream and blackout, in which nothing can be seen; margin-call, a slide through the lines of spot margin.',
  ],
  examples: [
    ['liqwatch demo', 'the crash of 10 October 2025, shown live'],
    ['liqwatch demo --speed 3', 'three times as fast'],
    ['liqwatch demo --scenario squeeze', 'another market'],
    ['liqwatch demo --serve', 'only the exchange: prints its endpoints and a ready config'],
  ],
}

export interface DemoFlags extends GlobalFlags {
  readonly speed: number
  readonly serve?: boolean
  readonly port?: number
}

/** `liqwatch demo`: the embedded exchange and a scripted market, without key or network. */
export function registerDemo(program: Command, { setExitCode }: CommandHost): void {
  withHelp(program.command('demo'), HELP)
    .description('the embedded exchange and a scripted crash: no key, no network')
    .addOption(new Option('--speed <factor>', 'how much faster than the usual minute').argParser(factor).default(1))
    .option('--serve', 'run only the exchange until interrupted')
    .addOption(new Option('--port <number>', 'port of the exchange (with --serve)').argParser(portNumber))
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<DemoFlags>()
      const { runDemo, serveDemo } = await import('../demo.ts')
      setExitCode(await (flags.serve === true ? serveDemo(flags) : runDemo(flags)))
    })
}

function factor(text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0.1 && value <= 100) return value
  throw new InvalidArgumentError('It takes a number from 0.1 to 100.')
}

function portNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  throw new InvalidArgumentError('It takes a port number, 0 for any free one.')
}

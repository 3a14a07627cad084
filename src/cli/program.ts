import { homedir } from 'node:os'
import { Command } from 'commander'
import type { ExitCode } from '../errors.ts'
import { registerAlerts } from './commands/alerts.ts'
import { registerCalendar } from './commands/calendar.ts'
import { registerCheck } from './commands/check.ts'
import { registerCompletion } from './commands/completion.ts'
import { registerDemo } from './commands/demo.ts'
import { registerDoctor } from './commands/doctor.ts'
import { registerExchange } from './commands/exchange.ts'
import { registerExplain } from './commands/explain.ts'
import { registerFix } from './commands/fix.ts'
import { registerFunding } from './commands/funding.ts'
import { registerHistory } from './commands/history.ts'
import { registerInit } from './commands/init.ts'
import { registerLeverage } from './commands/leverage.ts'
import { registerLiquidate } from './commands/liquidate.ts'
import { registerMargin } from './commands/margin.ts'
import { registerModes } from './commands/modes.ts'
import { registerNotify } from './commands/notify.ts'
import { registerOpenInterest } from './commands/oi.ts'
import { registerOrders } from './commands/orders.ts'
import { registerPositions } from './commands/positions.ts'
import { registerReport } from './commands/report.ts'
import { registerRules } from './commands/rules.ts'
import { registerSchedule } from './commands/schedule.ts'
import { registerSize } from './commands/size.ts'
import { registerStatus } from './commands/status.ts'
import { registerStop } from './commands/stop.ts'
import { registerStress } from './commands/stress.ts'
import { registerWatch } from './commands/watch.ts'
import { registerCrossCheck } from './commands/xcheck.ts'
import { refuseIdleFlags } from './flag-rules.ts'
import { addGlobalFlags, type GlobalFlags } from './flags.ts'
import { helpStyle } from './help-style.ts'
import { printAnswer } from './output.ts'
import type { Services } from './services.ts'
import { VERSION } from './version.ts'

/** Gives a command its services, closes them after it, and keeps the exit code it returns. */
export type WithServices = (flags: GlobalFlags, use: (services: Services) => Promise<ExitCode>) => Promise<void>

/** What a command may do with the outside without any services: report its exit code. */
export interface CommandHost {
  readonly withServices: WithServices
  readonly setExitCode: (code: ExitCode) => void
}

const OUTRO = `
Start here: liqwatch demo (no key needed), then liqwatch init.
liqwatch help COMMAND shows its flags and examples; man liqwatch shows all.
liqwatch explain TOPIC shows the formula behind any number, with your own.
Exit codes: check 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; other commands 0 ok,
1 failure, 2 usage or configuration, 4 key refused by Binance.
liqwatch reads; it never trades. What it prints are calculations, not advice.`

/** The whole command line, with every command registered and nothing heavy loaded. */
export function createProgram(setExitCode: (code: ExitCode) => void): Command {
  const program = new Command('liqwatch')
    .description('How far every Binance futures position is from liquidation, and what would fix it.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError()
    .helpCommand(false)
    .configureHelp(helpStyle(process.stdout.columns))
    .addHelpText('after', OUTRO)
  refuseIdleFlags(addGlobalFlags(program))
  const withServices: WithServices = async (flags, use) => {
    const { openServices } = await import('./services.ts')
    const services = await openServices(flags)
    try {
      setExitCode(await use(services))
    } finally {
      await services.close()
    }
  }
  const host: CommandHost = { withServices, setExitCode }
  program.commandsGroup('Look')
  registerStatus(program, host)
  registerPositions(program, host)
  registerWatch(program, host)
  program.commandsGroup('Act')
  registerFix(program, host)
  registerStress(program, host)
  registerSize(program, host)
  registerLeverage(program, host)
  registerStop(program, host)
  registerModes(program, host)
  registerLiquidate(program, host)
  program.commandsGroup('Alert')
  registerCheck(program, host)
  registerAlerts(program, host)
  registerNotify(program, host)
  registerSchedule(program, async (flags, use) => {
    const { scheduleServices } = await import('./schedule-services.ts')
    setExitCode(await use(scheduleServices(flags)))
  })
  program.commandsGroup('Understand')
  registerFunding(program, host)
  registerOpenInterest(program, host)
  registerCrossCheck(program, host)
  registerExchange(program, host)
  registerCalendar(program, host)
  registerOrders(program, host)
  registerRules(program, host)
  registerMargin(program, host)
  registerHistory(program, host)
  registerReport(program, host)
  program.commandsGroup('Set up')
  registerInit(program, host)
  registerDoctor(program, host)
  registerDemo(program, host)
  registerExplain(program, host)
  registerCompletion(program, {
    loadSymbols: async () => {
      const [{ cachedSymbols }, { programFolders }] = await Promise.all([
        import('../exchange/cached-symbols.ts'),
        import('../config/folders.ts'),
      ])
      return cachedSymbols(programFolders(process.env, homedir()).cache)
    },
    print: printAnswer,
    end: setExitCode,
  })
  return program
}

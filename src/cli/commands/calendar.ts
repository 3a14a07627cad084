import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  notes: [
    'Your own dates, also CPI, come from files that the config names: "calendar": { "files": ["cpi.ics", "more.json"] }. JSON: {"events": [{"name": "CPI", "at": "2026-12-10T08:30"}]} (US Eastern unless an offset follows), or any iCalendar.',
    'Without a config it shows the dates alone: they need no key.',
  ],
  examples: [
    ['liqwatch calendar', 'coming events, their windows, what halves your exposure'],
    ['liqwatch calendar --json'],
  ],
  topics: ['calendar', 'LM2'],
}

/** `liqwatch calendar`: macro events and the exposure they ask to halve. */
export function registerCalendar(program: Command, { setExitCode }: CommandHost): void {
  withHelp(program.command('calendar'), HELP)
    .description('macro events and the exposure they ask you to halve')
    .action(async (_flags: unknown, command: Command) => {
      const { runCalendar } = await import('../calendar.ts')
      setExitCode(await runCalendar(command.optsWithGlobals<GlobalFlags>()))
    })
}

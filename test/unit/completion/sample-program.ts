import { Argument, Command, Option } from 'commander'

/** A small program with every kind of place that the scripts must know. */
export function sampleProgram(): Command {
  const program = new Command('liqwatch')
  program
    .version('1.0.0')
    .option('-c, --config <file>', 'config file')
    .option('-a, --account <name>', "account of the config, or 'all'")
    .option('--json', 'print one [JSON] document: schema')
    .option('--no-color', 'no colours')
  program.command('status', { isDefault: true }).description('one-screen verdict')
  program
    .command('fix')
    .description("what would fix it: a stop, a close; it's advice")
    .argument('<symbol|account>')
    .option('--target <percent>', 'distance to reach')
  program.command('stop').description('trailing stops').argument('[symbols...]')
  const schedule = program.command('schedule').description('run it from cron')
  for (const name of ['install', 'status']) {
    schedule
      .command(name)
      .description(`${name} the schedule`)
      .addOption(new Option('--kind <scheduler>', 'which scheduler').choices(['cron', 'systemd', 'launchd']))
      .option('--dry-run', 'change nothing')
  }
  program
    .command('completion')
    .description('print a script')
    .addArgument(new Argument('[shell]').choices(['bash', 'zsh', 'fish']))
    .addOption(new Option('--symbols', 'for the scripts').hideHelp())
  program.command('secret', { hidden: true }).description('not offered')
  return program
}

import { type Command, Option } from 'commander'
import { CANDLE_INTERVALS } from '../../model/market.ts'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

/** Flags of `stop`, as typed. */
export interface StopFlags extends GlobalFlags {
  readonly period?: string
  readonly interval?: string
  readonly mult?: string
}

const HELP: HelpTail = {
  examples: [
    ['liqwatch stop', 'a stop for every open position'],
    ['liqwatch stop sol --interval 1h --mult 2'],
    ["liqwatch stop --json | jq '.stops[] | {symbol, stopPrice, callbackRatePct}'"],
  ],
  topics: ['trailing-stop'],
}

/** `liqwatch stop`: trailing stops by the average true range. */
export function registerStop(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('stop'), HELP)
    .argument('[symbol]', 'one open position (default: all)')
    .description('trailing-stop suggestions by the average true range (ATR)')
    .option(
      '--period <candles>',
      'number of candles that the ATR averages (default: rules.atr.period of the config, 14)',
    )
    .addOption(new Option('--interval <interval>', 'length of a candle').choices(CANDLE_INTERVALS))
    .option('--mult <multiple>', 'how many ATRs the stop stands away (default: rules.atr.multiple of the config, 1.5)')
    .action(async (symbol: string | undefined, _flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<StopFlags>()
      const { runStop, stopWish } = await import('../stop.ts')
      const wish = stopWish(symbol, flags)
      await withServices(flags, (services) => runStop(services, wish))
    })
}

import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import type { GlobalFlags } from './flags.ts'

/** Commands whose answer is a table. */
const WITH_TABLE: readonly string[] = [
  'status',
  'positions',
  'fix',
  'stress',
  'size',
  'leverage',
  'stop',
  'modes',
  'liquidate',
  'funding',
  'oi',
  'xcheck',
  'exchange',
  'calendar',
  'orders',
  'rules',
  'margin',
  'history',
  'alerts list',
  'alerts log',
]

/** Refuses shared flags where they could only be passed over in silence, before a command does anything. */
export function refuseIdleFlags(program: Command): Command {
  return program.hook('preAction', (_program, command) => {
    const { csv, json } = command.optsWithGlobals<GlobalFlags>()
    if (csv !== true) return
    if (json === true) throw new UsageError('--csv and --json ask for two forms at once', { hint: 'leave out one' })
    const name = spokenName(command)
    if (WITH_TABLE.includes(name)) return
    throw new UsageError(`${name} answers with no table, so there is nothing to print as CSV`, {
      hint: 'leave out --csv; commands that show rows take it',
    })
  })
}

/** `alerts log`, without the program's own name. */
function spokenName(command: Command): string {
  const outer = command.parent === null || command.parent.parent === null ? '' : `${spokenName(command.parent)} `
  return outer + command.name()
}

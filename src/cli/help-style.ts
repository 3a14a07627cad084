import type { Argument, Command, Help, HelpConfiguration, Option } from 'commander'

const WIDEST = 100
const NARROWEST = 40
/** A description that had less room than this beside its term goes below it. */
const ROOM_BESIDE = 38
const BELOW = '      '

/** Columns that help is set in: those of the terminal within readable bounds; 80 where there is none. */
export function helpWidth(columns: number | undefined): number {
  return Math.max(NARROWEST, Math.min(columns ?? 80, WIDEST))
}

/** What a flag does, with the values it takes and what it is without them; `description` alone says it for most. */
export function optionDescription({ description, argChoices, defaultValue, defaultValueDescription }: Option): string {
  const choices = argChoices === undefined ? [] : [`one of ${argChoices.join(', ')}`]
  const fallback = typeof defaultValue === 'boolean' ? undefined : (defaultValueDescription ?? defaultValue)
  const facts = [...choices, ...(fallback === undefined ? [] : [`default: ${fallback}`])]
  return facts.length === 0 ? description : `${description} (${facts.join('; ')})`
}

/** How commander lays out the help of every command on a terminal of so many columns. */
export function helpStyle(columns: number | undefined): HelpConfiguration {
  return { helpWidth: helpWidth(columns), minWidthToWrap: 30, optionDescription, subcommandTerm, formatItem }
}

/** A subcommand with its arguments; one that takes several kinds of things takes a subject. */
function subcommandTerm(command: Command): string {
  return [command.name(), ...command.registeredArguments.map(spelt)].join(' ')
}

/** `<symbol>`, or `[symbol]` where it may be left out. */
export function spelt(argument: Argument): string {
  const name = argument.name().includes('|') ? 'subject' : argument.name()
  return argument.required ? `<${name}>` : `[${name}]`
}

function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  const width = helper.helpWidth ?? 80
  const beside = width - termWidth - 4
  if (description === '') return `  ${term}`
  if (beside < ROOM_BESIDE) return `  ${term}\n${indented(helper.boxWrap(description, width - BELOW.length), BELOW)}`
  const column = ' '.repeat(termWidth + 4)
  return `  ${term.padEnd(termWidth)}  ${indented(helper.boxWrap(description, beside), column).trimStart()}`
}

function indented(text: string, indent: string): string {
  return text.replace(/^/gm, indent)
}

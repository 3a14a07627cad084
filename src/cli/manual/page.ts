import type { Command, Option } from 'commander'
import { optionDescription, spelt } from '../help-style.ts'
import { helpTailOf } from '../help-tail.ts'
import { entry, paragraph, quoted, roffLiteral, roffText, verbatim } from './roff.ts'
import { DESCRIPTION, ENVIRONMENT, EXAMPLES, EXIT_CODES, FILES, SEE_ALSO } from './words.ts'

/** The manual page liqwatch(1), in the man macros, made from the program as it stands. */
export function manualPage(program: Command, version: string): string {
  const lines = [
    `.TH LIQWATCH 1 "" ${quoted(`liqwatch ${version}`)} "User commands"`,
    // Flags and paths are neither hyphenated nor spread over the line.
    '.nh',
    '.ad l',
    ...section('NAME', [roffText(`liqwatch - ${program.description().replace(/\.$/, '')}`)]),
    ...section('SYNOPSIS', ['.B liqwatch', roffText('[flags] [command] [arguments]')]),
    ...section('DESCRIPTION', DESCRIPTION.flatMap(paragraph)),
    ...section('FLAGS OF EVERY COMMAND', optionEntries(program)),
    ...section(
      'COMMANDS',
      program.commands.flatMap((command) => commandPart(command, command.name())),
    ),
    ...section('EXIT STATUS', entries(EXIT_CODES)),
    ...section('ENVIRONMENT', entries(ENVIRONMENT)),
    ...section('FILES', entries(FILES)),
    ...section(
      'EXAMPLES',
      EXAMPLES.flatMap(([line, note]) => [...paragraph(note), ...verbatim([line])]),
    ),
    ...section('SEE ALSO', [roffText(SEE_ALSO)]),
  ]
  return `${lines.join('\n')}\n`
}

function section(title: string, body: readonly string[]): readonly string[] {
  return [`.SH ${quoted(title)}`, ...body]
}

function entries(rows: readonly (readonly [term: string, meaning: string])[]): readonly string[] {
  return rows.flatMap(([term, meaning]) => entry(term, [meaning]))
}

/** A command and, after it, its subcommands. */
function commandPart(command: Command, path: string): readonly string[] {
  const tail = helpTailOf(command)
  const usage = [`liqwatch ${path}`, ...command.registeredArguments.map(spelt)].join(' ')
  return [
    `.SS ${quoted(roffLiteral(usage))}`,
    roffText(sentence(command.description())),
    ...command.registeredArguments.flatMap((argument) => entry(argument.name(), [argument.description])),
    ...optionEntries(command),
    ...(tail?.notes ?? []).flatMap((note) => (note.startsWith(' ') ? verbatim([note.trim()]) : paragraph(note))),
    ...verbatim((tail?.examples ?? []).flatMap(exampleLines)),
    ...topicsOf(tail?.topics ?? []),
    ...command.commands.flatMap((child) => commandPart(child, `${path} ${child.name()}`)),
  ]
}

function exampleLines([line, note]: readonly [line: string, note?: string]): readonly string[] {
  return note === undefined ? [line] : [`# ${note}`, line]
}

function topicsOf(topics: readonly string[]): readonly string[] {
  return topics.length === 0 ? [] : paragraph(`Explained by liqwatch explain ${topics.join(', ')}.`)
}

function optionEntries(command: Command): readonly string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => command.parent === null || long !== '--help')
    .flatMap((option: Option) => entry(option.flags, [optionDescription(option)]))
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

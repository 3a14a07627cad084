import type { Command, CommanderError } from 'commander'
import { UsageError } from '../errors.ts'
import { nearestName } from '../model/suggest.ts'
import { helpTailOf } from './help-tail.ts'

/** Flags of the program that take the next word: it is no command's name. */
const VALUED_FLAGS = ['-c', '--config', '-a', '--account', '--scenario', '--timeout']

/** Flags that take a length of time, which is easily typed without them. */
const TIME_FLAGS = ['--for', '--since']

/** The words of a command line that are neither flags nor values of the shared flags. */
export function plainWords(argv: readonly string[]): readonly string[] {
  return argv.filter((word, index) => !word.startsWith('-') && !VALUED_FLAGS.includes(argv[index - 1] ?? ''))
}

/**
 * `help`, `help fix` and `help alerts log` in the form that commander answers: the words, then `--help`.
 *
 * @throws UsageError when help is asked for a command that does not exist
 */
export function withHelpFlag(program: Command, argv: readonly string[]): readonly string[] {
  const [first, ...words] = plainWords(argv)
  const isAsked = first === 'help'
  if (!isAsked && !argv.some((word) => word === '--help' || word === '-h')) return argv
  const named = isAsked ? words : first === undefined ? [] : [first]
  const { rest } = meant(program, named)
  if (named.length > 0 && rest.length === named.length) throw unknownCommand(program, named[0] ?? '')
  return isAsked ? [...words, '--help'] : argv
}

/** What commander refuses, in our words: what is wrong, and what to type instead. */
export function usageFailure({ code, message }: CommanderError, program: Command, argv: readonly string[]): UsageError {
  const { command, rest } = meant(program, plainWords(argv))
  const text = message.replace(/^error: /, '')
  switch (code) {
    case 'commander.help':
      return new UsageError(`a subcommand is missing: ${subcommandsOf(command).join(', ')}`, {
        hint: `${spoken(command)} --help lists them`,
      })
    case 'commander.missingArgument':
      return missingArgument(command, text)
    case 'commander.unknownCommand':
      return unknownCommand(command, rest[0] ?? '')
    case 'commander.excessArguments':
      return excessArguments(command, rest)
    case 'commander.unknownOption':
      return unknownOption(command, text)
    default:
      return invalidValue(command, text)
  }
}

/** The failure for a word that names no command, with the nearest one that exists. */
export function unknownCommand(parent: Command, word: string): UsageError {
  const near = nearestName(word, subcommandsOf(parent))
  const of = parent.parent === null ? 'command' : `subcommand of ${parent.name()}`
  return new UsageError(`there is no ${of} ${JSON.stringify(word)}`, {
    hint: near === null ? `${spoken(parent)} --help lists the commands` : `did you mean: ${spoken(parent)} ${near}`,
  })
}

/** The command that words lead to, and the words left over for it. */
function meant(program: Command, words: readonly string[]): { command: Command; rest: readonly string[] } {
  const child = program.commands.find((command) => command.name() === words[0])
  return child === undefined ? { command: program, rest: words } : meant(child, words.slice(1))
}

function missingArgument(command: Command, text: string): UsageError {
  const missing = command.registeredArguments.find((argument) => text.includes(`'${argument.name()}'`))
  const what = missing === undefined ? '' : `: ${missing.description}`
  const example = helpTailOf(command)?.examples[0]?.[0]
  const help = `${spoken(command)} --help`
  return new UsageError(`${command.name()} needs <${missing?.name() ?? 'argument'}>${what}`, {
    hint: example === undefined ? help : `for example: ${example}   (more: ${help})`,
  })
}

function excessArguments(command: Command, rest: readonly string[]): UsageError {
  const extra = rest[command.registeredArguments.length] ?? rest.at(-1) ?? ''
  if (command.commands.length > 0) return unknownCommand(command, extra)
  const flag = /^\d+(s|m|h|d)$/.test(extra)
    ? command.options.find(({ long }) => TIME_FLAGS.includes(long ?? ''))
    : undefined
  return new UsageError(`${command.name()} has no use for ${JSON.stringify(extra)}`, {
    hint: flag === undefined ? `${spoken(command)} --help shows what it takes` : `did you mean ${flag.long} ${extra}?`,
  })
}

/** Commander puts its suggestion on a line of its own. */
function unknownOption(command: Command, text: string): UsageError {
  const [what = text, suggestion] = text.split('\n')
  const near = /Did you mean (?:one of )?(.*)\?/.exec(suggestion ?? '')?.[1]
  return new UsageError(what, {
    hint: near === undefined ? `${spoken(command)} --help lists the flags` : `did you mean ${near}?`,
  })
}

function invalidValue(command: Command, text: string): UsageError {
  const help = `${spoken(command)} --help`
  const [, typed, list] = /value '(.*)' is invalid. Allowed choices are (.*)\.$/s.exec(shortened(text)) ?? []
  const near = typed === undefined || list === undefined ? null : nearestName(typed, list.split(', '))
  return new UsageError(shortened(text), { hint: near === null ? help : `did you mean ${near}?   (${help})` })
}

/** Options and arguments are refused in the same words. */
function shortened(text: string): string {
  return text
    .replace(/^option '(?:-\w, )?(--[\w-]+)[^']*' argument missing$/, '$1 needs a value')
    .replace(/^option '(?:-\w, )?(--[\w-]+)[^']*' argument /, '$1: value ')
    .replace(/^command-argument value (.*) is invalid for argument '([^']*)'/, '$2: value $1 is invalid')
}

function subcommandsOf(command: Command): readonly string[] {
  return command.commands.map((child) => child.name())
}

/** `liqwatch alerts ack`. */
function spoken(command: Command): string {
  return command.parent === null ? command.name() : `${spoken(command.parent)} ${command.name()}`
}

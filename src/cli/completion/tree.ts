import type { Argument, Command, Help, Option } from 'commander'

/** What can stand in a place: fixed words, symbols from the cache beside them, files, or text nobody can guess. */
export interface CompletionValue {
  readonly name: string
  readonly words: readonly string[]
  readonly hasSymbols: boolean
  readonly isFile: boolean
}

export interface CompletionOption {
  /** `--config`, and `-c` before it where there is one. */
  readonly flags: readonly string[]
  readonly description: string
  /** `null` for a switch. */
  readonly value: CompletionValue | null
}

export interface CompletionArgument extends CompletionValue {
  readonly isVariadic: boolean
}

/** One command as the shells see it, with the flags that it alone takes. */
export interface CompletionCommand {
  /** Words after `liqwatch`: empty for the program itself, `schedule install` for a subcommand. */
  readonly path: string
  readonly name: string
  readonly description: string
  readonly subcommands: readonly { readonly name: string; readonly description: string }[]
  readonly options: readonly CompletionOption[]
  readonly arguments: readonly CompletionArgument[]
}

export interface CompletionTree {
  /** Flags that every command takes. */
  readonly shared: readonly CompletionOption[]
  /** The program itself and all its visible commands, parents before children. */
  readonly commands: readonly CompletionCommand[]
}

/** What there is to complete, read from the program as it stands. */
export function completionTree(program: Command): CompletionTree {
  const help = program.createHelp()
  const shared = help.visibleOptions(program).filter(({ long }) => long !== '--version')
  const scope = { help, sharedNames: new Set(shared.map(({ long }) => long)) }
  return { shared: shared.map(completionOption), commands: branch(program, '', scope) }
}

interface Scope {
  readonly help: Help
  readonly sharedNames: ReadonlySet<string | undefined>
}

function branch(command: Command, path: string, scope: Scope): CompletionCommand[] {
  // Without the help command that every parent has: --help says the same.
  const children = scope.help.visibleCommands(command).filter((child) => command.commands.includes(child))
  const own = scope.help.visibleOptions(command).filter(({ long }) => !scope.sharedNames.has(long))
  const node: CompletionCommand = {
    path,
    name: command.name(),
    description: scope.help.subcommandDescription(command),
    subcommands: children.map((child) => ({
      name: child.name(),
      description: scope.help.subcommandDescription(child),
    })),
    options: own.map(completionOption),
    arguments: command.registeredArguments.map(completionArgument),
  }
  return [node, ...children.flatMap((child) => branch(child, `${path} ${child.name()}`.trim(), scope))]
}

function completionOption(option: Option): CompletionOption {
  const takesValue = option.required || option.optional
  const name = /[<[]([^>\].]+)/.exec(option.flags)?.[1] ?? ''
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    description: option.description,
    value: takesValue ? completionValue(name, option.argChoices) : null,
  }
}

function completionArgument(argument: Argument): CompletionArgument {
  return { ...completionValue(argument.name(), argument.argChoices), isVariadic: argument.variadic }
}

/** Reads a place's name: `symbol` and `file` say what belongs there, and `symbol|account` names a word beside it. */
function completionValue(name: string, choices: readonly string[] | undefined): CompletionValue {
  const parts = name.split('|').map((part) => part.trim())
  const isSymbol = (part: string): boolean => /^sym(bol)?s?$/i.test(part)
  const besides = parts.length > 1 ? parts.filter((part) => !isSymbol(part)) : []
  return {
    name,
    words: choices ?? besides,
    hasSymbols: parts.some(isSymbol),
    isFile: parts.some((part) => /^(file|path|folder)$/i.test(part)),
  }
}

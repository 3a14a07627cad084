import type {
  CompletionArgument,
  CompletionCommand,
  CompletionOption,
  CompletionTree,
  CompletionValue,
} from './tree.ts'

/** A completion script for fish, to be sourced or saved as completions/liqwatch.fish. */
export function fishCompletion({ shared, commands }: CompletionTree): string {
  return `# liqwatch completion for fish: liqwatch completion fish | source

function __liqwatch_takes_value
    switch "$argv[1] $argv[2]"
        case ${valuedFlags(shared, '*')
          .concat(commands.flatMap(({ path, options }) => valuedFlags(options, path)))
          .join(' ')}
            return 0
    end
    return 1
end

function __liqwatch_subcommand
    contains -- "$argv[1] $argv[2]" ${commands.flatMap(steps).join(' ')}
end

${MACHINERY}
complete -c liqwatch -f
${shared.map((option) => `complete -c liqwatch ${optionFlags(option)}`).join('\n')}
${commands.flatMap(commandLines).join('\n')}
`
}

/** Each way from a command to one of its subcommands, as the two words that `__liqwatch_subcommand` is asked with. */
function steps({ path, subcommands }: CompletionCommand): string[] {
  return subcommands.map(({ name }) => quoted(`${path} ${name}`))
}

function valuedFlags(options: readonly CompletionOption[], path: string): string[] {
  return options.flatMap(({ flags, value }) => (value === null ? [] : flags.map((flag) => quoted(`${path} ${flag}`))))
}

function commandLines(command: CompletionCommand): string[] {
  const here = `__liqwatch_at ${quoted(command.path)}`
  return [
    ...command.subcommands.map(({ name, description }) =>
      line(`${here} 0`, `-a ${quoted(name)} -d ${quoted(description)}`),
    ),
    ...command.options.map((option) => line(here, optionFlags(option))),
    ...command.arguments.flatMap((argument, index) => argumentLine(here, argument, index)),
  ]
}

function line(condition: string, rest: string): string {
  return `complete -c liqwatch -n ${quoted(condition)} ${rest}`
}

function optionFlags({ flags, description, value }: CompletionOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  return [...names, ...(value === null ? [] : [valueFlags(value)]), `-d ${quoted(description)}`].join(' ')
}

function valueFlags(value: CompletionValue): string {
  if (value.isFile) return '-r -F'
  const list = listOf(value)
  return list === '' ? '-x' : `-x -a ${quoted(list)}`
}

function argumentLine(here: string, argument: CompletionArgument, index: number): string[] {
  const condition = argument.isVariadic ? here : `${here} ${index}`
  if (argument.isFile) return [line(condition, '-F')]
  const list = listOf(argument)
  return list === '' ? [] : [line(condition, `-a ${quoted(list)}`)]
}

function listOf({ hasSymbols, words }: CompletionValue): string {
  return [...(hasSymbols ? ['(__liqwatch_symbols)'] : []), ...words].join(' ')
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

const MACHINERY = `function __liqwatch_symbols
    set -l program (commandline -opc)[1]
    $program completion --symbols 2>/dev/null
end

# True when the words so far name this command (and, if given, this many arguments follow it).
function __liqwatch_at
    set -l path ''
    set -l count 0
    set -l is_value 0
    for word in (commandline -opc)[2..-1]
        if test $is_value -eq 1
            set is_value 0
        else if string match -q -- '-*' $word
            __liqwatch_takes_value "$path" $word; and set is_value 1
        else if test $count -eq 0; and __liqwatch_subcommand "$path" $word
            set path (string trim -- "$path $word")
        else
            set count (math $count + 1)
        end
    end
    test "$path" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or test $count -eq $argv[2]
end
`

import { shellWord } from '../schedule/shell-word.ts'
import type {
  CompletionArgument,
  CompletionCommand,
  CompletionOption,
  CompletionTree,
  CompletionValue,
} from './tree.ts'

/** A completion script for zsh, to be sourced or put into the function path as `_liqwatch`. */
export function zshCompletion({ shared, commands }: CompletionTree): string {
  return `#compdef liqwatch
# liqwatch completion for zsh: source <(liqwatch completion zsh)

_liqwatch_symbols() {
  local -a symbols
  symbols=(\${(f)"$($liqwatch_program completion --symbols 2>/dev/null)"})
  compadd -M 'm:{[:lower:]}={[:upper:]}' -a symbols
}

${commands.map(commandFunction).join('\n')}
_liqwatch() {
  local liqwatch_program=$words[1]
  local -a liqwatch_shared
  liqwatch_shared=(
${shared
  .flatMap(optionSpecs)
  .map((spec) => `    ${quoted(spec)}`)
  .join('\n')}
  )
  ${functionName('')}
}

if [[ "$funcstack[1]" == _liqwatch ]]; then
  _liqwatch "$@"
else
  compdef _liqwatch liqwatch
fi
`
}

function functionName(path: string): string {
  return ['_liqwatch_command', ...path.split(' ')].join('_').replace(/[^A-Za-z0-9_]/g, '_')
}

function commandFunction(command: CompletionCommand): string {
  const specs = command.options.flatMap(optionSpecs)
  return command.subcommands.length === 0 ? leaf(command, specs) : fork(command, specs)
}

function leaf(command: CompletionCommand, specs: readonly string[]): string {
  const places = command.arguments.map(argumentSpec)
  return `${functionName(command.path)}() {\n  _arguments -s \\\n${lines([...specs, ...places])}\n}\n`
}

function fork(command: CompletionCommand, specs: readonly string[]): string {
  const names = command.subcommands.map(({ name, description }) =>
    shellWord(`${escaped(name, /[\\:]/g)}:${description}`),
  )
  const branches = command.subcommands.map(
    ({ name }) => `    ${shellWord(name)}) ${functionName(`${command.path} ${name}`.trim())} ;;`,
  )
  return `${functionName(command.path)}() {
  local curcontext="$curcontext" state line
  local -A opt_args
  local -a subcommands
  subcommands=(
${names.map((name) => `    ${name}`).join('\n')}
  )
  # Flags after the subcommand belong to it.
  _arguments -C -s -A '-*' \\
${lines([...specs, '1: :->subcommand', '*:: :->rest'])}
  case $state in
    subcommand) _describe -t commands command subcommands ;;
    rest)
      case $line[1] in
${branches.map((branch) => `    ${branch}`).join('\n')}
      esac
      ;;
  esac
}
`
}

function lines(specs: readonly string[]): string {
  return ['    $liqwatch_shared', ...specs.map((spec) => `    ${quoted(spec)}`)].join(' \\\n')
}

function quoted(spec: string): string {
  return `'${spec.replaceAll("'", `'"'"'`)}'`
}

function optionSpecs({ flags, description, value }: CompletionOption): string[] {
  const excluded = flags.length > 1 ? `(${flags.join(' ')})` : ''
  const text = `[${escaped(description, /[\\:[\]]/g)}]`
  return flags.map((flag) => {
    const joint = value === null ? '' : flag.startsWith('--') ? '=' : '+'
    return `${excluded}${flag}${joint}${text}${value === null ? '' : place(value)}`
  })
}

function argumentSpec(argument: CompletionArgument, index: number): string {
  return `${argument.isVariadic ? '*' : index + 1}${place(argument)}`
}

function place(value: CompletionValue): string {
  return `:${escaped(value.name, /[\\:]/g)}:${action(value)}`
}

function action({ words, hasSymbols, isFile }: CompletionValue): string {
  const list = words.map((word) => escaped(word, /[\\:()\s]/g)).join(' ')
  if (hasSymbols) return list === '' ? '_liqwatch_symbols' : `{_liqwatch_symbols; compadd ${list}}`
  if (isFile) return '_files'
  return list === '' ? ' ' : `(${list})`
}

function escaped(text: string, special: RegExp): string {
  return text.replace(special, '\\$&')
}

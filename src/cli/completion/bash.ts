import { shellWord } from '../schedule/shell-word.ts'
import type { CompletionCommand, CompletionOption, CompletionTree, CompletionValue } from './tree.ts'

/** A completion script for bash 3.2 and later, to be sourced. */
export function bashCompletion({ shared, commands }: CompletionTree): string {
  return `# liqwatch completion for bash: source <(liqwatch completion bash)

# The subcommands of a command.
_liqwatch_subcommands() {
  case "$1" in
${cases(commands.map(({ path, subcommands }) => [shellWord(path), subcommands.map(({ name }) => name)]))}
  esac
}

# The flags of a command.
_liqwatch_flags() {
  case "$1" in
${cases(commands.map(({ path, options }) => [shellWord(path), flagsOf(options)]))}
  esac
${offer(flagsOf(shared))}
}

# What a flag of a command takes; fails for a flag that takes nothing.
_liqwatch_value() {
  case "$1 $2" in
${cases([...shared.flatMap(sharedFlagValues), ...commands.flatMap(ownFlagValues)])}
    *) return 1 ;;
  esac
}

# What the argument of a command takes, by the number of arguments before it.
_liqwatch_argument() {
  case "$1 $2" in
${cases(commands.flatMap(argumentValues))}
  esac
}

${MACHINERY}`
}

/** A shell pattern and the words it leads to. */
type Case = readonly [pattern: string, words: readonly string[]]

function cases(list: readonly Case[]): string {
  return list
    .filter(([, words]) => words.length > 0)
    .map(([pattern, words]) => `    ${pattern}) ${offer(words).trim()} ;;`)
    .join('\n')
}

function offer(words: readonly string[]): string {
  return `  printf '%s\\n' ${words.map(shellWord).join(' ')}`
}

function flagsOf(options: readonly CompletionOption[]): readonly string[] {
  return options.flatMap(({ flags }) => flags)
}

function sharedFlagValues({ flags, value }: CompletionOption): Case[] {
  return value === null ? [] : flags.map((flag) => [`*' ${flag}'`, offers(value)])
}

function ownFlagValues({ path, options }: CompletionCommand): Case[] {
  return options.flatMap(({ flags, value }) =>
    value === null ? [] : flags.map((flag): Case => [`'${path} ${flag}'`, offers(value)]),
  )
}

function argumentValues({ path, arguments: places }: CompletionCommand): Case[] {
  return places.map((place, index) => [`'${path} '${place.isVariadic ? '*' : index}`, offers(place)])
}

/** An empty word stands for text that nobody can guess. */
function offers(value: CompletionValue): readonly string[] {
  const known = [...(value.hasSymbols ? ['@symbols'] : []), ...(value.isFile ? ['@files'] : []), ...value.words]
  return known.length === 0 ? [''] : known
}

// Names from the cache are compared, never expanded: compgen -W would run what stands in them.
const MACHINERY = `_liqwatch_match() {
  local word
  while IFS= read -r word; do
    case "$word" in
      '') ;;
      "$2"*) COMPREPLY+=("$word") ;;
    esac
  done <<< "$1"
}

_liqwatch_symbols() {
  "\${COMP_WORDS[0]}" completion --symbols 2>/dev/null
}

_liqwatch_offer() {
  local offer
  while IFS= read -r offer; do
    case "$offer" in
      @symbols) _liqwatch_match "$(_liqwatch_symbols)" "$(printf '%s' "$2" | tr '[:lower:]' '[:upper:]')" ;;
      @files)
        compopt -o filenames 2>/dev/null
        _liqwatch_match "$(compgen -f -- "$2")" "$2"
        ;;
      *) _liqwatch_match "$offer" "$2" ;;
    esac
  done <<< "$1"
}

_liqwatch() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' count=0 index=1 word
  COMPREPLY=()
  while [ "$index" -lt "$COMP_CWORD" ]; do
    word="\${COMP_WORDS[index]}"
    case "$word" in
      -*)
        if _liqwatch_value "$path" "$word" >/dev/null; then
          index=$((index + 1))
          # bash makes the sign of --flag=value a word of its own
          if [ "\${COMP_WORDS[index]}" = '=' ]; then
            index=$((index + 1))
            if [ "$current" = '=' ]; then current=''; fi
          fi
          if [ "$index" -ge "$COMP_CWORD" ]; then
            _liqwatch_offer "$(_liqwatch_value "$path" "$word")" "$current"
            return
          fi
        fi
        ;;
      *)
        if [ "$count" -eq 0 ] && _liqwatch_subcommands "$path" | grep -Fqx -e "$word"; then
          path="\${path:+$path }$word"
        else
          count=$((count + 1))
        fi
        ;;
    esac
    index=$((index + 1))
  done
  case "$current" in
    -*) _liqwatch_offer "$(_liqwatch_flags "$path")" "$current" ;;
    *)
      if [ "$count" -eq 0 ]; then _liqwatch_offer "$(_liqwatch_subcommands "$path")" "$current"; fi
      _liqwatch_offer "$(_liqwatch_argument "$path" "$count")" "$current"
      ;;
  esac
}

complete -F _liqwatch liqwatch
`

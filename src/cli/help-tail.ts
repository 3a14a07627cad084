import type { Command } from 'commander'
import { helpWidth } from './help-style.ts'

/** A line to type, and what it is for where it does not speak for itself. */
export type Example = readonly [line: string, note?: string]

/** What the help of a command says after its flags. */
export interface HelpTail {
  /** Paragraphs in front of the examples; one that starts with a space is shown as it stands. */
  readonly notes?: readonly string[]
  readonly examples: readonly Example[]
  /** Topics of `liqwatch explain` that tell how the figures are made. */
  readonly topics?: readonly string[]
}

const ALSO = 'Also takes the flags that liqwatch --help lists: --json, --demo, -a NAME and others.'
const INDENT = '  '
const GAP = 2

const tails = new WeakMap<Command, HelpTail>()

/** Gives a command its notes, examples and topics: they end its help, and stand in the manual page. */
export function withHelp(command: Command, tail: HelpTail): Command {
  tails.set(command, tail)
  return command.addHelpText('after', () => helpTailText(tail, helpWidth(process.stdout.columns)))
}

/** What `withHelp` gave a command; `null` when it was given nothing. */
export function helpTailOf(command: Command): HelpTail | null {
  return tails.get(command) ?? null
}

/** The end of a command's help, set to a width: an empty line, notes, examples, topics, the word on shared flags. */
export function helpTailText({ notes = [], examples, topics = [] }: HelpTail, width: number): string {
  return [
    ...notes.flatMap((note) => ['', ...(note.startsWith(' ') ? [note] : wrapped(note, width))]),
    '',
    'Examples:',
    ...exampleLines(examples, width),
    '',
    ...topicLines(topics, width),
    ...wrapped(ALSO, width),
  ].join('\n')
}

/** Notes stand beside the lines that leave half of the width, below the others. */
function exampleLines(examples: readonly Example[], width: number): readonly string[] {
  const short = examples.map(([line]) => line.length).filter((length) => length + GAP <= width / 2)
  const column = INDENT.length + Math.max(0, ...short) + GAP
  return examples.flatMap(([line, note]) => {
    if (note === undefined) return [INDENT + line]
    const isBeside = line.length + GAP <= width / 2
    const indent = isBeside ? ' '.repeat(column) : INDENT.repeat(3)
    const noted = wrapped(note, width - indent.length).map((text) => indent + text)
    if (!isBeside) return [INDENT + line, ...noted]
    return [INDENT + line + (noted[0] ?? '').slice(INDENT.length + line.length), ...noted.slice(1)]
  })
}

function topicLines(topics: readonly string[], width: number): readonly string[] {
  if (topics.length === 0) return []
  return wrapped(
    `Explained by: liqwatch explain ${topics.join(', ')}${topics.length > 1 ? ' (one at a time)' : ''}`,
    width,
  )
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

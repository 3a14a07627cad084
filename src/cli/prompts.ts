import { createInterface, type Interface } from 'node:readline'
import { Writable } from 'node:stream'
import { LiqwatchError } from '../errors.ts'

/** Questions on stderr, answers from stdin: typed at a terminal, or one a line from a pipe. */
export interface Prompts {
  /** Whether somebody sits there who can answer once more. */
  readonly isTerminal: boolean
  /** The trimmed answer; the fallback for an empty one. */
  ask(question: string, fallback: string): Promise<string>
  /** The trimmed answer, which a terminal does not show. */
  askHidden(question: string): Promise<string>
  close(): void
}

/** Opens the prompts on the process's own stdin. */
export function openPrompts(): Prompts {
  let isMuted = false
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!isMuted) process.stderr.write(chunk)
      done()
    },
  })
  const isTerminal = process.stdin.isTTY === true
  const reader = createInterface({ input: process.stdin, output, terminal: isTerminal })
  const nextLine = lineSource(reader)
  const ask = async (question: string): Promise<string> => {
    process.stderr.write(question)
    const line = (await nextLine()).trim()
    if (isMuted || !isTerminal) process.stderr.write('\n')
    return line
  }
  return {
    isTerminal,
    ask: async (question, fallback) =>
      (await ask(`${question}${fallback === '' ? '' : ` [${fallback}]`}: `)) || fallback,
    askHidden: async (question) => {
      isMuted = true
      try {
        return await ask(`${question} (not shown): `)
      } finally {
        isMuted = false
      }
    },
    close: () => reader.close(),
  }
}

/** Lines may arrive before they are asked for, and the input may end before the last question. */
function lineSource(reader: Interface): () => Promise<string> {
  const lines: string[] = []
  let hasEnded = false
  let wake: (() => void) | null = null
  reader.on('line', (line) => {
    lines.push(line)
    wake?.()
  })
  reader.on('close', () => {
    hasEnded = true
    wake?.()
  })
  return async () => {
    while (lines.length === 0 && !hasEnded) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    const line = lines.shift()
    if (line !== undefined) return line
    throw new LiqwatchError('the input ended before every question was answered', {
      code: 'input-ended',
      hint: 'run liqwatch init at a terminal, or pipe in one answer a line',
    })
  }
}

/** Where a demo plays: a screen that is redrawn, with news below it, or plain lines in a pipe. */
export interface DemoStage {
  /** Redraws the screen; a pipe gets one now and then. */
  frame(text: string): void
  /** Adds lines of news. */
  print(lines: readonly string[]): void
  /** Gives the terminal back and leaves these lines on it. Later calls do nothing. */
  leave(lines: readonly string[]): void
}

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
const HOME = '\u001b[H'
const CLEAR_LINE_END = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'
const PLAIN_FRAMES = 12

/** Opens the stage that fits the stream. */
export function openStage(stream: NodeJS.WriteStream): DemoStage {
  return stream.isTTY === true ? terminalStage(stream) : plainStage(stream)
}

function terminalStage(stream: NodeJS.WriteStream): DemoStage {
  const news: string[] = []
  let hasLeft = false
  stream.write(ENTER)
  const leave = (lines: readonly string[]): void => {
    if (hasLeft) return
    hasLeft = true
    process.off('exit', onExit)
    stream.write(LEAVE + lines.map((line) => `${line}\n`).join(''))
  }
  const onExit = (): void => leave([])
  process.on('exit', onExit)
  return {
    frame: (text) => {
      const lines = text.trimEnd().split('\n')
      const room = Math.max(0, (stream.rows ?? 24) - lines.length - 2)
      const shown = [...lines, '', ...news.slice(-room)].slice(0, (stream.rows ?? 24) - 1)
      stream.write(HOME + shown.map((line) => `${line}${CLEAR_LINE_END}\n`).join('') + CLEAR_BELOW)
    },
    print: (lines) => news.push(...lines),
    leave,
  }
}

function plainStage(stream: NodeJS.WriteStream): DemoStage {
  let frames = 0
  let hasLeft = false
  const write = (lines: readonly string[]): void => void stream.write(lines.map((line) => `${line}\n`).join(''))
  return {
    frame: (text) => {
      if (frames % PLAIN_FRAMES === 0) write(['', ...text.trimEnd().split('\n'), ''])
      frames += 1
    },
    print: write,
    leave: (lines) => {
      // The opening is on the paper already.
      if (!hasLeft && lines.length > 0) write(lines.slice(lines.indexOf('')))
      hasLeft = true
    },
  }
}

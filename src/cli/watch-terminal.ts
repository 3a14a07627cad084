import type { ReadStream, WriteStream } from 'node:tty'
import { diffFrame, type FrameSize } from '../view/watch-frame.ts'

/** The screen as it was is kept aside, the cursor hidden, long lines are cut by the terminal too. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J'
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l'
const CLEAR = '\u001b[2J'
const CLEAR_TO_END = '\u001b[K'
const DEADLY_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface WatchTerminalOptions {
  readonly input: ReadStream
  readonly output: WriteStream
  /** Told each key, in the names of `stepWatchKeys`. */
  readonly onKey: (key: string) => void
  /** The size changed and the screen is empty: a frame is wanted. */
  readonly onResize: () => void
}

/** A terminal that belongs to the live screen until it is closed. */
export interface WatchTerminal {
  size(): FrameSize
  /** Writes the lines that changed; a terminal that cannot keep up skips frames. */
  paint(lines: readonly string[]): void
  /** Makes the next frame be written whole. */
  forget(): void
  /** Gives the terminal back as it was; harmless when repeated. */
  close(): void
}

/**
 * Takes over the terminal. It is given back on every way out: `close`, the end of the process, a crash (before its
 * message is printed) and deadly signals, which then do what they would have done without us.
 */
export function openWatchTerminal(options: WatchTerminalOptions): WatchTerminal {
  const { input, output } = options
  let shown: readonly string[] = []
  let isOpen = true
  const hears = (text: string): void => {
    for (const key of decodeKeys(text)) options.onKey(key)
  }
  const resized = (): void => {
    shown = []
    output.write(CLEAR)
    options.onResize()
  }
  const close = (): void => {
    if (!isOpen) return
    isOpen = false
    output.write(LEAVE)
    output.off('resize', resized)
    input.off('data', hears)
    setRawMode(input, false)
    input.pause()
    withdraw()
  }
  const withdraw = closeOnEveryWayOut(close)
  output.on('error', close)
  output.on('resize', resized)
  output.write(ENTER)
  setRawMode(input, true)
  input.setEncoding('utf8')
  input.on('data', hears)
  return {
    size: () => ({ columns: output.columns ?? 80, rows: output.rows ?? 24 }),
    paint: (lines) => {
      if (!isOpen || output.writableNeedDrain) return
      const changed = diffFrame(shown, lines)
      shown = lines
      if (changed.length === 0) return
      // Cleared first: behind a line that fills the screen the cursor still stands on its last character.
      output.write(changed.map(({ row, line }) => `\u001b[${row + 1};1H${CLEAR_TO_END}${line}`).join(''))
    },
    forget: () => {
      shown = []
    },
    close,
  }
}

/** Absent where the stream is no terminal. */
function setRawMode(input: Partial<ReadStream>, isRaw: boolean): void {
  input.setRawMode?.(isRaw)
}

/** Closes on exit, crash and deadly signals; returns how to withdraw. */
function closeOnEveryWayOut(close: () => void): () => void {
  const signalled = (signal: NodeJS.Signals): void => {
    close()
    // Ours is gone by now: when nobody else listens, the signal does its work as if we had never been here.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  process.on('exit', close)
  process.on('uncaughtExceptionMonitor', close)
  // In front of the others: a listener that is called once would be gone when we count.
  for (const signal of DEADLY_SIGNALS) process.prependListener(signal, signalled)
  return () => {
    process.off('exit', close)
    process.off('uncaughtExceptionMonitor', close)
    for (const signal of DEADLY_SIGNALS) process.off(signal, signalled)
  }
}

const SEQUENCES = /\u001b(?:\[[0-9;?]*[@-~]|O[A-Z])|./gsu

const NAMES: ReadonlyMap<string, string> = new Map([
  ['\u001b[A', 'up'],
  ['\u001bOA', 'up'],
  ['\u001b[B', 'down'],
  ['\u001bOB', 'down'],
  ['\u001b[5~', 'pageup'],
  ['\u001b[6~', 'pagedown'],
  ['\u001b[H', 'home'],
  ['\u001bOH', 'home'],
  ['\u001b[1~', 'home'],
  ['\u001b[F', 'end'],
  ['\u001bOF', 'end'],
  ['\u001b[4~', 'end'],
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\u001b', 'escape'],
  ['\u007f', 'backspace'],
  ['\b', 'backspace'],
  ['\u0003', 'ctrl-c'],
  ['\u000c', 'ctrl-l'],
])

/** The keys in a piece of raw terminal input: printed characters as they are, others by name; unknown ones are left out. */
export function decodeKeys(text: string): readonly string[] {
  return (text.match(SEQUENCES) ?? []).flatMap((piece) => {
    const name = NAMES.get(piece)
    if (name !== undefined) return [name]
    return /^[\p{Cc}\p{Cf}]/u.test(piece) ? [] : [piece]
  })
}

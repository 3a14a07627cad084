import type { SyncProgress } from '../app/history/sync-list.ts'
import { duration } from '../view/format.ts'
import { foreign } from '../view/screen.ts'

/** One line of a terminal that tells how far a long work is. */
export interface ProgressLine {
  readonly progress: (progress: SyncProgress) => void
  readonly wait: (waitMs: number) => void
  /** Takes the line away. */
  readonly close: () => void
}

const CLEAR = '\r\u001b[K'

const WORDS: Readonly<Record<SyncProgress['source'], readonly [what: string, piece: string]>> = {
  income: ['funding and transfers', 'months'],
  forced: ['forced closes', 'weeks'],
  trades: ['trades', 'weeks'],
  orders: ['stops', 'weeks'],
  margin: ['margin', 'months'],
}

/** Writes to a terminal only, and not with --quiet. */
export function openProgressLine(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>,
  { quiet }: { readonly quiet?: boolean },
): ProgressLine {
  const isShown = stream.isTTY === true && quiet !== true
  let last = ''
  const show = (text: string): void => {
    if (isShown) stream.write(CLEAR + text.slice(0, (stream.columns ?? 80) - 1))
  }
  // Ctrl-C ends the process without a word.
  const onExit = (): void => show('')
  process.once('exit', onExit)
  return {
    progress: (progress) => {
      last = progressText(progress)
      show(last)
    },
    wait: (waitMs) => show(`${last}: waiting ${duration(waitMs)} for the request limit`),
    close: () => {
      process.off('exit', onExit)
      show('')
    },
  }
}

/** `trades SOLUSDT 3/13 weeks`. */
export function progressText({ account, source, symbol, done, of }: SyncProgress): string {
  const [what, piece] = WORDS[source]
  return [`${foreign(account)}:`, what, foreign(symbol), `${done + 1}/${of} ${piece}`]
    .filter((word) => word !== '')
    .join(' ')
}

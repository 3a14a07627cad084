import type { DoctorCheck } from '../model/doctor-check.ts'
import type { Clock } from '../ports/clock.ts'
import type { Stream, StreamSignals, Streams } from '../ports/streams.ts'

const LONGEST_WAIT_MS = 6000
const HINT = 'watch polls meanwhile; see whether a proxy or firewall stops websockets (wss, port 443)'

/** How long one may wait for a sign. */
export interface Patience {
  readonly clock: Clock
  readonly endsAtMs: number
}

/** Opens both streams until the first mark and the first connection, at most 6 s, and closes them again. */
export async function examineStreams(
  streams: Streams,
  symbol: string,
  patience: Patience,
): Promise<readonly DoctorCheck[]> {
  return Promise.all([
    firstSign('market stream', `marks of ${symbol} come`, patience, (signals, tell) =>
      streams.openMarketStream([symbol], { ...signals, onMarks: tell }),
    ),
    firstSign('user stream', 'opened', patience, (signals, tell) =>
      streams.openUserStream({ ...signals, onOpen: tell, onEvent: () => undefined }),
    ),
  ])
}

type Open = (signals: StreamSignals, tell: () => void) => Stream

async function firstSign(
  name: string,
  message: string,
  { clock, endsAtMs }: Patience,
  open: Open,
): Promise<DoctorCheck> {
  const waitMs = Math.max(0, Math.min(LONGEST_WAIT_MS, endsAtMs - clock.nowMs()))
  const problems: string[] = []
  const keep = (why: string): void => void problems.push(why)
  let tell: (sign: 'came') => void = () => undefined
  const sign = new Promise<'came'>((resolve) => {
    tell = resolve
  })
  const stream = open({ onOpen: () => undefined, onDown: keep, onTrouble: keep }, () => tell('came'))
  const end = await Promise.race([sign, clock.sleep(waitMs).then(() => 'too late' as const)])
  stream.close()
  if (end === 'came') return { name, status: 'ok', message, hint: null }
  const why = problems.at(-1) ?? 'it says nothing'
  return { name, status: 'warn', message: `nothing within ${Math.ceil(waitMs / 100) / 10} s: ${why}`, hint: HINT }
}

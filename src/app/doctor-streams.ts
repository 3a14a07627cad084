import type { DoctorCheck } from '../model/doctor-check.ts'
import type { Clock, Stream, StreamSignals, Streams } from '../ports.ts'

const LONGEST_WAIT_MS = 6000
const HINT = 'watch polls meanwhile; see whether a proxy or firewall stops websockets (wss, port 443)'

/** Opens both streams until the first mark and the first connection, and closes them again. */
export async function examineStreams(streams: Streams, symbol: string, clock: Clock): Promise<readonly DoctorCheck[]> {
  return Promise.all([
    firstSign('market stream', `marks of ${symbol} come`, clock, (signals, tell) =>
      streams.openMarketStream([symbol], { ...signals, onMarks: tell }),
    ),
    firstSign('user stream', 'opened', clock, (signals, tell) =>
      streams.openUserStream({ ...signals, onOpen: tell, onEvent: () => undefined }),
    ),
  ])
}

type Open = (signals: StreamSignals, tell: () => void) => Stream

async function firstSign(name: string, message: string, clock: Clock, open: Open): Promise<DoctorCheck> {
  const problems: string[] = []
  const keep = (why: string): void => void problems.push(why)
  let tell: (sign: 'came') => void = () => undefined
  const sign = new Promise<'came'>((resolve) => {
    tell = resolve
  })
  const stream = open({ onOpen: () => undefined, onDown: keep, onTrouble: keep }, () => tell('came'))
  const end = await Promise.race([sign, clock.sleep(LONGEST_WAIT_MS).then(() => 'too late' as const)])
  stream.close()
  if (end === 'came') return { name, status: 'ok', message, hint: null }
  const why = problems.at(-1) ?? 'it says nothing'
  return { name, status: 'warn', message: `nothing within ${LONGEST_WAIT_MS / 1000} s: ${why}`, hint: HINT }
}

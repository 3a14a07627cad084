import { type Figure, milliseconds } from './figure.ts'
import { PROGRAM, runNode } from './processes.ts'
import { median, takeTurns } from './statistics.ts'

const ROUNDS = 15

/** Start-up of the program against a Node process that does nothing. */
export async function startupFigures(): Promise<readonly Figure[]> {
  const timed = (argv: readonly string[]) => async () => (await runNode(argv)).durationMs
  const times = await takeTurns(ROUNDS, {
    empty: timed(['-e', '0']),
    version: timed([PROGRAM, '--version']),
    help: timed([PROGRAM, '--help']),
  })
  const emptyMs = median(times.empty)
  const against = (ms: number) => `${milliseconds(ms)} against ${milliseconds(emptyMs)}, medians of ${ROUNDS} runs`
  const [versionMs, helpMs] = [median(times.version), median(times.help)]
  return [
    {
      what: '`--version` against an empty Node process',
      measured: versionMs / emptyMs,
      unit: '×',
      detail: against(versionMs),
      limit: { kind: 'at most', value: 1.5 },
    },
    {
      what: '`--help` against an empty Node process',
      measured: helpMs / emptyMs,
      unit: '×',
      detail: against(helpMs),
      limit: null,
    },
  ]
}

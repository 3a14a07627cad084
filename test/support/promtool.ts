import { spawnSync } from 'node:child_process'

/** What Prometheus' own checker made of something. */
export interface PromtoolVerdict {
  readonly isSound: boolean
  readonly said: string
}

/** Asks promtool; `null`, said aloud, where it is not installed: then the structural tests beside it are what holds. */
export function promtool(argv: readonly string[], input = ''): PromtoolVerdict | null {
  const { error, status, stdout, stderr } = spawnSync('promtool', argv, { input, encoding: 'utf8' })
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') {
    process.stderr.write(`promtool is not installed: ${argv.slice(0, 2).join(' ')} was judged by structure alone\n`)
    return null
  }
  return { isSound: status === 0, said: `${stdout}${stderr}` }
}

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/liqwatch.js', import.meta.url))
const frozen = new URL('frozen-terminal.mjs', import.meta.url).href

/** A screen of the README: what is typed, and how wide the terminal is. */
export interface ScreenShot {
  /** Name of the picture. */
  readonly name: string
  readonly argv: readonly string[]
  readonly columns: number
  /** What stands in the title of the window; what was typed, unless it would distract. */
  readonly title: string
}

/** The pictures of the README. */
export const SCREENS: readonly ScreenShot[] = [
  { name: 'status', argv: [], columns: 106, title: 'liqwatch' },
  { name: 'watch', argv: ['watch', '--once'], columns: 122, title: 'liqwatch watch' },
  { name: 'fix', argv: ['fix', 'SOLUSDT'], columns: 112, title: 'liqwatch fix sol' },
  { name: 'stress', argv: ['stress'], columns: 106, title: 'liqwatch stress' },
  { name: 'explain', argv: ['explain', 'isolated'], columns: 106, title: 'liqwatch explain isolated' },
]

/** What the built program prints on the embedded exchange, with its colours; fails when it prints a failure. */
export async function captureScreen({ argv, columns }: ScreenShot): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'liqwatch-screen-'))
  try {
    return await printed([...argv, '--demo'], {
      PATH: process.env.PATH ?? '',
      HOME: home,
      TZ: 'UTC',
      FORCE_COLOR: '1',
      SCREEN_COLUMNS: String(columns),
    })
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function printed(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', frozen, bin, ...argv], { cwd: tmpdir(), env, stdio: 'pipe' })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => (stdout += String(chunk)))
    child.stderr.on('data', (chunk) => (stderr += String(chunk)))
    child.on('error', reject)
    child.on('close', (exitCode) => {
      if (exitCode === 0) resolve(stdout)
      else reject(new Error(`${argv.join(' ')} ended with ${exitCode}: ${stderr}`))
    })
  })
}

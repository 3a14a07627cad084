import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DemoExchange } from '../../src/demo/server.ts'

const bin = fileURLToPath(new URL('../../bin/liqwatch.js', import.meta.url))

const measured = process.env.LIQWATCH_CHILD_COVERAGE
/** Tells a child to leave a profile of what it ran, while coverage is measured; nothing otherwise. */
export const MEASURED: Readonly<Record<string, string>> = measured === undefined ? {} : { NODE_V8_COVERAGE: measured }

/** What a finished run left behind. */
export interface CliResult {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  /** The whole environment of the child; PATH alone by default. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly cwd?: string
}

/** Runs the built program to its end, without a terminal. */
export function runCli(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...argv], {
      cwd: options.cwd ?? tmpdir(),
      env: { ...(options.env ?? { PATH: process.env.PATH ?? '' }), ...MEASURED },
      stdio: 'pipe',
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => (stdout += String(chunk)))
    child.stderr.on('data', (chunk) => (stderr += String(chunk)))
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
    child.stdin.end(options.input ?? '')
  })
}

/** A home of its own for a run: config, state and cache in a fresh folder. */
export interface CliHome {
  readonly folder: string
  readonly configPath: string
  readonly env: Readonly<Record<string, string>>
}

/** Writes a config that leads to the embedded exchange, with its secrets in files, as a user would have it. */
export function homeFor(exchange: DemoExchange, overrides: Readonly<Record<string, unknown>> = {}): CliHome {
  const folder = mkdtempSync(join(tmpdir(), 'liqwatch-'))
  const secret = (name: string, value: string): string => {
    writeFileSync(join(folder, name), `${value}\n`, { mode: 0o600 })
    return `file:${join(folder, name)}`
  }
  const account = {
    apiKey: secret('key', exchange.apiKey),
    apiSecret: secret('secret', exchange.apiSecret),
    endpoints: exchange.endpoints,
  }
  const configPath = join(folder, 'config.json')
  const config = { accounts: { main: account }, channels: {}, ...overrides }
  writeFileSync(configPath, JSON.stringify(config), { mode: 0o600 })
  return { folder, configPath, env: isolatedEnv(folder, configPath) }
}

function isolatedEnv(folder: string, configPath: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    LIQWATCH_CONFIG: configPath,
    LIQWATCH_STATE_DIR: join(folder, 'state'),
    LIQWATCH_CACHE_DIR: join(folder, 'cache'),
  }
}

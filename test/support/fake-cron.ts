import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CliHome } from './run-cli.ts'

/** A crontab of its own for a run: programs `crontab`, `ps` and `systemctl` that are found before the machine's. */
export interface FakeCron {
  readonly env: Readonly<Record<string, string>>
  /** The crontab as it stands; `null` when there is none. */
  text(): string | null
}

/** Puts the programs into the home; `ps` shows a cron daemon or none, and there is no systemd. */
export function fakeCron(home: CliHome, isDaemonRunning = true): FakeCron {
  const folder = join(home.folder, 'bin')
  const crontab = join(home.folder, 'crontab')
  mkdirSync(folder)
  const program = (name: string, ...lines: readonly string[]): void => {
    writeFileSync(join(folder, name), ['#!/bin/sh', ...lines, ''].join('\n'))
    chmodSync(join(folder, name), 0o755)
  }
  program(
    'crontab',
    `case "$1" in`,
    `-l) cat '${crontab}' 2>/dev/null || { echo 'no crontab for you' >&2; exit 1; } ;;`,
    `-r) rm -f '${crontab}' ;;`,
    `-) cat > '${crontab}' ;;`,
    'esac',
  )
  program('ps', `echo ${isDaemonRunning ? 'cron' : 'bash'}`)
  program('systemctl', 'exit 1')
  return {
    env: { ...home.env, PATH: `${folder}:/usr/bin:/bin` },
    text: () => (existsSync(crontab) ? readFileSync(crontab, 'utf8') : null),
  }
}

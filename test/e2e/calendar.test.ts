import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bare = (...argv: readonly string[]) =>
  runCli(argv, { env: { PATH: process.env.PATH ?? '', HOME: folder, XDG_CONFIG_HOME: join(folder, 'none') } })

describe('calendar where nothing is configured', () => {
  it('shows the dates, which need no key, and says why it knows no exposure', async () => {
    const { exitCode, stdout, stderr } = await bare('calendar')
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain('? CPI: UNKNOWN')
    expect(stdout).toContain('exposure: n/a, no account is configured')
  })

  it('has the same as JSON', async () => {
    const { exitCode, stdout } = await bare('calendar', '--json')
    const { error, calendar } = JSON.parse(stdout)
    expect([exitCode, error]).toEqual([0, null])
    expect(calendar.coverage.map(({ kind }: { kind: string }) => kind)).toEqual(['FOMC', 'CPI'])
    expect(calendar.exposure).toEqual({ account: null, halving: null, reason: 'no account is configured' })
  })

  it.each([
    { name: 'a config that was named', argv: ['--config', '/nowhere/config.json'] },
    { name: 'an account that was named', argv: ['--account', 'main'] },
  ])('does not pass over $name', async ({ argv }) => {
    const { exitCode, stderr } = await bare('calendar', ...argv)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^error: /)
  })
})

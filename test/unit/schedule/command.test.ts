import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { registerSchedule } from '../../../src/cli/commands/schedule.ts'
import { addGlobalFlags } from '../../../src/cli/flags.ts'
import { cronBlock } from '../../../src/cli/schedule/crontab.ts'
import { aJob, fakeMachine, fakeServices } from './fake-machine.ts'

async function run(...argv: readonly string[]): Promise<{ text: string; exitCode: number; crontab: string | null }> {
  const fake = fakeMachine()
  const { services, answers } = fakeServices(fake.machine)
  let exitCode = -1
  const program = addGlobalFlags(new Command('liqwatch'))
  registerSchedule(program, async (_flags, use) => {
    exitCode = await use(services)
  })
  for (const command of program.commands.flatMap((parent) => [parent, ...parent.commands])) {
    command.exitOverride().configureOutput({ writeErr: () => undefined })
  }
  await program.parseAsync(argv, { from: 'user' })
  return { text: answers.map(({ text }) => text).join(''), exitCode, crontab: fake.crontab }
}

describe('liqwatch schedule', () => {
  it('passes its flags into the job', async () => {
    const flags = ['--kind', 'cron', '--every', '5m', '--ping', 'https://hc.example/1']
    const { text, exitCode } = await run('--timeout', '20', 'schedule', 'print', ...flags)
    const job = aJob({ everyMinutes: 5, pingUrl: 'https://hc.example/1', timeoutSeconds: 20 })
    expect([text, exitCode]).toEqual([cronBlock(job), 0])
  })

  it('passes metrics into the job, an address to a watch and a file to a check', async () => {
    const watched = await run('schedule', 'print', '--kind', 'cron', '--what', 'watch', '--metrics', '[::1]:9464')
    expect(watched.text).toBe(cronBlock(aJob({ what: 'watch', metrics: '[::1]:9464' })))
    expect(watched.text).toMatch(/watch --headless --metrics '?\[::1\]:9464'? --quiet/)
    const checked = await run('schedule', 'print', '--kind', 'cron', '--prom', 'metrics/liqwatch.prom')
    expect(checked.text).toContain(`check --prom ${process.cwd()}/metrics/liqwatch.prom --quiet`)
    const open = await run('schedule', 'print', '--what', 'watch', '--metrics', '0.0.0.0:9464', '--metrics-public')
    expect(open.text).toContain('--metrics 0.0.0.0:9464 --metrics-public')
  })

  it('installs a check every minute when nothing else is said', async () => {
    expect((await run('schedule', 'install')).crontab).toBe(cronBlock(aJob()))
  })

  it('does nothing in a dry run', async () => {
    const { text, crontab } = await run('schedule', 'install', '--what', 'watch', '--dry-run')
    expect(text).toContain('watch --headless')
    expect(crontab).toBeNull()
  })

  it.each([
    { verb: 'status', exitCode: 1 },
    { verb: 'remove', exitCode: 0 },
  ])('has $verb', async ({ verb, exitCode }) => {
    expect(await run('schedule', verb, '--kind', 'cron')).toMatchObject({
      exitCode,
      text: expect.stringContaining('is not installed'),
    })
  })

  it.each([
    {
      name: '--every for a watch',
      argv: ['print', '--what', 'watch', '--every', '5'],
      says: /--every belongs to --what check/,
    },
    { name: '--ping for a watch', argv: ['install', '--what', 'watch', '--ping', 'https://x'], says: /--ping belongs/ },
    {
      name: '--prom for a watch',
      argv: ['print', '--what', 'watch', '--prom', 'x.prom'],
      says: /--prom belongs to --what check/,
    },
    { name: '--metrics for a check', argv: ['print', '--metrics', ':9464'], says: /--metrics belongs to --what watch/ },
    {
      name: 'a file that no collector reads',
      argv: ['install', '--prom', 'metrics.txt'],
      says: /does not end in \.prom/,
    },
    {
      name: 'an address that everybody reaches',
      argv: ['install', '--what', 'watch', '--metrics', '0.0.0.0:9464'],
      says: /reached from other machines/,
    },
    { name: '--demo', argv: ['install', '--demo'], says: /nothing to schedule on the embedded exchange/ },
    { name: 'an unknown scheduler', argv: ['print', '--kind', 'at'], says: /cron, systemd, launchd/ },
    { name: 'an hour', argv: ['print', '--every', '60'], says: /1 to 59 minutes/ },
  ])('refuses $name', async ({ argv, says }) => {
    const global = argv.filter((word) => word === '--demo')
    const own = argv.filter((word) => word !== '--demo')
    await expect(run(...global, 'schedule', ...own)).rejects.toThrow(says)
  })
})

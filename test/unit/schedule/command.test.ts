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
    { name: '--demo', argv: ['install', '--demo'], says: /nothing to schedule on the embedded exchange/ },
    { name: 'an unknown scheduler', argv: ['print', '--kind', 'at'], says: /cron, systemd, launchd/ },
    { name: 'an hour', argv: ['print', '--every', '60'], says: /1 to 59 minutes/ },
  ])('refuses $name', async ({ argv, says }) => {
    const global = argv.filter((word) => word === '--demo')
    const own = argv.filter((word) => word !== '--demo')
    await expect(run(...global, 'schedule', ...own)).rejects.toThrow(says)
  })
})

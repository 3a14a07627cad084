import { describe, expect, it } from 'vitest'
import { installSchedule, printSchedule, removeSchedule, scheduleStatus } from '../../../src/cli/schedule/actions.ts'
import { cronBlock } from '../../../src/cli/schedule/crontab.ts'
import type { ScheduleKind } from '../../../src/cli/schedule/job.ts'
import { aJob, fakeMachine, fakeServices, outcome } from './fake-machine.ts'

const PLAIN = { isForced: false, isDryRun: false }
const cron = (job = aJob()): { kind: ScheduleKind; job: typeof job } => ({ kind: 'cron', job })

describe('status', () => {
  it('is a failure when nothing is installed, and says what it looked for', async () => {
    const { services, answers } = fakeServices(fakeMachine().machine)
    expect(await scheduleStatus(services, null)).toBe(1)
    expect(answers[0]?.text).toBe(
      'liqwatch (account all, config /home/ann/.config/liqwatch/config.json) is not installed (looked in cron)\n',
    )
    expect(answers[0]?.json).toMatchObject({
      installed: false,
      entries: [{ kind: 'cron', installed: false, text: null }],
    })
  })

  it('shows the exact lines, with the choices they were installed with', async () => {
    const fake = fakeMachine()
    fake.crontab = `x\n${cronBlock(aJob({ everyMinutes: 7, pingUrl: 'https://hc.example/1' }))}`
    const { services, answers } = fakeServices(fake.machine)
    expect(await scheduleStatus(services, null)).toBe(0)
    expect(
      answers[0]?.text,
    ).toBe(`cron: installed and up to date, check every 7 minutes, liqwatch (account all, config /home/ann/.config/liqwatch/config.json)

${cronBlock(aJob({ everyMinutes: 7, pingUrl: 'https://hc.example/1' })).trimEnd()}

  a cron daemon is running
`)
  })

  it.each([
    { name: 'node has moved', installed: cronBlock(aJob({ nodePath: '/old/node' })) },
    { name: 'the line was edited', installed: cronBlock(aJob()).replace('* * * * *', '0 * * * *') },
  ])('is a failure when $name', async ({ installed }) => {
    const fake = fakeMachine()
    fake.crontab = installed
    const { services, answers } = fakeServices(fake.machine)
    expect(await scheduleStatus(services, null)).toBe(1)
    expect(answers[0]?.text).toContain('installed, but out of date')
    expect(answers[0]?.json).toMatchObject({ entries: [{ installed: true, upToDate: false, text: installed }] })
  })

  it.each([
    { name: 'a cron daemon is running', processes: 'init\ncrond\n', exitCode: 0, says: '  a cron daemon is running' },
    { name: 'none is running', processes: 'init\nbash\n', exitCode: 1, says: '! no cron daemon seems to run' },
  ])('says that $name', async ({ processes, exitCode, says }) => {
    const fake = fakeMachine()
    fake.crontab = cronBlock(aJob())
    fake.processes = processes
    const { services, answers } = fakeServices(fake.machine)
    expect(await scheduleStatus(services, 'cron')).toBe(exitCode)
    expect(answers[0]?.text).toContain(says)
  })

  it('cannot tell without ps, and calls that no failure', async () => {
    const fake = fakeMachine()
    fake.crontab = cronBlock(aJob())
    fake.overrides.set('ps -A -o comm=', outcome({ exitCode: null, isMissing: true }))
    const { services, answers } = fakeServices(fake.machine)
    expect(await scheduleStatus(services, 'cron')).toBe(0)
    expect(answers[0]?.text).toContain('cannot tell whether a cron daemon runs')
  })

  it('finds a job in cron on a machine with systemd, and one that systemd has switched off', async () => {
    const fake = fakeMachine()
    fake.hasSystemd = true
    fake.crontab = cronBlock(aJob())
    const { services, answers } = fakeServices(fake.machine)
    expect(await scheduleStatus(services, null)).toBe(0)
    await installSchedule(services, { kind: 'systemd', job: aJob() }, PLAIN)
    fake.units.clear()
    expect(await scheduleStatus(services, 'systemd')).toBe(1)
    expect(answers.at(-1)?.text).toContain('! liqwatch.timer is not active (inactive)')
  })

  it('looks past a crontab that is closed to the user when systemd is the scheduler', async () => {
    const fake = fakeMachine()
    fake.hasSystemd = true
    fake.overrides.set('crontab -l', outcome({ exitCode: 1, stderr: 'not allowed' }))
    const { services, answers } = fakeServices(fake.machine)
    expect(await scheduleStatus(services, null)).toBe(1)
    expect(answers[0]?.text).toContain('looked in systemd')
  })
})

describe('remove', () => {
  it('leaves the other lines of the crontab as they were', async () => {
    const fake = fakeMachine()
    const before = 'MAILTO=ann\n\n# mine\n0 1 * * *\tbackup %\n'
    fake.crontab = before
    const { services } = fakeServices(fake.machine)
    await installSchedule(services, cron(aJob({ everyMinutes: 9 })), PLAIN)
    expect(fake.crontab).not.toBe(before)
    expect(await removeSchedule(services, null, { isDryRun: false })).toBe(0)
    expect(fake.crontab).toBe(before)
  })

  it('leaves no crontab where there was none', async () => {
    const fake = fakeMachine()
    const { services } = fakeServices(fake.machine)
    await installSchedule(services, cron(), PLAIN)
    await removeSchedule(services, null, { isDryRun: false })
    expect(fake.crontab).toBeNull()
  })

  it('touches no other account, and is content when nothing is there', async () => {
    const fake = fakeMachine()
    fake.crontab = cronBlock(aJob({ account: 'main' }))
    const { services, answers } = fakeServices(fake.machine)
    expect(await removeSchedule(services, null, { isDryRun: false })).toBe(0)
    expect(fake.crontab).toBe(cronBlock(aJob({ account: 'main' })))
    expect(answers[0]?.text).toContain('is not installed (looked in cron)')
  })

  it('says what it would do', async () => {
    const fake = fakeMachine()
    fake.crontab = `a\n${cronBlock(aJob())}`
    const { services, answers } = fakeServices(fake.machine)
    await removeSchedule(services, null, { isDryRun: true })
    expect(answers[0]?.text).toBe('would run: crontab -\nwith this on its standard input:\na\n')
    expect(fake.ran).not.toContain('crontab -')
  })

  it('takes units from systemd and the block from cron', async () => {
    const fake = fakeMachine()
    fake.hasSystemd = true
    const { services } = fakeServices(fake.machine)
    await installSchedule(services, { kind: 'systemd', job: aJob({ what: 'watch' }) }, PLAIN)
    await installSchedule(services, cron(), PLAIN)
    await removeSchedule(services, null, { isDryRun: false })
    expect([fake.files.size, fake.units.size, fake.crontab]).toEqual([0, 0, null])
    expect(fake.ran).toContain('systemctl --user disable --now liqwatch.service')
  })

  it('unloads the agent and deletes its log', async () => {
    const fake = fakeMachine('darwin')
    const { services } = fakeServices(fake.machine)
    await installSchedule(services, { kind: null, job: aJob() }, PLAIN)
    fake.files.set('/home/ann/Library/Logs/liqwatch.log', 'LIQWATCH OK')
    await removeSchedule(services, null, { isDryRun: false })
    expect([fake.files.size, fake.agents.size]).toEqual([0, 0])
  })
})

describe('print', () => {
  it.each([
    { kind: 'cron', begins: '# begin liqwatch (', advice: 'add these lines with crontab -e' },
    {
      kind: 'systemd',
      begins: '# /home/ann/.config/systemd/user/liqwatch.service\n',
      advice: 'save as the files named in it',
    },
    { kind: 'launchd', begins: '<?xml', advice: 'save as /home/ann/Library/LaunchAgents/liqwatch.plist' },
  ] as const)('shows what $kind would hold and runs nothing', async ({ kind, begins, advice }) => {
    const fake = fakeMachine()
    const { services, answers, notices } = fakeServices(fake.machine)
    expect(await printSchedule(services, { kind, job: aJob() })).toBe(0)
    expect(answers[0]?.text.startsWith(begins)).toBe(true)
    expect(notices).toEqual([advice])
    expect(fake.ran).toEqual([])
  })
})

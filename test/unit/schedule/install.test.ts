import { describe, expect, it } from 'vitest'
import { installSchedule, removeSchedule } from '../../../src/cli/schedule/actions.ts'
import { cronBlock } from '../../../src/cli/schedule/crontab.ts'
import type { ScheduleKind } from '../../../src/cli/schedule/job.ts'
import { aJob, fakeMachine, fakeServices, IDENTITY, outcome } from './fake-machine.ts'

const PLAIN = { isForced: false, isDryRun: false }
const DRY = { isForced: false, isDryRun: true }
const cron = (job = aJob()): { kind: ScheduleKind; job: typeof job } => ({ kind: 'cron', job })

describe('install in cron', () => {
  it('tries the check with an emptied environment, then writes the crontab', async () => {
    const fake = fakeMachine()
    fake.crontab = '0 1 * * * backup\n'
    const { services, answers } = fakeServices(fake.machine)
    expect(await installSchedule(services, cron(), PLAIN)).toBe(0)
    const tried = fake.runs.find(({ argv }) => argv[0] === '/usr/bin/node')
    expect(tried).toEqual({
      argv: ['/usr/bin/node', '/opt/liqwatch/bin/liqwatch.js', 'check', '--quiet', '--config', IDENTITY.configPath],
      environment: { PATH: '/usr/bin:/bin', HOME: '/home/ann' },
      directory: '/home/ann',
      timeoutMs: 90_000,
    })
    expect(fake.crontab).toBe(`0 1 * * * backup\n${cronBlock(aJob())}`)
    expect(fake.ran.indexOf(tried?.argv.join(' ') ?? '')).toBeLessThan(fake.ran.indexOf('crontab -'))
    expect(answers[0]?.text).toMatch(/^cron: liqwatch .* installed: check every minute\n/)
    expect(answers[0]?.json).toMatchObject({ kind: 'cron', installed: true, upToDate: true, changed: true })
  })

  it('tries a watch by its check, with its account and state folder', async () => {
    const fake = fakeMachine()
    const { services } = fakeServices(fake.machine)
    const job = aJob({ what: 'watch', account: 'main', environment: { LIQWATCH_STATE_DIR: '/srv/state' } })
    await installSchedule(services, cron(job), PLAIN)
    const tried = fake.runs.find(({ argv }) => argv[0] === '/usr/bin/node')
    expect(tried?.argv.slice(2)).toEqual(['check', '--quiet', '--config', IDENTITY.configPath, '--account', 'main'])
    expect(tried?.environment).toEqual({ PATH: '/usr/bin:/bin', HOME: '/home/ann', LIQWATCH_STATE_DIR: '/srv/state' })
  })

  it('hands the scheduler no secret of this environment', async () => {
    const fake = fakeMachine()
    await installSchedule(fakeServices(fake.machine).services, cron(), PLAIN)
    expect(JSON.stringify(fake.runs)).not.toContain('never-hand-this-on')
  })

  it('changes nothing the second time', async () => {
    const fake = fakeMachine()
    const { services, answers } = fakeServices(fake.machine)
    await installSchedule(services, cron(), PLAIN)
    const once = fake.crontab
    fake.ran.length = 0
    expect(await installSchedule(services, cron(), PLAIN)).toBe(0)
    expect(fake.crontab).toBe(once)
    expect(fake.ran).not.toContain('crontab -')
    expect(answers[1]?.text).toContain('was already installed')
    expect(answers[1]?.json).toMatchObject({ changed: false })
  })

  it('replaces the block when the choices change', async () => {
    const fake = fakeMachine()
    const { services, answers } = fakeServices(fake.machine)
    await installSchedule(services, cron(), PLAIN)
    await installSchedule(services, cron(aJob({ everyMinutes: 5 })), PLAIN)
    expect(fake.crontab).toBe(cronBlock(aJob({ everyMinutes: 5 })))
    expect(answers[1]?.text).toContain('replaced: check every 5 minutes')
  })

  it.each([
    { exitCode: 0, name: 'OK' },
    { exitCode: 1, name: 'WARNING' },
    { exitCode: 2, name: 'CRITICAL' },
  ])('takes $name as a proof', async ({ exitCode }) => {
    const fake = fakeMachine()
    fake.check = outcome({ exitCode })
    await installSchedule(fakeServices(fake.machine).services, cron(), PLAIN)
    expect(fake.crontab).toBe(cronBlock(aJob()))
  })

  it.each([
    {
      name: 'UNKNOWN',
      check: outcome({ exitCode: 3, stdout: 'LIQWATCH UNKNOWN - key refused' }),
      says: /exit code 3:\nLIQWATCH UNKNOWN - key refused/,
    },
    {
      name: 'no start',
      check: outcome({ exitCode: null, stderr: 'spawn ENOENT', isMissing: true }),
      says: /did not finish:\nspawn ENOENT/,
    },
    { name: 'a crash of node', check: outcome({ exitCode: 134, stderr: 'abort' }), says: /exit code 134/ },
  ])('refuses after $name, with what was printed', async ({ check, says }) => {
    const fake = fakeMachine()
    fake.check = check
    const installing = installSchedule(fakeServices(fake.machine).services, cron(), PLAIN)
    await expect(installing).rejects.toThrow(says)
    await expect(installing).rejects.toMatchObject({
      code: 'schedule-proof-failed',
      exitCode: 1,
      hint: expect.stringContaining('--force'),
    })
    expect(fake.crontab).toBeNull()
  })

  it('installs after a failed proof when forced, and says so', async () => {
    const fake = fakeMachine()
    fake.check = outcome({ exitCode: 3, stdout: 'LIQWATCH UNKNOWN - key refused' })
    const { services, notices } = fakeServices(fake.machine)
    expect(await installSchedule(services, cron(), { isForced: true, isDryRun: false })).toBe(0)
    expect(fake.crontab).toBe(cronBlock(aJob()))
    expect(notices.join('\n')).toContain('LIQWATCH UNKNOWN - key refused')
  })

  it.each([
    {
      name: 'a secret',
      references: ['env:BINANCE_API_KEY', 'file:/k', 'env:TELEGRAM'],
      pingUrl: null,
      says: 'BINANCE_API_KEY, TELEGRAM',
    },
    { name: 'the ping URL', references: ['file:/k'], pingUrl: 'env:PING', says: 'PING' },
  ])('refuses $name in the environment, forced or not, before anything runs', async ({ references, pingUrl, says }) => {
    const fake = fakeMachine()
    const { services } = fakeServices(fake.machine, { loadSecretReferences: async () => references })
    const installing = installSchedule(services, cron(aJob({ pingUrl })), { isForced: true, isDryRun: false })
    await expect(installing).rejects.toMatchObject({
      code: 'env-secret',
      exitCode: 2,
      message: expect.stringMatching(new RegExp(`${says}$`)),
      hint: expect.stringContaining('file:PATH'),
    })
    expect(fake.ran).toEqual([])
  })

  it('prints every byte and does nothing in a dry run', async () => {
    const fake = fakeMachine()
    fake.crontab = '0 1 * * * backup\n'
    const { services, answers } = fakeServices(fake.machine)
    expect(await installSchedule(services, cron(), DRY)).toBe(0)
    expect(
      answers[0]?.text,
    ).toBe(`would run, as the scheduler does: env -i PATH=/usr/bin:/bin HOME=/home/ann /usr/bin/node /opt/liqwatch/bin/liqwatch.js check --quiet --config /home/ann/.config/liqwatch/config.json
would run: crontab -
with this on its standard input:
0 1 * * * backup
${cronBlock(aJob())}`)
    expect(fake.crontab).toBe('0 1 * * * backup\n')
    expect(fake.ran).toEqual(['crontab -l', 'ps -A -o comm='])
  })

  it.each([
    {
      name: 'a crontab that cannot be read',
      list: outcome({ exitCode: 1, stderr: 'You (ann) are not allowed to use this program (crontab)' }),
      code: 'crontab-unreadable',
    },
    { name: 'no crontab program', list: outcome({ exitCode: null, isMissing: true }), code: 'scheduler-missing' },
  ])('stops before $name', async ({ list, code }) => {
    const fake = fakeMachine()
    fake.overrides.set('crontab -l', list)
    await expect(installSchedule(fakeServices(fake.machine).services, cron(), PLAIN)).rejects.toMatchObject({ code })
    expect(fake.ran).toEqual(['crontab -l'])
  })

  it('says when crontab refuses the lines', async () => {
    const fake = fakeMachine()
    fake.overrides.set('crontab -', outcome({ exitCode: 1, stderr: '"-":3: bad minute\n' }))
    await expect(installSchedule(fakeServices(fake.machine).services, cron(), PLAIN)).rejects.toThrow(
      'crontab - failed (exit 1): "-":3: bad minute',
    )
  })

  it('does not believe a crontab that forgets what it was given', async () => {
    const fake = fakeMachine()
    fake.overrides.set('crontab -', outcome())
    await expect(installSchedule(fakeServices(fake.machine).services, cron(), PLAIN)).rejects.toMatchObject({
      code: 'schedule-unconfirmed',
    })
  })

  it("warns of npx's cache, and of the same job in another scheduler", async () => {
    const fake = fakeMachine()
    fake.hasSystemd = true
    const { services, notices } = fakeServices(fake.machine)
    await installSchedule(services, cron(), PLAIN)
    const scriptPath = '/home/ann/.npm/_npx/1f/node_modules/liqwatch/bin/liqwatch.js'
    await installSchedule(services, { kind: 'systemd', job: aJob({ scriptPath }) }, PLAIN)
    expect(notices).toEqual([
      'it is also installed in cron: liqwatch schedule remove --kind cron',
      "this liqwatch lives in npx's cache, which npm may empty: npm install -g liqwatch, then install again",
    ])
  })
})

describe('install elsewhere', () => {
  it('writes units, reloads, enables and starts where the user has a systemd', async () => {
    const fake = fakeMachine()
    fake.hasSystemd = true
    const { services, answers } = fakeServices(fake.machine)
    expect(await installSchedule(services, { kind: null, job: aJob() }, PLAIN)).toBe(0)
    const folder = '/home/ann/.config/systemd/user'
    expect([...fake.files.keys()]).toEqual([`${folder}/liqwatch.service`, `${folder}/liqwatch.timer`])
    expect(fake.ran.filter((line) => /daemon-reload|enable |restart/.test(line))).toEqual([
      'systemctl --user daemon-reload',
      'systemctl --user enable liqwatch.timer',
      'systemctl --user restart liqwatch.timer',
    ])
    expect(answers[0]?.text).toContain('loginctl enable-linger')
    fake.ran.length = 0
    await installSchedule(services, { kind: null, job: aJob() }, PLAIN)
    expect(fake.ran.filter((line) => /daemon-reload|enable |restart/.test(line))).toEqual([])
  })

  it('switches the timer off when a watch takes its place', async () => {
    const fake = fakeMachine()
    fake.hasSystemd = true
    const { services } = fakeServices(fake.machine)
    await installSchedule(services, { kind: 'systemd', job: aJob() }, PLAIN)
    await installSchedule(services, { kind: 'systemd', job: aJob({ what: 'watch' }) }, PLAIN)
    expect([...fake.files.keys()]).toEqual(['/home/ann/.config/systemd/user/liqwatch.service'])
    expect(fake.ran).toContain('systemctl --user disable --now liqwatch.timer')
    expect([...fake.units]).toEqual(['liqwatch.service'])
    expect(fake.files.get('/home/ann/.config/systemd/user/liqwatch.service')).toContain('watch --headless')
  })

  it('leaves a unit of that name alone when somebody else wrote it', async () => {
    const fake = fakeMachine()
    fake.hasSystemd = true
    fake.files.set('/home/ann/.config/systemd/user/liqwatch.service', '[Service]\nExecStart=/bin/true\n')
    const { services } = fakeServices(fake.machine)
    await expect(installSchedule(services, { kind: null, job: aJob() }, PLAIN)).rejects.toMatchObject({
      code: 'schedule-foreign',
    })
    await expect(removeSchedule(services, null, { isDryRun: false })).rejects.toMatchObject({
      code: 'schedule-foreign',
    })
    expect(fake.files.size).toBe(1)
  })

  it('loads an agent on macOS, waiting for the former one to end', async () => {
    const fake = fakeMachine('darwin')
    const { services } = fakeServices(fake.machine)
    await installSchedule(services, { kind: null, job: aJob() }, PLAIN)
    fake.bootstrapFailures = 2
    fake.ran.length = 0
    await installSchedule(services, { kind: null, job: aJob({ everyMinutes: 5 }) }, PLAIN)
    const path = '/home/ann/Library/LaunchAgents/liqwatch.plist'
    expect(fake.ran.filter((line) => /bootout|bootstrap/.test(line))).toEqual([
      'launchctl bootout gui/1000/liqwatch',
      ...Array.from({ length: 3 }, () => `launchctl bootstrap gui/1000 ${path}`),
    ])
    expect(fake.files.get(path)).toContain('<integer>300</integer>')
    expect([...fake.agents]).toEqual(['gui/1000/liqwatch'])
  })

  it.each([
    { kind: 'systemd', program: 'systemctl --user show-environment', says: 'no systemd answers for this user' },
    { kind: 'launchd', program: 'launchctl print gui/1000/liqwatch', says: 'there is no launchd on this machine' },
  ] as const)('writes nothing where $kind is not there', async ({ kind, program, says }) => {
    const fake = fakeMachine()
    fake.overrides.set(program, outcome({ exitCode: null, isMissing: true }))
    const { services } = fakeServices(fake.machine)
    await expect(installSchedule(services, { kind, job: aJob() }, PLAIN)).rejects.toThrow(says)
    expect(fake.files.size).toBe(0)
    expect(fake.ran).toEqual([program])
  })

  it('knows nothing for Windows', async () => {
    const { services } = fakeServices(fakeMachine('win32').machine)
    await expect(installSchedule(services, { kind: null, job: aJob() }, PLAIN)).rejects.toMatchObject({ exitCode: 2 })
  })
})

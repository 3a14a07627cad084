import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installSchedule, removeSchedule, scheduleStatus } from '../../../src/cli/schedule/actions.ts'
import { cronBlock } from '../../../src/cli/schedule/crontab.ts'
import { nodeSystem } from '../../../src/cli/schedule/node-system.ts'
import type { Machine } from '../../../src/cli/schedule/system.ts'
import { aJob, fakeServices } from './fake-machine.ts'

let home = ''

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "liqwatch Ann's 100% "))
})

afterEach(() => rmSync(home, { recursive: true }))

function script(name: string, text: string): string {
  const path = join(home, name)
  writeFileSync(path, text)
  chmodSync(path, 0o755)
  return path
}

/** Keeps the crontab in a file, and refuses a text without an end as the real one does. */
const CRONTAB = `#!/bin/sh
tab="$HOME/tab"
case "$1" in
  -l) if [ -f "$tab" ]; then cat "$tab"; else echo "no crontab for ann" >&2; exit 1; fi ;;
  -r) rm "$tab" ;;
  -) cat > "$tab.new" && [ -z "$(tail -c1 "$tab.new")" ] && mv "$tab.new" "$tab" ;;
esac
`

describe('with real programs and files', () => {
  it('installs, keeps, shows and removes a job in a crontab', async () => {
    script('crontab', CRONTAB)
    script('ps', '#!/bin/sh\necho cron\n')
    const scriptPath = script(
      'liqwatch.mjs',
      `console.log('LIQWATCH OK', Object.keys(process.env).sort(), process.cwd())`,
    )
    const environment = { PATH: `${home}:/usr/bin:/bin`, HOME: home, SECRET: 'x' }
    const machine: Machine = { system: nodeSystem, platform: 'linux', home, userId: 1000, environment }
    const { services, answers } = fakeServices(machine, {
      identity: { ...aJob(), nodePath: process.execPath, scriptPath, configPath: join(home, 'config.json') },
    })
    const job = aJob(services.identity)
    const tab = join(home, 'tab')
    writeFileSync(tab, '0 1 * * * backup\n')

    expect(await installSchedule(services, { kind: 'cron', job }, { isForced: false, isDryRun: false })).toBe(0)
    expect(readFileSync(tab, 'utf8')).toBe(`0 1 * * * backup\n${cronBlock(job)}`)
    expect(await installSchedule(services, { kind: 'cron', job }, { isForced: false, isDryRun: false })).toBe(0)
    expect(readFileSync(tab, 'utf8')).toBe(`0 1 * * * backup\n${cronBlock(job)}`)
    expect(await scheduleStatus(services, 'cron')).toBe(0)
    expect(answers.at(-1)?.text).toContain('installed and up to date')

    const line = cronBlock(job).split('\n')[2]?.replace('* * * * * ', '').replaceAll('\\%', '%') ?? ''
    const asCron = { argv: ['/bin/sh', '-c', line], environment: { HOME: home }, directory: home } as const
    expect((await nodeSystem.run(asCron)).stdout).toContain('LIQWATCH OK')

    expect(await removeSchedule(services, 'cron', { isDryRun: false })).toBe(0)
    expect(readFileSync(tab, 'utf8')).toBe('0 1 * * * backup\n')
  })

  it('removes the crontab that it made', async () => {
    script('crontab', CRONTAB)
    script('ps', '#!/bin/sh\necho cron\n')
    const environment = { PATH: `${home}:/usr/bin:/bin`, HOME: home }
    const machine: Machine = { system: nodeSystem, platform: 'linux', home, userId: 1000, environment }
    const { services } = fakeServices(machine, { identity: { ...aJob(), nodePath: '/bin/true' } })
    const wanted = { kind: 'cron', job: aJob({ nodePath: '/bin/true' }) } as const
    await installSchedule(services, wanted, { isForced: false, isDryRun: false })
    expect(existsSync(join(home, 'tab'))).toBe(true)
    await removeSchedule(services, 'cron', { isDryRun: false })
    expect(existsSync(join(home, 'tab'))).toBe(false)
  })
})

describe('the system', () => {
  it('hands a program its input, its folder and nothing of our environment', async () => {
    const program = script('show', '#!/bin/sh\ncat; pwd; /usr/bin/env | grep -v -e ^PWD= -e ^_= -e ^SHLVL=; exit 7\n')
    const run = { argv: [program], environment: { ONLY: 'this' }, stdin: 'typed\n', directory: home } as const
    expect(await nodeSystem.run(run)).toEqual({
      exitCode: 7,
      stdout: `typed\n${home}\nONLY=this\n`,
      stderr: '',
      isMissing: false,
    })
  })

  it('tells a program that is not there from one that failed', async () => {
    const missing = await nodeSystem.run({ argv: [join(home, 'nowhere')], environment: {} })
    expect(missing).toMatchObject({ exitCode: null, isMissing: true })
    const refused = script('plain', 'text')
    chmodSync(refused, 0o644)
    expect(await nodeSystem.run({ argv: [refused], environment: {} })).toMatchObject({
      exitCode: null,
      isMissing: false,
    })
  })

  it('ends a program that hangs', async () => {
    const hanging = script('hang', '#!/bin/sh\nexec sleep 600\n')
    const ended = await nodeSystem.run({ argv: [hanging], environment: { PATH: '/usr/bin:/bin' }, timeoutMs: 100 })
    expect(ended).toMatchObject({ exitCode: null, stderr: 'ended by SIGKILL' })
  })

  it('survives a program that does not read its input', async () => {
    const run = { argv: ['/bin/true'], environment: {}, stdin: 'x'.repeat(1_000_000) } as const
    expect((await nodeSystem.run(run)).exitCode).toBe(0)
  })

  it('writes files for the user alone, and makes their folders', async () => {
    const path = join(home, 'a', 'b', 'unit')
    await nodeSystem.writeFile(path, 'one')
    await nodeSystem.writeFile(path, 'two')
    expect(await nodeSystem.readFile(path)).toBe('two')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await nodeSystem.removeFile(path)
    await nodeSystem.removeFile(path)
    expect(await nodeSystem.readFile(path)).toBeNull()
  })
})

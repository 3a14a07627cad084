import { execFileSync } from 'node:child_process'
import { chmodSync, createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commandNotifier } from '../../../src/notify/command.ts'
import type { OutgoingMessage } from '../../../src/ports/notifier.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-command-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const clock = { nowMs: () => 0, sleep: async () => {} }

function aScript(lines: string): string {
  const path = join(folder, 'notify.sh')
  writeFileSync(path, `#!/bin/sh\n${lines}\n`)
  chmodSync(path, 0o755)
  return path
}

function kept(name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

async function send(argv: readonly string[], changes: Partial<OutgoingMessage> = {}, deadlineMs = 6000): Promise<void> {
  const message = {
    title: 'SOLUSDT long 6.32%',
    body: 'sell 33.60 SOL\nor add margin',
    severity: 'critical',
    alerts: [],
    ...changes,
  } as const
  const env = { PATH: '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8', BINANCE_API_SECRET: 'supersecret' }
  await commandNotifier('pager', { type: 'command', argv }, { clock, env, deadlineMs }).send(message)
}

describe('a command', () => {
  it('gets the message on its standard input and in variables', async () => {
    await send([
      aScript(
        'cat > "$HOME/input"; printf "%s|%s|%s" "$LIQWATCH_TITLE" "$LIQWATCH_BODY" "$LIQWATCH_SEVERITY" > "$HOME/variables"',
      ),
    ])
    expect(kept('input')).toBe('SOLUSDT long 6.32%\nsell 33.60 SOL\nor add margin')
    expect(kept('variables')).toBe('SOLUSDT long 6.32%|sell 33.60 SOL\nor add margin|critical')
  })

  it('gets no secret and little else from our environment', async () => {
    await send([aScript('env > "$HOME/env"')])
    const names = kept('env')
      .split('\n')
      .map((line) => line.split('=')[0])
      .filter((name) => /^[A-Z_]{2,}$/.test(name ?? ''))
    const known = ['PATH', 'HOME', 'LANG', 'LIQWATCH_TITLE', 'LIQWATCH_BODY', 'LIQWATCH_SEVERITY']
    const session = ['DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR']
    const addedByShell = ['PWD', 'OLDPWD', 'SHLVL']
    expect(names.filter((name) => ![...known, ...session, ...addedByShell].includes(name ?? ''))).toEqual([])
    expect(kept('env')).not.toContain('supersecret')
  })

  it('is never read by a shell', async () => {
    const hostile = ['$(touch "$HOME/pwned")', '`id`', '; touch pwned', '*', 'two words', '']
    await send([aScript('printf "%s\\n" "$@" > "$HOME/arguments"'), ...hostile], { title: hostile.join('') })
    expect(kept('arguments')).toBe(`${hostile.join('\n')}\n`)
    expect(() => kept('pwned')).toThrow('ENOENT')
  })

  it('takes text that a variable could not hold', async () => {
    const body = Array.from({ length: 20_000 }, (_, n) => `line ${n} 币安`).join('\n')
    await send([aScript('wc -l > "$HOME/lines"; printf "%s" "$LIQWATCH_BODY" | tail -n 1 > "$HOME/last"')], {
      title: 'a\u0000b',
      body,
    })
    expect(kept('lines').trim()).toBe('20000')
    expect(kept('last')).toMatch(/^… \d+ more lines cut, see: liqwatch status$/)
  })

  it('may ignore its input', async () => {
    await expect(send(['/bin/sh', '-c', 'exit 0'], { body: 'x'.repeat(1_000_000) })).resolves.toBeUndefined()
  })

  it('is tried again after it failed', async () => {
    await send([aScript('if [ -e "$HOME/tried" ]; then exit 0; fi; : > "$HOME/tried"; exit 4')])
    expect(kept('tried')).toBe('')
  })

  it.each([
    {
      name: 'fails',
      argv: ['/bin/sh', '-c', 'exit 7', 'supersecret'],
      message: 'sh ended with exit code 7',
      code: 'channel-failed',
    },
    {
      name: 'is killed',
      argv: ['/bin/sh', '-c', 'kill -TERM $$'],
      message: 'sh was ended by SIGTERM',
      code: 'channel-failed',
    },
    {
      name: 'is missing',
      argv: ['/nowhere/pager', 'supersecret'],
      message: 'pager could not be started (ENOENT)',
      code: 'channel-failed',
    },
    {
      name: 'holds a NUL',
      argv: ['/bin/sh', 'a\u0000b'],
      message: 'sh could not be started (bad argument)',
      code: 'channel-failed',
    },
    { name: 'is empty', argv: [], message: 'channel pager names no program', code: 'channel-misconfigured' },
  ])('that $name says so', async ({ argv, message, code }) => {
    const hint = 'check channels.pager.argv, then run liqwatch notify test'
    await expect(send(argv)).rejects.toMatchObject({ message, code, hint })
  })

  it('that may not be run says so', async () => {
    const path = aScript('exit 0')
    chmodSync(path, 0o644)
    await expect(send([path])).rejects.toMatchObject({ message: 'notify.sh could not be started (EACCES)' })
  })

  it('that hangs is ended with everything it started', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    // The pipe reaches its end only when the last process that holds it is gone, child and grandchild.
    const allGone = text(createReadStream(pipe))
    const sending = send([aScript(`exec 3> ${pipe}; sleep 300 & sleep 300`)], {}, 300)
    await expect(sending).rejects.toMatchObject({ message: 'notify.sh did not end within 0.3 s' })
    expect(await allGone).toBe('')
  })
})

import { execFileSync } from 'node:child_process'
import { chmodSync, createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChannelDeps, DesktopBackend, DesktopNote } from '../../../src/notify/channel.ts'
import { desktopNotifier } from '../../../src/notify/desktop.ts'
import type { OutgoingMessage } from '../../../src/ports/notifier.ts'

const clock = { nowMs: () => 0, sleep: async () => {} }
const MESSAGE: OutgoingMessage = {
  title: 'SOLUSDT long 6.32%',
  body: 'sell 33.60 SOL',
  severity: 'critical',
  alerts: [],
}

function backend(notify: DesktopBackend['notify']): Pick<ChannelDeps, 'loadDesktop'> {
  return { loadDesktop: async () => ({ notify }) }
}

async function send(deps: Partial<ChannelDeps>, message: OutgoingMessage = MESSAGE): Promise<void> {
  await desktopNotifier('desktop', { clock, env: { PATH: '/bin' }, deadlineMs: 6000, ...deps }).send(message)
}

describe('the desktop, with a notifier that', () => {
  it('takes the note: title, body and urgency reach it', async () => {
    const notes: DesktopNote[] = []
    await send(backend((note, done) => done(notes.push(note) > 9)))
    expect(notes).toEqual([expect.objectContaining({ title: 'SOLUSDT long 6.32%', message: 'sell 33.60 SOL' })])
  })

  it('takes the note but complains on standard error: shown all the same', async () => {
    await expect(send(backend((_, done) => done('GLib-GIO-CRITICAL: whatever')))).resolves.toBeUndefined()
  })

  it('is given the title when there is no body', async () => {
    const notes: DesktopNote[] = []
    await send(
      backend((note, done) => done(notes.push(note) > 9)),
      { ...MESSAGE, body: '' },
    )
    expect(notes[0]?.message).toBe('SOLUSDT long 6.32%')
  })

  it.each([
    {
      name: 'hangs',
      deps: { ...backend(() => {}), deadlineMs: 40 },
      message: 'the desktop did not take the note within 0.04 s',
    },
    {
      name: 'hangs while it is loaded',
      deps: { loadDesktop: () => new Promise<never>(() => {}), deadlineMs: 40 },
      message: 'the desktop did not take the note within 0.04 s',
    },
    {
      name: 'is not installed',
      deps: backend((_, done) => done(new Error('not found: notify-send'))),
      message: 'no desktop notifier is installed (notify-send on Linux)',
    },
    {
      name: 'cannot be loaded',
      deps: { loadDesktop: () => Promise.reject(new Error("Cannot find package 'node-notifier'")) },
      message: 'no desktop notifier is installed (notify-send on Linux)',
    },
  ])('$name', async ({ deps, message }) => {
    await expect(send(deps)).rejects.toMatchObject({ code: 'channel-failed', message, retryable: false })
  })

  it.each([
    {
      name: 'throws',
      notify: () => {
        throw new Error('boom')
      },
    },
    {
      name: 'reports a failure',
      notify: (_: DesktopNote, done: (error: unknown) => void) => done(new Error('Command failed: notify-send')),
    },
  ])('$name: three tries, then a failure', async ({ notify }) => {
    let tries = 0
    const counted: DesktopBackend['notify'] = (note, done) => {
      tries += 1
      notify(note, done)
    }
    await expect(send(backend(counted))).rejects.toMatchObject({
      code: 'channel-failed',
      message: 'the desktop refused the note: no session, or no notification service in it',
    })
    expect(tries).toBe(3)
  })

  it('throws: our own environment is back', async () => {
    const own = process.env
    const seen: NodeJS.ProcessEnv[] = []
    const throwing = backend(() => {
      seen.push(process.env)
      throw new Error('boom')
    })
    await expect(send({ ...throwing, env: { PATH: '/bin', SECRET: 's' } })).rejects.toThrow('refused')
    expect(process.env).toBe(own)
    expect(seen[0]).toMatchObject({ PATH: '/bin' })
    expect(seen[0]).not.toHaveProperty('SECRET')
  })
})

// From here on node-notifier itself runs, and through it the shell that it starts on Linux.
describe.runIf(process.platform === 'linux')('node-notifier on Linux', () => {
  let folder = ''

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'liqwatch-desktop-'))
  })

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  function installNotifySend(lines: string): void {
    writeFileSync(join(folder, 'notify-send'), `#!/bin/sh\n${lines}\n`)
    chmodSync(join(folder, 'notify-send'), 0o755)
  }

  function environment(): NodeJS.ProcessEnv {
    return { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, BINANCE_API_SECRET: 'supersecret' }
  }

  it('runs notify-send with our text as it stands, and without our secrets', async () => {
    installNotifySend('printf "[%s]" "$@" > "$HOME/arguments"; env > "$HOME/env"')
    await send({ env: environment() })
    expect(readFileSync(join(folder, 'arguments'), 'utf8')).toBe(
      '[SOLUSDT long 6.32%][sell 33.60 SOL][--urgency][critical][--expire-time][10000]',
    )
    expect(readFileSync(join(folder, 'env'), 'utf8')).not.toContain('supersecret')
  })

  it('runs nothing that hostile names ask for', async () => {
    installNotifySend('printf "[%s]" "$@" > "$HOME/arguments"')
    const hostile = [
      '$(touch "$HOME/pwned")',
      '`touch $HOME/pwned`',
      '"; touch $HOME/pwned; "',
      `'; touch $HOME/pwned; '`,
      '\\"; touch $HOME/pwned #',
      '$HOME \u0024{HOME} ~ !! *',
      '| touch $HOME/pwned & touch $HOME/pwned',
      'USDT\u0000\u001b]0;x\u0007\u202e',
      '<img src=x onerror=y>',
    ]
    const title = `--help ${hostile.join(' ')}`
    await send({ env: environment() }, { ...MESSAGE, title, body: `-u critical\n${hostile.join('\n')}` })
    const seen = readFileSync(join(folder, 'arguments'), 'utf8')
    expect(existsSync(join(folder, 'pwned'))).toBe(false)
    expect(seen.startsWith('[ --help ?(touch ”?HOME/pwned”) ’touch ?HOME/pwned’')).toBe(true)
    expect(seen).toContain('][ -u critical\\n?(touch ”?HOME/pwned”)\\n’touch ?HOME/pwned’\\n”; touch')
    expect(seen).not.toContain(folder)
    expect(seen.endsWith('[--urgency][critical][--expire-time][10000]')).toBe(true)
  })

  it('ends a notify-send that hangs', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    installNotifySend(`exec 3> ${pipe}; exec sleep 300`)
    const gone = text(createReadStream(pipe))
    await expect(send({ env: environment(), deadlineMs: 1000 })).rejects.toThrow('did not take the note within 1 s')
    expect(await gone).toBe('')
  })

  it('reports a notify-send without a session', async () => {
    installNotifySend('echo "Cannot autolaunch D-Bus without X11 DISPLAY" >&2; exit 1')
    await expect(send({ env: environment() })).rejects.toMatchObject({
      message: 'the desktop refused the note: no session, or no notification service in it',
    })
  })
})

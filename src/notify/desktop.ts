import { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import type { Notifier, OutgoingMessage } from '../ports/notifier.ts'
import type { ChannelDeps, DesktopBackend, DesktopNote } from './channel.ts'
import { ChannelError } from './channel-error.ts'
import { childEnvironment } from './child-environment.ts'
import { desktopBody, desktopTitle } from './desktop-text.ts'
import { withRetries } from './retry.ts'

const LINUX_DEADLINE_MS = 5000
// On macOS and Windows the helper lives as long as the note stands on the screen, 10 s.
const OTHER_DEADLINE_MS = 15_000

/** A note on the desktop of the user who runs the program, from cron too. */
export function desktopNotifier(name: string, deps: ChannelDeps): Notifier {
  const deadlineMs = deps.deadlineMs ?? (process.platform === 'linux' ? LINUX_DEADLINE_MS : OTHER_DEADLINE_MS)
  const retry = { clock: deps.clock, random: deps.random ?? Math.random, deadlineMs }
  return {
    name,
    isRemote: false,
    send: (message) => withRetries(() => showOnce(noteOf(message), deps, deadlineMs), retry),
  }
}

async function loadNodeNotifier(): Promise<DesktopBackend> {
  const { default: nodeNotifier } = await import('node-notifier')
  return nodeNotifier
}

function noteOf(message: OutgoingMessage): DesktopNote {
  const title = desktopTitle(message.title)
  // Without a body node-notifier refuses; without a title it would put its own name there.
  const note = { title: title === '' ? 'liqwatch' : title, message: desktopBody(message.body) || title || 'liqwatch' }
  const isCritical = message.severity === 'critical'
  if (process.platform === 'linux') return { ...note, urgency: isCritical ? 'critical' : 'normal' }
  return { ...note, sound: isCritical }
}

async function showOnce(note: DesktopNote, deps: ChannelDeps, deadlineMs: number): Promise<void> {
  let child: ChildProcess | null = null
  const shown = (deps.loadDesktop ?? loadNodeNotifier)().then((backend) => {
    return new Promise<void>((resolve, reject) => {
      child = childStartedBy(
        () => {
          backend.notify(note, (error) => (error instanceof Error ? reject(error) : resolve()))
        },
        childEnvironment(deps.env ?? process.env),
      )
    })
  })
  await beforeDeadline(shown, deadlineMs, () => endWithChildren(child))
}

/**
 * Runs `start` with the given environment and catches the process that it starts. node-notifier hands neither in nor
 * out: its children would inherit every secret of ours, and one that hangs could not be ended.
 */
function childStartedBy(start: () => void, environment: Readonly<Record<string, string>>): ChildProcess | null {
  let started: ChildProcess | null = null
  const onStart = (event: unknown): void => {
    if (typeof event !== 'object' || event === null || !('process' in event)) return
    if (event.process instanceof ChildProcess) started = event.process
  }
  const own = process.env
  subscribe('child_process', onStart)
  process.env = { ...environment }
  try {
    start()
  } finally {
    process.env = own
    unsubscribe('child_process', onStart)
  }
  return started
}

/** Ends the shell and what runs in it: on Linux the notifier is the shell's child, and would live on without it. */
function endWithChildren(shell: ChildProcess | null): void {
  if (shell === null) return
  try {
    const children = readFileSync(`/proc/${shell.pid}/task/${shell.pid}/children`, 'utf8')
    for (const pid of children.split(' ').filter((text) => text !== '')) process.kill(Number(pid), 'SIGKILL')
  } catch {
    // No such list on this system, or the notifier ended in the meantime.
  }
  shell.kill('SIGKILL')
}

async function beforeDeadline(shown: Promise<void>, deadlineMs: number, onHang: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onHang()
      reject(hangFailure(deadlineMs))
    }, deadlineMs)
  })
  try {
    await Promise.race([shown, hang])
  } catch (error) {
    throw error instanceof ChannelError ? error : showFailure(error)
  } finally {
    clearTimeout(timer)
  }
}

function hangFailure(deadlineMs: number): ChannelError {
  return new ChannelError(`the desktop did not take the note within ${deadlineMs / 1000} s`, {
    hint: 'see whether a notification service runs in your desktop session',
    retryable: false,
  })
}

function showFailure(error: unknown): ChannelError {
  const isMissing = error instanceof Error && /not found|must be installed|ENOENT|Cannot find/.test(error.message)
  if (isMissing) {
    return new ChannelError('no desktop notifier is installed (notify-send on Linux)', {
      hint: 'install libnotify-bin or libnotify, or route alerts to another channel',
      retryable: false,
    })
  }
  return new ChannelError('the desktop refused the note: no session, or no notification service in it', {
    hint: 'log in to a desktop session; liqwatch doctor --cron tries it the way cron would',
    retryable: true,
  })
}

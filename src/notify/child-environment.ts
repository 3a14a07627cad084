import { readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'

/** What the machine tells about the user's session; tests describe one of their own. */
export interface HostFacts {
  readonly platform: NodeJS.Platform
  /** `null` where users have no number. */
  readonly uid: number | null
  readonly home: string
  isSocket(path: string): boolean
  /** Names in a folder; none when it cannot be read. */
  entriesOf(folder: string): readonly string[]
}

const PASSED_ON = ['PATH', 'HOME', 'LANG']
const SESSION = ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY']
const X11_FOLDER = '/tmp/.X11-unix'

/**
 * The environment of a child process: PATH, HOME, LANG and the way to the user's desktop session, nothing else. What
 * cron leaves out on Linux is found: the session bus of the user, the runtime folder and the display.
 */
export function childEnvironment(parent: NodeJS.ProcessEnv, host: HostFacts = thisHost()): Record<string, string> {
  const given = pick(parent, [...PASSED_ON, ...SESSION])
  if (host.platform === 'win32') return given
  const found = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: host.home }
  if (host.platform !== 'linux') return { ...found, ...given }
  // Without a UTF-8 locale notify-send refuses every text beyond ASCII.
  return { ...found, LANG: 'C.UTF-8', ...sessionOf(given, host), ...given }
}

function thisHost(): HostFacts {
  return {
    platform: process.platform,
    uid: process.getuid?.() ?? null,
    home: homedir(),
    isSocket: (path) => statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false,
    entriesOf,
  }
}

function pick(parent: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  const entries = names.flatMap((name) => {
    const value = parent[name]
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(entries)
}

function sessionOf(given: Readonly<Record<string, string>>, host: HostFacts): Record<string, string> {
  const session: Record<string, string> = {}
  const runtimeFolder = given.XDG_RUNTIME_DIR ?? `/run/user/${host.uid}`
  if (host.isSocket(`${runtimeFolder}/bus`)) {
    session.XDG_RUNTIME_DIR = runtimeFolder
    session.DBUS_SESSION_BUS_ADDRESS = `unix:path=${runtimeFolder}/bus`
  }
  const display = firstDisplay(host)
  if (display !== null) session.DISPLAY = display
  return session
}

function firstDisplay(host: HostFacts): string | null {
  const numbers = host.entriesOf(X11_FOLDER).flatMap((name) => (/^X\d+$/.test(name) ? [Number(name.slice(1))] : []))
  return numbers.length === 0 ? null : `:${Math.min(...numbers)}`
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

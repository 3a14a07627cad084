import { isAbsolute, join, resolve } from 'node:path'
import type { Folders } from './config.ts'

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>

/** The program's folders by the XDG base directory specification, or where LIQWATCH_STATE_DIR and LIQWATCH_CACHE_DIR say. */
export function programFolders(env: EnvironmentVariables, home: string): Folders {
  const xdg = (name: string, fallback: string): string => {
    const value = env[name]
    // The specification wants relative paths ignored.
    return join(value !== undefined && isAbsolute(value) ? value : join(home, fallback), 'liqwatch')
  }
  return {
    config: xdg('XDG_CONFIG_HOME', '.config'),
    state: ownFolder(env.LIQWATCH_STATE_DIR, home) ?? xdg('XDG_STATE_HOME', '.local/state'),
    cache: ownFolder(env.LIQWATCH_CACHE_DIR, home) ?? xdg('XDG_CACHE_HOME', '.cache'),
  }
}

function ownFolder(value: string | undefined, home: string): string | null {
  return value === undefined || value === '' ? null : resolve(expandHome(value, home))
}

/** The path with a leading `~/` replaced by the home folder. */
export function expandHome(path: string, home: string): string {
  return path === '~' ? home : path.replace(/^~(?=\/)/, () => home.replace(/\/$/, ''))
}

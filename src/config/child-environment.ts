const ALWAYS = ['PATH', 'HOME', 'LANG', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR']
/** Where the system's own programs are, for children of a job that was started with an emptied environment. */
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin'

/**
 * The environment that child processes are given: search path, home, language, the session bus and our own
 * LIQWATCH_* variables, but none that the config reads a secret from.
 *
 * @param secretNames names of variables that hold secrets
 */
export function childEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  secretNames: ReadonlySet<string>,
): Record<string, string> {
  const child: Record<string, string> = { PATH: SYSTEM_PATH }
  for (const [name, value] of Object.entries(env)) {
    const wanted = ALWAYS.includes(name) || name.startsWith('LIQWATCH_')
    if (wanted && value !== undefined && value !== '' && !secretNames.has(name)) child[name] = value
  }
  return child
}

import { isAbsolute, join, resolve } from 'node:path'
import { ConfigError } from '../errors.ts'
import { neutralise } from '../model/plain-text.ts'
import type { AccountSettings, Config, ConfigSource } from './config.ts'
import { type EnvironmentVariables, expandHome, programFolders } from './folders.ts'
import { type FileSystem, nodeFiles, readConfigFile, type UserId } from './guarded-files.ts'
import { jsonProblem } from './json-text.ts'
import { type ConfigProblem, checkSettings, defaultSettings, type Settings } from './schema.ts'

/** What a config depends on besides its own text. */
export interface ConfigInputs {
  readonly flags: { readonly config?: string | undefined }
  readonly env: EnvironmentVariables
  readonly home: string
  /** `null` where files have no owners and modes (Windows). */
  readonly user: UserId
  readonly files?: FileSystem
}

/**
 * The config of this run: the file of `--config`, else of LIQWATCH_CONFIG, else `config.json` in the XDG folder, else
 * one account `main` from BINANCE_API_KEY and BINANCE_API_SECRET. Resolves no secret.
 *
 * @throws ConfigError for a missing, unsafe or wrong config; all problems of a file are in one error
 */
export function loadConfig(inputs: ConfigInputs): Config {
  refuseOpenTls(inputs.env)
  const path = configPath(inputs)
  const files = inputs.files ?? nodeFiles
  if (isNamed(inputs) || exists(path, files)) return configFromFile(path, inputs, files)
  return configFromEnvironment(inputs, path)
}

/** The config that the program was told to use, or would find or write by itself. */
export function configPath({ flags, env, home }: Pick<ConfigInputs, 'flags' | 'env' | 'home'>): string {
  const named = flags.config ?? nonEmpty(env.LIQWATCH_CONFIG)
  return named === undefined ? join(programFolders(env, home).config, 'config.json') : resolve(expandHome(named, home))
}

/** Defaults around given accounts, for the embedded exchange. */
export function builtInConfig(
  accounts: readonly AccountSettings[],
  inputs: Pick<ConfigInputs, 'env' | 'home'>,
): Config {
  return assemble(defaultSettings(accounts), { kind: 'built-in' }, inputs)
}

function isNamed({ flags, env }: ConfigInputs): boolean {
  return flags.config !== undefined || nonEmpty(env.LIQWATCH_CONFIG) !== undefined
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}

/** False only when there is certainly nothing: an unreadable config must be reported, not passed over. */
function exists(path: string, files: FileSystem): boolean {
  try {
    files.read(path)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
  }
}

function refuseOpenTls(env: EnvironmentVariables): void {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return
  throw new ConfigError('NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the check of who answers', {
    code: 'tls-disabled',
    hint: 'unset NODE_TLS_REJECT_UNAUTHORIZED; name a private authority with NODE_EXTRA_CA_CERTS instead',
  })
}

function configFromFile(path: string, inputs: ConfigInputs, files: FileSystem): Config {
  const text = readConfigFile(path, files, inputs.user).replace(/^\uFEFF/, '')
  const wrong = jsonProblem(text)
  if (wrong !== null) {
    throw invalid(path, [{ path: `line ${wrong.line}, column ${wrong.column}`, message: wrong.what }])
  }
  const checked = checkSettings(JSON.parse(text))
  if (!checked.ok) throw invalid(path, checked.problems)
  return assemble(checked.settings, { kind: 'file', path }, inputs)
}

function invalid(path: string, problems: readonly ConfigProblem[]): ConfigError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
  const lines = problems.map(({ path: key, message }) => `  ${key === '' ? '' : `${key}: `}${message}`)
  return new ConfigError(neutralise(`${path} has ${count}:`) + lines.map((line) => `\n${neutralise(line)}`).join(''), {
    code: 'config-invalid',
    hint: 'config.example.json shows every key; liqwatch init writes a fresh config',
  })
}

function configFromEnvironment(inputs: ConfigInputs, path: string): Config {
  const isSet = (name: string): boolean => nonEmpty(inputs.env[name]) !== undefined
  const [key, secret] = ['BINANCE_API_KEY', 'BINANCE_API_SECRET']
  if (isSet(key) && isSet(secret)) {
    return assemble(defaultSettings([environmentAccount(key, secret)]), { kind: 'environment' }, inputs)
  }
  if (isSet(key) || isSet(secret)) {
    const [present, absent] = isSet(key) ? [key, secret] : [secret, key]
    throw new ConfigError(`${present} is set, but ${absent} is not`, {
      code: 'config-missing',
      hint: `set both, or run liqwatch init to write a config`,
    })
  }
  throw new ConfigError(`there is no config at ${path}`, {
    code: 'config-missing',
    hint: 'run liqwatch init to write one, set BINANCE_API_KEY and BINANCE_API_SECRET, or try it with --demo',
  })
}

function environmentAccount(key: string, secret: string): AccountSettings {
  return {
    name: 'main',
    apiKey: { kind: 'env', name: key },
    apiSecret: { kind: 'env', name: secret },
    environment: 'live',
    allowTradingKey: false,
    trustEndpoints: false,
    coinM: 'report',
    endpoints: {},
  }
}

function assemble(settings: Settings, source: ConfigSource, inputs: Pick<ConfigInputs, 'env' | 'home'>): Config {
  const files = settings.calendar.files.map((file) => pathBesideConfig(file, source, inputs.home))
  return {
    ...settings,
    calendar: { ...settings.calendar, files },
    source,
    folders: programFolders(inputs.env, inputs.home),
  }
}

/** A path that a config names: absolute, below the home folder, or beside the config itself. */
export function pathBesideConfig(path: string, source: ConfigSource, home: string): string {
  const expanded = expandHome(path, home)
  if (isAbsolute(expanded)) return expanded
  return source.kind === 'file' ? resolve(source.path, '..', expanded) : resolve(expanded)
}

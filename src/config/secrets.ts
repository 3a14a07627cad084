import { ConfigError } from '../errors.ts'
import { outboundUrlProblem, printableHost } from '../model/outbound-url.ts'
import { childEnvironment } from './child-environment.ts'
import type { ConfigSource } from './config.ts'
import type { EnvironmentVariables } from './folders.ts'
import { type FileSystem, nodeFiles, readSecretFile, type UserId } from './guarded-files.ts'
import { pathBesideConfig } from './load.ts'
import { type CommandRun, runForOutput } from './secret-command.ts'
import { describeReference, type SecretReference } from './secret-reference.ts'

/** What secrets are read from. */
export interface SecretInputs {
  readonly env: EnvironmentVariables
  readonly home: string
  readonly user: UserId
  readonly source: ConfigSource
  /** Variables that children must not see, because secrets stand in them. */
  readonly secretNames: ReadonlySet<string>
  readonly files?: FileSystem
  readonly run?: CommandRun
}

/** Secrets on demand. A value that was read once is kept for the run; a failure is not, so that it can be mended. */
export interface Secrets {
  /**
   * The secret, trimmed.
   *
   * @param key the config key it belongs to, for the error
   * @throws ConfigError that names the key and the source, never the value
   */
  resolve(reference: SecretReference, key: string): Promise<string>
  /** A channel or ping URL, checked against the rules for outbound URLs. */
  resolveUrl(reference: SecretReference, key: string): Promise<string>
}

/** Reads secrets from environment, files and commands when they are first needed, and each only once. */
export function openSecrets(inputs: SecretInputs): Secrets {
  const known = new Map<string, Promise<string>>()
  const resolve = (reference: SecretReference, key: string): Promise<string> => {
    const id = JSON.stringify(reference)
    const reading = known.get(id) ?? readSecret(reference, key, inputs)
    known.set(id, reading)
    reading.catch(() => known.delete(id))
    return reading
  }
  return { resolve, resolveUrl: async (reference, key) => checkedUrl(await resolve(reference, key), reference, key) }
}

async function readSecret(reference: SecretReference, key: string, inputs: SecretInputs): Promise<string> {
  const value = (await rawSecret(reference, key, inputs)).trim()
  if (value === '') {
    throw unusable(key, reference, 'is empty', 'put the value there')
  }
  // Anything but a PEM key ends up in a header or URL, where a line break would be refused far from its cause.
  if (!value.startsWith('-----BEGIN ') && /\p{Cc}/u.test(value)) {
    throw unusable(key, reference, 'holds more than one line', 'keep only the value itself there')
  }
  return value
}

async function rawSecret(reference: SecretReference, key: string, inputs: SecretInputs): Promise<string> {
  switch (reference.kind) {
    case 'literal':
      return reference.value
    case 'env':
      return inputs.env[reference.name] ?? missingVariable(reference, key)
    case 'file':
      return readSecretFile(
        pathBesideConfig(reference.path, inputs.source, inputs.home),
        inputs.files ?? nodeFiles,
        inputs.user,
      )
    case 'command':
      return (inputs.run ?? runForOutput)(reference.argv, childEnvironment(inputs.env, inputs.secretNames))
  }
}

function missingVariable(reference: SecretReference & { readonly kind: 'env' }, key: string): never {
  throw unusable(key, reference, 'is not set', `export ${reference.name}, or use file: which also works from cron`)
}

function checkedUrl(url: string, reference: SecretReference, key: string): string {
  const problem = outboundUrlProblem(url)
  if (problem === null) return url
  throw unusable(key, reference, `${problem} (${printableHost(url)})`, 'use https')
}

function unusable(key: string, reference: SecretReference, problem: string, hint: string): ConfigError {
  return new ConfigError(`${key}: ${describeReference(reference)} ${problem}`, { code: 'secret-unusable', hint })
}

import type { ChannelSettings, Config } from './config.ts'
import { describeReference, type SecretReference } from './secret-reference.ts'

/** A config key that holds a secret, or a text that may be one, and where its value comes from. */
export interface SecretSource {
  readonly key: string
  readonly reference: SecretReference
  /** For people: names the source, never the value. */
  readonly description: string
}

/** Every secret source of a config, in the order of the file. */
export function secretSources(config: Config): readonly SecretSource[] {
  const pairs: (readonly [string, SecretReference | null])[] = [
    ...config.accounts.flatMap(({ name, apiKey, apiSecret }) => [
      [`accounts.${name}.apiKey`, apiKey] as const,
      [`accounts.${name}.apiSecret`, apiSecret] as const,
    ]),
    ...config.channels.flatMap(channelSecrets),
    ['crossCheck.coingeckoKey', config.crossCheck.coingeckoKey],
    ['crossCheck.cryptocompareKey', config.crossCheck.cryptocompareKey],
  ]
  return pairs.flatMap(([key, reference]) =>
    reference === null ? [] : [{ key, reference, description: describeReference(reference) }],
  )
}

function channelSecrets(channel: ChannelSettings): readonly (readonly [string, SecretReference | null])[] {
  const key = `channels.${channel.name}`
  switch (channel.type) {
    case 'desktop':
    case 'command':
      return []
    case 'telegram':
      return [[`${key}.botToken`, channel.botToken]]
    case 'discord':
    case 'slack':
      return [[`${key}.url`, channel.url]]
    case 'ntfy':
      return [
        [`${key}.url`, channel.url],
        [`${key}.token`, channel.token],
      ]
    case 'webhook':
      return [
        [`${key}.url`, channel.url],
        ...channel.headers.map(({ name, value }) => [`${key}.headers.${name}`, value] as const),
      ]
  }
}

/** Names of the environment variables that hold secrets, which no child process may be given. */
export function secretVariables(config: Config): ReadonlySet<string> {
  const names = secretSources(config).flatMap(({ reference }) => (reference.kind === 'env' ? [reference.name] : []))
  return new Set([...names, 'BINANCE_API_KEY', 'BINANCE_API_SECRET'])
}

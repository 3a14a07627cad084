import type { ChannelSettings } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import type { ChannelConfig } from '../notify/channel.ts'
import { createNotifier } from '../notify/create-notifier.ts'
import type { Clock } from '../ports/clock.ts'
import type { Notifier } from '../ports/notifier.ts'

/**
 * The notifiers of the configured channels. A channel whose secret cannot be read fails when it is used, so that it
 * does not silence the others.
 */
export function openNotifiers(
  channels: readonly ChannelSettings[],
  { secrets, clock }: { readonly secrets: Secrets; readonly clock: Clock },
): readonly Notifier[] {
  return channels.map((settings) => ({
    name: settings.name,
    isRemote: isRemote(settings),
    send: async (message) => {
      const config = await resolvedChannel(settings, secrets)
      await createNotifier(settings.name, config, { clock }).send(message)
    },
  }))
}

/**
 * Reads the secrets of a channel and judges its settings; nothing is sent.
 *
 * @throws LiqwatchError naming what cannot be used
 */
export async function proveSettings(
  settings: ChannelSettings,
  { secrets, clock }: { readonly secrets: Secrets; readonly clock: Clock },
): Promise<void> {
  createNotifier(settings.name, await resolvedChannel(settings, secrets), { clock })
}

/** Whether a channel reaches its owner away from this machine. */
export function isRemote({ type }: ChannelSettings): boolean {
  return type !== 'desktop'
}

async function resolvedChannel(settings: ChannelSettings, secrets: Secrets): Promise<ChannelConfig> {
  const key = `channels.${settings.name}`
  switch (settings.type) {
    case 'desktop':
      return { type: 'desktop' }
    case 'command':
      return { type: 'command', argv: settings.argv }
    case 'telegram':
      return {
        type: 'telegram',
        botToken: await secrets.resolve(settings.botToken, `${key}.botToken`),
        chatId: settings.chatId,
      }
    case 'discord':
    case 'slack':
      return { type: settings.type, url: await secrets.resolveUrl(settings.url, `${key}.url`) }
    case 'ntfy':
      return {
        type: 'ntfy',
        url: await secrets.resolveUrl(settings.url, `${key}.url`),
        token: settings.token === null ? undefined : await secrets.resolve(settings.token, `${key}.token`),
      }
    case 'webhook': {
      const headers = await Promise.all(
        settings.headers.map(async ({ name, value }) => [name, await secrets.resolve(value, `${key}.headers.${name}`)]),
      )
      return {
        type: 'webhook',
        url: await secrets.resolveUrl(settings.url, `${key}.url`),
        headers: Object.fromEntries(headers),
      }
    }
  }
}

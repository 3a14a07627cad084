import type { Notifier } from '../ports/notifier.ts'
import type { ChannelConfig, ChannelDeps } from './channel.ts'
import { commandNotifier } from './command.ts'
import { desktopNotifier } from './desktop.ts'
import { discordNotifier } from './discord.ts'
import { ntfyNotifier } from './ntfy.ts'
import { slackNotifier } from './slack.ts'
import { telegramNotifier } from './telegram.ts'
import { webhookNotifier } from './webhook.ts'

/**
 * The notifier of a configured channel; nothing is sent.
 *
 * @throws ChannelError for settings that can never work
 */
export function createNotifier(name: string, config: ChannelConfig, deps: ChannelDeps): Notifier {
  switch (config.type) {
    case 'desktop':
      return desktopNotifier(name, deps)
    case 'telegram':
      return telegramNotifier(name, config, deps)
    case 'discord':
      return discordNotifier(name, config, deps)
    case 'slack':
      return slackNotifier(name, config, deps)
    case 'ntfy':
      return ntfyNotifier(name, config, deps)
    case 'webhook':
      return webhookNotifier(name, config, deps)
    case 'command':
      return commandNotifier(name, config, deps)
  }
}

import type { Notifier, OutgoingMessage } from '../ports/notifier.ts'
import type { ChannelDeps, WebhookConfig } from './channel.ts'
import { channelUrl } from './channel-url.ts'
import { plainText } from './plain-text.ts'
import type { ChannelPost } from './post-message.ts'
import { postMessage } from './post-message.ts'

/** Anything that takes a POST of `{ title, body, severity, alerts }`; every 2xx answer is a yes. */
export function webhookNotifier(name: string, config: WebhookConfig, deps: ChannelDeps): Notifier {
  return { name, isRemote: true, send: async (message) => postMessage(webhookPost(name, config, message), deps) }
}

function webhookPost(name: string, config: WebhookConfig, message: OutgoingMessage): ChannelPost {
  return {
    channel: name,
    url: channelUrl(config.url, name),
    secrets: [],
    headers: config.headers ?? {},
    payload: {
      title: plainText(message.title),
      body: plainText(message.body),
      severity: message.severity,
      alerts: message.alerts,
    },
    isAccepted: () => true,
    complaint: () => null,
    bodyRetryAfterMs: () => null,
  }
}

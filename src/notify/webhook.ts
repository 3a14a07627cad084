import type { Notifier, OutgoingMessage } from '../ports/notifier.ts'
import type { ChannelDeps, WebhookConfig } from './channel.ts'
import { channelUrl } from './channel-url.ts'
import { plainText } from './plain-text.ts'
import type { ChannelPost } from './post-message.ts'
import { postMessage } from './post-message.ts'

/** Anything that takes a POST of `{ title, body, severity, alerts }`; every 2xx answer is a yes. */
export function webhookNotifier(name: string, config: WebhookConfig, deps: ChannelDeps): Notifier {
  const target = { channel: name, url: channelUrl(config.url, name), headers: config.headers ?? {} }
  return { name, isRemote: true, send: (message) => postMessage(webhookPost(target, message), deps) }
}

type Target = Pick<ChannelPost, 'channel' | 'url' | 'headers'>

function webhookPost(target: Target, message: OutgoingMessage): ChannelPost {
  return {
    ...target,
    secrets: [],
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

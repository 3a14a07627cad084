import type { Notifier, OutgoingMessage } from '../ports/notifier.ts'
import { jsonObject, secondsField, textField } from './answer-fields.ts'
import type { ChannelDeps } from './channel.ts'
import { channelUrl } from './channel-url.ts'
import { fitText, messageText } from './plain-text.ts'
import type { ChannelPost } from './post-message.ts'
import { postMessage } from './post-message.ts'

const LONGEST_CONTENT = 2000

/**
 * A Discord channel's webhook. No mention can ping anybody, and markup is escaped.
 *
 * @see Discord developer documentation, Execute Webhook and Rate Limits
 */
export function discordNotifier(name: string, config: { readonly url: string }, deps: ChannelDeps): Notifier {
  const url = channelUrl(config.url, name)
  // Without it Discord says yes before it has stored the message, and stays silent when it cannot.
  url.searchParams.set('wait', 'true')
  return { name, isRemote: true, send: (message) => postMessage(discordPost(name, url, message), deps) }
}

function discordPost(name: string, url: URL, message: OutgoingMessage): ChannelPost {
  const text = fitText(messageText(message), LONGEST_CONTENT, (part) => withoutMarkup(part).length)
  return {
    channel: name,
    url,
    secrets: [],
    headers: {},
    payload: { content: withoutMarkup(text), allowed_mentions: { parse: [] } },
    isAccepted: (answer) => answer.status === 204 || textField(jsonObject(answer), 'id') !== null,
    complaint: (answer) => textField(jsonObject(answer), 'message'),
    bodyRetryAfterMs: (answer) => secondsField(jsonObject(answer), 'retry_after'),
  }
}

function withoutMarkup(text: string): string {
  return text.replace(/[\\*_~`|<>]/g, '\\$&')
}

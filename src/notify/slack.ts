import type { Notifier, OutgoingMessage } from '../ports/notifier.ts'
import type { ChannelDeps } from './channel.ts'
import { channelUrl } from './channel-url.ts'
import { fitText, messageText } from './plain-text.ts'
import type { ChannelPost } from './post-message.ts'
import { postMessage } from './post-message.ts'

const LONGEST_TEXT = 4000

/**
 * A Slack channel's incoming webhook: it answers in plain text, `ok` or the name of an error.
 *
 * @see Slack developer documentation, Sending messages using incoming webhooks; Formatting message text
 */
export function slackNotifier(name: string, config: { readonly url: string }, deps: ChannelDeps): Notifier {
  const url = channelUrl(config.url, name)
  return { name, isRemote: true, send: (message) => postMessage(slackPost(name, url, message), deps) }
}

function slackPost(name: string, url: URL, message: OutgoingMessage): ChannelPost {
  const text = fitText(messageText(message), LONGEST_TEXT, (part) => escaped(part).length)
  return {
    channel: name,
    url,
    secrets: [],
    headers: {},
    payload: { text: escaped(text), mrkdwn: false },
    isAccepted: (answer) => answer.text.trim() === 'ok',
    complaint: (answer) => (/^[a-z_]{1,60}$/.test(answer.text.trim()) ? answer.text.trim() : null),
    bodyRetryAfterMs: () => null,
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

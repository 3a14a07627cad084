import type { Notifier, OutgoingMessage, Severity } from '../ports/notifier.ts'
import { jsonObject, textField } from './answer-fields.ts'
import type { ChannelDeps, NtfyConfig } from './channel.ts'
import { misconfigured } from './channel-error.ts'
import { channelUrl } from './channel-url.ts'
import { fitText, plainText, utf8Length } from './plain-text.ts'
import type { ChannelPost } from './post-message.ts'
import { postMessage } from './post-message.ts'

// The server turns a message over 4,096 bytes into an attachment and refuses JSON over twice that; quotes and
// newlines take two bytes in JSON, so these two stay inside both limits whatever the text.
const LONGEST_MESSAGE_BYTES = 3600
const LONGEST_TITLE_BYTES = 250

const TOPIC = /^[-\w]{1,64}$/

// 5 overrides a phone's quiet hours where its owner allowed that.
const LOOKS: Readonly<Record<Severity, { readonly priority: number; readonly tags: readonly string[] }>> = {
  critical: { priority: 5, tags: ['rotating_light'] },
  warning: { priority: 4, tags: ['warning'] },
  info: { priority: 3, tags: ['information_source'] },
}

/**
 * A topic on ntfy.sh or one's own ntfy server. JSON goes to the server's root and names the topic inside.
 *
 * @see ntfy documentation, Publish as JSON; Limitations
 */
export function ntfyNotifier(name: string, config: NtfyConfig, deps: ChannelDeps): Notifier {
  const { root, topic } = rootAndTopic(channelUrl(config.url, name), name)
  const headers = config.token === undefined ? {} : { authorization: `Bearer ${config.token}` }
  const target = { channel: name, url: root, headers }
  return { name, isRemote: true, send: (message) => postMessage(ntfyPost(target, topic, message), deps) }
}

type Target = Pick<ChannelPost, 'channel' | 'url' | 'headers'>

function ntfyPost(target: Target, topic: string, message: OutgoingMessage): ChannelPost {
  const body = message.body === '' ? message.title : message.body
  return {
    ...target,
    secrets: [topic],
    payload: {
      topic,
      title: fitText(plainText(message.title), LONGEST_TITLE_BYTES, utf8Length),
      message: fitText(plainText(body), LONGEST_MESSAGE_BYTES, utf8Length),
      ...LOOKS[message.severity],
    },
    isAccepted: (answer) => textField(jsonObject(answer), 'id') !== null,
    complaint: (answer) => textField(jsonObject(answer), 'error'),
    bodyRetryAfterMs: () => null,
  }
}

function rootAndTopic(url: URL, channel: string): { readonly root: URL; readonly topic: string } {
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  const topic = segments.pop() ?? ''
  if (!TOPIC.test(topic)) {
    throw misconfigured(
      `the address of channel ${channel} does not end in a topic`,
      `set channels.${channel}.url to server and topic`,
    )
  }
  const root = new URL(url)
  root.pathname = segments.length === 0 ? '/' : `/${segments.join('/')}/`
  return { root, topic }
}

import type { Notifier, OutgoingMessage } from '../ports/notifier.ts'
import { asObject, jsonObject, secondsField, textField } from './answer-fields.ts'
import type { ChannelDeps, TelegramConfig } from './channel.ts'
import { misconfigured } from './channel-error.ts'
import { channelUrl } from './channel-url.ts'
import { fitText, messageText, utf16Length } from './plain-text.ts'
import type { ChannelPost } from './post-message.ts'
import { postMessage } from './post-message.ts'

const API_BASE = 'https://api.telegram.org'
const LONGEST_TEXT = 4096
const TOKEN = /^\d+:[\w-]+$/

/**
 * A chat with a Telegram bot. No parse mode, so that no character of a text can be taken for markup.
 *
 * @see Telegram Bot API, sendMessage and Making requests
 */
export function telegramNotifier(name: string, config: TelegramConfig, deps: ChannelDeps): Notifier {
  const { botToken, chatId } = config
  if (!TOKEN.test(botToken)) {
    throw misconfigured('the bot token is not of the form 123456:letters', `check channels.${name}.botToken`)
  }
  const url = channelUrl(`${deps.telegramApiBase ?? API_BASE}/bot${botToken}/sendMessage`, name)
  const target = { channel: name, url, secrets: botToken.split(':') }
  return { name, isRemote: true, send: (message) => postMessage(telegramPost(target, chatId, message), deps) }
}

type Target = Pick<ChannelPost, 'channel' | 'url' | 'secrets'>

function telegramPost(target: Target, chatId: string, message: OutgoingMessage): ChannelPost {
  return {
    ...target,
    headers: {},
    payload: { chat_id: chatId, text: fitText(messageText(message), LONGEST_TEXT, utf16Length) },
    isAccepted: (answer) => jsonObject(answer)?.ok === true,
    complaint: (answer) => textField(jsonObject(answer), 'description'),
    bodyRetryAfterMs: (answer) => secondsField(asObject(jsonObject(answer)?.parameters), 'retry_after'),
  }
}

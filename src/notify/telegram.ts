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
  return {
    name,
    isRemote: true,
    send: async (message) => postMessage(telegramPost(name, config, message, deps.telegramApiBase ?? API_BASE), deps),
  }
}

function telegramPost(name: string, config: TelegramConfig, message: OutgoingMessage, apiBase: string): ChannelPost {
  if (!TOKEN.test(config.botToken)) {
    throw misconfigured('the bot token is not of the form 123456:letters', `check channels.${name}.botToken`)
  }
  return {
    channel: name,
    url: channelUrl(`${apiBase}/bot${config.botToken}/sendMessage`, name),
    secrets: config.botToken.split(':'),
    headers: {},
    payload: { chat_id: config.chatId, text: fitText(messageText(message), LONGEST_TEXT, utf16Length) },
    isAccepted: (answer) => jsonObject(answer)?.ok === true,
    complaint: (answer) => textField(jsonObject(answer), 'description'),
    bodyRetryAfterMs: (answer) => secondsField(asObject(jsonObject(answer)?.parameters), 'retry_after'),
  }
}

import type { Behaviour, Seen } from './service.ts'
import { json } from './service.ts'

function parsed(seen: Seen): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(seen.raw)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

function isJsonPost(seen: Seen): boolean {
  return seen.method === 'POST' && /^application\/json/i.test(seen.headers['content-type'] ?? '')
}

function unknownKeys(body: Record<string, unknown>, known: readonly string[]): readonly string[] {
  return Object.keys(body).filter((key) => !known.includes(key))
}

/** Telegram Bot API: one bot, one chat; errors in the documented shape. */
export function telegramService(botToken: string, chatId: string): Behaviour {
  const error = (code: number, description: string) => json(code, { ok: false, error_code: code, description })
  return (seen) => {
    if (seen.path !== `/bot${botToken}/sendMessage`) return error(404, 'Not Found')
    const body = isJsonPost(seen) ? parsed(seen) : null
    if (body === null) return error(400, 'Bad Request: message text is empty')
    const { chat_id: chat, text } = body
    if (unknownKeys(body, ['chat_id', 'text', 'disable_notification', 'link_preview_options']).length > 0) {
      return error(400, 'Bad Request: unexpected parameter')
    }
    if (chat !== chatId) return error(400, 'Bad Request: chat not found')
    if (typeof text !== 'string' || text === '') return error(400, 'Bad Request: message text is empty')
    if (text.length > 4096) return error(400, 'Bad Request: message is too long')
    return json(200, {
      ok: true,
      result: { message_id: 7, date: 1770000000, chat: { id: 123, type: 'private' }, text },
    })
  }
}

/** Discord's Execute Webhook with wait=true: it answers with the stored message. */
export function discordService(path: string): Behaviour {
  return (seen) => {
    const url = new URL(seen.path, 'http://service')
    if (url.pathname !== path) return json(404, { message: 'Unknown Webhook', code: 10015 })
    const body = isJsonPost(seen) ? parsed(seen) : null
    if (body === null) return json(400, { message: '400: Bad Request', code: 0 })
    const { content, allowed_mentions: mentions } = body
    if (typeof content !== 'string' || content.trim() === '') {
      return json(400, { message: 'Cannot send an empty message', code: 50006 })
    }
    const wrongKeys = unknownKeys(body, ['content', 'allowed_mentions', 'username', 'flags'])
    if (content.length > 2000 || wrongKeys.length > 0 || JSON.stringify(mentions) !== '{"parse":[]}') {
      return json(400, { message: 'Invalid Form Body', code: 50035, errors: { content: { _errors: [] } } })
    }
    if (url.searchParams.get('wait') !== 'true') return { status: 204 }
    return json(200, { id: '1234567890', type: 0, content, channel_id: '42', webhook_id: '99' })
  }
}

/** Slack's incoming webhook: `ok` or the name of an error, as plain text. */
export function slackService(path: string): Behaviour {
  const text = (status: number, body: string) => ({ status, headers: { 'content-type': 'text/html' }, body })
  return (seen) => {
    if (seen.path !== path) return text(404, 'no_service')
    const body = isJsonPost(seen) ? parsed(seen) : null
    if (body === null || unknownKeys(body, ['text', 'mrkdwn']).length > 0) return text(400, 'invalid_payload')
    if (typeof body.text !== 'string' || body.text === '') return text(400, 'no_text')
    // Unescaped, these would be read as a mention, a link or an entity.
    if (/[<>]|&(?!amp;|lt;|gt;)/.test(body.text) || body.text.length > 40_000) return text(400, 'invalid_payload')
    return text(200, 'ok')
  }
}

/** An ntfy server with access control: JSON to the root only. */
export function ntfyService(root: string, topic: string, token: string | null): Behaviour {
  const error = (http: number, code: number, words: string) =>
    json(http, { code, http, error: words, link: 'https://ntfy.sh/docs/' })
  return (seen) => {
    if (token !== null && seen.headers.authorization !== `Bearer ${token}`) return error(403, 40301, 'forbidden')
    if (token === null && seen.headers.authorization !== undefined) return error(401, 40101, 'unauthorized')
    if (seen.path !== root) return error(404, 40401, 'page not found')
    const body = isJsonPost(seen) ? parsed(seen) : null
    if (body === null || Buffer.byteLength(seen.raw) > 8192)
      return error(400, 40024, 'invalid request: body must be message JSON')
    if (unknownKeys(body, ['topic', 'title', 'message', 'priority', 'tags']).length > 0)
      return error(400, 40024, 'invalid JSON')
    if (body.topic !== topic) return error(403, 40301, 'forbidden')
    const { message, title, priority, tags } = body
    if (typeof message !== 'string' || message === '' || typeof title !== 'string')
      return error(400, 40024, 'invalid JSON')
    if (Buffer.byteLength(message) > 4096) return error(413, 41301, 'attachment too large')
    if (![1, 2, 3, 4, 5].includes(Number(priority)) || typeof priority !== 'number')
      return error(400, 40007, 'invalid priority')
    if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) return error(400, 40024, 'invalid JSON')
    return json(200, { id: 'hwQ2YpKdmg', time: 1770000000, event: 'message', topic, title, message, priority, tags })
  }
}

/** A receiver of the generic webhook: exactly the four members, one header as password. */
export function webhookService(path: string, password: string): Behaviour {
  return (seen) => {
    if (seen.headers['x-password'] !== password) return json(401, { error: 'unauthorized' })
    const body = isJsonPost(seen) && seen.path === path ? parsed(seen) : null
    if (body === null) return json(404, { error: 'not found' })
    const isComplete = Object.keys(body).sort().join() === 'alerts,body,severity,title'
    const isTyped = typeof body.title === 'string' && typeof body.body === 'string' && Array.isArray(body.alerts)
    const isKnown = ['info', 'warning', 'critical'].includes(String(body.severity))
    return isComplete && isTyped && isKnown ? { status: 202 } : json(422, { error: 'wrong shape' })
  }
}

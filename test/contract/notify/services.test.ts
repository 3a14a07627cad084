import { describe, expect, it } from 'vitest'
import type { ChannelConfig } from '../../../src/notify/channel.ts'
import { createNotifier } from '../../../src/notify/create-notifier.ts'
import type { OutgoingMessage } from '../../../src/ports/notifier.ts'
import type { Behaviour, Service } from './service.ts'
import { aMessage, LONG_BODY, notingClock, postedJson, startService } from './service.ts'
import { discordService, ntfyService, slackService, telegramService, webhookService } from './strict-services.ts'

const TOKEN = '123456:AAsecretbottoken'

async function send(service: Service, config: ChannelConfig, message: OutgoingMessage): Promise<void> {
  await createNotifier('phone', config, { clock: notingClock(), telegramApiBase: service.origin }).send(message)
}

async function postedTo(
  behaviour: Behaviour,
  configOf: (origin: string) => ChannelConfig,
  changes: Partial<OutgoingMessage> = {},
): Promise<Record<string, unknown>> {
  const service = await startService(behaviour)
  await send(service, configOf(service.origin), aMessage(changes))
  expect(service.seen).toHaveLength(1)
  return postedJson(service.seen[0])
}

describe('telegram', () => {
  const config = { type: 'telegram', botToken: TOKEN, chatId: '-100123' } as const
  const behaviour = telegramService(TOKEN, '-100123')

  it('sends title and body to the chat, without parse mode', async () => {
    expect(await postedTo(behaviour, () => config)).toEqual({
      chat_id: '-100123',
      text: 'SOLUSDT long 6.32% from liquidation\nmark 165.300, liquidation 154.854\nsell 33.60 SOL brings it back to 15%',
    })
  })

  it('cuts a long message at a line, with a note', async () => {
    const { text } = await postedTo(behaviour, () => config, { body: LONG_BODY })
    const lines = String(text).split('\n')
    expect(String(text).length).toBeLessThanOrEqual(4096)
    expect(String(text).length).toBeGreaterThan(4000)
    expect(lines.at(-2)).toMatch(/^line \d+: DOGEUSDT long 13\.60% <&> "quoted"$/)
    expect(lines.at(-1)).toBe(`… ${400 - (lines.length - 2)} more lines cut, see: liqwatch status`)
  })

  it('tells what Telegram says of a wrong chat', async () => {
    const service = await startService(telegramService(TOKEN, '999'))
    await expect(send(service, config, aMessage())).rejects.toMatchObject({
      code: 'channel-failed',
      message: `127.0.0.1:${service.port} refused the message (HTTP 400): Bad Request: chat not found`,
      hint: 'check channels.phone in the config, then run liqwatch notify test',
    })
  })

  it('refuses a token of another form before anything is sent', async () => {
    const service = await startService(behaviour)
    const sending = send(service, { ...config, botToken: '../../evil' }, aMessage())
    await expect(sending).rejects.toMatchObject({ code: 'channel-misconfigured' })
    expect(service.seen).toEqual([])
  })
})

describe('discord', () => {
  const path = '/api/webhooks/4242/discordsecret'
  const configOf = (origin: string) => ({ type: 'discord', url: `${origin}${path}` }) as const

  it('sends content that can ping nobody and waits until it is stored', async () => {
    const posted = await postedTo(discordService(path), configOf, { title: '@everyone *BTC_USDT* <@1>', body: '' })
    expect(posted).toEqual({
      content: '@everyone \\*BTC\\_USDT\\* \\<@1\\>',
      allowed_mentions: { parse: [] },
    })
  })

  it('keeps the thread that the address names', async () => {
    const service = await startService(discordService(path))
    await send(service, { type: 'discord', url: `${service.origin}${path}?thread_id=77` }, aMessage())
    expect(service.seen[0]?.path).toBe(`${path}?thread_id=77&wait=true`)
  })

  it('keeps a long message within the limit, escapes included', async () => {
    const { content } = await postedTo(discordService(path), configOf, { body: LONG_BODY })
    expect(String(content).length).toBeLessThanOrEqual(2000)
    expect(String(content)).toMatch(/"quoted"\n… \d+ more lines cut, see: liqwatch status$/)
  })

  it('takes an empty answer as a yes too', async () => {
    const service = await startService(() => ({ status: 204 }))
    await expect(send(service, configOf(service.origin), aMessage())).resolves.toBeUndefined()
  })

  it('tells of a webhook that was deleted', async () => {
    const service = await startService(discordService('/other'))
    await expect(send(service, configOf(service.origin), aMessage())).rejects.toMatchObject({
      message: `127.0.0.1:${service.port} refused the message (HTTP 404): Unknown Webhook`,
    })
  })
})

describe('slack', () => {
  const path = '/services/T000/B000/slacksecret'
  const configOf = (origin: string) => ({ type: 'slack', url: `${origin}${path}` }) as const

  it('escapes what Slack would read as markup', async () => {
    expect(await postedTo(slackService(path), configOf, { title: 'P&L <!channel>', body: 'a -> b &amp;' })).toEqual({
      text: 'P&amp;L &lt;!channel&gt;\na -&gt; b &amp;amp;',
      mrkdwn: false,
    })
  })

  it('cuts a long message without breaking an entity', async () => {
    const { text } = await postedTo(slackService(path), configOf, { body: LONG_BODY })
    expect(String(text).length).toBeLessThanOrEqual(4000)
    expect(String(text)).toMatch(/&lt;&amp;&gt; "quoted"\n… \d+ more lines cut, see: liqwatch status$/)
  })

  it('tells the name of the error', async () => {
    const service = await startService(slackService('/elsewhere'))
    await expect(send(service, configOf(service.origin), aMessage())).rejects.toMatchObject({
      message: `127.0.0.1:${service.port} refused the message (HTTP 404): no_service`,
    })
  })
})

describe('ntfy', () => {
  const configOf = (origin: string) => ({ type: 'ntfy', url: `${origin}/liq-topic-x7` }) as const

  it.each([
    { severity: 'critical', priority: 5, tags: ['rotating_light'] },
    { severity: 'warning', priority: 4, tags: ['warning'] },
    { severity: 'info', priority: 3, tags: ['information_source'] },
  ] as const)('sends $severity with priority $priority', async ({ severity, priority, tags }) => {
    const posted = await postedTo(ntfyService('/', 'liq-topic-x7', null), configOf, { severity })
    expect(posted).toEqual({
      topic: 'liq-topic-x7',
      title: 'SOLUSDT long 6.32% from liquidation',
      message: 'mark 165.300, liquidation 154.854\nsell 33.60 SOL brings it back to 15%',
      priority,
      tags,
    })
  })

  it('signs in with its token, also below a path', async () => {
    const service = await startService(ntfyService('/ntfy/', 'topic', 'tk_secret'))
    const config = { type: 'ntfy', url: `${service.origin}/ntfy/topic/`, token: 'tk_secret' } as const
    await expect(send(service, config, aMessage())).resolves.toBeUndefined()
  })

  it('stays within the limits in bytes, whatever the text', async () => {
    const body = Array.from({ length: 300 }, () => '"""\\\\\\币安人生').join('\n')
    const { message } = await postedTo(ntfyService('/', 'liq-topic-x7', null), configOf, {
      body,
      title: '"'.repeat(600),
    })
    expect(String(message)).toMatch(/… \d+ more lines cut, see: liqwatch status$/)
  })

  it('says the title when there is no body', async () => {
    const posted = await postedTo(ntfyService('/', 'liq-topic-x7', null), configOf, {
      title: 'sight is back',
      body: '',
    })
    expect(posted).toMatchObject({ title: 'sight is back', message: 'sight is back' })
  })

  it('refuses an address without a topic', () => {
    const create = () => createNotifier('phone', { type: 'ntfy', url: 'https://ntfy.sh/' }, { clock: notingClock() })
    expect(create).toThrow(
      expect.objectContaining({
        code: 'channel-misconfigured',
        message: 'the address of channel phone does not end in a topic',
      }),
    )
  })

  it('tells that the topic is reserved', async () => {
    const service = await startService(ntfyService('/', 'liq-topic-x7', 'tk_other'))
    await expect(send(service, configOf(service.origin), aMessage())).rejects.toMatchObject({
      message: `127.0.0.1:${service.port} refused the message (HTTP 403): forbidden`,
    })
  })
})

describe('webhook', () => {
  it('posts title, body, severity and alerts with its headers', async () => {
    const behaviour = webhookService('/hook/7', 'webhooksecret')
    const configOf = (origin: string) =>
      ({ type: 'webhook', url: `${origin}/hook/7`, headers: { 'X-Password': 'webhooksecret' } }) as const
    expect(await postedTo(behaviour, configOf)).toEqual({
      title: 'SOLUSDT long 6.32% from liquidation',
      body: 'mark 165.300, liquidation 154.854\nsell 33.60 SOL brings it back to 15%',
      severity: 'critical',
      alerts: [{ key: 'main/SOLUSDT/long', symbol: 'SOLUSDT', tier: '10', reason: 'entered' }],
    })
  })

  it('cannot have its length or content type replaced', async () => {
    const service = await startService(() => ({ status: 200 }))
    const headers = { 'Content-Length': '1', 'Content-Type': 'text/plain' }
    await send(service, { type: 'webhook', url: `${service.origin}/`, headers }, aMessage())
    expect(postedJson(service.seen[0])).toMatchObject({ severity: 'critical' })
  })

  it('neutralises control characters', async () => {
    const posted = await postedTo(
      () => ({ status: 200 }),
      (origin) => ({ type: 'webhook', url: `${origin}/` }),
      {
        title: 'a\u001b[2Jb\u0000',
        body: 'one\ntwo\u202e',
      },
    )
    expect(posted).toMatchObject({ title: 'a\ufffd[2Jb\ufffd', body: 'one\ntwo\ufffd' })
  })
})

import { describe, expect, it } from 'vitest'
import { ChannelError } from '../../../src/notify/channel-error.ts'
import { sendToChannels } from '../../../src/notify/fanout.ts'
import type { Notifier, OutgoingMessage } from '../../../src/ports/notifier.ts'

const MESSAGE: OutgoingMessage = { title: 'T', body: 'B', severity: 'critical', alerts: [] }

function aNotifier(name: string, send: Notifier['send'], isRemote = true): Notifier {
  return { name, isRemote, send }
}

const never = () => new Promise<void>(() => {})

describe('sendToChannels', () => {
  it('tells channel by channel, in order, whatever each one does', async () => {
    const outcomes = await sendToChannels(
      MESSAGE,
      [
        aNotifier('desktop', async () => {}, false),
        aNotifier('phone', async () => {
          throw new ChannelError('api.example refused the message', { hint: 'check it', retryable: false })
        }),
        aNotifier('hangs', never),
        aNotifier('throws at once', () => {
          throw new TypeError('secret-token is not a function')
        }),
        aNotifier('rejects with text', () => Promise.reject('secret-token')),
      ],
      { budgetMs: 50 },
    )
    expect(outcomes).toEqual([
      { channel: 'desktop', isRemote: false, status: 'delivered' },
      { channel: 'phone', isRemote: true, status: 'failed', why: 'api.example refused the message', hint: 'check it' },
      {
        channel: 'hangs',
        isRemote: true,
        status: 'failed',
        why: 'no answer within 0.05 s',
        hint: 'run liqwatch notify test',
      },
      {
        channel: 'throws at once',
        isRemote: true,
        status: 'failed',
        why: 'failed unexpectedly (TypeError)',
        hint: 'run liqwatch notify test',
      },
      {
        channel: 'rejects with text',
        isRemote: true,
        status: 'failed',
        why: 'failed unexpectedly (string)',
        hint: 'run liqwatch notify test',
      },
    ])
  })

  it('starts all of them before it waits for any', async () => {
    const started: string[] = []
    let releaseAll: () => void = () => {}
    const released = new Promise<void>((resolve) => {
      releaseAll = resolve
    })
    const waiting = (name: string) =>
      aNotifier(name, async () => {
        started.push(name)
        if (started.length === 3) releaseAll()
        await released
      })
    const outcomes = await sendToChannels(MESSAGE, [waiting('a'), waiting('b'), waiting('c')])
    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered'])
  })

  it('has nothing to say without channels', async () => {
    expect(await sendToChannels(MESSAGE, [])).toEqual([])
  })
})

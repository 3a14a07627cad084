import { describe, expect, it } from 'vitest'
import { channelUrl } from '../../../src/notify/channel-url.ts'

describe('channelUrl', () => {
  it.each(['https://hooks.example/x', 'http://127.0.0.1:8080/x', 'http://0x7f000001/x', 'http://[::1]:1/x'])(
    'takes %s',
    (text) => {
      expect(channelUrl(text, 'phone').pathname).toBe('/x')
    },
  )

  it.each([
    ['http://hooks.example/secret', 'must be https: plain http is for loopback and private addresses only'],
    ['ftp://127.0.0.1/secret', 'must begin with https://'],
    ['file:///etc/secret', 'must begin with https://'],
    ['secret', 'is not a URL'],
  ])('refuses %s without quoting its path', (text, problem) => {
    const message = `the address of channel phone ${problem}`
    expect(() => channelUrl(text, 'phone')).toThrow(expect.objectContaining({ code: 'channel-misconfigured', message }))
  })
})

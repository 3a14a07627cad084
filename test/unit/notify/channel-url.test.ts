import { describe, expect, it } from 'vitest'
import { channelUrl, isPrivateHost } from '../../../src/notify/channel-url.ts'

describe('isPrivateHost', () => {
  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['172.31.255.255', true],
    ['172.32.0.1', false],
    ['192.168.1.5', true],
    ['192.169.1.5', false],
    ['169.254.1.1', true],
    ['[::1]', true],
    ['[fd12::1]', true],
    ['[fe80::1]', true],
    ['[2001:db8::1]', false],
    ['[::ffff:8.8.8.8]', false],
    ['8.8.8.8', false],
    ['nas.lan', false],
    ['localhost.example.com', false],
    ['10.0.0.1.example.com', false],
  ])('%s: %s', (hostname, isPrivate) => {
    expect(isPrivateHost(hostname)).toBe(isPrivate)
  })
})

describe('channelUrl', () => {
  it.each(['https://hooks.example/x', 'http://127.0.0.1:8080/x', 'http://0x7f000001/x', 'http://[::1]:1/x'])(
    'takes %s',
    (text) => {
      expect(channelUrl(text, 'phone').pathname).toBe('/x')
    },
  )

  it.each([
    [
      'http://hooks.example/secret',
      'hooks.example would be reached over plain http, where anybody on the way could read it',
    ],
    ['ftp://127.0.0.1/secret', 'the address of channel phone is not https'],
    ['file:///etc/secret', 'the address of channel phone is not https'],
    ['secret', 'the address of channel phone is not a URL'],
  ])('refuses %s without quoting its path', (text, message) => {
    expect(() => channelUrl(text, 'phone')).toThrow(expect.objectContaining({ code: 'channel-misconfigured', message }))
  })
})

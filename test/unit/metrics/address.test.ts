import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../src/errors.ts'
import { addressUrl, isHostAccepted, parseMetricsAddress } from '../../../src/metrics/address.ts'

describe('an address to serve metrics on', () => {
  it.each([
    { text: '127.0.0.1:9464', host: '127.0.0.1', port: 9464, url: 'http://127.0.0.1:9464' },
    { text: '127.8.9.10:1', host: '127.8.9.10', port: 1, url: 'http://127.8.9.10:1' },
    { text: ':9464', host: '127.0.0.1', port: 9464, url: 'http://127.0.0.1:9464' },
    { text: '9464', host: '127.0.0.1', port: 9464, url: 'http://127.0.0.1:9464' },
    { text: ' :0 ', host: '127.0.0.1', port: 0, url: 'http://127.0.0.1:0' },
    { text: 'LocalHost:9464', host: '127.0.0.1', port: 9464, url: 'http://127.0.0.1:9464' },
    { text: '[::1]:9464', host: '::1', port: 9464, url: 'http://[::1]:9464' },
    { text: ':65535', host: '127.0.0.1', port: 65_535, url: 'http://127.0.0.1:65535' },
  ])('reads $text', ({ text, host, port, url }) => {
    const address = parseMetricsAddress(text, false)
    expect(address).toEqual({ host, port })
    expect(addressUrl(address)).toBe(url)
  })

  it.each(['0.0.0.0:9464', '[::]:9464', '192.168.1.5:9464', '10.0.0.1:9464', '[fe80::1]:9464', '8.8.8.8:9464'])(
    'refuses %s, which others reach, unless that is wanted',
    (text) => {
      expect(() => parseMetricsAddress(text, false)).toThrow(/reached from other machines/)
      expect(addressUrl(parseMetricsAddress(text, true))).toBe(`http://${text}`)
    },
  )

  it('names the way out', () => {
    expect(() => parseMetricsAddress('0.0.0.0:9464', false)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('--metrics-public') }),
    )
  })

  it.each([
    '',
    'x',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:x',
    ':65536',
    ':999999',
    ':-1',
    ':1.5',
    '::1:9464',
    '[::1]',
    '[127.0.0.1]:9464',
    '[]:9464',
    '127.1:9464',
    '0177.0.0.1:9464',
    'localhost.evil.example:9464',
    'my-machine:9464',
    'http://127.0.0.1:9464',
    '127.0.0.1:9464/metrics',
    'user@127.0.0.1:9464',
  ])('refuses %j', (text) => {
    for (const isPublic of [false, true]) expect(() => parseMetricsAddress(text, isPublic)).toThrow(UsageError)
  })
})

describe('the Host header', () => {
  const loopback = { host: '127.0.0.1', port: 9464 }

  it.each([
    '127.0.0.1:9464',
    '127.0.0.1',
    'localhost:9464',
    'LOCALHOST',
    '[::1]:9464',
    // A port that an ssh tunnel was given.
    'localhost:1234',
  ])('may be %s on a server for this machine', (header) => {
    expect(isHostAccepted(header, loopback)).toBe(true)
  })

  it.each([
    undefined,
    '',
    'evil.example:9464',
    'evil.example',
    '127.0.0.1.evil.example:9464',
    'localhost.evil.example',
    '192.168.1.5:9464',
    '0.0.0.0:9464',
    '127.0.0.1:9464, evil.example',
    '127.0.0.1:',
    '[::1',
  ])('may not be %j there', (header) => {
    expect(isHostAccepted(header, loopback)).toBe(false)
    expect(isHostAccepted(header, { host: '::1', port: 9464 })).toBe(false)
  })

  it('may be any on a server for other machines', () => {
    expect(isHostAccepted('trading-box.lan:9464', { host: '0.0.0.0', port: 9464 })).toBe(true)
  })
})

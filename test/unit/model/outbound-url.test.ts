import { describe, expect, it } from 'vitest'
import { outboundUrlProblem, printableHost } from '../../../src/model/outbound-url.ts'

describe('an outbound URL', () => {
  it.each([
    'https://hooks.example.org/x',
    'http://localhost:8080/x',
    'http://127.0.0.1/x',
    'http://127.8.9.10/x',
    'http://[::1]:9/x',
    'http://10.1.2.3/x',
    'http://172.16.0.1/x',
    'http://172.31.255.255/x',
    'http://192.168.0.7/x',
    'http://169.254.1.1/x',
    'http://[fd12:3456::1]/x',
    'http://[fe80::1]/x',
    'http://0x7f.1/x',
    'http://2130706433/x',
    'http://LOCALHOST/x',
    'http://a.localhost/x',
    'http://172.20.9.9/x',
  ])('%s may be used', (url) => {
    expect(outboundUrlProblem(url)).toBeNull()
  })

  it.each([
    'http://example.org/x',
    'http://172.32.0.1/x',
    'http://192.169.0.1/x',
    'http://11.0.0.1/x',
    'http://8.8.8.8/x',
    'http://[2001:db8::1]/x',
    'http://[::ffff:8.8.8.8]/x',
    'http://[::2]/x',
    'http://[fec0::1]/x',
    'http://nas.lan/x',
    'http://1270.0.0.1.example.org/x',
    'http://10.0.0.1.example.org/x',
    'http://10.example.org/x',
    'http://localhost.example.org/x',
    'http://127.0.0.1.example.org/x',
    'ftp://example.org/x',
    'file:///etc/passwd',
    'https://me:pass@example.org/x',
    'example.org',
    '',
  ])('%s may not', (url) => {
    expect(outboundUrlProblem(url)).not.toBeNull()
  })

  it('prints as its host only', () => {
    expect(printableHost('https://api.telegram.org/bot123:abc/sendMessage?x=1')).toBe('api.telegram.org')
    expect(printableHost('http://127.0.0.1:8080/secret')).toBe('127.0.0.1:8080')
    expect(printableHost('secret')).toBe('an invalid URL')
  })
})

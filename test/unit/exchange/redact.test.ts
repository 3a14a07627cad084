import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from '../../../src/exchange/binance/redact.ts'

describe('redact', () => {
  it.each([
    {
      name: 'the query of a signed URL',
      text: 'request to https://fapi.binance.com/fapi/v3/account?timestamp=1&signature=abc failed',
      safe: 'request to https://fapi.binance.com/fapi/v3/account?[hidden] failed',
    },
    { name: 'a signature', text: 'timestamp=1&signature=9f2c&x=1', safe: 'timestamp=1&signature=[hidden]&x=1' },
    { name: 'a key header', text: "'X-MBX-APIKEY': 'vmPUZE6mv9SD'", safe: "'X-MBX-APIKEY': '[hidden]'" },
    { name: 'a listen key in JSON', text: '{"listenKey":"pqia91ma19a5s61c"}', safe: '{"listenKey":"[hidden]"}' },
    {
      name: 'a listen key in an address',
      text: `wss://x/private/ws/${'aB3'.repeat(21)}`,
      safe: 'wss://x/private/ws/[hidden]',
    },
    {
      name: 'a private key',
      text: 'a -----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY----- b',
      safe: 'a [hidden] b',
    },
    { name: 'a cut private key', text: 'a -----BEGIN PRIVATE KEY-----\nMC4CAQ', safe: 'a [hidden]' },
  ])('hides $name', ({ text, safe }) => {
    expect(redact(text)).toBe(safe)
  })

  it('leaves ordinary words alone', () => {
    const text =
      'positions[3].entryPrice is missing in /fapi/v3/positionRisk for 1000SHIBUSDT, /sapi/v1/margin/crossMarginCollateralRatio (-1121)'
    expect(redact(text)).toBe(text)
  })

  it('hides a known secret wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[A-Za-z0-9]{8,64}$/), fc.string(), (before, secret, after) => {
        expect(redact(`${before}${secret}${after}`, [secret])).not.toContain(secret)
      }),
      { numRuns: 200 },
    )
  })
})

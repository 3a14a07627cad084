import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/errors.ts'
import { hostScope, resolveBaseUrls } from '../../../src/exchange/binance/hosts.ts'

const resolve = (overrides: Record<string, string>, trustEndpoints = false) =>
  resolveBaseUrls({ account: 'main', environment: 'live', overrides, trustEndpoints })

describe('resolveBaseUrls', () => {
  it.each([
    {
      environment: 'live',
      httpFutures: 'https://fapi.binance.com',
      wsFuturesMarket: 'wss://fstream.binance.com/market/ws',
    },
    {
      environment: 'testnet',
      httpFutures: 'https://testnet.binancefuture.com',
      wsFuturesMarket: 'wss://fstream.binancefuture.com/market/ws',
    },
    {
      environment: 'demo',
      httpFutures: 'https://demo-fapi.binance.com',
      wsFuturesMarket: 'wss://fstream.binancefuture.com/market/ws',
    },
  ] as const)('knows the hosts of $environment', ({ environment, ...expected }) => {
    expect(resolveBaseUrls({ account: 'main', environment })).toMatchObject(expected)
  })

  it('sets both futures streams by wsFutures, unless one is named', () => {
    const bases = resolve({ wsFutures: 'ws://127.0.0.1:9001/ws/', wsFuturesPrivate: 'ws://127.0.0.1:9002/private' })
    expect(bases).toMatchObject({
      wsFuturesMarket: 'ws://127.0.0.1:9001/ws',
      wsFuturesPrivate: 'ws://127.0.0.1:9002/private',
    })
  })

  it.each([
    { name: 'plain http on loopback', overrides: { httpFutures: 'http://127.0.0.1:8080' } },
    { name: 'plain http on IPv6 loopback', overrides: { httpFutures: 'http://[::1]:8080' } },
    { name: 'another host of Binance', overrides: { httpBase: 'https://api1.binance.com' } },
    { name: 'a foreign host, trusted', overrides: { httpFutures: 'https://proxy.example/x' }, trust: true },
  ])('takes $name', ({ overrides, trust = false }) => {
    expect(resolve(overrides, trust)).toMatchObject(overrides)
  })

  it.each([
    { name: 'a foreign host', url: 'https://fapi.example.com' },
    { name: 'a host that only looks like Binance', url: 'https://fapi.binance.com.example.org' },
    { name: 'a host that only ends like Binance', url: 'https://notbinance.com' },
    { name: 'plain http to Binance', url: 'http://fapi.binance.com', trust: true },
    { name: 'plain http to a foreign host, trusted', url: 'http://proxy.example', trust: true },
    { name: 'plain http to a name for loopback', url: 'http://localhost:8080', trust: true },
    { name: 'a loopback look-alike', url: 'http://127.0.0.1.example.org', trust: true },
    { name: 'a user name', url: 'https://fapi.binance.com@example.org', trust: true },
    { name: 'a query', url: 'https://fapi.binance.com/?x=1' },
    { name: 'a websocket address', url: 'wss://fapi.binance.com' },
    { name: 'no address', url: 'fapi.binance.com' },
  ])('refuses $name', ({ url, trust = false }) => {
    expect(() => resolve({ httpFutures: url }, trust)).toThrow(ConfigError)
  })

  it('names the key of the config that is wrong', () => {
    expect(() => resolve({ wsFuturesMarket: 'ws://fstream.binance.com' })).toThrow(
      'accounts.main.endpoints.wsFuturesMarket (fstream.binance.com) is not encrypted',
    )
  })

  it('keeps answers of test hosts apart from live ones', () => {
    const live = hostScope('live', resolveBaseUrls({ account: 'main', environment: 'live' }))
    const testnet = hostScope('testnet', resolveBaseUrls({ account: 'main', environment: 'testnet' }))
    const local = hostScope('live', resolve({ httpFutures: 'http://127.0.0.1:8080' }))
    expect(new Set([live, testnet, local]).size).toBe(3)
  })
})

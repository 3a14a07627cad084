import { describe, expect, it } from 'vitest'
import { ENDPOINTS } from '../../../src/exchange/binance/endpoints.ts'
import { asCall, type FetchInit, GateRefusal, guardFetch, refusalOf } from '../../../src/exchange/binance/gate.ts'

const bases = {
  futures: 'https://fapi.binance.com',
  delivery: 'https://dapi.binance.com',
  spot: 'https://proxy.example/binance',
}
const announce = (endpoint: (typeof ENDPOINTS)[keyof typeof ENDPOINTS]) => ({
  endpoint,
  bases,
  signal: new AbortController().signal,
  head: null,
})

describe('refusalOf', () => {
  it.each([
    { endpoint: ENDPOINTS.account, url: 'https://fapi.binance.com/fapi/v3/account?timestamp=1' },
    { endpoint: ENDPOINTS.marginAccount, url: 'https://proxy.example/binance/sapi/v1/margin/account' },
  ])('lets the announced call $endpoint.path through', ({ endpoint, url }) => {
    expect(refusalOf(announce(endpoint), url, { method: 'GET' })).toBeNull()
  })

  it.each([
    { name: 'another host', url: 'https://fapi.binance.com.example/fapi/v3/account' },
    { name: 'a host behind a user name', url: 'https://fapi.binance.com@example.com/fapi/v3/account' },
    { name: 'another port', url: 'https://fapi.binance.com:8443/fapi/v3/account' },
    { name: 'no encryption', url: 'http://fapi.binance.com/fapi/v3/account' },
    { name: 'the host of another product', url: 'https://dapi.binance.com/fapi/v3/account' },
    { name: 'another path', url: 'https://fapi.binance.com/fapi/v1/order' },
    { name: 'a path that climbs', url: 'https://fapi.binance.com/fapi/v3/account/../../v1/order' },
    { name: 'a longer path', url: 'https://fapi.binance.com/fapi/v3/account/x' },
    { name: 'another allowed call', url: 'https://fapi.binance.com/fapi/v3/positionRisk' },
    { name: 'no URL', url: 'fapi' },
  ])('refuses $name', ({ url }) => {
    expect(refusalOf(announce(ENDPOINTS.account), url, { method: 'GET' })).not.toBeNull()
  })

  it('refuses a body and a call that was not announced, without quoting the query', () => {
    const url = 'https://fapi.binance.com/fapi/v3/account?signature=abc'
    expect(refusalOf(announce(ENDPOINTS.account), url, { body: 'x' })).toBe(
      'GET fapi.binance.com/fapi/v3/account carries a body',
    )
    expect(refusalOf(undefined, url, {})).toBe('GET fapi.binance.com/fapi/v3/account was not announced')
  })
})

describe('guardFetch', () => {
  it('adds the conditions of the call and keeps the head of the reply', async () => {
    const inits: (FetchInit | undefined)[] = []
    const fetch = guardFetch(async (_, init) => {
      inits.push(init)
      return { status: 429, headers: { get: (name) => (name === 'retry-after' ? '7' : null) } }
    })
    const call = announce(ENDPOINTS.time)
    await asCall(call, () => fetch('https://fapi.binance.com/fapi/v1/time', { method: 'GET', redirect: 'follow' }))
    expect(inits).toEqual([expect.objectContaining({ method: 'GET', redirect: 'error', signal: call.signal })])
    expect(call.head).toMatchObject({ status: 429 })
  })

  it('never reaches the fetch function with anything else', async () => {
    let reached = 0
    const fetch = guardFetch(async () => {
      reached += 1
      return { status: 200, headers: { get: () => null } }
    })
    await expect(fetch('https://fapi.binance.com/fapi/v1/time', {})).rejects.toBeInstanceOf(GateRefusal)
    expect(reached).toBe(0)
  })
})

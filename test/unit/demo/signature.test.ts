import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, it } from 'vitest'
import { isSignedBy, splitSignature } from '../../../src/demo/signature.ts'

// Example of the exchange's own API documentation.
const PUBLISHED = {
  secret: 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j',
  query:
    'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
  signature: 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
}

it('accepts the published HMAC example and nothing near it', () => {
  const key = { apiKey: 'x', apiSecret: PUBLISHED.secret }
  expect(isSignedBy(key, PUBLISHED.query, PUBLISHED.signature)).toBe(true)
  expect(isSignedBy(key, PUBLISHED.query.replace('quantity=1', 'quantity=2'), PUBLISHED.signature)).toBe(false)
  expect(isSignedBy({ ...key, apiSecret: 'other' }, PUBLISHED.query, PUBLISHED.signature)).toBe(false)
})

it.each([
  { name: 'Ed25519', pair: generateKeyPairSync('ed25519'), algorithm: null },
  { name: 'RSA', pair: generateKeyPairSync('rsa', { modulusLength: 2048 }), algorithm: 'sha256' },
])('accepts $name signatures over the exact query', ({ pair, algorithm }) => {
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const signature = sign(algorithm, Buffer.from('symbol=A&timestamp=1'), pair.privateKey).toString('base64')
  expect(isSignedBy({ apiKey: 'x', publicKey }, 'symbol=A&timestamp=1', signature)).toBe(true)
  expect(isSignedBy({ apiKey: 'x', publicKey }, 'symbol=B&timestamp=1', signature)).toBe(false)
})

it.each([
  {
    name: 'takes what stands before it',
    query: 'a=1&b=2&signature=ab%2Fc',
    split: { payload: 'a=1&b=2', signature: 'ab/c' },
  },
  { name: 'wants it last', query: 'a=1&signature=ab&b=2', split: null },
  { name: 'wants it filled', query: 'a=1&signature=', split: null },
  { name: 'wants it at all', query: 'a=1', split: null },
])('signature in the query: $name', ({ query, split }) => {
  expect(splitSignature(query)).toEqual(split)
})

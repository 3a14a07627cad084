import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'

/** What a key can do, as apiRestrictions tells it; flags that are left out are false. */
export type Restrictions = Readonly<Record<string, boolean>>

/** An API key that the exchange knows. One of `apiSecret` (HMAC) and `publicKey` (Ed25519 or RSA, PEM) is given. */
export interface KnownKey {
  readonly apiKey: string
  readonly apiSecret?: string
  readonly publicKey?: string
}

function equalText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function verifiesAsymmetric(publicKey: string, payload: string, signature: string): boolean {
  const key = createPublicKey(publicKey)
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  return verify(algorithm, Buffer.from(payload), key, Buffer.from(signature, 'base64'))
}

/** True when `signature` (percent-decoded) was made with the key over exactly this query string. */
export function isSignedBy(key: KnownKey, payload: string, signature: string): boolean {
  if (key.publicKey !== undefined) return verifiesAsymmetric(key.publicKey, payload, signature)
  const expected = createHmac('sha256', key.apiSecret ?? '')
    .update(payload)
    .digest('hex')
  return equalText(expected, signature.toLowerCase())
}

const SIGNATURE = '&signature='

/** Splits a raw query string into what was signed and the signature; `null` when it has none or it is not the last. */
export function splitSignature(rawQuery: string): { readonly payload: string; readonly signature: string } | null {
  const at = rawQuery.lastIndexOf(SIGNATURE)
  const signature = at < 0 ? '' : rawQuery.slice(at + SIGNATURE.length)
  if (at < 0 || signature === '' || signature.includes('&')) return null
  return { payload: rawQuery.slice(0, at), signature: decodeURIComponent(signature) }
}

import { createHash, createPrivateKey, type KeyObject } from 'node:crypto'
import { ConfigError } from '../../errors.ts'

/** A key in the form the client library signs with: an HMAC secret or a PKCS#8 private key. */
export interface Credentials {
  readonly apiKey: string
  /** Text of an HMAC secret; `null` with a private key. */
  readonly apiSecret: string | null
  /** PKCS#8 PEM of an Ed25519 or RSA key; `null` with an HMAC secret. */
  readonly privateKey: string | null
}

/** Header-safe and without spaces: what Binance hands out, and nothing that could break a header. */
const TOKEN = /^[\x21-\x7e]+$/

/**
 * Reads an API key and its secret, which may be the PEM text of an Ed25519 or RSA private key.
 *
 * @throws ConfigError when one is empty or malformed; the message never shows it
 */
export function readCredentials(account: string, apiKey: string, apiSecret: string): Credentials {
  const key = apiKey.trim()
  if (!TOKEN.test(key)) throw malformed(`accounts.${account}.apiKey`, 'copy it again from API Management')
  const path = `accounts.${account}.apiSecret`
  if (apiSecret.includes('-----BEGIN')) {
    return { apiKey: key, apiSecret: null, privateKey: normalisedPem(path, apiSecret) }
  }
  const secret = apiSecret.trim()
  if (!TOKEN.test(secret)) throw malformed(path, 'give the HMAC secret, or the whole PEM text of a private key')
  return { apiKey: key, apiSecret: secret, privateKey: null }
}

/** Tells keys apart without revealing them: the first 12 hex digits of the SHA-256. */
export function keyFingerprint(apiKey: string): string {
  return createHash('sha256').update(apiKey).digest('hex').slice(0, 12)
}

/**
 * The library guesses the kind of key from the length of its text, so an Ed25519 PEM with CRLF line ends or an empty
 * line would be taken for RSA: exported anew, its text is always 119 characters.
 */
function normalisedPem(path: string, text: string): string {
  // An environment variable often carries its line ends as the two characters \n.
  const pem = text.includes('\n') ? text : text.replaceAll('\\n', '\n')
  const key = readPrivateKey(path, pem)
  if (key.asymmetricKeyType !== 'ed25519' && key.asymmetricKeyType !== 'rsa') {
    throw malformed(path, 'Binance takes Ed25519 and RSA private keys')
  }
  return `${key.export({ type: 'pkcs8', format: 'pem' }).toString().trim()}\n`
}

function readPrivateKey(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    // The cause could quote the text of the key.
    throw malformed(path, 'give an unencrypted private key in PEM form, whole and unchanged')
  }
}

function malformed(path: string, hint: string): ConfigError {
  return new ConfigError(`${path} is not in a form that can be used`, { hint, code: 'credentials-malformed' })
}

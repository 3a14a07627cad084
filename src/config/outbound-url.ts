import { isIPv4, isIPv6 } from 'node:net'

/**
 * Why a channel or ping URL cannot be used; `null` when it can: https, or plain http to a loopback or private
 * address. Credentials inside a URL are refused, since they would travel into logs and requests reject them anyway.
 */
export function outboundUrlProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'is not a URL'
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https://'
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password; use a header or token'
  if (url.protocol === 'http:' && !isPrivateHost(url.hostname)) {
    return 'must be https: plain http is for loopback and private addresses only'
  }
  return null
}

/** Host and port of a URL, all that is ever printed of it; `an invalid URL` when it is none. */
export function printableHost(text: string): string {
  return URL.canParse(text) ? new URL(text).host : 'an invalid URL'
}

/** True for `localhost` and literal addresses of this machine or of a private network, in a URL's spelling. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  if (isIPv4(host)) return isPrivateIPv4(host)
  return isIPv6(host) && isPrivateIPv6(host)
}

function isPrivateIPv4(address: string): boolean {
  const [a = 0, b = 0] = address.split('.').map(Number)
  if (a === 127 || a === 10) return true
  if (a === 172) return b >= 16 && b <= 31
  return (a === 192 && b === 168) || (a === 169 && b === 254)
}

/** Loopback, unique local (fc00::/7) and link-local (fe80::/10). */
function isPrivateIPv6(address: string): boolean {
  return address === '::1' || /^f[cd][0-9a-f]{2}:/.test(address) || /^fe[89ab][0-9a-f]:/.test(address)
}

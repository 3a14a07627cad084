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

/** Loopback, the three private networks and link-local. A URL spells every IPv4 address with four plain numbers. */
const PRIVATE_IPV4 = /^(127|10|172\.(1[6-9]|2\d|3[01])|192\.168|169\.254)(\.\d+)+$/
/** Loopback, unique local (fc00::/7) and link-local (fe80::/10), in brackets as a URL spells them. */
const PRIVATE_IPV6 = /^\[(::1\]$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/

/** Whether a URL's host is this machine or an address that is not routed on the internet; other names never are. */
function isPrivateHost(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true
  return PRIVATE_IPV4.test(hostname) || PRIVATE_IPV6.test(hostname)
}

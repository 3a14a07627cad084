import { BlockList, isIP } from 'node:net'
import { misconfigured } from './channel-error.ts'

const PRIVATE = new BlockList()
PRIVATE.addSubnet('127.0.0.0', 8, 'ipv4')
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4')
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4')
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4')
PRIVATE.addSubnet('169.254.0.0', 16, 'ipv4')
PRIVATE.addAddress('::1', 'ipv6')
PRIVATE.addSubnet('fc00::', 7, 'ipv6')
PRIVATE.addSubnet('fe80::', 10, 'ipv6')

/**
 * Reads the address a channel posts to: https, or plain http to loopback and private addresses.
 *
 * @throws ChannelError that never quotes the address, since its path is a secret
 */
export function channelUrl(text: string, channel: string): URL {
  const hint = `set channels.${channel}.url to an https address`
  if (!URL.canParse(text)) throw misconfigured(`the address of channel ${channel} is not a URL`, hint)
  const url = new URL(text)
  if (url.protocol === 'https:') return url
  if (url.protocol !== 'http:') throw misconfigured(`the address of channel ${channel} is not https`, hint)
  if (!isPrivateHost(url.hostname)) {
    throw misconfigured(`${url.host} would be reached over plain http, where anybody on the way could read it`, hint)
  }
  return url
}

/** Whether a host is this machine or an address that is not routed on the internet; other names never are. */
export function isPrivateHost(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true
  const address = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(address)
  return family !== 0 && PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

import { outboundUrlProblem } from '../model/outbound-url.ts'
import { misconfigured } from './channel-error.ts'

/**
 * Reads the address a channel posts to: https, or plain http to loopback and private addresses.
 *
 * @throws ChannelError that never quotes the address, since its path is a secret
 */
export function channelUrl(text: string, channel: string): URL {
  const problem = outboundUrlProblem(text)
  if (problem === null) return new URL(text)
  throw misconfigured(`the address of channel ${channel} ${problem}`, `set channels.${channel}.url to an https address`)
}

import { ChannelError, misconfigured } from './channel-error.ts'
import { DeadlinePassed } from './http.ts'

const WORDS = new Map([
  ['ECONNREFUSED', 'refused the connection'],
  ['ECONNRESET', 'closed the connection before it answered'],
  ['EPIPE', 'closed the connection before it answered'],
  ['ETIMEDOUT', 'could not be reached in time'],
  ['ENOTFOUND', 'is a name that could not be resolved'],
  ['EAI_AGAIN', 'is a name that could not be resolved'],
  ['EHOSTUNREACH', 'could not be reached'],
  ['ENETUNREACH', 'could not be reached'],
])
const CERTIFICATE = /^(ERR_TLS|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|ERR_SSL)/

/**
 * The failure of a try that brought no answer. The original error is left behind: some carry bytes of the exchange,
 * and with them the token.
 */
export function networkFailure(error: unknown, host: string, deadlineMs: number): ChannelError {
  const hint = 'check the network, then run liqwatch notify test'
  if (error instanceof DeadlinePassed) {
    return new ChannelError(`${host} did not answer within ${deadlineMs / 1000} s`, { hint, retryable: true })
  }
  const code = errorCode(error)
  if (CERTIFICATE.test(code)) return certificateFailure(host, code)
  if (/^ERR_(INVALID|HTTP_INVALID)/.test(code)) {
    return misconfigured(
      `a header for ${host} cannot be sent (${code})`,
      'check the headers of this channel in the config',
    )
  }
  const words = code.startsWith('HPE_') ? 'did not answer in HTTP' : (WORDS.get(code) ?? 'could not be reached')
  return new ChannelError(`${host} ${words} (${code})`, { hint, retryable: true })
}

function certificateFailure(host: string, code: string): ChannelError {
  const message =
    code === 'ERR_TLS_CERT_ALTNAME_INVALID'
      ? `${host} showed a certificate for another name (${code})`
      : `${host} showed a certificate that cannot be trusted (${code})`
  return new ChannelError(message, {
    hint: 'check the address and whether a proxy or portal stands in between',
    retryable: false,
  })
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return 'no code'
  return typeof error.code === 'string' ? error.code : 'no code'
}

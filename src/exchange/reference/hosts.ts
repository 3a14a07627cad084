/** Roots of the sources outside Binance. */
export interface ReferenceHosts {
  readonly coingecko: string
  readonly cryptocompare: string
  readonly coindesk: string
}

/** The only hosts that a cross-check reaches; no setting changes them. */
export const REFERENCE_HOSTS: ReferenceHosts = {
  coingecko: 'https://api.coingecko.com',
  cryptocompare: 'https://min-api.cryptocompare.com',
  coindesk: 'https://data-api.coindesk.com',
}

/** The look-alikes that the embedded exchange serves beside itself, each under a path of its own. */
export function embeddedHosts(base: string): ReferenceHosts {
  return {
    coingecko: `${base}/coingecko`,
    cryptocompare: `${base}/cryptocompare`,
    coindesk: `${base}/coindesk`,
  }
}

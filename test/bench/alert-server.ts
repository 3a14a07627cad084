import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A webhook channel's other side: it takes every message and notes when each symbol's alert arrived. */
export interface AlertServer {
  readonly url: string
  /** `performance.now()` of the arrival of the first alert about the symbol since it was last forgotten. */
  readonly arrivedAtMs: ReadonlyMap<string, number>
  forget(symbol: string): void
  close(): Promise<void>
}

interface WebhookBody {
  readonly alerts: readonly { readonly symbol: string | null; readonly reason: string }[]
}

/** Starts it on a free loopback port. */
export async function startAlertServer(): Promise<AlertServer> {
  const arrivedAtMs = new Map<string, number>()
  const server = createServer((request, response) => {
    const atMs = performance.now()
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      response.end('{}')
      const { alerts }: WebhookBody = JSON.parse(body)
      for (const { symbol, reason } of alerts) {
        const isEntry = symbol !== null && reason === 'entered'
        if (isEntry && !arrivedAtMs.has(symbol)) arrivedAtMs.set(symbol, atMs)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    arrivedAtMs,
    forget: (symbol) => void arrivedAtMs.delete(symbol),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

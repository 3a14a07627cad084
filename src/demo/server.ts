import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { VenueControl } from './control.ts'
import type { DoorKeeper } from './door.ts'
import { Timekeeper } from './engine/timekeeper.ts'
import { Faults } from './faults.ts'
import { HttpDesk, type Traffic } from './http-desk.ts'
import { DEMO_KEY, type DemoCounters, type DemoEndpoints, type DemoOptions } from './options.ts'
import { worldRoutes } from './registry.ts'
import type { Route } from './route.ts'
import { SocketHub } from './stream/socket-hub.ts'
import { Ticker } from './ticker.ts'
import { accountRoutes } from './usdm/account-routes.ts'
import { configRoutes } from './usdm/config-routes.ts'
import { historyRoutes } from './usdm/history-routes.ts'
import { keyRoutes } from './usdm/key-routes.ts'
import { orderRoutes } from './usdm/order-routes.ts'
import { publicRoutes } from './usdm/public-routes.ts'
import type { Venue } from './venue.ts'
import { buildVenue } from './venue-setup.ts'
import { Weights } from './weights.ts'

export type { DemoCounters, DemoEndpoints, DemoOptions }

/** A running embedded exchange. */
export interface DemoExchange {
  readonly httpBase: string
  readonly wsBase: string
  readonly endpoints: DemoEndpoints
  readonly apiKey: string
  readonly apiSecret: string
  readonly faults: Faults
  readonly venue: VenueControl
  nowMs(): number
  counters(): DemoCounters
  close(): Promise<void>
}

/**
 * Starts the embedded exchange on a loopback port: one port serves every host of the real one by path.
 *
 * @throws the server's own error when the port is taken
 */
export async function startDemoExchange(options: DemoOptions = {}): Promise<DemoExchange> {
  const { venue, clock, variant } = buildVenue(options)
  const weights = new Weights()
  const faults: Faults = new Faults((fault) => hub.strike(fault))
  const hub = new SocketHub(venue, faults)
  const timekeeper = new Timekeeper(venue)
  const ticker = new Ticker(clock, (atMs) => {
    timekeeper.settle()
    hub.speak(atMs)
  })
  let sample = { exchangeMs: clock.nowMs(), wallMs: clock.wallElapsedMs() }
  const keeper: DoorKeeper = {
    keys: [DEMO_KEY, ...(options.keys ?? [])],
    nowMs: () => clock.nowMs() + faults.clockSkewMs,
    honestDriftMs: () => clock.nowMs() - sample.exchangeMs - (clock.wallElapsedMs() - sample.wallMs),
  }
  const shownTimeMs = (): number => {
    sample = { exchangeMs: clock.nowMs(), wallMs: clock.wallElapsedMs() }
    return keeper.nowMs()
  }
  const routes: readonly Route[] = [
    ...publicRoutes(shownTimeMs, () => faults.clockSkewMs),
    ...keyRoutes(venue),
    ...accountRoutes(venue),
    ...configRoutes(venue),
    ...orderRoutes(venue),
    ...historyRoutes(venue),
    ...worldRoutes,
  ]
  const desk = new HttpDesk(routes, { venue, keeper, weights, faults, beforeEach: () => timekeeper.settle() })
  const server = createServer((request, response) => desk.serve(request, response))
  hub.attach(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const httpBase = `http://127.0.0.1:${port}`
  const wsBase = `ws://127.0.0.1:${port}`
  ticker.start()
  const advance = (durationMs: number): void => {
    clock.advance(durationMs)
    timekeeper.settle()
    if (durationMs === 0) timekeeper.settleInstant(clock.nowMs())
    else ticker.tick()
  }
  const venueControl = new VenueControl(venue, { advance, variant })
  return {
    httpBase,
    wsBase,
    endpoints: endpointsOf(httpBase, wsBase),
    apiKey: DEMO_KEY.apiKey,
    apiSecret: DEMO_KEY.apiSecret,
    faults,
    venue: venueControl,
    nowMs: () => clock.nowMs(),
    counters: () => countersOf(venue, desk.traffic, weights, hub),
    close: () =>
      new Promise((resolve) => {
        ticker.stop()
        hub.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function endpointsOf(httpBase: string, wsBase: string): DemoEndpoints {
  return {
    httpBase,
    httpFutures: httpBase,
    httpDelivery: httpBase,
    wsBase: `${wsBase}/ws`,
    wsFutures: `${wsBase}/market/ws`,
    wsFuturesMarket: `${wsBase}/market/ws`,
    wsFuturesPrivate: `${wsBase}/private/ws`,
  }
}

function countersOf(venue: Venue, traffic: Traffic, weights: Weights, hub: SocketHub): DemoCounters {
  return {
    requests: new Map(traffic.requests),
    totalRequests: traffic.total,
    totalWeight: weights.total,
    listenKeys: { ...venue.listenKeys.counts },
    mutationAttempts: venue.mutationAttempts,
    sockets: hub.counts,
  }
}

import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import type { Faults, SocketFault, SocketRoute } from '../faults.ts'
import { isWithin } from '../scenario.ts'
import type { UserEvent } from '../user-events.ts'
import type { PublicEvent, Venue } from '../venue.ts'
import { wireJson } from '../wire-json.ts'
import { parseAddress, type SocketAddress } from './address.ts'
import { Connection } from './connection.ts'
import { messagesOf, routeOfStream } from './payloads.ts'

const PING_EVERY_MS = 3 * 60_000
const LONGEST_LIFE_MS = 24 * 3_600_000

/** Counts of connections, for tests. */
export interface SocketCounts {
  /** Accepted handshakes since the start, by route. */
  readonly opened: Readonly<Record<string, number>>
  /** Open now, by route. */
  readonly open: Readonly<Record<string, number>>
}

/** The stream hosts: handshakes, subscriptions, what is said each second, and account events. */
export class SocketHub {
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  readonly #connections = new Set<Connection>()
  /** Sockets whose handshake is left unanswered: the HTTP server has let go of them. */
  readonly #unanswered = new Set<Socket>()
  readonly #opened: Record<string, number> = {}
  readonly #venue: Venue
  readonly #faults: Faults
  #heldEvent: UserEvent | null = null
  #pingedAtMs = 0

  constructor(venue: Venue, faults: Faults) {
    this.#venue = venue
    this.#faults = faults
    this.#pingedAtMs = venue.world.nowMs()
    venue.onUserEvent.add((event) => this.#tellUser(event))
    venue.onPublicEvent.add((event) => this.#tellPublic(event))
  }

  /** Takes over the websocket handshakes of an HTTP server. */
  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) =>
      this.#upgrade(request, socket, head),
    )
  }

  get counts(): SocketCounts {
    const open: Record<string, number> = {}
    for (const { address } of this.#connections) open[address.route] = (open[address.route] ?? 0) + 1
    return { opened: { ...this.#opened }, open }
  }

  /** Says what every subscribed stream has to say at this second, and keeps connections to their rules. */
  speak(atMs: number): void {
    const seconds = (atMs - this.#venue.world.startAtMs) / 1000
    if (isWithin(this.#venue.scenario.blackout, seconds)) this.#each((connection) => connection.cut())
    this.#endOldOnes(atMs)
    this.#pingWhenDue(atMs)
    if (isWithin(this.#venue.scenario.marketSilence, seconds)) return
    for (const route of ['market', 'public'] as const)
      if (!this.#faults.weatherOf(route).silent) this.#speakOn(route, atMs)
  }

  /** Does something to the open sockets. */
  strike(fault: SocketFault): void {
    for (const connection of [...this.#connections]) {
      if (fault.route !== undefined && connection.address.route !== fault.route) continue
      if (fault.kind === 'close') connection.close(fault.code ?? 1001)
      else if (fault.kind === 'cut') connection.cut()
      else if (fault.kind === 'half-frame') connection.sendHalfFrame()
      else connection.sendText(fault.text ?? '{"e":"markPriceUpdate","s":')
    }
  }

  close(): void {
    this.#each((connection) => connection.cut())
    for (const socket of this.#unanswered) socket.destroy()
    this.#server.close()
  }

  #each(action: (connection: Connection) => void): void {
    for (const connection of [...this.#connections]) action(connection)
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const address = parseAddress(request.url ?? '/')
    const refusal = this.#refusalOf(address)
    if (refusal === 0) {
      this.#leaveUnanswered(socket)
      return
    }
    if (address === null || refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal ?? 404} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, socket, { address, nowMs: () => this.#venue.world.nowMs() })
      this.#opened[address.route] = (this.#opened[address.route] ?? 0) + 1
      this.#connections.add(connection)
      connection.onClose(() => this.#connections.delete(connection))
    })
  }

  #leaveUnanswered(socket: Socket): void {
    this.#unanswered.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#unanswered.delete(socket))
  }

  /** HTTP status of a refused handshake, 0 for one left unanswered; `null` when it is accepted. */
  #refusalOf(address: SocketAddress | null): number | null {
    const { world, scenario } = this.#venue
    if (isWithin(scenario.blackout, (world.nowMs() - world.startAtMs) / 1000)) return 503
    if (address === null) return 404
    return address.route === 'legacy' ? null : this.#faults.weatherOf(address.route).refuseHandshake
  }

  #endOldOnes(atMs: number): void {
    this.#each((connection) => {
      if (atMs - connection.openedAtMs >= LONGEST_LIFE_MS) connection.close(1001)
    })
  }

  #pingWhenDue(atMs: number): void {
    if (atMs - this.#pingedAtMs < PING_EVERY_MS) return
    this.#pingedAtMs = atMs
    this.#each((connection) => connection.ping())
  }

  #speakOn(route: SocketRoute, atMs: number): void {
    const listeners = [...this.#connections].filter((connection) => connection.address.route === route)
    const names = new Set(listeners.flatMap((connection) => [...connection.streams]))
    for (const name of names) {
      if (routeOfStream(name) !== route) continue
      const texts = messagesOf(name, this.#venue.world, atMs).map((message) => JSON.stringify(message))
      for (const connection of listeners)
        if (connection.streams.has(name)) for (const text of texts) connection.sendOf(name, text)
    }
  }

  #tellPublic({ streams, event }: PublicEvent): void {
    if (this.#faults.weatherOf('market').silent) return
    const text = wireJson(event)
    this.#each((connection) => {
      if (connection.address.route !== 'market') return
      const name = streams.find((stream) => connection.streams.has(stream))
      if (name !== undefined) connection.sendOf(name, text)
    })
  }

  /** Sends an account event as the weather has it: not at all, twice, or after the one that follows it. */
  #tellUser(event: UserEvent): void {
    const { silent, duplicate, outOfOrder } = this.#faults.weatherOf('private')
    if (silent) return
    if (outOfOrder && this.#heldEvent === null) {
      this.#heldEvent = event
      return
    }
    const events = this.#heldEvent === null ? [event] : [event, this.#heldEvent]
    this.#heldEvent = null
    for (const one of duplicate ? events.flatMap((item) => [item, item]) : events) this.#deliver(one)
  }

  #deliver(event: UserEvent): void {
    const text = wireJson(event)
    const nowMs = this.#venue.world.nowMs()
    this.#each((connection) => {
      const { route, listenKey, events } = connection.address
      if (route !== 'private' || listenKey === null) return
      if (events !== null && !events.includes(String(event.e))) return
      const isForIt =
        event.e === 'listenKeyExpired'
          ? event.listenKey === listenKey
          : this.#venue.listenKeys.isAlive(listenKey, nowMs)
      if (isForIt) connection.sendOf(listenKey, text)
    })
  }
}

import type { Line } from './socket.ts'

const PING_EVERY_MS = 20_000
const PONG_WITHIN_MS = 5000

/** One connection with what is known of its health, in steady time. */
export interface Connection {
  line: Line | null
  startedAtMs: number
  openedAtMs: number
  /** When something that is listened for came. */
  lifeAtMs: number
  /** When anything came, an answered ping included. */
  signAtMs: number
  pingAtMs: number
  pongAtMs: number
  isProven: boolean
}

/** A connection that is about to be made. */
export function newConnection(startedAtMs: number): Connection {
  return {
    line: null,
    startedAtMs,
    openedAtMs: startedAtMs,
    lifeAtMs: startedAtMs,
    signAtMs: startedAtMs,
    pingAtMs: startedAtMs,
    pongAtMs: startedAtMs,
    isProven: false,
  }
}

/** Every clock of its health starts when it opens. */
export function markOpened(connection: Connection, nowMs: number): void {
  connection.openedAtMs = nowMs
  connection.lifeAtMs = nowMs
  connection.signAtMs = nowMs
  connection.pingAtMs = nowMs
  connection.pongAtMs = nowMs
}

/** Why the connection has to be given up; `null` while it is well. `silenceMs` of `null` allows silence. */
export function faultOf(connection: Connection, nowMs: number, silenceMs: number | null): string | null {
  const silentMs = nowMs - connection.lifeAtMs
  if (silenceMs !== null && silentMs > silenceMs) return `nothing came for ${Math.round(silentMs / 1000)} s`
  const isAnswered = connection.pongAtMs >= connection.pingAtMs
  return !isAnswered && nowMs - connection.pingAtMs > PONG_WITHIN_MS ? 'a ping was not answered' : null
}

/** Pings when it is time to. */
export function pingWhenDue(connection: Connection, nowMs: number): void {
  if (nowMs - connection.pingAtMs < PING_EVERY_MS) return
  connection.pingAtMs = nowMs
  connection.line?.ping()
}

import { ExchangeError } from '../../errors.ts'
import type { MarketStream, Stream, StreamSignals, Streams, UserStreamKeys } from '../../ports/streams.ts'
import type { BaseUrls } from './hosts.ts'
import { LastingSocket } from './lasting-socket.ts'
import { parseBracketNews, parseMarkFrame, parseUserFrame } from './parse-stream.ts'
import type { Dial } from './socket.ts'
import { type Cancel, machineTime, type StreamTime } from './stream-time.ts'

/** A market stream that says nothing for this long is dead: marks come every second. */
const MARKET_SILENCE_MS = 5000
/** A listen key lives for an hour after it was last renewed. */
const RENEW_EVERY_MS = 30 * 60_000
const RENEW_AGAIN_MS = 60_000
/** From here on one stream of all marks is lighter than one per symbol. */
const ALL_MARKS_FROM = 40

/** Tells of contracts that change; there is one stream for all of them. */
const CONTRACT_NEWS = '!contractInfo'

export interface StreamOptions {
  readonly bases: Pick<BaseUrls, 'wsFuturesMarket' | 'wsFuturesPrivate'>
  readonly keys: UserStreamKeys
  /** Jitter between 0 and 1; `Math.random` unless given. */
  readonly random?: () => number
  readonly time?: StreamTime
  readonly dial?: Dial
}

type MarketHandlers = Parameters<Streams['openMarketStream']>[1]
type UserHandlers = Parameters<Streams['openUserStream']>[0]

/** The streams of one account, on the hosts that were configured for it. */
export function createStreams(options: StreamOptions): Streams {
  return {
    openMarketStream: (symbols, handlers) => openMarketStream(options, symbols, handlers),
    openUserStream: (handlers) => openUserStream(options, handlers),
  }
}

function openMarketStream(options: StreamOptions, symbols: readonly string[], handlers: MarketHandlers): MarketStream {
  let wanted: ReadonlySet<string> = new Set(symbols)
  let path = marketPath(symbols, handlers)
  const open = () =>
    new LastingSocket({
      ...socketParts(options, handlers),
      base: options.bases.wsFuturesMarket,
      path: async () => path,
      silenceMs: MARKET_SILENCE_MS,
      onMessage: (payload) => {
        for (const symbol of parseBracketNews(payload, wanted)) handlers.onBrackets?.(symbol)
        const { marks, unreadable } = parseMarkFrame(payload, wanted)
        for (const why of unreadable) handlers.onTrouble(why)
        if (marks.length > 0) handlers.onMarks(marks)
        return marks.length > 0
      },
    })
  let socket = symbols.length === 0 ? null : open()
  let isClosed = false
  return {
    silentForMs: () => socket?.silentForMs() ?? null,
    close: () => {
      isClosed = true
      socket?.close()
    },
    follow: (next) => {
      if (isClosed) return
      const before = path
      wanted = new Set(next)
      path = marketPath(next, handlers)
      if (next.length === 0) {
        socket?.close()
        socket = null
      } else if (socket === null) socket = open()
      else if (path !== before) socket.rotate()
    },
  }
}

/** Names of the streams in one order, so that the same symbols always make the same path. */
function marketPath(symbols: readonly string[], { onBrackets }: Pick<MarketHandlers, 'onBrackets'>): string {
  const names = [...new Set(symbols)].sort()
  const marks = names.length < ALL_MARKS_FROM ? names.map(markStreamName) : ['!markPrice@arr@1s']
  return [...marks, ...(onBrackets === undefined ? [] : [CONTRACT_NEWS])].join('/')
}

function markStreamName(symbol: string): string {
  return `${encodeURIComponent(symbol.toLowerCase())}@markPrice@1s`
}

/** The listen key is shared with the trader's other programs: it is made (or taken up) and renewed, and never deleted. */
function openUserStream(options: StreamOptions, handlers: UserHandlers): Stream {
  let listenKey: string | null = null
  const socket = new LastingSocket({
    ...socketParts(options, handlers),
    base: options.bases.wsFuturesPrivate,
    path: async () => {
      listenKey = await options.keys.createListenKey()
      return listenKey
    },
    silenceMs: null,
    onMessage: (payload) => {
      const event = parseUserFrame(payload)
      if (event === null) return true
      if (event.kind === 'listen-key-expired') socket.replace('the listen key expired')
      handlers.onEvent(event)
      return true
    },
  })
  const renewal = keepRenewing(options, {
    current: () => listenKey,
    onGone: () => socket.replace('the listen key was gone'),
    onFailure: (why) => socket.report(`the listen key could not be renewed yet: ${why}`),
  })
  return {
    silentForMs: () => socket.silentForMs(),
    close: () => {
      renewal()
      socket.close()
    },
  }
}

interface Renewal {
  readonly current: () => string | null
  readonly onGone: () => void
  readonly onFailure: (why: string) => void
}

/** Renews the key every half hour, a failed attempt again each minute: half an hour is left for that. */
function keepRenewing({ keys, time = machineTime }: StreamOptions, renewal: Renewal): Cancel {
  let cancel: Cancel = () => undefined
  let isOver = false
  const schedule = (delayMs: number): void => {
    if (!isOver) cancel = time.after(delayMs, () => void renew())
  }
  const renew = async (): Promise<void> => {
    const listenKey = renewal.current()
    try {
      if (listenKey !== null) await keys.keepListenKeyAlive(listenKey)
      schedule(RENEW_EVERY_MS)
    } catch (error) {
      const isGone = error instanceof ExchangeError && error.code === 'listen-key-unknown'
      schedule(isGone ? RENEW_EVERY_MS : RENEW_AGAIN_MS)
      if (isOver) return
      if (isGone) renewal.onGone()
      else renewal.onFailure(error instanceof Error ? error.message : 'for an unknown reason')
    }
  }
  schedule(RENEW_EVERY_MS)
  return () => {
    isOver = true
    cancel()
  }
}

function socketParts({ random = Math.random, time, dial }: StreamOptions, signals: StreamSignals) {
  return {
    onOpen: () => signals.onOpen(),
    onDown: (why: string) => signals.onDown(why),
    onTrouble: (why: string) => signals.onTrouble(why),
    random,
    ...(time === undefined ? {} : { time }),
    ...(dial === undefined ? {} : { dial }),
  }
}

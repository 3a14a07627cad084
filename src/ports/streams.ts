import type { AccountEvent, MarkEvent } from '../model/events.ts'

/** The key that opens the user stream. It is shared with the account's other programs and is never deleted. */
export interface UserStreamKeys {
  createListenKey(): Promise<string>
  /** Extends its life to an hour from now; fails with code `listen-key-unknown` once it is gone. */
  keepListenKeyAlive(listenKey: string): Promise<void>
}

/** What a stream tells besides its events. Handlers that throw are reported through `onTrouble` and harm nothing. */
export interface StreamSignals {
  /** The first or another connection stands: what was missed meanwhile must be read by REST. */
  readonly onOpen: () => void
  /** No connection stands; another is on its way. Told again for each attempt that fails. */
  readonly onDown: (why: string) => void
  /** A frame could not be read, or a handler failed; the stream goes on. What the frame said is not known. */
  readonly onTrouble: (why: string) => void
}

/** A running stream; it mends itself until it is closed. */
export interface Stream {
  close(): void
  /** Time since it last gave a sign of life; `null` while no connection stands. */
  silentForMs(): number | null
}

/** Marks of some symbols, about once a second. */
export interface MarketStream extends Stream {
  /** Changes the symbols without a gap; none at all is calm, not down. */
  follow(symbols: readonly string[]): void
}

/** The live side of one account. Events may come twice or late: `applyEvent` and `applyMarks` make that harmless. */
export interface Streams {
  openMarketStream(
    symbols: readonly string[],
    signals: StreamSignals & {
      readonly onMarks: (marks: readonly MarkEvent[]) => void
      /** New brackets of one of the symbols were announced; without a listener, announcements are not asked for. */
      readonly onBrackets?: (symbol: string) => void
    },
  ): MarketStream
  openUserStream(signals: StreamSignals & { readonly onEvent: (event: AccountEvent) => void }): Stream
}

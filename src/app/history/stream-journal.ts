import type { AccountEvent } from '../../model/events.ts'
import type { AccountSnapshot } from '../../model/snapshot.ts'
import type { SettingSeen } from '../../model/sync.ts'
import type { StateStore } from '../../ports/state-store.ts'
import { fillEvent } from './journal-rows.ts'
import { assetModeWord } from './settings-look.ts'

/** A state that cannot be written must not fill the memory: what is lost here, a sync reads again. */
const MOST_KEPT = 2000

type Writing = (nowMs: number) => void

/**
 * Takes down what user streams tell and journals it later: hearing writes nothing, so that no alert waits for it.
 * Fills, leverage, margin types and asset modes; everything else is read by REST.
 */
export class StreamJournal {
  readonly #store: Pick<StateStore, 'journal' | 'sync'>
  #due: Writing[] = []

  constructor(store: Pick<StateStore, 'journal' | 'sync'>) {
    this.#store = store
  }

  /** @param before the account as it was before the event; `null` when it was never read */
  hear(account: string, event: AccountEvent, before: AccountSnapshot | null): void {
    const writing = this.#writingOf(account, event, before)
    if (writing === null) return
    this.#due = [...this.#due, writing].slice(-MOST_KEPT)
  }

  /**
   * Journals what was heard, in its order. What could not be written stays for the next time.
   *
   * @throws StoreError
   */
  write(nowMs: number): void {
    for (let next = this.#due[0]; next !== undefined; next = this.#due[0]) {
      next(nowMs)
      this.#due.shift()
    }
  }

  #writingOf(account: string, event: AccountEvent, before: AccountSnapshot | null): Writing | null {
    if (event.kind === 'order') {
      const { fill } = event.order
      return fill === undefined ? null : (nowMs) => this.#store.journal.append(nowMs, [fillEvent(account, fill)])
    }
    const settings = settingsTold(event, before)
    if (settings.length === 0) return null
    const look = { account, atMs: event.atMs, how: 'told', settings } as const
    return (nowMs) => this.#store.sync.seeSettings(nowMs, look)
  }
}

/** The settings that an event tells of, with what they were and where the mark stood. */
export function settingsTold(event: AccountEvent, before: AccountSnapshot | null): readonly SettingSeen[] {
  switch (event.kind) {
    case 'leverage':
      return [leverageTold(event.symbol, event.leverage, before)]
    case 'multi-assets': {
      const known = before === null ? {} : { before: assetModeWord(before.multiAssetsMode) }
      return [{ type: 'multi-assets', symbol: null, value: assetModeWord(event.isOn), ...known }]
    }
    case 'account':
      return event.reason === 'MARGIN_TYPE_CHANGE'
        ? event.positions.map((change) => marginTypeTold(change, before))
        : []
    default:
      return []
  }
}

function leverageTold(symbol: string, leverage: number, before: AccountSnapshot | null): SettingSeen {
  const held = before?.positions.find((position) => position.symbol === symbol)
  const last = held?.leverage ?? null
  const mark = held?.markPrice.toFixed()
  return {
    type: 'leverage',
    symbol,
    value: String(leverage),
    ...(last === null ? {} : { before: String(last) }),
    ...(mark === undefined ? {} : { figures: { markLow: mark, markHigh: mark } }),
  }
}

function marginTypeTold(
  { symbol, marginType }: { readonly symbol: string; readonly marginType: string },
  before: AccountSnapshot | null,
): SettingSeen {
  const last = before?.positions.find((position) => position.symbol === symbol)?.marginType
  const known = last === undefined ? {} : { before: last.toLowerCase() }
  return { type: 'margin-type', symbol, value: marginType.toLowerCase(), ...known }
}

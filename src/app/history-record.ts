import type { AlertDecision } from '../alerts/decide.ts'
import type { DueAlert } from '../alerts/outbox.ts'
import type { AlertReason } from '../alerts/step.ts'
import type { Decimal } from '../model/decimal.ts'
import type { JournalEvent, JournalEventType } from '../model/journal.ts'
import type { Sample, StateStore } from '../ports/state-store.ts'
import { freeMarginPct } from '../risk/used-margin.ts'
import type { AccountLook } from './evaluate.ts'
import { freeMarginKey } from './history/account-past.ts'

const SAMPLE_EVERY_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A state that cannot be written must not fill the memory: the oldest events go first. */
const MOST_UNWRITTEN = 1000

/** More digits than a chart, a page or a spreadsheet can use; all fifty would only fill the disk. */
const SAMPLE_DIGITS = 15

/** What the journal calls it; reminders and the like are no events. */
const EVENTS: Readonly<Partial<Record<AlertReason, JournalEventType>>> = {
  entered: 'tier-entered',
  worsened: 'tier-entered',
  recovered: 'tier-left',
  reduced: 'tier-left',
  fast: 'fast',
  liquidated: 'liquidated',
  deleveraged: 'deleveraged',
  closed: 'closed',
  drift: 'drift',
  blind: 'sight-lost',
  sighted: 'sight-back',
}

/** Open interest of one symbol, as an audit of the market read it. */
export interface OpenInterestFigure {
  readonly account: string
  readonly symbol: string
  /** Base units. */
  readonly quantity: Decimal
  readonly readAtMs: number
}

type HistoryStore = Pick<StateStore, 'journal' | 'samples' | 'prune'>

/**
 * Keeps the history of evaluations: what happened as it happens; distances and equity once a minute, each at the lowest
 * it had since then; funding rates once an hour. Clears it of old rows once a day, whoever comes first.
 */
export class HistoryRecord {
  readonly #store: HistoryStore
  readonly #keepDays: number
  /** Events that are not in the journal yet, by id. */
  readonly #unwritten = new Map<string, JournalEvent>()
  /** What was lowest since the last samples were written. */
  readonly #lowest = new Map<string, Sample>()
  #sampledAtMs = Number.NEGATIVE_INFINITY
  #prunedDay: number | null = null
  #hour: { readonly number: number; readonly sampled: Set<string> } | null = null

  constructor(store: HistoryStore, keepDays: number) {
    this.#store = store
    this.#keepDays = keepDays
  }

  /**
   * Takes down what an evaluation is worth to history.
   *
   * @throws StoreError when the state cannot be written; it is tried again a minute later, or with the next event
   */
  take(decision: AlertDecision, looks: readonly AccountLook[], nowMs: number): void {
    const hasEvents = this.#keepEvents(decision)
    for (const sample of figuresOf(decision, looks, nowMs)) this.#keepLowest(sample)
    const isMinuteOver = Math.abs(nowMs - this.#sampledAtMs) >= SAMPLE_EVERY_MS
    if (isMinuteOver) this.#sampledAtMs = nowMs
    if (hasEvents || isMinuteOver) this.#writeEvents(nowMs)
    if (isMinuteOver) this.#writeSamples(looks, nowMs)
  }

  /**
   * Takes down only what happened: of a decision on a part of the accounts.
   *
   * @throws StoreError when the state cannot be written; it is tried again a minute later, or with the next event
   */
  takeEvents(decision: AlertDecision, nowMs: number): void {
    if (this.#keepEvents(decision)) this.#writeEvents(nowMs)
  }

  /** @returns whether there were any */
  #keepEvents({ due }: AlertDecision): boolean {
    const events = due.flatMap(({ alert }) => eventOf(alert) ?? [])
    for (const event of events) this.#unwritten.set(event.id, event)
    return events.length > 0
  }

  #writeEvents(nowMs: number): void {
    for (const id of [...this.#unwritten.keys()].slice(0, -MOST_UNWRITTEN)) this.#unwritten.delete(id)
    if (this.#unwritten.size > 0) this.#store.journal.append(nowMs, [...this.#unwritten.values()])
    this.#unwritten.clear()
  }

  #writeSamples(looks: readonly AccountLook[], nowMs: number): void {
    this.#pruneDaily(nowMs)
    const rates = this.#newRates(looks, nowMs)
    this.#store.samples.record(nowMs, [...[...this.#lowest.values()].map(shortened), ...rates])
    this.#lowest.clear()
    for (const { key } of rates) this.#hour?.sampled.add(key)
  }

  /**
   * Keeps what an audit found of open interest. A figure that was remembered from an earlier look is the same row.
   *
   * @throws StoreError when the state cannot be written
   */
  takeOpenInterest(figures: readonly OpenInterestFigure[], nowMs: number): void {
    if (figures.length === 0) return
    const samples = figures.map(({ account, symbol, quantity, readAtMs }) => ({
      key: `${account}/oi/${symbol}`,
      account,
      atMs: readAtMs,
      value: quantity,
    }))
    this.#store.samples.record(nowMs, samples)
  }

  /** A figure is looked at once a second and kept once a minute: the worst moment must not fall between. */
  #keepLowest(sample: Sample): void {
    const known = this.#lowest.get(sample.key)
    if (known === undefined || sample.value.lt(known.value)) this.#lowest.set(sample.key, sample)
  }

  /** Of several processes the first of a day (UTC) clears up: it finds no sample of that day. */
  #pruneDaily(nowMs: number): void {
    const day = Math.floor(nowMs / DAY_MS)
    if (day === this.#prunedDay) return
    if (this.#store.samples.keys(nowMs, day * DAY_MS).length === 0) this.#store.prune(nowMs, this.#keepDays)
    this.#prunedDay = day
  }

  /** Rates of symbols that nobody took down in this hour. */
  #newRates(looks: readonly AccountLook[], nowMs: number): readonly Sample[] {
    const number = Math.floor(nowMs / HOUR_MS)
    if (this.#hour?.number !== number) {
      this.#hour = { number, sampled: new Set(this.#store.samples.keys(nowMs, number * HOUR_MS)) }
    }
    const { sampled } = this.#hour
    return fundingRates(looks, nowMs).filter(({ key }) => !sampled.has(key))
  }
}

/** An alert that is still due was taken down before: its id says so. */
function eventOf(alert: DueAlert): JournalEvent | null {
  const type = EVENTS[alert.reason]
  if (type === undefined) return null
  return {
    id: alert.id,
    atMs: alert.dueAtMs,
    account: alert.account,
    type,
    symbol: alert.symbol,
    side: alert.side,
    before: null,
    after: alert.tier?.toFixed() ?? null,
    note: alert.headline,
  }
}

function figuresOf({ steps }: AlertDecision, looks: readonly AccountLook[], atMs: number): readonly Sample[] {
  const distances = steps.flatMap(({ reading: { key, account, distance } }): Sample[] =>
    distance.status === 'known' ? [{ key, account, atMs, value: distance.distancePct }] : [],
  )
  const equities = looks.flatMap(({ source: { account }, result }): Sample[] =>
    'risk' in result && result.risk.equity !== null
      ? [{ key: `${account}/equity`, account, atMs, value: result.risk.equity }]
      : [],
  )
  const freeMargins = looks.flatMap(({ source: { account }, result }): Sample[] => {
    const value = 'risk' in result ? freeMarginPct(result.risk) : null
    return value === null ? [] : [{ key: freeMarginKey(account), account, atMs, value }]
  })
  return [...distances, ...equities, ...freeMargins]
}

function shortened(sample: Sample): Sample {
  return { ...sample, value: sample.value.toSignificantDigits(SAMPLE_DIGITS) }
}

function fundingRates(looks: readonly AccountLook[], atMs: number): readonly Sample[] {
  const rates = looks.flatMap(({ source: { account }, result }): Sample[] =>
    'risk' in result
      ? result.risk.positions.flatMap(({ position: { symbol }, fundingRate: value }) =>
          value === null ? [] : [{ key: `${account}/funding/${symbol}`, account, atMs, value }],
        )
      : [],
  )
  // A symbol held both ways has one rate.
  return [...new Map(rates.map((rate) => [rate.key, rate])).values()]
}

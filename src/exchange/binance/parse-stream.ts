import type { AccountEvent, MarkEvent, PositionChange } from '../../model/events.ts'
import {
  amount,
  choice,
  count,
  fieldOf,
  instant,
  marginType,
  nonNegative,
  optionalAmount,
  optionalInstant,
  positionSide,
  positive,
  record,
  symbolName,
  word,
} from './fields.ts'
import { readEvery, readRow, readValue, UnreadableReply } from './rows.ts'

const markRow = record({
  s: symbolName,
  p: positive,
  i: optionalAmount,
  r: optionalAmount,
  T: optionalInstant,
  E: instant,
})

const USDM_UNIVERSE = 1

/** The wanted marks of a frame, and a sentence for each that could not be read. */
export interface MarkReadings {
  readonly marks: readonly MarkEvent[]
  readonly unreadable: readonly string[]
}

/**
 * The wanted marks in a frame of the market stream, single, listed, or wrapped in `{ stream, data }`. Rows of other
 * universes (COIN-M since the engines merged) and other events are left out, before anything else is read: the stream
 * of all symbols brings 700 rows a second. A broken row does not hide the others.
 */
export function parseMarkFrame(frame: unknown, wanted: ReadonlySet<string>): MarkReadings {
  const payload = unwrapped(frame)
  const rows = Array.isArray(payload) ? payload : [payload]
  const readings = rows
    .filter((row) => isWanted(row, wanted))
    .map((row) => readRow(markRow, row, `markPriceUpdate ${nameOf(row)}`))
  return {
    marks: readings.flatMap((reading) => (reading.ok ? [markOf(reading.value)] : [])),
    unreadable: readings.flatMap((reading) => (reading.ok ? [] : [reading.why])),
  }
}

function markOf({ s, p, i, r, T, E }: ReturnType<typeof markRow.parse>): MarkEvent {
  return { symbol: s, markPrice: p, indexPrice: i, fundingRate: r, nextFundingAtMs: T, atMs: E }
}

function isWanted(row: unknown, wanted: ReadonlySet<string>): boolean {
  if (fieldOf(row, 'e') !== 'markPriceUpdate' || !isUsdM(row)) return false
  const symbol = fieldOf(row, 's')
  return typeof symbol !== 'string' || wanted.has(symbol)
}

/** Frames from before the engines merged do not tell their universe. */
function isUsdM(row: unknown): boolean {
  return Number(fieldOf(row, 'st') ?? USDM_UNIVERSE) === USDM_UNIVERSE
}

/** Only wanted names get here, and those are known to be harmless. */
function nameOf(row: unknown): string {
  const symbol = fieldOf(row, 's')
  return typeof symbol === 'string' ? symbol : '(no symbol)'
}

const balanceRow = record({ a: symbolName, wb: amount, cw: amount })
const positionRow = record({ s: symbolName, pa: amount, ep: nonNegative, mt: marginType, iw: amount, ps: positionSide })
const orderRow = record({ s: symbolName, S: choice(['BUY', 'SELL']), ps: positionSide, c: word, X: word })
const algoRow = record({ s: symbolName, S: choice(['BUY', 'SELL']), ps: positionSide, caid: word, X: word })
const leverageRow = record({ s: symbolName, l: count })
const symbolRow = record({ s: symbolName })

/**
 * The event in a frame of the user stream, bare or wrapped in `{ stream, data }`; `null` for one that plays no part here.
 *
 * @throws UnreadableReply naming the field that cannot be read
 */
export function parseUserFrame(frame: unknown): AccountEvent | null {
  const payload = unwrapped(frame)
  const kind = fieldOf(payload, 'e')
  const read = typeof kind === 'string' && isUsdM(payload) ? READERS.get(kind) : undefined
  return read === undefined ? null : read(payload, changedAtMs(payload, String(kind)))
}

/** The transaction's time where there is one: it is what REST calls updateTime, and E lies some milliseconds later. */
function changedAtMs(payload: unknown, kind: string): number {
  const transaction = fieldOf(payload, 'T')
  if (transaction !== undefined) return readValue(instant, transaction, `${kind}.T`)
  return readValue(instant, fieldOf(payload, 'E'), `${kind}.E`)
}

const READERS = new Map<string, (payload: unknown, atMs: number) => AccountEvent | null>([
  ['ACCOUNT_UPDATE', readAccountUpdate],
  ['ORDER_TRADE_UPDATE', readOrderUpdate],
  ['ALGO_UPDATE', readAlgoUpdate],
  ['ACCOUNT_CONFIG_UPDATE', readConfigUpdate],
  ['MARGIN_CALL', readMarginCall],
  ['listenKeyExpired', (_payload, atMs) => ({ kind: 'listen-key-expired', atMs })],
])

function readAccountUpdate(payload: unknown, atMs: number): AccountEvent {
  const change = fieldOf(payload, 'a')
  const balances = readEvery(balanceRow, fieldOf(change, 'B') ?? [], 'ACCOUNT_UPDATE.a.B')
  const positions = readEvery(positionRow, fieldOf(change, 'P') ?? [], 'ACCOUNT_UPDATE.a.P')
  return {
    kind: 'account',
    atMs,
    reason: readValue(word, fieldOf(change, 'm'), 'ACCOUNT_UPDATE.a.m'),
    balances: balances.map(({ a, wb, cw }) => ({ asset: a, walletBalance: wb, crossWallet: cw })),
    positions: positions.map(positionChange),
  }
}

function positionChange({ s, pa, ep, mt, iw, ps }: ReturnType<typeof positionRow.parse>): PositionChange {
  if (!pa.isZero() && ep.isZero()) throw new UnreadableReply(`ACCOUNT_UPDATE.a.P ${s}.ep is zero`)
  return { symbol: s, positionSide: ps, positionAmt: pa, entryPrice: ep, marginType: mt, isolatedWallet: iw }
}

function readOrderUpdate(payload: unknown, atMs: number): AccountEvent {
  const { s, S, ps, c, X } = readValue(orderRow, fieldOf(payload, 'o'), 'ORDER_TRADE_UPDATE.o')
  const order = { symbol: s, side: S, positionSide: ps, clientOrderId: c, status: X, isConditional: false }
  return { kind: 'order', atMs, order }
}

function readAlgoUpdate(payload: unknown, atMs: number): AccountEvent {
  const { s, S, ps, caid, X } = readValue(algoRow, fieldOf(payload, 'o'), 'ALGO_UPDATE.o')
  const order = { symbol: s, side: S, positionSide: ps, clientOrderId: caid, status: X, isConditional: true }
  return { kind: 'order', atMs, order }
}

function readConfigUpdate(payload: unknown, atMs: number): AccountEvent | null {
  const leverage = fieldOf(payload, 'ac')
  if (leverage !== undefined) {
    const { s, l } = readValue(leverageRow, leverage, 'ACCOUNT_CONFIG_UPDATE.ac')
    return { kind: 'leverage', atMs, symbol: s, leverage: l }
  }
  const isOn = fieldOf(fieldOf(payload, 'ai'), 'j')
  return typeof isOn === 'boolean' ? { kind: 'multi-assets', atMs, isOn } : null
}

function readMarginCall(payload: unknown, atMs: number): AccountEvent {
  const rows = readEvery(symbolRow, fieldOf(payload, 'p') ?? [], 'MARGIN_CALL.p')
  return { kind: 'margin-call', atMs, symbols: rows.map(({ s }) => s) }
}

function unwrapped(frame: unknown): unknown {
  const data = fieldOf(frame, 'data')
  return fieldOf(frame, 'stream') !== undefined && data !== undefined ? data : frame
}

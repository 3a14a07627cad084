import type { Fill } from '../../model/account-history.ts'
import { ZERO } from '../../model/decimal.ts'
import type { AccountEvent, MarkEvent, PositionChange } from '../../model/events.ts'
import {
  amount,
  choice,
  count,
  fieldOf,
  id,
  instant,
  listField,
  marginType,
  nonNegative,
  optionalAmount,
  optionalCount,
  optionalInstant,
  optionalWord,
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
  st: optionalCount,
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
  const symbol = fieldOf(row, 's')
  const isOurs = typeof symbol !== 'string' || wanted.has(symbol)
  return isOurs && fieldOf(row, 'e') === 'markPriceUpdate' && isUsdM(row)
}

/** True also when it cannot be read: reading the row then says so. */
function isUsdM(row: unknown): boolean {
  const field = fieldOf(row, 'st')
  if (field === undefined) return true
  const universe = readRow(optionalCount, field, 'st')
  return !universe.ok || universe.value === USDM_UNIVERSE
}

/** Only wanted names get here, and those are known to be harmless. */
function nameOf(row: unknown): string {
  const symbol = fieldOf(row, 's')
  return typeof symbol === 'string' ? symbol : '(no symbol)'
}

const contractRow = record({ s: symbolName, bks: listField(record({})) })

/**
 * The wanted symbols whose new brackets a frame of the market stream announces; none for any other frame. What the
 * brackets are is left to REST: the announcement writes them in a way of its own.
 */
export function parseBracketNews(frame: unknown, wanted: ReadonlySet<string>): readonly string[] {
  const payload = unwrapped(frame)
  if (fieldOf(payload, 'e') !== 'contractInfo' || !isUsdM(payload)) return []
  const reading = readRow(contractRow, payload, 'contractInfo')
  return reading.ok && wanted.has(reading.value.s) ? [reading.value.s] : []
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
  if (read === undefined) return null
  readValue(optionalCount, fieldOf(payload, 'st'), `${kind}.st`)
  return read(payload, changedAtMs(payload, String(kind)))
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
  const row = fieldOf(payload, 'o')
  const { s, S, ps, c, X } = readValue(orderRow, row, 'ORDER_TRADE_UPDATE.o')
  const order = { symbol: s, side: S, positionSide: ps, clientOrderId: c, status: X, isConditional: false }
  const fill = fillIn(row)
  return { kind: 'order', atMs, order: fill === null ? order : { ...order, fill } }
}

const fillRow = record({
  s: symbolName,
  S: choice(['BUY', 'SELL']),
  ps: positionSide,
  t: id,
  i: id,
  L: positive,
  l: positive,
  n: optionalAmount,
  N: optionalWord,
  rp: amount,
  T: instant,
})

/** The execution of a TRADE update; `null` where it lacks something: REST tells of it again, whole. */
function fillIn(row: unknown): Fill | null {
  if (fieldOf(row, 'x') !== 'TRADE') return null
  const reading = readRow(fillRow, row, 'ORDER_TRADE_UPDATE.o')
  if (!reading.ok) return null
  const { s, S, ps, t, i, L, l, n, N, rp, T } = reading.value
  return {
    tradeId: t,
    orderId: i,
    symbol: s,
    side: S,
    positionSide: ps,
    price: L,
    quantity: l,
    realizedPnl: rp,
    commission: n ?? ZERO,
    commissionAsset: N ?? '',
    atMs: T,
  }
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

import { type Decimal, d, sum, ZERO } from '../model/decimal.ts'
import type { EventFigures, JournalEvent } from '../model/journal.ts'
import type { UseFlagKind } from '../risk/abnormal-use.ts'
import type { SlotState } from '../risk/fill-walk.ts'
import type { HistoryLine } from '../risk/history-report.ts'
import { money, price, quantity } from './format.ts'
import { minuteText } from './moment.ts'
import { foreign } from './screen.ts'

/** Flags in words. */
export const FLAG_WORDS: Readonly<Record<UseFlagKind, string>> = {
  'margin-added-to-loser': 'margin added to a loser',
  'size-added-to-loser': 'size added to a loser',
  'leverage-raised-while-losing': 'leverage raised while losing',
  'used-margin-jump': 'used margin jumped',
}

/** Several fills of one order, or any other single event. */
export interface HistoryRow {
  readonly lines: readonly [HistoryLine, ...HistoryLine[]]
  /** How the exchange forced the order; `null` for the account's own. */
  readonly forcedBy: string | null
}

/** What happened, in one sentence. */
export function rowText({ lines, forcedBy }: HistoryRow): string {
  const [{ event }] = lines
  if (event.type === 'fill') return fillText(lines, forcedBy)
  const words = WORDS[event.type]
  return words === undefined ? foreign(event.note ?? '') : words(event, event.figures ?? {})
}

type Words = (event: JournalEvent, figures: EventFigures) => string

const WORDS: Readonly<Partial<Record<JournalEvent['type'], Words>>> = {
  'forced-close': (event, figures) => `${foreign(event.note ?? '')}: ${tradeText(event, figures)}`,
  funding: (_, figures) => moneyText(figures, ['received', 'paid']),
  transfer: ({ note }, figures) => `${moneyText(figures, ['in', 'out'])} (${foreign(note ?? '')})`,
  income: ({ note }, figures) => `${foreign(note ?? '')}: ${moneyText(figures, ['received', 'paid'])}`,
  margin: ({ note }, figures) => `${moneyText(figures, ['added', 'removed'])} (${foreign(note ?? '')})`,
  leverage: (event, figures) => changeText(event, 'x') + sinceText(figures),
  'margin-type': (event, figures) => changeText(event, '') + sinceText(figures),
  'position-mode': (event, figures) => changeText(event, '') + sinceText(figures),
  'multi-assets': (event, figures) => changeText(event, '') + sinceText(figures),
  order: (event, figures) => `${foreign(event.note ?? '')} ${orderText(event, figures)} ${foreign(event.after ?? '')}`,
  'used-margin': (event) => `${changeText(event, '%')} of equity`,
}

function fillText(lines: HistoryRow['lines'], forcedBy: string | null): string {
  const [{ event, position }] = lines
  const last = lines.at(-1)?.position ?? null
  const parts = lines.map((line) => line.event.figures ?? {})
  const traded = sum(parts.map(({ quantity: part }) => d(part ?? '0')))
  const value = sum(parts.map((part) => d(part.quantity ?? '0').times(d(part.price ?? '0'))))
  const average = traded.isZero() ? ZERO : value.div(traded).toSignificantDigits(10)
  const walk = position === null || last === null ? '' : ` (${heldText(position.before)} -> ${heldText(last.after)})`
  const label = forcedBy === null ? '' : `${foreign(forcedBy)}: `
  const times = lines.length === 1 ? '' : ` in ${lines.length} fills`
  return `${label}${tradeWord(event.side)} ${quantity(traded, null)} at ${price(average, null)}${times}${walk}${profitText(parts)}${feeText(parts)}`
}

function heldText({ quantity: held }: SlotState): string {
  return held.isZero() ? 'none' : `${held.isNegative() ? 'short' : 'long'} ${quantity(held.abs(), null)}`
}

function profitText(parts: readonly EventFigures[]): string {
  const realized = sum(parts.map(({ realizedPnl }) => d(realizedPnl ?? '0')))
  return realized.isZero() ? '' : `, realized ${money(realized)}`
}

function feeText(parts: readonly EventFigures[]): string {
  const assets = [...new Set(parts.flatMap(({ feeAsset }) => feeAsset ?? []))]
  const fees = assets.flatMap((asset) => {
    const fee = sum(parts.filter(({ feeAsset }) => feeAsset === asset).map((part) => d(part.fee ?? '0')))
    return fee.isZero() ? [] : [`${amountText(fee)} ${foreign(asset)}`]
  })
  return fees.length === 0 ? '' : `, fee ${fees.join(' and ')}`
}

function tradeText({ side }: JournalEvent, { quantity: traded, price: at }: EventFigures): string {
  return `${tradeWord(side)} ${quantity(d(traded ?? '0'), null)} at ${price(d(at ?? '0'), null)}`
}

function orderText({ side }: JournalEvent, { quantity: asked, price: trigger }: EventFigures): string {
  const what = asked === undefined ? 'the whole position' : quantity(d(asked), null)
  const where = trigger === undefined ? '' : ` at ${price(d(trigger), null)}`
  return `${tradeWord(side)} ${what}${where}`
}

function tradeWord(side: string | null): string {
  return foreign((side ?? 'trade').toLowerCase())
}

function moneyText({ amount, asset }: EventFigures, words: readonly [gain: string, loss: string]): string {
  const value = d(amount ?? '0')
  return `${value.isNegative() ? words[1] : words[0]} ${amountText(value.abs())} ${foreign(asset ?? '')}`
}

/** Cents are enough for dollars, not for a fee in a coin. */
function amountText(value: Decimal): string {
  return value.isZero() || value.abs().gte('0.01') ? money(value) : price(value, null)
}

function changeText({ before, after }: JournalEvent, unit: string): string {
  return `${before === null ? 'unknown' : foreign(before) + unit} -> ${foreign(after ?? '')}${unit}`
}

/** A change that was found between two looks. */
function sinceText({ sinceMs }: EventFigures): string {
  return sinceMs === undefined ? '' : ` (some time after ${minuteText(Number(sinceMs))})`
}

import type { SlotState } from '../risk/fill-walk.ts'
import type { HistoryLine, HistoryReport } from '../risk/history-report.ts'
import { isoTime } from './format.ts'
import { flagText } from './history-screen.ts'
import { rowText } from './history-words.ts'
import { headDocument, type Json } from './json.ts'
import { phraseText } from './phrase.ts'

type Row = Readonly<Record<string, Json>>

/**
 * The document of `history`. An incomplete sync is told in `sync`, and as the `error` where it can be mended; the events
 * stand all the same.
 */
export function historyDocument(report: HistoryReport): Record<string, Json> {
  const { asOfMs, sinceMs, sync } = report
  const first = sync?.problems.find(({ remedy }) => remedy !== 'none')
  const error =
    first === undefined
      ? null
      : {
          code: first.code,
          message: `${first.account} ${first.what}: ${first.why}`,
          hint: first.hint,
          retryable: first.remedy === 'again',
        }
  return {
    ...headDocument({ command: 'history', asOfMs, verdict: null, error }),
    since: isoTime(sinceMs),
    events: report.lines.map((line) => ({ ...eventRow(line), flags: line.flags.map(flagJson) })),
    sync:
      sync === null
        ? { status: 'skipped', added: 0, problems: [] }
        : {
            status: sync.problems.length === 0 ? 'complete' : 'partial',
            added: sync.added,
            problems: sync.problems.map(({ account, what, why, code, hint }) => ({ account, what, why, code, hint })),
          },
  }
}

/** The rows of `--csv`: flags in words. */
export function historyCsvRows({ lines }: HistoryReport): readonly Row[] {
  return lines.map((line) => ({ ...eventRow(line), flags: line.flags.map(flagText).join('; ') }))
}

function flagJson({ kind, certainty, evidence }: HistoryLine['flags'][number]): Json {
  return { kind, certainty, evidence: phraseText(evidence) }
}

/** A fill's `before` and `after` are the signed position around it; other events bring their own. */
function eventRow({ event, position, flags: _ }: HistoryLine): Row {
  const { figures = {} } = event
  return {
    at: isoTime(event.atMs),
    type: event.type,
    symbol: event.symbol,
    side: event.side,
    before: event.type === 'fill' ? heldJson(position?.before) : event.before,
    after: event.type === 'fill' ? heldJson(position?.after) : event.after,
    note: rowText({ lines: [{ event, position, flags: [] }], forcedBy: null }),
    account: event.account,
    id: event.id,
    quantity: figures.quantity ?? null,
    price: figures.price ?? null,
    amount: figures.amount ?? null,
    asset: figures.asset ?? null,
    realizedPnl: figures.realizedPnl ?? null,
    fee: figures.fee ?? null,
    feeAsset: figures.feeAsset ?? null,
    orderId: figures.orderId ?? null,
    positionSide: figures.positionSide ?? null,
    unchangedUntil: figures.sinceMs === undefined ? null : isoTime(Number(figures.sinceMs)),
  }
}

function heldJson(slot: SlotState | undefined): string | null {
  return slot?.quantity.toFixed() ?? null
}

/** Both ends inclusive. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** One list of the exchange that is read by time. */
export interface DatedList<Row> {
  /** Rows that one answer holds at most. */
  readonly limit: number
  readonly fetch: (span: Span) => Promise<readonly Row[]>
  readonly atMsOf: (row: Row) => number
}

/** What becomes of the rows while a span is read. */
export interface SpanReader<Row> {
  /** Rows may come twice: at the borders of pages. */
  readonly onRows: (rows: readonly Row[]) => void | Promise<void>
  /** A single millisecond holds more rows than an answer: those beyond cannot be asked for by time. */
  readonly onCrowd: (atMs: number) => void
}

/**
 * Reads every row of a span. An answer that is full may have been cut at either end, so both remainders are asked for
 * again, each with the millisecond at the border; the older one only where the newer one does not show that the cut was
 * at its side.
 *
 * @throws whatever the list throws; what came before has been handed over
 */
export async function readSpan<Row>(list: DatedList<Row>, span: Span, reader: SpanReader<Row>): Promise<void> {
  await readPage(list, span, reader)
}

/** Returns the rows of the first answer: they tell the caller where his own answer was cut. */
async function readPage<Row>(list: DatedList<Row>, span: Span, reader: SpanReader<Row>): Promise<readonly Row[]> {
  const rows = await list.fetch(span)
  await reader.onRows(rows)
  if (rows.length >= list.limit) await readRest(list, span, { rows, reader })
  return rows
}

async function readRest<Row>(
  list: DatedList<Row>,
  { fromMs, toMs }: Span,
  { rows, reader }: { readonly rows: readonly Row[]; readonly reader: SpanReader<Row> },
): Promise<void> {
  const times = rows.map(list.atMsOf)
  const firstMs = times.reduce((a, b) => Math.min(a, b), toMs)
  const lastMs = times.reduce((a, b) => Math.max(a, b), fromMs)
  if (firstMs === lastMs) {
    reader.onCrowd(firstMs)
    if (lastMs < toMs) await readPage(list, { fromMs: lastMs + 1, toMs }, reader)
    if (firstMs > fromMs) await readPage(list, { fromMs, toMs: firstMs - 1 }, reader)
    return
  }
  const newer = await readPage(list, { fromMs: lastMs, toMs }, reader)
  const seen = times.filter((atMs) => atMs === lastMs).length
  const isCutAtItsEnd = newer.some((row) => list.atMsOf(row) > lastMs) || newer.length > seen
  if (!isCutAtItsEnd) await readPage(list, { fromMs, toMs: firstMs }, reader)
}

/** A span in pieces of at most this length, oldest first. */
export function windowsOf({ fromMs, toMs }: Span, lengthMs: number): readonly Span[] {
  const windows: Span[] = []
  for (let startMs = fromMs; startMs <= toMs; startMs += lengthMs) {
    windows.push({ fromMs: startMs, toMs: Math.min(toMs, startMs + lengthMs - 1) })
  }
  return windows
}

/** One measured figure beside what was promised. */
export interface Figure {
  readonly what: string
  readonly measured: number
  readonly unit: string
  /** How it came about: raw values, number of runs. */
  readonly detail: string
  /** `null` for a figure that is only shown. */
  readonly limit: { readonly kind: 'at most' | 'at least'; readonly value: number } | null
}

/** Whether the promise is kept; a figure without one cannot miss it. */
export function isKept({ measured, limit }: Figure): boolean {
  if (limit === null) return true
  return limit.kind === 'at most' ? measured <= limit.value : measured >= limit.value
}

/** A figure as a row of a Markdown table. */
export function markdownRow(figure: Figure): string {
  const { what, measured, unit, limit, detail } = figure
  const promised = limit === null ? '' : `${limit.kind} ${limit.value}${unit}`
  const verdict = limit === null ? '' : isKept(figure) ? 'kept' : '**MISSED**'
  return `| ${what} | ${rounded(measured)}${unit} | ${promised} | ${verdict} | ${detail} |`
}

export const MARKDOWN_HEAD = '| figure | measured | promised | | how |\n|---|---|---|---|---|'

function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}

/** A duration for people. */
export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`
}

/** An amount of memory for people. */
export function megabytes(kilobytes: number): string {
  return `${(kilobytes / 1024).toFixed(0)} MB`
}

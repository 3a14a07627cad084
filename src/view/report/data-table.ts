import { html, type Markup } from './markup.ts'

/** A table whose first cell names its row; on narrow screens each cell brings the name of its column along. */
export interface DataTable {
  readonly caption: string
  readonly columns: readonly [string, ...string[]]
  readonly rows: readonly (readonly string[])[]
}

/** Nothing for no rows. */
export function dataTable({ caption, columns, rows }: DataTable): Markup | null {
  if (rows.length === 0) return null
  const head = columns.map((name) => html`<th scope="col">${name}</th>`)
  const body = rows.map(
    ([first = '', ...rest]) =>
      html`<tr><th scope="row">${first}</th>${rest.map((cell, index) => html`<td data-name="${columns[index + 1] ?? ''}">${cell}</td>`)}</tr>`,
  )
  return html`<table class="data"><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`
}

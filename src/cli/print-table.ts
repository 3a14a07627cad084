import { EXIT, type ExitCode } from '../errors.ts'
import { documentCsv, rowsAt } from '../view/document-csv.ts'
import { type Json, jsonText } from '../view/json.ts'
import { rowsCsv } from '../view/market-json.ts'
import type { Screen } from '../view/screen.ts'
import type { GlobalFlags } from './flags.ts'
import { printAnswer } from './output.ts'
import { screenOf } from './screen.ts'

/** One answer in its three forms. */
export interface TableAnswer {
  readonly document: () => Json
  /** Where in the document the table lies; the rows of several places follow one another. */
  readonly tables: readonly (readonly string[])[]
  readonly screen: (screen: Screen) => string
}

/** Prints an answer as JSON, CSV or screen, as the flags ask. */
export function printTable(flags: GlobalFlags, { document, tables, screen }: TableAnswer): void {
  if (flags.json === true) printAnswer(jsonText(document()))
  else if (flags.csv === true) printRows(document(), tables)
  else printAnswer(screen(screenOf(process.stdout, flags)))
}

/** A table without rows has no header either: its columns are not known. */
function printRows(document: Json, tables: TableAnswer['tables']): void {
  const rows = tables.flatMap((path) => rowsAt(document, path))
  if (rows.length > 0) printAnswer(documentCsv(rows))
}

/** One answer in its three forms, its table as rows without nesting. */
export interface FlatAnswer {
  readonly document: () => Json
  readonly rows: () => readonly Readonly<Record<string, Json>>[]
  readonly screen: (screen: Screen) => string
}

/** Prints an answer as JSON, CSV or screen, as the flags ask. */
export function printFlatTable({ flags }: { readonly flags: GlobalFlags }, answer: FlatAnswer): ExitCode {
  if (flags.json === true) printAnswer(jsonText(answer.document()))
  else if (flags.csv === true) printAnswer(rowsCsv(answer.rows()))
  else printAnswer(answer.screen(screenOf(process.stdout, flags)))
  return EXIT.ok
}

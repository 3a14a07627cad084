import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { savePrivateFile } from '../config/private-file.ts'
import { LiqwatchError, UsageError } from '../errors.ts'
import { PAGE_MARK } from '../view/report/page.ts'
import type { ReportFlags } from './commands/report.ts'

/**
 * The file that a report may be written to: a new one, or one that holds a report already.
 *
 * @throws UsageError when none was named, or another thing is there, with the way out
 */
export function reportTarget({ html, force }: Pick<ReportFlags, 'html' | 'force'>): string {
  if (html === undefined || html === '') {
    throw new UsageError('report does not know where to write', {
      hint: 'name a file: liqwatch report --html report.html',
    })
  }
  const path = resolve(html)
  refuseForeignFile(path, force === true)
  return path
}

function refuseForeignFile(path: string, isForced: boolean): void {
  const found = attempt(path, () => statSync(path, { throwIfNoEntry: false }))
  if (found === undefined) return
  if (!found.isFile()) {
    throw new UsageError(`${path} is not a file`, { hint: 'name a file, for example --html report.html' })
  }
  if (isForced || attempt(path, () => firstText(path, PAGE_MARK.length)) === PAGE_MARK) return
  throw new UsageError(`${path} exists and is no report of liqwatch`, {
    hint: 'name another file, or overwrite it with --force',
  })
}

/**
 * Writes the page, whole or not at all, for its owner only.
 *
 * @throws LiqwatchError when the file system refuses
 */
export function writeReport(path: string, page: string): void {
  attempt(path, () => savePrivateFile(path, page))
}

function firstText(path: string, length: number): string {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(length)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, length, 0))
  } finally {
    closeSync(file)
  }
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new LiqwatchError(`the report could not be written to ${path}: ${why}`, {
      code: 'report-not-written',
      hint: 'name a file in a folder of yours with room on its disk',
      cause,
    })
  }
}

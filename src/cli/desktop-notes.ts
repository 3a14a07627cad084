import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Whether this machine has what shows a note. Outside Linux the library brings its own helper. */
export function canShowNotes(searchPath: string | undefined): boolean {
  if (process.platform !== 'linux') return true
  return (searchPath ?? '').split(':').some((folder) => folder !== '' && existsSync(join(folder, 'notify-send')))
}

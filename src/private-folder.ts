import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder with its parents, each for its owner only (0700); folders that exist keep their mode. Every one is
 * tried twice at most: Node's own recursion never ends on a file system that denies a child of an existing folder as not
 * found (/proc, automounters).
 *
 * @throws Node's own error
 */
export function makePrivateFolder(path: string): void {
  try {
    makeOne(path)
  } catch (error) {
    if (!isCode(error, 'ENOENT') || dirname(path) === path) throw error
    makePrivateFolder(dirname(path))
    makeOne(path)
  }
}

function makeOne(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

import { LiqwatchError } from '../../errors.ts'

/**
 * The text of a scheduler's file, `null` where there is none.
 *
 * @throws LiqwatchError when the file is not ours to replace or delete
 */
export function refuseForeign(path: string, text: string | null): string | null {
  if (text === null || text.includes('written by liqwatch schedule')) return text
  throw new LiqwatchError(`${path} was not written by liqwatch schedule`, {
    code: 'schedule-foreign',
    hint: 'move that file away first, or use another --kind',
  })
}

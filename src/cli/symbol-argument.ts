import { UsageError } from '../errors.ts'
import { understandSymbol } from '../model/symbols.ts'
import type { AccountRisk } from '../risk/report.ts'
import { printNotice } from './output.ts'

/**
 * The symbol that was typed, however loosely; says on stderr how it was understood.
 *
 * @param known every symbol of the venue; may be empty when it could not be read
 * @throws UsageError for one that is not known, with the nearest names; when none are known, nothing is said of this one
 */
export function symbolArgument(typed: string, held: readonly string[], known: Iterable<string>): string {
  const names = [...known]
  if (held.length + names.length === 0) {
    throw new UsageError(`no symbols are known yet, ${JSON.stringify(typed)} neither`, {
      hint: 'run liqwatch status or liqwatch check once: it reads them',
    })
  }
  const understood = understandSymbol(typed, held, names)
  if (understood.status === 'understood') {
    if (understood.note !== null) printNotice(understood.note)
    return understood.symbol
  }
  const { suggestions } = understood
  throw new UsageError(`there is no symbol ${JSON.stringify(typed)}`, {
    code: 'unknown-symbol-typed',
    hint:
      suggestions.length === 0 ? 'type it as Binance does, like SOLUSDT' : `did you mean ${suggestions.join(', ')}?`,
  })
}

/**
 * The symbol of an open position.
 *
 * @throws UsageError when no such position is open
 */
export function heldSymbol(typed: string, risk: AccountRisk): string {
  const held = [...new Set(risk.positions.map(({ position }) => position.symbol))]
  const understood = understandSymbol(typed, held, [])
  if (understood.status === 'understood') return symbolArgument(typed, held, [])
  const { suggestions } = understood
  const near = suggestions.length === 0 ? '' : `did you mean ${suggestions.join(', ')}? `
  throw new UsageError(`no position is open in ${JSON.stringify(typed)}`, {
    hint: held.length === 0 ? 'the account has no open positions' : `${near}open: ${held.join(', ')}`,
  })
}

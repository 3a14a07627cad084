import type { LeverageBracket } from '../../model/bracket.ts'
import { count, fraction, listField, nonNegative, optionalAmount, positive, record, symbolName } from './fields.ts'
import { type BySymbol, bySymbol, mapped, readRows } from './rows.ts'

const ROW = record({
  bracket: count,
  notionalFloor: nonNegative,
  notionalCap: positive,
  maintMarginRatio: fraction,
  cum: nonNegative,
  initialLeverage: count,
})

const BRACKETS = record({ symbol: symbolName, notionalCoef: optionalAmount, brackets: listField(ROW) })

/**
 * leverageBracket by symbol, from one object or a list of them, each table lowest row first. A symbol with one broken
 * row is left out whole: the rest of its table would compute a wrong price.
 */
export function parseBrackets(body: unknown): BySymbol<LeverageBracket> {
  const list = Array.isArray(body) ? body : [body]
  return bySymbol(mapped(readRows(BRACKETS, list, 'brackets'), leverageBracket))
}

type WireBrackets = ReturnType<typeof BRACKETS.parse>

function leverageBracket({ symbol, notionalCoef, brackets }: WireBrackets): LeverageBracket {
  const rows = brackets.map(({ cum, ...row }) => ({ ...row, maintAmount: cum }))
  return { symbol, notionalCoef, rows: rows.sort((a, b) => a.notionalFloor.cmp(b.notionalFloor)) }
}

import { ONE } from '../model/decimal.ts'
import type { AccountSnapshot, Gap } from '../model/snapshot.ts'

type Doubtable = Pick<AccountSnapshot, 'positions' | 'marks' | 'brackets' | 'takenAtMs'>

/** What was read and must not pass for certain: marks that the venue has not renewed, and brackets made for one user. */
export function doubtsAbout(snapshot: Doubtable, staleMs = Number.POSITIVE_INFINITY): readonly Gap[] {
  const symbols = [...new Set(snapshot.positions.map(({ symbol }) => symbol))]
  return symbols.flatMap((symbol) => [...staleMark(symbol, snapshot, staleMs), ...ownCoefficient(symbol, snapshot)])
}

function staleMark(symbol: string, { marks, takenAtMs }: Doubtable, staleMs: number): readonly Gap[] {
  const mark = marks.get(symbol)
  const ageMs = mark === undefined ? 0 : takenAtMs - mark.atMs
  if (ageMs < staleMs) return []
  const why = `Binance's last one is ${Math.round(ageMs / 1000)} s old`
  return [{ what: `fresh mark price of ${symbol}`, why, needed: true }]
}

/** Binance does not say whether the caps it returns contain the coefficient already. */
function ownCoefficient(symbol: string, { brackets }: Doubtable): readonly Gap[] {
  const coefficient = brackets.get(symbol)?.notionalCoef ?? null
  if (coefficient === null || coefficient.eq(ONE)) return []
  const why = 'it is not 1: Binance may apply other brackets to you than those it returns; compare with its own price'
  return [{ what: `notionalCoef ${symbol}`, why, needed: false, isNotice: true }]
}

import type { PoolRisk } from '../risk/report.ts'
import { percent, percentOf } from './format.ts'
import { foreign } from './screen.ts'

const MOST_NAMES = 4

/** Who shares a pool, and how to say that they all move at once. */
export function poolMembers({ symbols, asset }: PoolRisk): { readonly names: string; readonly together: string } {
  const coins = [...new Set(symbols)].map((symbol) => foreign(shortName(symbol, asset)))
  const shown = coins.length > MOST_NAMES + 1 ? coins.slice(0, MOST_NAMES) : coins
  const rest = coins.length - shown.length
  const together = coins.length === 1 ? 'it moves against' : `${coins.length === 2 ? 'both' : 'all'} move against`
  return { names: shown.join(' + ') + (rest > 0 ? ` + ${rest} more` : ''), together }
}

/** BTC for BTCUSDT in a USDT pool; in multi-assets mode several quote assets meet, and the whole symbol is kept. */
function shortName(symbol: string, asset: string): string {
  return symbol.endsWith(asset) && symbol.length > asset.length ? symbol.slice(0, -asset.length) : symbol
}

/** What is said about one cross pool: members, margin ratio, and the common move that kills it. */
export function poolParts(pool: PoolRisk, isOnlyPool: boolean): readonly string[] {
  const { names, together } = poolMembers(pool)
  const title = isOnlyPool ? 'cross pool' : `cross pool ${foreign(pool.asset)}`
  const ratio = `margin ratio ${percentOf(pool.marginRatio)}`
  if (pool.isUnknown) return [`${title}: ${names}`, ratio, `joint distance n/a: ${foreign(pool.why ?? 'not known')}`]
  if (pool.jointDistancePct === null) return [`${title}: ${names}`, ratio, `no joint move below 100% liquidates it`]
  return [`${title}: ${names}`, ratio, `dies if ${together} you by ${percent(pool.jointDistancePct)}`]
}

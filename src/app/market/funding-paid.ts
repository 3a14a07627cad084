import type { Income } from '../../model/account-history.ts'
import type { Position } from '../../model/position.ts'
import type { AccountHistory } from '../../ports/exchange.ts'
import { type FundingPaid, fundingPaid } from '../../risk/funding.ts'
import { heldSince } from '../position-since.ts'
import { reasonOf } from '../reason.ts'

/** The venue keeps trades for three months. */
const MOST_WEEKS = 13
/** A full page may have left something out. */
const PAGE = 1000
const MOST_PAGES = 10

/** Funding of each position since it was opened; what cannot be known says why. Never rejects. */
export async function readFundingPaid(
  exchange: AccountHistory,
  positions: readonly Position[],
  nowMs: number,
): Promise<ReadonlyMap<Position, FundingPaid>> {
  const openings = await Promise.all(
    positions.map(async (position) => ({ position, opening: await readOpening(exchange, position, nowMs) })),
  )
  const since = openings.flatMap(({ opening }) => opening.sinceMs ?? [])
  const symbols = [...new Set(positions.map(({ symbol }) => symbol))]
  const income = since.length === 0 ? [] : await readIncome(exchange, symbols, { fromMs: Math.min(...since), nowMs })
  return new Map(openings.map(({ position, opening }) => [position, paidBy(position, { opening, income, positions })]))
}

interface Opening {
  readonly sinceMs: number | null
  readonly why: string | null
}

async function readOpening(exchange: AccountHistory, position: Position, nowMs: number): Promise<Opening> {
  try {
    const { atMs, isOpening } = await heldSince(exchange, position, { nowMs, weeks: MOST_WEEKS })
    if (isOpening) return { sinceMs: atMs, why: null }
    return { sinceMs: null, why: 'it was opened before the three months that Binance keeps' }
  } catch (error) {
    return { sinceMs: null, why: reasonOf(error) }
  }
}

/** One call tells of all symbols at the price of one; a message instead of rows says why there are none. */
async function readIncome(
  exchange: AccountHistory,
  symbols: readonly string[],
  { fromMs, nowMs }: { readonly fromMs: number; readonly nowMs: number },
): Promise<readonly Income[] | string> {
  const [only] = symbols.length === 1 ? symbols : []
  const byId = new Map<string, Income>()
  try {
    let startMs = fromMs
    for (let page = 0; page < MOST_PAGES; page++) {
      const rows = await exchange.fetchIncome(only ?? null, { fromMs: startMs, toMs: nowMs }, 'FUNDING_FEE')
      for (const row of rows) byId.set(`${row.tranId} ${row.symbol} ${row.atMs}`, row)
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE) return [...byId.values()]
      startMs = last.atMs
    }
    return 'there are too many payments to add up'
  } catch (error) {
    return reasonOf(error)
  }
}

interface PaidInputs {
  readonly opening: Opening
  readonly income: readonly Income[] | string
  readonly positions: readonly Position[]
}

function paidBy(position: Position, { opening, income, positions }: PaidInputs): FundingPaid {
  const { sinceMs } = opening
  if (sinceMs === null) return { amount: null, sinceMs, why: opening.why }
  if (typeof income === 'string') return { amount: null, sinceMs, why: income }
  const isHedged = positions.some((other) => other !== position && other.symbol === position.symbol)
  if (isHedged) return { amount: null, sinceMs, why: 'Binance lists the payments of long and short together' }
  return fundingPaid(
    income.filter(({ symbol }) => symbol === position.symbol),
    sinceMs,
  )
}

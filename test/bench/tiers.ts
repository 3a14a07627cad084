import { assessAccount } from '../../src/risk/assess.ts'
import { snapshotFrom } from '../contract/vectors.ts'
import { TAKEN_AT_MS, tierTable } from '../support/builders.ts'
import { type AccountVector, STRESSED_SAMPLE, stressedAccounts } from './account-vectors.ts'
import { ccxtPrice, freqtradePrice } from './closed-forms.ts'
import type { Figure } from './figure.ts'
import { bisectedPrice, type PlainBook, type PlainLeg, plainBook } from './plain-book.ts'

const TIERS = [15, 10, 5]
const OWN_ACCOUNTS = 400
const SEED = 20_251_010

type Contestant = 'liqwatch' | 'ccxt' | 'freqtrade'
type TierOf = (book: PlainBook, leg: PlainLeg) => number | null

/** How many accounts and positions each contestant puts into the tier that bisection finds. */
export function tierFigures(): readonly Figure[] {
  assertBisectionAgrees()
  return [
    ...groupFigures('the sample', STRESSED_SAMPLE),
    ...groupFigures('seeded accounts', stressedAccounts(OWN_ACCOUNTS, SEED)),
  ]
}

function groupFigures(group: string, accounts: readonly AccountVector[]): readonly Figure[] {
  const scores = scoreAll(accounts)
  return (Object.keys(scores) as Contestant[]).map((name): Figure => {
    const { rightAccounts, rightPositions, positions } = scores[name]
    return {
      what: `right alert tier, ${group}: ${name}`,
      measured: (rightAccounts / accounts.length) * 100,
      unit: ' %',
      detail: `${rightAccounts} of ${accounts.length} stressed accounts, ${rightPositions} of ${positions} positions`,
      limit: name === 'liqwatch' ? { kind: 'at least', value: 100 } : null,
    }
  })
}

interface Score {
  rightAccounts: number
  rightPositions: number
  positions: number
}

function scoreAll(accounts: readonly AccountVector[]): Readonly<Record<Contestant, Readonly<Score>>> {
  const fresh = (): Score => ({ rightAccounts: 0, rightPositions: 0, positions: 0 })
  const scores = { liqwatch: fresh(), ccxt: fresh(), freqtrade: fresh() }
  for (const account of accounts) {
    const book = plainBook(account)
    const contestants: Readonly<Record<Contestant, TierOf>> = {
      liqwatch: ownTiers(account),
      ccxt: (pool, leg) => tierOf(leg, ccxtPrice(pool, leg)),
      freqtrade: (pool, leg) => tierOf(leg, freqtradePrice(pool, leg)),
    }
    for (const name of Object.keys(scores) as Contestant[]) count(scores[name], book, contestants[name])
  }
  return scores
}

function count(score: Score, book: PlainBook, tierIn: TierOf): void {
  const right = book.legs.filter((leg) => tierIn(book, leg) === tierOf(leg, bisectedPrice(book, leg.symbol)))
  score.positions += book.legs.length
  score.rightPositions += right.length
  if (right.length === book.legs.length) score.rightAccounts += 1
}

/** The program's own answer: the tiers of its one evaluator. */
function ownTiers(account: AccountVector): TierOf {
  const risk = assessAccount(snapshotFrom(account), { tiers: tierTable(), nowMs: TAKEN_AT_MS })
  const tiers = new Map(
    risk.positions.map(({ position, tier }) => [
      `${position.symbol} ${position.positionSide}`,
      tier?.toNumber() ?? null,
    ]),
  )
  return (_book, leg) => {
    const tier = tiers.get(`${leg.symbol} ${leg.positionSide}`)
    if (tier === undefined) throw new Error(`${leg.symbol} is missing from the report`)
    return tier
  }
}

/** The innermost tier that holds the distance from the mark; `null` outside all. */
function tierOf({ markPrice }: PlainLeg, price: number | null): number | null {
  if (price === null) return null
  const distancePct = (Math.abs(markPrice - price) / markPrice) * 100
  return TIERS.findLast((tier) => distancePct <= tier) ?? null
}

const AGREEMENT = 1e-9

/** The judge is judged first: by the prices that an independent solver left in the sample. */
function assertBisectionAgrees(): void {
  for (const vector of STRESSED_SAMPLE) {
    const book = plainBook(vector)
    for (const { symbol, price } of vector.expected.liquidation) {
      const found = bisectedPrice(book, symbol)
      if (found === null || price === null || Math.abs(found / Number(price) - 1) > AGREEMENT) {
        throw new Error(`bisection finds ${found} for ${symbol} of ${vector.id}, the sample says ${price}`)
      }
    }
  }
}

import { reasonOf } from '../app/reason.ts'
import { EXIT, type ExitCode, UsageError } from '../errors.ts'
import type { Decimal } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import type { Gap } from '../model/snapshot.ts'
import { type FixSubject, fixReport } from '../risk/fix.ts'
import type { AccountRisk, PoolRisk } from '../risk/report.ts'
import { fixDocument, fixScreen } from '../view/fix-screen.ts'
import type { FixFlags } from './commands/fix.ts'
import { heldPosition, notComputed, type OneAccount, observeOne } from './one-account.ts'
import { printTable } from './print-table.ts'
import type { Services } from './services.ts'
import { typedAmount, typedPercent, typedSide } from './typed-numbers.ts'

/** Fee rates cost a weight of 20 each: a pool of more symbols than this is told without fees for the rest. */
const MOST_FEE_RATES = 5
const POOL_WORDS = ['account', 'joint', 'pool']

/** What was asked for. */
export interface FixWish {
  readonly subject: string
  readonly targetPct: Decimal
  readonly budget: Decimal | null
  readonly side: Side | null
  readonly pool: string | null
}

/** @throws UsageError for values that say nothing that can be used */
export function fixWish(subject: string, { target, budget, side, pool }: FixFlags): FixWish {
  const targetPct = typedPercent('--target', target)
  if (targetPct.gte('100')) {
    throw new UsageError('--target must be below 100: no price can fall by more', { hint: 'the usual target is 15' })
  }
  const isAccount = isPool(subject)
  if (pool !== undefined && !isAccount) {
    throw new UsageError(`--pool goes with account, not with ${JSON.stringify(subject)}`, {
      hint: 'liqwatch fix account --pool USDT',
    })
  }
  if (side !== undefined && isAccount) {
    throw new UsageError('--side goes with a position, not with the account', { hint: 'liqwatch fix eth --side short' })
  }
  return {
    subject,
    targetPct,
    budget: budget === undefined ? null : typedAmount('--budget', budget, 'an amount'),
    side: side === undefined ? null : typedSide(side),
    pool: pool ?? null,
  }
}

function isPool(subject: string): boolean {
  return POOL_WORDS.includes(subject.trim().toLowerCase())
}

/** Solves and prints the ways to the target. */
export async function runFix(services: Services, wish: FixWish): Promise<ExitCode> {
  const one = await observeOne(services)
  const { snapshot, risk } = one
  const subject = subjectOf(wish, risk)
  const { takerRates, gaps } = await readTakerRates(subject, one)
  const context = { snapshot, risk, tiers: services.config.tiers, takerRates }
  const report = fixReport({ subject, targetPct: wish.targetPct, budget: wish.budget }, context, gaps)
  printTable(services.flags, {
    document: () => fixDocument(report, { asOfMs: snapshot.takenAtMs }),
    tables: [['fix', 'options']],
    screen: (screen) => fixScreen(report, screen),
  })
  return EXIT.ok
}

function subjectOf({ subject, side, pool }: FixWish, risk: AccountRisk): FixSubject {
  if (isPool(subject)) return { kind: 'account', pool: poolOf(pool, risk) }
  const row = heldPosition(subject, side, risk)
  if (row.liquidation.status === 'unknown') throw notComputed(row.position.symbol, row.liquidation.reason)
  return { kind: 'position', row }
}

function poolOf(wanted: string | null, risk: AccountRisk): PoolRisk {
  const names = risk.pools.map(({ asset }) => asset)
  const pool = wanted === null ? risk.pools[0] : risk.pools.find(({ asset }) => asset === wanted.trim().toUpperCase())
  if (pool === undefined) {
    const hint = risk.positions.length === 0 ? 'it has no open positions' : 'fix an isolated position by its symbol'
    throw names.length === 0
      ? new UsageError('the account has no cross positions', { hint })
      : new UsageError(`there is no cross pool ${JSON.stringify(wanted)}`, { hint: `pools: ${names.join(', ')}` })
  }
  if (pool.isUnknown) throw notComputed(`the ${pool.asset} pool`, pool.why ?? 'it was not read')
  return pool
}

interface TakerRates {
  readonly takerRates: ReadonlyMap<string, Decimal>
  readonly gaps: readonly Gap[]
}

/** The account's own fee rates; one that cannot be read is a gap, and its fee unknown. */
async function readTakerRates(subject: FixSubject, { account }: OneAccount): Promise<TakerRates> {
  const symbols = subject.kind === 'position' ? [subject.row.position.symbol] : subject.pool.symbols
  const takerRates = new Map<string, Decimal>()
  const gaps: Gap[] = []
  await Promise.all(
    symbols.slice(0, MOST_FEE_RATES).map(async (symbol) => {
      try {
        takerRates.set(symbol, (await account.exchange.fetchCommissionRate(symbol)).takerRate)
      } catch (error) {
        gaps.push({ what: `commissionRate ${symbol}`, why: reasonOf(error), needed: false })
      }
    }),
  )
  if (symbols.length > MOST_FEE_RATES) {
    const why = `only the first ${MOST_FEE_RATES} of ${symbols.length} are asked for`
    gaps.push({ what: 'commissionRate of the other symbols', why, needed: false })
  }
  return { takerRates, gaps }
}

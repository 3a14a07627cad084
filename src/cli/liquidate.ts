import { EXIT, type ExitCode } from '../errors.ts'
import type { Decimal } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { liquidationWalk } from '../risk/liquidation-steps.ts'
import { liquidateDocument, liquidateScreen } from '../view/liquidate-screen.ts'
import type { LiquidateFlags } from './commands/liquidate.ts'
import { heldPosition, observeOne } from './one-account.ts'
import { printTable } from './print-table.ts'
import type { Services } from './services.ts'
import { typedSide } from './typed-numbers.ts'

/** What was asked for. */
export interface LiquidateWish {
  readonly symbol: string
  readonly side: Side | null
}

/** @throws UsageError for a side that is none */
export function liquidateWish(symbol: string, { side }: LiquidateFlags): LiquidateWish {
  return { symbol, side: side === undefined ? null : typedSide(side) }
}

/** Walks through the liquidation of one position and prints it. */
export async function runLiquidate(services: Services, { symbol, side }: LiquidateWish): Promise<ExitCode> {
  const { account, snapshot, risk } = await observeOne(services)
  const row = heldPosition(symbol, side, risk)
  const walk = liquidationWalk(snapshot, row, services.config.tiers)
  const funds = await account.exchange.fetchInsuranceFunds(row.position.symbol).catch(() => null)
  const view = { asOfMs: snapshot.takenAtMs, before: risk, walk, feeRates: feeRates(snapshot), funds }
  printTable(services.flags, {
    document: () => liquidateDocument(view),
    tables: [['liquidation', 'steps']],
    screen: (screen) => liquidateScreen(view, screen),
  })
  return EXIT.ok
}

function feeRates({ rules }: AccountSnapshot): ReadonlyMap<string, Decimal> {
  const known = [...rules].flatMap(([symbol, { liquidationFeeRate }]): [string, Decimal][] =>
    liquidationFeeRate === null ? [] : [[symbol, liquidationFeeRate]],
  )
  return new Map(known)
}

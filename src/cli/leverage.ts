import { USUAL_TAKER_RATE } from '../app/entry-market.ts'
import { EXIT, type ExitCode, LiqwatchError, UsageError } from '../errors.ts'
import type { LeverageBracket } from '../model/bracket.ts'
import { type Decimal, HUNDRED, ZERO } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import { bracketFault } from '../risk/bracket-table.ts'
import { closesFirst, type Entry, entryEffect, maxNotionalAt, type Standing } from '../risk/entry.ts'
import { leverageLadder } from '../risk/leverage-ladder.ts'
import { largestQuantity, type QuantityLimits, smallestQuantity } from '../risk/sizing.ts'
import { money } from '../view/format.ts'
import type { JoinedAccount, LeverageReport } from '../view/leverage-report.ts'
import { leverageDocument, leverageScreen } from '../view/leverage-screen.ts'
import type { LeverageFlags } from './commands/leverage.ts'
import { atPlanningDesk, type PlanningDesk, type TradedSymbol, tradedSymbol, withMarginAsset } from './planning-desk.ts'
import { printTable } from './print-table.ts'
import { priceGrid, quantityOnStep, refuseWrongOrder } from './trade-options.ts'
import { typedAmount, typedSide } from './typed-numbers.ts'

/** Shows what each leverage means for a trade. */
export async function runLeverage(typed: string, flags: LeverageFlags): Promise<ExitCode> {
  const wish = leverageWish(flags)
  await atPlanningDesk({ flags, equity: wish.equity, hasQuantity: wish.quantity !== null }, async (desk) => {
    const report = await leverageReport(typed, wish, desk)
    printTable(flags, {
      document: () => leverageDocument(report),
      tables: [['leverage', 'rows']],
      screen: (screen) => leverageScreen(report, screen),
    })
  })
  return EXIT.ok
}

interface LeverageWish {
  readonly side: Side
  readonly entryPrice: Decimal
  readonly stopPrice: Decimal
  readonly quantity: Decimal | null
  readonly equity: Decimal | null
}

/** @throws UsageError for prices that are missing, senseless or in the wrong order */
function leverageWish({ entry, stop, side, quantity, equity }: LeverageFlags): LeverageWish {
  if (entry === undefined || stop === undefined) {
    throw new UsageError(`leverage needs ${entry === undefined ? 'an entry' : 'a stop'}`, {
      hint: 'it is judged by the way from entry to stop: give --entry PRICE and --stop PRICE',
    })
  }
  const entryPrice = typedAmount('--entry', entry, 'a price')
  const stopPrice = typedAmount('--stop', stop, 'a price')
  const wish = {
    side: side === undefined ? (stopPrice.lt(entryPrice) ? 'LONG' : 'SHORT') : typedSide(side),
    entryPrice,
    stopPrice,
    quantity: quantity === undefined ? null : typedAmount('--quantity', quantity, 'a quantity'),
    equity: equity === undefined ? null : typedAmount('--equity', equity, 'an amount'),
  } as const
  refuseWrongOrder({ ...wish, targetPrice: null })
  return wish
}

async function leverageReport(typed: string, typedWish: LeverageWish, desk: PlanningDesk): Promise<LeverageReport> {
  const traded = tradedSymbol(typed, desk)
  const { symbol, rules } = traded
  const wish = onGrid(typedWish, traded)
  const standing = await withMarginAsset(desk, rules.marginAsset)
  const bracket = bracketOf(symbol, standing)
  const quantity = wish.quantity ?? usualQuantity(wish, desk, { traded, bracket })
  refuseBeyondBrackets(quantity.times(wish.entryPrice), symbol, bracket)
  const setting = desk.settingOf(symbol)
  const leverage = setting?.leverage ?? null
  const { side, entryPrice, stopPrice } = wish
  const { tickSize, stepSize, baseAsset, marginAsset } = rules
  const order = { symbol, side, quantity, price: entryPrice, fee: ZERO }
  const entry: Entry = { ...order, marginType: 'CROSSED', marginAsset, leverage, bracket }
  const hasMoney = desk.account !== null || wish.equity !== null
  return {
    asOfMs: standing.snapshot.takenAtMs,
    symbol,
    baseAsset,
    side,
    entryPrice,
    stopPrice,
    quantity,
    tickSize,
    stepSize,
    ladder: leverageLadder({ side, entryPrice, stopPrice, quantity, bracket, setting: leverage }),
    setting: { marginType: desk.account === null ? null : (setting?.marginType ?? null), leverage },
    joined: hasMoney ? joinedAccount(entry, standing) : null,
    account: desk.account,
    bracketsFetchedAtMs: standing.snapshot.bracketsFetchedAtMs,
  }
}

function onGrid(wish: LeverageWish, traded: TradedSymbol): LeverageWish {
  const grid = priceGrid(wish.side, traded)
  const entryPrice = grid.entry(wish.entryPrice)
  const quantity = wish.quantity === null ? null : quantityOnStep(wish.quantity, entryPrice, traded)
  return { ...wish, entryPrice, stopPrice: grid.stop(wish.stopPrice), quantity }
}

/** @throws UsageError for a notional that no leverage grants */
function refuseBeyondBrackets(notional: Decimal, symbol: string, bracket: LeverageBracket): void {
  const most = maxNotionalAt(bracket, null)
  if (most === null || notional.lte(most)) return
  throw new UsageError(
    `a notional of ${money(notional)} is more than the last bracket of ${symbol} allows, ${money(most)}`,
    {
      hint: 'give a smaller --quantity',
    },
  )
}

function bracketOf(symbol: string, { snapshot }: Standing): LeverageBracket {
  const bracket = snapshot.brackets.get(symbol)
  const why = bracket === undefined ? 'they could not be read' : bracketFault(bracket)
  if (bracket !== undefined && why === null) return bracket
  throw new LiqwatchError(`the brackets of ${symbol} are not known: ${why}`, {
    code: 'brackets-missing',
    hint: 'Binance tells them only with a key; one run with an account keeps them for runs without',
  })
}

/** About what `size` would give: the risk budget by the usual fee, without slippage; at least the smallest order. */
function usualQuantity(
  { entryPrice, stopPrice, side, equity }: LeverageWish,
  { standing, config }: PlanningDesk,
  { traded, bracket }: { readonly traded: TradedSymbol; readonly bracket: LeverageBracket },
): Decimal {
  const known = equity ?? standing.risk.equity
  if (known === null || known.lte(ZERO)) {
    throw new UsageError("the account's equity is not known or used up: so is the size of the trade", {
      hint: 'give --quantity, or the equity to size from with --equity',
    })
  }
  const { stepSize, minQuantity, minNotional, maxMarketQuantity } = traded.rules
  const limits: QuantityLimits = {
    stepSize,
    minQuantity,
    minNotional,
    maxQuantity: maxMarketQuantity,
    maxNotional: maxNotionalAt(bracket, null),
  }
  const terms = { side, entryPrice, stopPrice, entryType: 'LIMIT', feeRate: USUAL_TAKER_RATE, book: null } as const
  const budget = known.times(config.rules.riskPerTradePct[0]).div(HUNDRED)
  const { quantity } = largestQuantity(terms, budget, limits)
  const smallest = smallestQuantity(entryPrice, limits)
  return quantity.lt(smallest) ? smallest : quantity
}

/** The trade as a cross position: of an account that holds the symbol isolated it says only the effective leverage. */
function joinedAccount(entry: Entry, standing: Standing): JoinedAccount | null {
  if (closesFirst(standing.snapshot, entry)) return null
  const { opened, after } = entryEffect(standing, entry)
  return {
    crossLiquidation: opened.position.marginType === 'CROSSED' ? opened.liquidation : null,
    effectiveLeverageBefore: standing.risk.effectiveLeverage,
    effectiveLeverageAfter: after.effectiveLeverage,
  }
}

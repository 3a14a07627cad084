import { type EntryMarket, readEntryMarket } from '../app/entry-market.ts'
import { loadMacroCalendar } from '../config/calendar-files.ts'
import { EXIT, type ExitCode, LiqwatchError, UsageError } from '../errors.ts'
import type { Decimal } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import { sideSign } from '../model/position.ts'
import { type MacroReading, readMacroCalendar } from '../risk/macro-window.ts'
import { levelsTaken } from '../risk/order-fill.ts'
import { type Crowding, crowdingOf, fundingGuard, macroGuard } from '../risk/size-guard.ts'
import { freeBalance, planSize, type SizePlan } from '../risk/size-plan.ts'
import type { TradeTerms } from '../risk/sizing.ts'
import { sizeDocument } from '../view/size-json.ts'
import type { AtrStop, SizeReport } from '../view/size-report.ts'
import { sizeScreen } from '../view/size-screen.ts'
import type { SizeFlags } from './commands/size.ts'
import { atPlanningDesk, type PlanningDesk, type TradedSymbol, tradedSymbol, withMarginAsset } from './planning-desk.ts'
import { printTable } from './print-table.ts'
import { sizedOrRefused } from './size-refusal.ts'
import { priceGrid, refuseWrongOrder } from './trade-options.ts'
import { typedAmount, typedPercent, typedSide } from './typed-numbers.ts'

/** Sizes a trade by its risk and prints it. */
export async function runSize(typed: string, flags: SizeFlags): Promise<ExitCode> {
  const wish = sizeWish(flags)
  await atPlanningDesk({ flags, equity: wish.equity, hasQuantity: false }, async (desk) => {
    const report = await sizeReport(typed, wish, desk)
    printTable(flags, {
      document: () => sizeDocument(report),
      tables: [['size']],
      screen: (screen) => sizeScreen(report, screen),
    })
  })
  return EXIT.ok
}

/** What was asked for, checked as far as it can be without the market. */
export interface SizeWish {
  readonly side: Side
  readonly stop: { readonly price: Decimal } | { readonly atrMultiple: Decimal | null }
  readonly entryPrice: Decimal | null
  readonly targetPrice: Decimal | null
  readonly riskPct: Decimal | null
  readonly equity: Decimal | null
}

/** What the flags ask for. @throws UsageError where they contradict each other or say nothing that can be used */
export function sizeWish(flags: SizeFlags): SizeWish {
  const optional = (flag: string, text: string | undefined, what: string) =>
    text === undefined ? null : typedAmount(flag, text, what)
  const { side } = flags
  const stop = stopWish(flags)
  if (side === undefined) {
    throw new UsageError('size needs a side', { hint: 'say --side long or --side short' })
  }
  const wish = {
    side: typedSide(side),
    stop,
    entryPrice: optional('--entry', flags.entry, 'a price'),
    targetPrice: optional('--target', flags.target, 'a price'),
    riskPct: flags.risk === undefined ? null : typedPercent('--risk', flags.risk),
    equity: optional('--equity', flags.equity, 'an amount'),
  }
  if (wish.entryPrice !== null && 'price' in stop) {
    refuseWrongOrder({ ...wish, entryPrice: wish.entryPrice, stopPrice: stop.price })
  }
  return wish
}

function stopWish({ stop, atrStop }: SizeFlags): SizeWish['stop'] {
  if (stop !== undefined && atrStop !== undefined) {
    throw new UsageError('--stop and --atr-stop are two different stops', { hint: 'give one of them' })
  }
  if (stop !== undefined) return { price: typedAmount('--stop', stop, 'a price') }
  if (atrStop === true) return { atrMultiple: null }
  if (atrStop !== undefined) return { atrMultiple: typedAmount('--atr-stop', atrStop, 'a multiple') }
  throw new UsageError(
    'size needs a stop: the size follows from what is lost there, and without one that is everything',
    { hint: 'give --stop PRICE, or --atr-stop for one by the average true range' },
  )
}

/**
 * Reads the market around a wished trade and sizes it.
 *
 * @throws UsageError for a trade that makes no sense there, LiqwatchError for what could not be read
 */
export async function sizeReport(typed: string, typedWish: SizeWish, desk: PlanningDesk): Promise<SizeReport> {
  const { config, account } = desk
  const equity = equityOf(typedWish, desk)
  const traded = tradedSymbol(typed, desk)
  const wish = onGrid(typedWish, traded)
  const [market, standing, macro] = await Promise.all([
    marketAround(traded.symbol, wish, desk),
    withMarginAsset(desk, traded.rules.marginAsset),
    macroNow(desk),
  ])
  const { snapshot } = standing
  const { terms, atrStop } = tradeIn(market, wish, { traded, config })
  const plan = planSize(requestFor({ ...traded, terms, equity, wish, desk, market, macro }), standing)
  const sized = sizedOrRefused(plan, { ...traded, terms, riskPct: riskPctOf(wish, config) })
  return {
    asOfMs: snapshot.takenAtMs,
    plan: sized,
    account,
    before: standing.risk,
    freeBalance: account === null ? null : freeBalance(sized, snapshot),
    mostRiskPct: config.rules.riskPerTradePct[1],
    isFeeAssumed: market.fee.isAssumed,
    funding: market.funding,
    crowding: crowdingNow(wish.side, market, config.rules),
    macro,
    atrStop,
    bracketsFetchedAtMs: snapshot.bracketsFetchedAtMs,
    gaps: market.gaps,
  }
}

function onGrid(wish: SizeWish, traded: TradedSymbol): SizeWish {
  const { side, stop, entryPrice, targetPrice } = wish
  const grid = priceGrid(side, traded)
  return {
    ...wish,
    stop: 'price' in stop ? { price: grid.stop(stop.price) } : stop,
    entryPrice: entryPrice === null ? null : grid.entry(entryPrice),
    targetPrice: targetPrice === null ? null : grid.target(targetPrice),
  }
}

async function macroNow({ config, standing }: PlanningDesk): Promise<MacroReading> {
  const { files, windowHours } = config.calendar
  return readMacroCalendar(await loadMacroCalendar(files), { nowMs: standing.snapshot.takenAtMs, windowHours })
}

function marketAround(symbol: string, { stop }: SizeWish, desk: PlanningDesk): Promise<EntryMarket> {
  const { data, fetchCommission, fundingInfo, config, standing } = desk
  const { period, interval } = config.rules.atr
  return readEntryMarket({
    data,
    symbol,
    fetchCommission: fetchCommission === null ? null : () => fetchCommission(symbol),
    fundingInfo,
    atr: 'price' in stop ? null : { period, interval },
    nowMs: standing.snapshot.takenAtMs,
  })
}

/** The trade at the prices of the market, refused where they stand in the wrong order. */
function tradeIn(
  market: EntryMarket,
  wish: SizeWish,
  { traded, config }: { readonly traded: TradedSymbol; readonly config: PlanningDesk['config'] },
): { readonly terms: TradeTerms; readonly atrStop: AtrStop | null } {
  const { side, targetPrice } = wish
  const entryPrice = wish.entryPrice ?? presentPrice(side, market)
  const atrStop = atrStopOf(wish, market, config.rules.atr)
  const stopPrice = stopPriceOf(wish, entryPrice, { traded, atrStop })
  refuseWrongOrder({ side, entryPrice, stopPrice, targetPrice })
  const entryType = wish.entryPrice === null ? 'MARKET' : 'LIMIT'
  return { terms: { side, entryPrice, stopPrice, entryType, feeRate: market.fee.rate, book: market.book }, atrStop }
}

interface RequestParts extends TradedSymbol {
  readonly terms: TradeTerms
  readonly equity: Decimal
  readonly wish: SizeWish
  readonly desk: PlanningDesk
  readonly market: EntryMarket
  readonly macro: MacroReading
}

function requestFor(parts: RequestParts): SizePlan['request'] {
  const { symbol, rules, terms, equity, wish, desk, market, macro } = parts
  const guards = [market.funding === null ? null : fundingGuard(wish.side, market.funding), macroGuard(macro)]
  return {
    symbol,
    terms,
    targetPrice: wish.targetPrice,
    riskPct: riskPctOf(wish, desk.config),
    equity,
    guards: guards.filter((guard) => guard !== null),
    rules,
    bracket: desk.standing.snapshot.brackets.get(symbol) ?? null,
    setting: desk.settingOf(symbol),
  }
}

function riskPctOf({ riskPct }: SizeWish, { rules }: PlanningDesk['config']): Decimal {
  return riskPct ?? rules.riskPerTradePct[0]
}

function equityOf({ equity }: SizeWish, { standing }: PlanningDesk): Decimal {
  const known = equity ?? standing.risk.equity
  if (known?.gt('0')) return known
  throw new UsageError(known === null ? "the account's equity is not known" : 'the account has no equity left', {
    hint: 'give the equity to size from with --equity; liqwatch status says what could not be read',
  })
}

/** A market order begins at the best price of the side that it takes. */
function presentPrice(side: Side, { book, mark }: EntryMarket): Decimal {
  const best = book === null ? undefined : levelsTaken(book, side, 'open')[0]?.price
  const present = best ?? mark?.markPrice
  if (present !== undefined) return present
  throw new LiqwatchError('neither the order book nor the mark price could be read', {
    code: 'price-missing',
    hint: 'give the entry with --entry',
    retryable: true,
  })
}

function atrStopOf(
  { stop }: SizeWish,
  { atr, gaps }: EntryMarket,
  rules: { readonly period: number; readonly interval: string; readonly multiple: Decimal },
): AtrStop | null {
  if ('price' in stop) return null
  const { period, interval, multiple } = rules
  if (atr !== null) return { atr, period, interval, multiple: stop.atrMultiple ?? multiple }
  const why = gaps.find(({ what }) => what.startsWith('klines'))?.why ?? 'no candles'
  throw new LiqwatchError(`the average true range could not be computed: ${why}`, {
    code: 'atr-missing',
    hint: 'give the stop itself with --stop',
    retryable: true,
  })
}

/** On the symbol's grid, rounded away from the entry: the loss is then the one that is counted. */
function stopPriceOf(
  { side, stop }: SizeWish,
  entryPrice: Decimal,
  { traded, atrStop }: { readonly traded: TradedSymbol; readonly atrStop: AtrStop | null },
): Decimal {
  if ('price' in stop) return stop.price
  if (atrStop === null) throw new RangeError('an ATR stop without its ATR')
  const width = atrStop.atr.times(atrStop.multiple)
  const ticks = entryPrice.minus(width.times(sideSign({ side }))).div(traded.rules.tickSize)
  const stopPrice = (side === 'LONG' ? ticks.floor() : ticks.ceil()).times(traded.rules.tickSize)
  if (stopPrice.gt('0')) return stopPrice
  throw new UsageError('the stop would lie below zero: that many ATRs are more than the price', {
    hint: 'give --atr-stop a smaller multiple',
  })
}

function crowdingNow(
  side: Side,
  { funding, settlements }: EntryMarket,
  rules: { readonly fundingLongPct: Decimal; readonly fundingShortPct: Decimal },
): Crowding | null {
  if (funding === null || settlements === null) return null
  const thresholdPct = side === 'LONG' ? rules.fundingLongPct : rules.fundingShortPct
  return crowdingOf(side, settlements, { intervalHours: funding.intervalHours, thresholdPct })
}

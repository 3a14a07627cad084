import type { Decimal } from '../model/decimal.ts'
import type { InsuranceFund } from '../model/market-data.ts'
import type { LiquidationStep, LiquidationWalk } from '../risk/liquidation-steps.ts'
import type { AccountRisk } from '../risk/report.ts'
import { fixed, money, NOT_AVAILABLE, percent, percentOf, price, quantity } from './format.ts'
import { exactJson, figureJson, headDocument, type Json, priceJson } from './json.ts'
import { NOTHING_SENT } from './labelled.ts'
import { flow, foreign, type Screen, wrap } from './screen.ts'

/** A simulated liquidation with what surrounds it. */
export interface LiquidateView {
  readonly asOfMs: number
  readonly before: AccountRisk
  readonly walk: LiquidationWalk
  /** Clearance fee by symbol, as a fraction; absent where exchangeInfo did not tell. */
  readonly feeRates: ReadonlyMap<string, Decimal>
  /** Funds that cover the symbol; `null` when they could not be read. */
  readonly funds: readonly InsuranceFund[] | null
}

/** The steps of a liquidation, numbered, with the user's own figures. */
export function liquidateScreen(view: LiquidateView, screen: Screen): string {
  const { walk } = view
  const { row } = walk
  const name = `${foreign(row.position.symbol)} ${row.position.side.toLowerCase()}`
  if (walk.why !== null) {
    const sentence = row.liquidation.status === 'unknown' ? 'cannot be simulated' : 'is not liquidated by its own price'
    return `${[...wrap(`${name} ${sentence}: ${foreign(walk.why)}`, screen), ...wrap(NOTHING_SENT, screen)].join('\n')}\n`
  }
  const steps = stepTexts(view)
  const lines = [
    ...titleLines(view, name, screen),
    ...steps.flatMap((text, index) => wrap(`${index + 1}. ${text}`, screen, 0, 3)),
    ...wrap(NOTHING_SENT, screen),
  ]
  return `${lines.join('\n')}\n`
}

function titleLines({ walk }: LiquidateView, name: string, screen: Screen): readonly string[] {
  const { position, tickSize, stepSize } = walk.row
  const mode = position.marginType === 'CROSSED' ? 'cross' : `isolated ${money(position.isolatedWallet)}`
  const held = `${name} ${quantity(position.quantity, stepSize)}, ${mode}`
  const mark = `mark ${price(position.markPrice, tickSize)}, entry ${price(position.entryPrice, tickSize)}`
  return flow([held, mark], screen, '      ').map((line) => screen.palette('strong', line))
}

function stepTexts(view: LiquidateView): readonly string[] {
  const { walk } = view
  const closes = walk.steps.filter(({ name }) => name === 'close')
  return [
    triggerText(view),
    ordersText(view),
    closesText(view, closes),
    feeText(view),
    bankruptcyText(view),
    fundText(view),
    adlText(view),
    leftText(view),
  ]
}

function triggerText({ walk }: LiquidateView): string {
  const { position, tickSize, distancePct } = walk.row
  const trigger = walk.steps.find(({ name }) => name === 'trigger')
  const what = position.marginType === 'CROSSED' ? 'the pool’s margin balance' : 'its margin balance'
  const at = price(trigger?.price ?? position.markPrice, tickSize)
  const far =
    walk.row.liquidation.reason === 'already-liquidatable' ? 'reached already' : `${percent(distancePct)} from here`
  return `Trigger: mark ${at} (${far}). There ${what}, ${money(trigger?.marginBalance ?? null)}, is no more than the maintenance margin.`
}

function ordersText({ walk }: LiquidateView): string {
  const scope =
    walk.row.position.marginType === 'CROSSED'
      ? 'in the symbols of the pool'
      : `in ${foreign(walk.row.position.symbol)}`
  const count = walk.cancelledOrders
  if (count === 0) return `Orders: none rests ${scope}; any would be cancelled, stops included.`
  if (count === 1) return `Orders: the one that rests ${scope} is cancelled, stops included.`
  return `Orders: all ${count === null ? '' : `${count} `}that rest ${scope} are cancelled, stops included.`
}

function closesText({ walk }: LiquidateView, closes: readonly LiquidationStep[]): string {
  const [only] = closes
  const [casualty] = walk.casualties
  if (walk.casualties.length === 1 && closes.length === 1 && only !== undefined) {
    const held = quantity(only.quantity ?? walk.row.position.quantity, walk.row.stepSize)
    // In a pool another leg or position may be the one that goes.
    const isOther = casualty !== undefined && casualty.position !== walk.row.position
    const whose = isOther ? ` of ${foreign(casualty.symbol)} ${casualty.side.toLowerCase()}` : ''
    return `Close: ${held}${whose} go to the market in one immediate-or-cancel order, simulated at the mark.`
  }
  const parts = walk.casualties.slice(0, MOST_NAMES).map(({ symbol, side, closed, held, orders }) => {
    const share = closed.lt(held) ? ` (${fixed(closed.times('100').div(held), 0)}% of it)` : ''
    const steps = orders.length === 1 ? '' : ` in ${orders.length} orders`
    return `${foreign(symbol)} ${side.toLowerCase()} ${quantity(closed, null)}${share}${steps}`
  })
  const more = walk.casualties.length - MOST_NAMES
  const names = [...parts, ...(more > 0 ? [`${more} more`] : [])].join('; ')
  const pool = walk.casualties.length > 1 ? ', the greatest loss first (Binance does not publish the order)' : ''
  return `Close: bracket by bracket until enough margin is left${pool}: ${names}.`
}

const MOST_NAMES = 6

function feeText({ walk, feeRates }: LiquidateView): string {
  return `Clearance fee: ${money(walk.fees)} to the insurance fund (${ratesText(walk, feeRates)}).`
}

function ratesText({ casualties }: LiquidationWalk, feeRates: LiquidateView['feeRates']): string {
  const rates = casualties.flatMap(({ symbol }) => feeRates.get(symbol) ?? []).sort((one, other) => one.cmp(other))
  const [least, most] = [rates[0], rates.at(-1)]
  if (least === undefined || most === undefined || rates.length < casualties.length) {
    return 'a rate could not be read: counted as all that is left'
  }
  if (least.eq(most)) return `${percentOf(least)} of what is closed, at most what is left`
  return `${percentOf(least)} to ${percentOf(most)} of what is closed, by symbol, at most what is left`
}

function bankruptcyText({ walk }: LiquidateView): string {
  const { tickSize } = walk.row
  const bankruptcyPrice = walk.row.bankruptcyPrice()
  if (bankruptcyPrice === null)
    return 'Bankruptcy price: none, since no price of this contract alone uses up the money.'
  return `Bankruptcy price: ${price(bankruptcyPrice, tickSize)}, ${percent(walk.roomPct)} beyond the trigger. Fills between the two still leave something.`
}

function fundText({ walk, funds }: LiquidateView): string {
  const { tickSize } = walk.row
  const bankruptcyPrice = walk.row.bankruptcyPrice()
  const at = bankruptcyPrice === null ? 'the bankruptcy price' : price(bankruptcyPrice, tickSize)
  const balances = fundBalances(funds)
  return `Insurance fund: what the market does not take before ${at} is taken over there; you owe nothing beyond it. ${balances}`
}

function fundBalances(funds: readonly InsuranceFund[] | null): string {
  if (funds === null) return 'Its balance could not be read.'
  const parts = funds.flatMap(({ assets }) => assets.map(({ asset, balance }) => `${money(balance)} ${foreign(asset)}`))
  return parts.length === 0
    ? 'No fund is listed for this symbol.'
    : `It holds ${parts.slice(0, MOST_NAMES).join(', ')}.`
}

function adlText({ walk }: LiquidateView): string {
  const { adlQuantile } = walk.row.position.exchange
  const own = adlQuantile === null ? NOT_AVAILABLE : `${adlQuantile} of 4`
  return `Auto-deleveraging: only when the fund cannot pay, winners on the other side are closed, by profit and leverage. Your own place in that queue: ${own}.`
}

function leftText({ walk }: LiquidateView): string {
  const left = walk.steps.find(({ name }) => name === 'left')?.remaining ?? null
  const stake = walk.atStake === null ? '' : ` of ${money(walk.atStake)} at stake now`
  return `Left: ${money(left)}${stake}. Equity of the account then: ${money(walk.equityAfter)}.`
}

/** The document of `liquidate --json`. */
export function liquidateDocument(view: LiquidateView): Record<string, Json> {
  const { walk, before, asOfMs } = view
  const { position } = walk.row
  return {
    ...headDocument({ command: 'liquidate', asOfMs, verdict: before.verdict }),
    liquidation: {
      account: before.account,
      symbol: position.symbol,
      side: position.side,
      marginType: position.marginType,
      reason: walk.why,
      steps: walk.steps.map(stepJson),
      casualties: walk.casualties.map(({ symbol, side, held, closed }) => ({
        symbol,
        side,
        quantity: exactJson(held),
        closed: exactJson(closed),
      })),
      cancelledOrders: walk.cancelledOrders,
      atStake: figureJson(walk.atStake),
      fees: figureJson(walk.fees),
      equityAfter: figureJson(walk.equityAfter),
      liquidationFeePct: figureJson(view.feeRates.get(position.symbol)?.times('100') ?? null),
      insuranceFunds: fundsJson(view.funds),
      adlQuantile: position.exchange.adlQuantile,
      notice: NOTHING_SENT,
    },
  }
}

/** An order that was not counted has no quantity: `null`, since the orders could not be read. */
function stepJson(step: LiquidationStep): Json {
  return {
    name: step.name,
    symbol: step.symbol,
    price: priceJson(step.price),
    quantity: exactJson(step.quantity),
    marginBalance: figureJson(step.marginBalance),
    maintenanceMargin: figureJson(step.maintenanceMargin),
    fee: figureJson(step.fee),
    remaining: figureJson(step.remaining),
  }
}

function fundsJson(funds: readonly InsuranceFund[] | null): Json {
  if (funds === null) return null
  return funds.flatMap(({ assets }) => assets.map(({ asset, balance }) => ({ asset, balance: exactJson(balance) })))
}

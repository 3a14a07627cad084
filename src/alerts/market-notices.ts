import { type Decimal, HUNDRED } from '../model/decimal.ts'
import type { BracketImpact, BracketStand } from '../risk/bracket-impact.ts'
import { percentText, plainDecimal, priceText, trimmedPercent } from './message.ts'
import type { Notice } from './notices.ts'
import { safeName } from './safe-text.ts'

/** What an hourly look at the open interest of one symbol found. */
export interface OpenInterestFinding {
  readonly account: string
  readonly symbol: string
  /** Of the last 60 minutes, in coins. */
  readonly changePct: Decimal
  /** Of the mark price in the same time; `null` when not known. */
  readonly pricePct: Decimal | null
  /** Deviations of the hourly changes of thirty days. */
  readonly zScore: Decimal
  readonly readAtMs: number
}

const HOUR_MS = 3_600_000

/** An unusual rise of open interest in words; one hour is told once. */
export function openInterestNotice(finding: OpenInterestFinding): Notice {
  const { account, symbol, changePct, pricePct, zScore, readAtMs } = finding
  const deviations = `${zScore.toFixed(1)} standard deviations`
  return {
    account,
    symbol,
    reason: 'open-interest',
    mark: `hour ${Math.floor(readAtMs / HOUR_MS)}`,
    severity: 'info',
    headline: `${safeName(symbol)} open interest rose ${percentText(changePct)} within an hour, ${deviations}`,
    lines: [
      pricePct === null ? 'the price of an hour ago is not known' : `mark price ${movedText(pricePct)} meanwhile`,
      `many new positions: a turn against them can cascade; liqwatch oi ${safeName(symbol)} shows more`,
    ],
    dataAtMs: readAtMs,
  }
}

function movedText(pct: Decimal): string {
  if (pct.abs().lt('0.005')) return 'unchanged'
  return `${pct.gt('0') ? 'up' : 'down'} ${percentText(pct.abs())}`
}

/** Brackets that changed, and what that does to the positions held in them. */
export interface BracketFinding {
  readonly account: string
  readonly symbol: string
  readonly impacts: readonly BracketImpact[]
  readonly readAtMs: number
}

/** A change of brackets in words: rate and cap that concern each position, and its liquidation price before and after. */
export function bracketNotice({ account, symbol, impacts, readAtMs }: BracketFinding, mark: string): Notice {
  const concerned = impacts.filter(isConcerned)
  const name = safeName(symbol)
  const [first] = concerned
  return {
    account,
    symbol,
    reason: 'brackets',
    mark,
    severity: concerned.length > 0 ? 'warning' : 'info',
    headline:
      first === undefined
        ? `${name} brackets changed, but not where your position stands`
        : `${name} brackets changed: ${changeText(first)}`,
    lines: impacts.map((impact) => `${impact.side.toLowerCase()}: ${rowText(impact)}; ${liquidationText(impact)}`),
    dataAtMs: readAtMs,
  }
}

function isConcerned({ before, after }: BracketImpact): boolean {
  return (
    !before.row.maintMarginRatio.eq(after.row.maintMarginRatio) ||
    !before.row.notionalCap.eq(after.row.notionalCap) ||
    !before.row.maintAmount.eq(after.row.maintAmount)
  )
}

/** The headline names what matters most: the rate, else the cap. */
function changeText({ side, before, after }: BracketImpact): string {
  const [was, now] = [before.row, after.row]
  const of = `of your ${side.toLowerCase()}`
  if (!was.maintMarginRatio.eq(now.maintMarginRatio)) {
    return `maintenance rate ${of} from ${rateText(was.maintMarginRatio)} to ${rateText(now.maintMarginRatio)}`
  }
  if (!was.notionalCap.eq(now.notionalCap)) {
    return `notional cap ${of} from ${plainDecimal(was.notionalCap)} to ${plainDecimal(now.notionalCap)}`
  }
  return `maintenance amount ${of} from ${plainDecimal(was.maintAmount)} to ${plainDecimal(now.maintAmount)}`
}

function rowText({ before, after }: BracketImpact): string {
  const [was, now] = [before.row, after.row]
  const number = was.bracket === now.bracket ? `bracket ${now.bracket}` : `bracket ${was.bracket} to ${now.bracket}`
  const rate = fromTo('rate', rateText(was.maintMarginRatio), rateText(now.maintMarginRatio))
  const cap = fromTo('up to', plainDecimal(was.notionalCap), plainDecimal(now.notionalCap))
  return [number, rate, cap].join(', ')
}

function liquidationText({ before, after, tickSize }: BracketImpact): string {
  return fromTo('liquidation', priceOf(before, tickSize), priceOf(after, tickSize))
}

function fromTo(name: string, was: string, now: string): string {
  return was === now ? `${name} ${now} as before` : `${name} from ${was} to ${now}`
}

function rateText(ratio: Decimal): string {
  return trimmedPercent(ratio.times(HUNDRED))
}

function priceOf({ liquidation }: BracketStand, tickSize: Decimal | null): string {
  if (liquidation.status === 'price') return priceText(liquidation.price, tickSize)
  return liquidation.status === 'none' ? 'none' : 'n/a'
}

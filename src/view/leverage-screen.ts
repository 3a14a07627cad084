import { HUNDRED } from '../model/decimal.ts'
import type { LeverageRow, LeverageVerdict } from '../risk/leverage-ladder.ts'
import { losingEdge } from '../risk/losing-edge.ts'
import { duration, fixed, isoTime, money, NOT_AVAILABLE, percent, price, quantity, times } from './format.ts'
import { exactJson, figureJson, headDocument, type Json, priceJson } from './json.ts'
import { labelled, NOTHING_SENT } from './labelled.ts'
import type { LeverageReport } from './leverage-report.ts'
import type { Tone } from './palette.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import { type Cell, type Column, renderTable } from './table.ts'

/** Liquidation by leverage, held against the stop, and what cross mode makes of the setting. */
export function leverageScreen(report: LeverageReport, screen: Screen): string {
  const lines = [
    ...headline(report, screen),
    ...wrap('as an isolated position with just its initial margin:', screen),
    ...renderTable(report.ladder.rows, columnsOf(report), screen),
    ...labelled('highest safe', highestText(report), screen),
    ...labelled('setting', settingText(report), screen),
    ...labelled('cross mode', crossText(report), screen),
    ...labelled('effective', effectiveText(report), screen),
    ...wrap(NOTHING_SENT, screen, 0, 0),
  ]
  return `${lines.join('\n')}\n`
}

function headline(report: LeverageReport, screen: Screen): readonly string[] {
  const { symbol, side, entryPrice, stopPrice, tickSize, account } = report
  const away = percent(entryPrice.minus(stopPrice).abs().times(HUNDRED).div(entryPrice))
  const where = account === null ? 'no account' : `${foreign(account.name)} ${account.environment}`
  const text = `${foreign(symbol)} ${side.toLowerCase()} ${quantity(report.quantity, report.stepSize)} ${foreign(report.baseAsset)} at ${price(entryPrice, tickSize)}, stop ${price(stopPrice, tickSize)} (${away})   ${where}`
  return wrap(text, screen).map((line) => screen.palette('strong', line))
}

const VERDICTS: Readonly<Record<LeverageVerdict, { readonly text: string; readonly tone: Tone }>> = {
  safe: { text: 'safe', tone: 'calm' },
  tight: { text: 'tight', tone: 'warning' },
  'liquidated-first': { text: 'LIQUIDATED FIRST', tone: 'critical' },
  'not-allowed': { text: 'not allowed', tone: 'faint' },
}

function columnsOf({ tickSize, setting }: LeverageReport): readonly Column<LeverageRow>[] {
  const orNone = (value: LeverageRow['distancePct'], text: (known: NonNullable<typeof value>) => string): string =>
    value === null ? 'none' : text(value)
  const leverageCell = ({ leverage }: LeverageRow): Cell => {
    const isSet = leverage === setting.leverage
    return { text: `${isSet ? '* ' : '  '}${leverage}x`, tone: isSet ? 'strong' : 'plain' }
  }
  return [
    { title: 'LEVERAGE', align: 'right', priority: 0, cell: leverageCell },
    { title: 'MARGIN', align: 'right', priority: 2, cell: ({ initialMargin }) => money(initialMargin) },
    {
      title: 'LIQ',
      align: 'right',
      priority: 0,
      cell: ({ liquidationPrice }) => orNone(liquidationPrice, (known) => price(known, tickSize)),
    },
    { title: 'DIST', align: 'right', priority: 1, cell: ({ distancePct }) => orNone(distancePct, percent) },
    {
      title: 'STOPS',
      align: 'right',
      priority: 0,
      cell: ({ stopMultiple }) => orNone(stopMultiple, (known) => `${fixed(known, 1)}x`),
    },
    { title: 'VERDICT', align: 'left', priority: 0, cell: ({ verdict }) => VERDICTS[verdict] },
  ]
}

function highestText({ ladder, bracketsFetchedAtMs, account, asOfMs }: LeverageReport): string {
  const { highestSafe, maxLeverage } = ladder
  const safe =
    highestSafe === null
      ? 'none: even at 1x liquidation lies within 2 stop distances'
      : `${highestSafe}x keeps liquidation at least 2 stop distances away`
  const dated =
    account !== null || bracketsFetchedAtMs === null
      ? ''
      : ` (brackets of ${isoTime(bracketsFetchedAtMs).slice(0, 10)}, ${duration(asOfMs - bracketsFetchedAtMs)} old)`
  return `${safe}; the bracket of this notional allows at most ${maxLeverage}x${dated}`
}

function settingText({ setting, account }: LeverageReport): string {
  if (account === null) return `${NOT_AVAILABLE}: no account`
  const mode = setting.marginType === null ? 'margin mode not known' : modeWord(setting.marginType)
  return setting.leverage === null ? `${NOT_AVAILABLE} (${mode})` : `${setting.leverage}x (${mode}), marked * above`
}

function modeWord(marginType: 'ISOLATED' | 'CROSSED'): string {
  return marginType === 'ISOLATED' ? 'isolated' : 'cross'
}

/** In a pool every position is backed by the whole wallet, whatever was set. */
function crossText(report: LeverageReport): string {
  const rule = 'the setting moves no liquidation price: it decides the margin that is locked and the largest notional'
  const liquidation = report.joined?.crossLiquidation ?? null
  if (liquidation === null) return rule
  if (liquidation.status === 'unknown') return `${rule}; there: ${NOT_AVAILABLE}, ${foreign(liquidation.reason)}`
  const { side, entryPrice, stopPrice, tickSize } = report
  const edge = losingEdge(liquidation, side)
  if (edge === null) return `${rule}; there, in your pool: none on the losing side, at any setting`
  const stops = entryPrice.minus(edge).abs().div(entryPrice.minus(stopPrice).abs())
  return `${rule}; there, in your pool: ${price(edge, tickSize)}, ${fixed(stops, 1)} stop distances, at any setting`
}

function effectiveText({ joined, account }: LeverageReport): string {
  if (joined === null) {
    return `${NOT_AVAILABLE}: ${account === null ? 'no account to join' : 'the symbol is held the other way round, which would be closed first'}`
  }
  return `account ${times(joined.effectiveLeverageBefore)} now, ${times(joined.effectiveLeverageAfter)} with this trade (notional ÷ equity)`
}

/** The document of `leverage`. */
export function leverageDocument(report: LeverageReport): Record<string, Json> {
  const head = headDocument({ command: 'leverage', asOfMs: report.asOfMs, verdict: null })
  const { ladder, joined, setting, bracketsFetchedAtMs } = report
  const cross = joined?.crossLiquidation ?? null
  return {
    ...head,
    leverage: {
      symbol: report.symbol,
      side: report.side,
      entryPrice: priceJson(report.entryPrice),
      stopPrice: priceJson(report.stopPrice),
      quantity: exactJson(report.quantity),
      rows: ladder.rows.map(rowJson),
      highestSafe: ladder.highestSafe,
      maxLeverage: ladder.maxLeverage,
      setting: setting.leverage,
      marginType: setting.marginType,
      crossLiquidationPrice: cross?.status === 'price' ? priceJson(cross.price) : null,
      crossLiquidationReason:
        cross === null ? 'no account, or the symbol is held isolated or the other way round' : cross.reason,
      effectiveLeverage: {
        before: figureJson(joined?.effectiveLeverageBefore ?? null),
        after: figureJson(joined?.effectiveLeverageAfter ?? null),
      },
      bracketsFetchedAt: bracketsFetchedAtMs === null ? null : isoTime(bracketsFetchedAtMs),
      notice: NOTHING_SENT,
    },
  }
}

function rowJson({ leverage, liquidationPrice, distancePct, stopMultiple, initialMargin, verdict }: LeverageRow): Json {
  return {
    leverage,
    liquidationPrice: priceJson(liquidationPrice),
    liquidationReason: liquidationPrice === null ? 'fully-funded' : null,
    distancePct: figureJson(distancePct),
    stopMultiple: figureJson(stopMultiple),
    initialMargin: figureJson(initialMargin),
    verdict,
  }
}

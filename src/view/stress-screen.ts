import type { Decimal } from '../model/decimal.ts'
import type { AccountRisk } from '../risk/report.ts'
import type { FirstDeath, Limits, StressReport, StressRow } from '../risk/stress.ts'
import { fixed, money, NOT_AVAILABLE, percent, percentOf } from './format.ts'
import { exactJson, figureJson, headDocument, type Json } from './json.ts'
import { NOTHING_SENT } from './labelled.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import { type StackedColumn, wideOrStacked } from './wide-or-stacked.ts'

/** A stress test of one account, with what it started from. */
export interface StressView {
  readonly asOfMs: number
  /** The account as it stands. */
  readonly before: AccountRisk
  readonly report: StressReport
  /** Symbols whose beta could not be computed and counts as 1, with the reason. */
  readonly assumedBetas: readonly { readonly symbol: string; readonly why: string }[]
}

const MODES: Readonly<Record<StressReport['mode'], string>> = {
  market: 'all marks move together',
  adverse: 'every position goes against you',
  beta: 'every mark moves by its 30-day beta to BTC times the shock',
  custom: 'your own scenarios',
}

/** The table of shocks, the exact moves of the first death and of the pool's, and what was left out. */
export function stressScreen(view: StressView, screen: Screen): string {
  const { before, report } = view
  if (before.positions.length === 0 && report.unknown.length === 0) return 'no open positions\n'
  const title = `${foreign(before.account)}: ${MODES[report.mode]}; equity now ${money(before.equity)}, ${before.positions.length} positions`
  const lines = [
    ...wrap(title, screen).map((line) => screen.palette('strong', line)),
    '',
    ...wideOrStacked(report.rows, columnsOf(report), screen),
    '',
    ...report.limits.flatMap((limits) => wrap(limitsText(limits, before), screen)),
    ...betaLines(view, screen),
    ...report.unknown.flatMap(({ what, why }) =>
      wrap(`? ${foreign(what)} stands still in this test: ${foreign(why)}`, screen),
    ),
    ...noteLines(before, screen),
    ...wrap(NOTHING_SENT, screen),
  ]
  return `${lines.join('\n')}\n`
}

function columnsOf({ mode }: StressReport): readonly StackedColumn<StressRow>[] {
  return [
    { title: '  SHOCK', align: 'left', text: (row) => `  ${shockText(row, mode)}` },
    { title: 'EQUITY', align: 'right', text: ({ equity }) => money(equity), lead: 'equity ' },
    { title: 'RATIO', align: 'right', text: ratioText, lead: 'cross margin ratio ' },
    { title: 'LEFT', align: 'right', text: ({ openPositions }) => `${openPositions} open`, lead: 'left: ' },
    {
      title: 'LIQUIDATED, IN ORDER',
      align: 'left',
      text: casualties,
      lead: 'liquidated: ',
    },
  ]
}

function shockText({ shockPct, name }: StressRow, mode: StressReport['mode']): string {
  if (shockPct === null) return foreign(name ?? '')
  return mode === 'adverse' ? `${exactText(shockPct)}%` : signedShock(shockPct)
}

/** `-10%` or `+5%`. */
export function signedShock(pct: Decimal): string {
  return `${pct.gt('0') ? '+' : ''}${exactText(pct)}%`
}

function exactText(pct: Decimal): string {
  return fixed(pct, pct.decimalPlaces())
}

function ratioText({ crossMarginRatio, risk }: StressRow): string {
  if (crossMarginRatio !== null) return percentOf(crossMarginRatio)
  return risk.pools.some(({ isUnknown }) => isUnknown) ? NOT_AVAILABLE : 'none'
}

function casualties({ liquidated, shockPct }: StressRow): string {
  if (liquidated.length === 0) return 'none'
  const shown = liquidated.slice(0, MOST_NAMES).map(({ symbol, side, movePct, closedPct, kind }) => {
    const when = shockPct === null ? `after ${fixed(movePct, 0)}% of the way` : `at ${percent(movePct)}`
    const part = closedPct.lt('100') ? `, ${fixed(closedPct, 0)}% of it` : ''
    const pool = kind === 'pool' ? ', with its pool' : ''
    return `${foreign(symbol)} ${side.toLowerCase()} ${when}${part}${pool}`
  })
  const more = liquidated.length - MOST_NAMES
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join('; ')
}

const MOST_NAMES = 4

const WAYS: Readonly<Record<Limits['way'], string>> = { down: 'down', up: 'up', 'against-you': 'against you' }

function limitsText({ way, firstDeath, poolDeathPct, furthestPct }: Limits, { pools }: AccountRisk): string {
  if (firstDeath === null)
    return `${WAYS[way]}: nothing is liquidated before ${signedShock(furthestPct.toDecimalPlaces(2))}`
  const pool = poolDeathPct === null ? 'no cross pool dies' : `the cross pool at ${percent(poolDeathPct)}`
  return `${WAYS[way]}: first ${deathText(firstDeath)}${pools.length === 0 ? '' : `; ${pool}`}`
}

function deathText({ symbol, side, movePct }: FirstDeath): string {
  return `${foreign(symbol)} ${side.toLowerCase()} at ${percent(movePct)}`
}

function betaLines({ report, assumedBetas }: StressView, screen: Screen): readonly string[] {
  if (report.mode !== 'beta') return []
  const known = [...report.betas].map(([symbol, beta]) => `${foreign(symbol)} ${fixed(beta, 2)}`)
  const texts = assumedBetas.map(
    ({ symbol, why }) => `beta of ${foreign(symbol)} not known, counted as 1: ${foreign(why)}`,
  )
  return [`betas: ${known.join(', ')}`, ...texts].flatMap((text) => wrap(text, screen))
}

function noteLines({ multiAssetsMode }: AccountRisk, screen: Screen): readonly string[] {
  const stops =
    'Stops and resting orders are left out: in a fast market they may not fill. Liquidations close at the mark, with their clearance fee.'
  const collateral = multiAssetsMode
    ? ['Collateral coins keep their present value; if they fall along, you are closer.']
    : []
  return [stops, ...collateral].flatMap((text) => wrap(text, screen)).map((line) => screen.palette('faint', line))
}

/** The document of `stress --json`. */
export function stressDocument({ asOfMs, before, report, assumedBetas }: StressView): Record<string, Json> {
  const [first] = report.limits
  return {
    ...headDocument({ command: 'stress', asOfMs, verdict: before.verdict }),
    stress: {
      account: before.account,
      mode: report.mode,
      equity: figureJson(before.equity),
      rows: report.rows.map(stressRowJson),
      firstDeath: first === undefined ? null : firstDeathJson(first),
      poolDeathPct: figureJson(first?.poolDeathPct ?? null),
      limits: report.limits.map((limits) => ({
        way: limits.way,
        firstDeath: firstDeathJson(limits),
        poolDeathPct: figureJson(limits.poolDeathPct),
      })),
      betas: [...report.betas].map(([symbol, beta]) => ({ symbol, beta: figureJson(beta) })),
      assumedBetas: assumedBetas.map(({ symbol, why }) => ({ symbol, why })),
      unknown: report.unknown.map(({ what, why }) => ({ what, why })),
      notice: NOTHING_SENT,
    },
  }
}

/** One shock, as `stress` and `modes` list it. */
export function stressRowJson({
  shockPct,
  name,
  equity,
  crossMarginRatio,
  liquidated,
  openPositions,
}: StressRow): Json {
  return {
    shockPct: exactJson(shockPct),
    name,
    equity: figureJson(equity),
    crossMarginRatio: figureJson(crossMarginRatio),
    openPositions,
    liquidated: liquidated.map(({ symbol, side, movePct, closedPct, kind }) => ({
      symbol,
      side,
      movePct: figureJson(movePct),
      closedPct: figureJson(closedPct),
      kind,
    })),
  }
}

function firstDeathJson({ firstDeath }: Limits): Json {
  if (firstDeath === null) return null
  const { symbol, side, movePct } = firstDeath
  return { symbol, side, movePct: figureJson(movePct) }
}

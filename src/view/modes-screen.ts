import type { BookMode, ModeFigures, ModeReading } from '../risk/modes.ts'
import type { AccountRisk, PositionRisk } from '../risk/report.ts'
import type { Limits } from '../risk/stress.ts'
import { liquidationPriceText } from './book-row.ts'
import { money, percent } from './format.ts'
import { figureJson, headDocument, type Json, priceJson } from './json.ts'
import { NOTHING_SENT } from './labelled.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import { signedShock, stressRowJson } from './stress-screen.ts'
import { type StackedColumn, wideOrStacked } from './wide-or-stacked.ts'

/** The book in each margin mode. */
export interface ModesView {
  readonly asOfMs: number
  /** The account as it stands. */
  readonly before: AccountRisk
  readonly readings: readonly ModeReading[]
}

const NAMES: Readonly<Record<BookMode, string>> = { current: 'as it is', isolated: 'all isolated', cross: 'all cross' }

const VERDICTLESS =
  'Isolated caps what one position can lose and dies earlier by itself; cross survives longer and can lose the whole wallet. Which is better depends on what you plan to do: Binance and others contradict each other, and liqwatch does not decide.'
const HYPOTHETICAL =
  'Binance does not change the margin mode of an open position: this is how the same book would stand, with initial margins at entry by your leverage settings.'

/** What each mode locks, risks and dies of, then the liquidation prices side by side. */
export function modesScreen({ before, readings }: ModesView, screen: Screen): string {
  if (before.positions.length === 0 && before.unreadable.length === 0) return 'no open positions\n'
  const shocks = shocksOf(readings)
  const lines = [
    ...wrap(
      `${foreign(before.account)}: the same ${before.positions.length} positions in each margin mode`,
      screen,
    ).map((line) => screen.palette('strong', line)),
    '',
    ...wideOrStacked(readings, modeColumns(shocks), screen),
    '',
    ...wideOrStacked(before.positions, priceColumns(readings), screen),
    '',
    ...autoAddLines(readings, screen),
    ...before.unreadable.flatMap(({ symbol, why }) =>
      wrap(`? ${foreign(symbol)} is left out: ${foreign(why)}`, screen),
    ),
    ...[HYPOTHETICAL, VERDICTLESS, NOTHING_SENT].flatMap((text) => wrap(text, screen)),
  ]
  return `${lines.join('\n')}\n`
}

function shocksOf(readings: readonly ModeReading[]): readonly string[] {
  const rows = readings.find(({ figures }) => figures !== null)?.figures?.market.rows ?? []
  return rows.flatMap(({ shockPct }) => (shockPct === null ? [] : [signedShock(shockPct)]))
}

function modeColumns(shocks: readonly string[]): readonly StackedColumn<ModeReading>[] {
  const ofFigures = (text: (figures: ModeFigures) => string) => (reading: ModeReading) =>
    reading.figures === null ? '-' : text(reading.figures)
  return [
    { title: '  MODE', align: 'left', text: ({ mode }) => `  ${NAMES[mode]}` },
    { title: 'LOCKED', align: 'right', text: ofFigures(({ lockedCapital }) => money(lockedCapital)), lead: 'locked ' },
    { title: 'MAX LOSS', align: 'right', text: ofFigures(({ maxLoss }) => money(maxLoss)), lead: 'max loss ' },
    { title: 'JOINT', align: 'right', text: ofFigures(jointText), lead: 'joint ' },
    {
      title: 'FIRST DOWN',
      align: 'left',
      text: ofFigures(({ market }) => firstText(market.limits, 'down')),
      lead: 'first down: ',
    },
    {
      title: 'FIRST UP',
      align: 'left',
      text: ofFigures(({ market }) => firstText(market.limits, 'up')),
      lead: 'first up: ',
    },
    {
      title: `DEAD AT ${shocks.join(' / ')}`,
      align: 'left',
      text: (reading) =>
        reading.figures === null ? `not possible: ${foreign(reading.why ?? '')}` : deadText(reading.figures),
      lead: `dead at ${shocks.join(' / ')}: `,
    },
  ]
}

function jointText({ jointDistancePct }: ModeFigures): string {
  return jointDistancePct === null ? 'none' : percent(jointDistancePct)
}

function firstText(limits: readonly Limits[], way: Limits['way']): string {
  const death = limits.find((candidate) => candidate.way === way)?.firstDeath ?? null
  return death === null ? 'none' : `${foreign(death.symbol)} ${percent(death.movePct)}`
}

/** How many positions the shocks take, all marks together and then everything against you. */
function deadText({ market, adverse }: ModeFigures): string {
  const counts = ({ rows }: ModeFigures['market']) => rows.map(({ liquidated }) => liquidated.length).join(' / ')
  return `${counts(market)} positions; against you ${counts(adverse)}`
}

function priceColumns(readings: readonly ModeReading[]): readonly StackedColumn<PositionRisk>[] {
  const modes = readings.map(({ mode, figures }): StackedColumn<PositionRisk> => {
    const rows = new Map((figures?.risk.positions ?? []).map((row) => [keyOf(row), row]))
    return {
      title: `LIQ ${NAMES[mode].toUpperCase()}`,
      align: 'right',
      text: (row) => {
        const found = rows.get(keyOf(row))
        return found === undefined ? '-' : standsAt(found)
      },
      lead: `${NAMES[mode]}: `,
    }
  })
  const title = (row: PositionRisk) => `  ${foreign(row.position.symbol)} ${row.position.side.toLowerCase()}`
  return [{ title: '  POSITION', align: 'left', text: title }, ...modes]
}

function standsAt(row: PositionRisk): string {
  const text = liquidationPriceText(row)
  return row.distancePct === null ? text : `${text}  ${percent(row.distancePct)}`
}

function keyOf({ position }: PositionRisk): string {
  return `${position.symbol} ${position.positionSide}`
}

function autoAddLines(readings: readonly ModeReading[], screen: Screen): readonly string[] {
  const symbols = readings.find(({ mode }) => mode === 'current')?.figures?.autoAdding ?? []
  if (symbols.length === 0) return []
  return wrap(
    `! auto-add margin is on for ${symbols.map(foreign).join(', ')}: its loss is not capped by its own margin`,
    screen,
  )
}

/** The document of `modes --json`. */
export function modesDocument({ asOfMs, before, readings }: ModesView): Record<string, Json> {
  return {
    ...headDocument({ command: 'modes', asOfMs, verdict: before.verdict }),
    modes: readings.map(({ mode, why, figures }) => ({
      mode,
      reason: why,
      lockedCapital: figureJson(figures?.lockedCapital ?? null),
      jointDistancePct: figureJson(figures?.jointDistancePct ?? null),
      maxLoss: figureJson(figures?.maxLoss ?? null),
      positions: (figures?.risk.positions ?? []).map(({ position, liquidation, distancePct }) => ({
        symbol: position.symbol,
        side: position.side,
        liquidationPrice: liquidation.status === 'price' ? priceJson(liquidation.price) : null,
        distancePct: figureJson(distancePct),
        reason: liquidation.reason,
      })),
      market: (figures?.market.rows ?? []).map(stressRowJson),
      adverse: (figures?.adverse.rows ?? []).map(stressRowJson),
    })),
    unknown: before.unreadable.map(({ symbol, why }) => ({ what: symbol, why })),
    notice: NOTHING_SENT,
  }
}

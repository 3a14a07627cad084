import type { LiquidationRun, LiquidationStep } from '../risk/margin-liquidation.ts'
import type { LiquidationWay, OwnLiquidation } from '../risk/margin-own-liquidation.ts'
import { fixed, percent, quantity } from './format.ts'
import { figureJson, headDocument, type Json, priceJson } from './json.ts'
import { NOTHING_SENT } from './labelled.ts'
import type { ExampleReport, OwnSimulationReport } from './margin-report.ts'
import { flow, foreign, type Screen, wrap } from './screen.ts'
import { type Column, renderTable } from './table.ts'

const AMOUNT_PLACES = 8
const NO_DEBT = '999'

/** A worked example, step by step, with what its document gets wrong. */
export function exampleScreen({ example }: ExampleReport, screen: Screen): string {
  const { name, title, unit, run, notes } = example
  const lines = [
    ...strong(`example ${name}: ${title}`, screen),
    '',
    ...stepTable(run, unit, screen),
    '',
    ...endLines(run, unit, screen),
    '',
    ...wrap('Where the document contradicts itself or says too little:', screen),
    ...notes.flatMap((note) => wrap(`- ${note}`, screen, 0, 2)),
  ]
  return `${lines.join('\n')}\n`
}

const WAYS: Readonly<Record<LiquidationWay, string>> = {
  regular: 'regular: orders in the market sell collateral; the account is locked meanwhile',
  takeover: 'takeover: everything moves to an account of Binance and is sold slowly; no orders are seen',
  mixed: 'mixed: orders sell the liquid coins, the rest is taken over',
}

/** What a forced liquidation would do to the user's own margin accounts. */
export function ownSimulationScreen(report: OwnSimulationReport, screen: Screen): string {
  const { account, environment, simulated, slippagePct } = report
  const lines = [
    ...flow([`${foreign(account)}  spot margin, forced liquidation`, environment], screen).map((line) =>
      screen.palette('strong', line),
    ),
    ...wrap(
      `sales, and purchases of what is owed, are taken to lose ${slippagePct}%; Binance decides by liquidity which way it goes`,
      screen,
    ),
  ]
  if (simulated.length === 0) lines.push('', 'no margin account was ever opened')
  for (const { name, outcome } of simulated) {
    if (outcome.status === 'none') {
      lines.push('', ...wrap(`${foreign(name)}: nothing to simulate, because ${foreign(outcome.why)}`, screen))
      continue
    }
    for (const own of outcome.runs) lines.push('', ...ownLines(name, own, { unit: outcome.unit, screen }))
  }
  return `${[...lines, '', ...wrap(NOTHING_SENT, screen, 0, 0)].join('\n')}\n`
}

function ownLines(
  name: string,
  { way, movePct, run }: OwnLiquidation,
  { unit, screen }: { readonly unit: string; readonly screen: Screen },
): readonly string[] {
  const move = movePct.isZero()
    ? 'on its line already'
    : `after a move of ${movePct.gt('0') ? '+' : ''}${percent(movePct)} of all coins but dollar coins`
  return [
    ...strong(`${foreign(name)}, ${move}`, screen),
    ...wrap(WAYS[way], screen),
    ...stepTable(run, unit, screen),
    ...endLines(run, unit, screen),
  ]
}

function strong(text: string, screen: Screen): readonly string[] {
  return wrap(text, screen).map((line) => screen.palette('strong', line))
}

interface NumberedStep extends LiquidationStep {
  readonly number: number
}

function stepTable({ steps }: LiquidationRun, unit: string, screen: Screen): readonly string[] {
  const rows = steps.map((step, index): NumberedStep => ({ ...step, number: index + 1 }))
  const columns: readonly Column<NumberedStep>[] = [
    { title: '#', align: 'right', priority: 0, cell: ({ number }) => String(number) },
    { title: 'STEP', align: 'left', priority: 0, cell: ({ name }) => name },
    { title: 'COLLATERAL', align: 'left', priority: 2, cell: assetsText },
    { title: `VALUE ${foreign(unit)}`, align: 'right', priority: 0, cell: ({ collateral }) => fixed(collateral, 2) },
    { title: 'DEBT', align: 'right', priority: 1, cell: ({ debt }) => fixed(debt, 2) },
    { title: 'LEVEL', align: 'right', priority: 0, cell: levelText },
    { title: 'EQUITY', align: 'right', priority: 3, cell: ({ collateral, debt }) => fixed(collateral.minus(debt), 2) },
    { title: 'PRICE', align: 'right', priority: 4, cell: ({ price }) => (price === null ? '-' : tidy(price)) },
  ]
  return renderTable(rows, columns, screen)
}

function assetsText({ assets }: LiquidationStep): string {
  return assets.map(({ asset, quantity: amount }) => `${tidy(amount)} ${foreign(asset)}`).join(' + ') || 'nothing'
}

function tidy(amount: LiquidationStep['collateral']): string {
  return quantity(amount.toDecimalPlaces(AMOUNT_PLACES), null)
}

function levelText({ marginLevel }: LiquidationStep): string {
  return marginLevel === null ? NO_DEBT : tidy(marginLevel)
}

function endLines(
  { sold, fee, returned, left, shortfall }: LiquidationRun,
  unit: string,
  screen: Screen,
): readonly string[] {
  const sales = sold.map(({ asset, quantity: amount }) => `${tidy(amount)} ${foreign(asset)}`).join(', ')
  const back = left.map(({ asset, quantity: amount }) => `${tidy(amount)} ${foreign(asset)}`).join(' + ')
  const parts = [
    ...(sold.length === 0 ? [] : [`sold by orders: ${sales}`]),
    `fee ${fixed(fee, 2)} ${foreign(unit)}`,
    `left ${back || 'nothing'} (${fixed(returned, 2)} ${foreign(unit)})`,
    ...(shortfall.isZero() ? [] : [`still owed ${fixed(shortfall, 2)} ${foreign(unit)}`]),
  ]
  return flow(parts, screen, '; ')
}

/** The document of `margin simulate --example`. */
export function exampleDocument({ asOfMs, example }: ExampleReport): Record<string, Json> {
  const { name, title, unit, run, notes } = example
  const head = headDocument({ command: 'margin simulate', asOfMs, verdict: null })
  return { ...head, simulation: { example: name, title, quoteAsset: unit, ...runJson(run), notes } }
}

/** The document of `margin simulate` for the user's own accounts: the first run is that of `steps`. */
export function ownSimulationDocument(report: OwnSimulationReport): Record<string, Json> {
  const { asOfMs, simulated, account, slippagePct } = report
  const head = headDocument({ command: 'margin simulate', asOfMs, verdict: null })
  const runs = simulated.flatMap(({ name, outcome }) =>
    outcome.status === 'none'
      ? []
      : outcome.runs.map(({ way, movePct, run }) => {
          return { name, way, quoteAsset: outcome.unit, movePct: figureJson(movePct), ...runJson(run) }
        }),
  )
  const reasons = simulated.flatMap(({ name, outcome }) =>
    outcome.status === 'none' ? [{ name, why: outcome.why }] : [],
  )
  const [first] = runs
  const { steps = [], fee = null, returned = null } = first ?? {}
  return {
    ...head,
    simulation: { example: null, account, slippagePct, steps, fee, returned, runs, notSimulated: reasons },
  }
}

function runJson({ steps, fee, returned, sold, left, shortfall }: LiquidationRun): {
  readonly steps: readonly Json[]
  readonly fee: Json
  readonly returned: Json
  readonly sold: Json
  readonly left: Json
  readonly shortfall: Json
} {
  const amounts = (list: LiquidationRun['sold']): Json =>
    list.map(({ asset, quantity: amount }) => ({ asset, quantity: figureJson(amount) }))
  return {
    steps: steps.map(({ name, marginLevel, collateral, debt, price, assets }) => ({
      name,
      marginLevel: figureJson(marginLevel),
      collateral: figureJson(collateral),
      debt: figureJson(debt),
      price: priceJson(price),
      assets: amounts(assets),
    })),
    fee: figureJson(fee),
    returned: figureJson(returned),
    sold: amounts(sold),
    left: amounts(left),
    shortfall: figureJson(shortfall),
  }
}

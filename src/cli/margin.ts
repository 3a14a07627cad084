import { type MarginDetails, readMarginDetails } from '../app/margin-detail.ts'
import { EXIT, type ExitCode, LiqwatchError, UsageError } from '../errors.ts'
import { type Decimal, d, HUNDRED } from '../model/decimal.ts'
import { EXAMPLES, type ExampleName, workedExample } from '../risk/margin-examples.ts'
import { DEFAULT_SLIPPAGE_PCT, type OwnLiquidations, ownLiquidations } from '../risk/margin-own-liquidation.ts'
import { marginName } from '../risk/margin-standing.ts'
import type { MarginDetail } from '../risk/spot-margin.ts'
import { jsonText } from '../view/json.ts'
import { marginDocument } from '../view/margin-json.ts'
import type { MarginReport } from '../view/margin-report.ts'
import { marginScreen } from '../view/margin-screen.ts'
import {
  exampleDocument,
  exampleScreen,
  ownSimulationDocument,
  ownSimulationScreen,
} from '../view/margin-simulation.ts'
import type { MarginFlags, SimulateFlags } from './commands/margin.ts'
import type { GlobalFlags } from './flags.ts'
import { oneAccount } from './one-account.ts'
import { printAnswer } from './output.ts'
import { printTable } from './print-table.ts'
import { screenOf } from './screen.ts'
import type { OpenAccount, Services } from './services.ts'
import { typedAmount, typedPercent } from './typed-numbers.ts'

const DEFAULT_TARGET = d('1.5')
const MOST_TARGET = d('100')

/**
 * The wanted margin level.
 *
 * @throws UsageError for anything but a level above 1, at most 100
 */
export function marginTarget({ target }: MarginFlags): Decimal {
  if (target === undefined) return DEFAULT_TARGET
  const level = typedAmount('--target', target, 'a margin level')
  if (level.gt('1') && level.lte(MOST_TARGET)) return level
  throw new UsageError(
    `--target takes a margin level above 1, at most ${MOST_TARGET.toFixed()}, not ${level.toFixed()}`,
    {
      hint: 'a margin level is assets over liabilities, like 1.5',
    },
  )
}

/** Reads the margin accounts of one key and prints them. */
export async function runMargin(services: Services, target: Decimal): Promise<ExitCode> {
  const { flags, config, clock } = services
  const { account, details } = await readDetails(services, target)
  const report: MarginReport = {
    account: account.account,
    environment: account.environment,
    asOfMs: clock.nowMs(),
    standing: details?.standing ?? null,
    accounts: details?.accounts ?? [],
    autoTopUp: config.margin.autoTopUp,
    gaps: details?.gaps ?? [],
  }
  for (const detail of report.accounts) refuseTargetBelowLine(detail, target)
  printTable(flags, {
    document: () => marginDocument(report),
    tables: [
      ['margin', 'cross'],
      ['margin', 'isolated'],
    ],
    screen: (screen) => marginScreen(report, screen),
  })
  return EXIT.ok
}

async function readDetails(
  services: Services,
  target: Decimal,
): Promise<{ readonly account: OpenAccount; readonly details: MarginDetails | null }> {
  const account = await oneAccount(services)
  const { account: name, clock, margin, reference } = account
  const source = { account: name, clock, margin, memory: reference.memory }
  const { tiers } = services.config
  // Only the futures host tells the time that signatures need; without it the local clock has to do.
  await account.exchange.syncClock().catch(() => null)
  const details = await readMarginDetails(source, { tiers, target })
  if (details !== null && details.accounts.length === 0) throw unreadable(details)
  return { account, details }
}

function unreadable({ gaps }: MarginDetails): LiqwatchError {
  const why = gaps.map((gap) => `${gap.what}: ${gap.why}`).join('; ')
  return new LiqwatchError(`the margin accounts could not be read: ${why}`, {
    code: 'margin-unreadable',
    hint: 'liqwatch doctor shows what answers and what does not',
    retryable: true,
  })
}

function refuseTargetBelowLine({ row }: MarginDetail, target: Decimal): void {
  if (row.zone === 'no-debt' || target.gt(row.bars.liquidation)) return
  const line = row.bars.liquidation.toFixed()
  throw new UsageError(`--target ${target.toFixed()} is no way out: ${marginName(row)} is liquidated at ${line}`, {
    hint: `give a level above ${row.bars.call.toFixed()}, its margin call`,
  })
}

/**
 * What is to be simulated.
 *
 * @throws UsageError for an example that does not exist, or flags that do not belong together
 */
export function chosenSimulation({
  example,
  slippage,
  target,
}: SimulateFlags): { readonly example: ExampleName } | { readonly slippagePct: Decimal } {
  if (target !== undefined) {
    throw new UsageError('--target does not go with simulate: a liquidation aims at no level', {
      hint: `liqwatch margin --target ${target} computes what would lift the level`,
    })
  }
  if (example === undefined) {
    return { slippagePct: slippage === undefined ? DEFAULT_SLIPPAGE_PCT : typedPercent('--slippage', slippage) }
  }
  const name = EXAMPLES.find((known) => known === example.trim().toLowerCase())
  if (name === undefined) {
    throw new UsageError(`there is no example ${JSON.stringify(example)}`, { hint: 'examples are a, b and c' })
  }
  if (slippage === undefined) return { example: name }
  throw new UsageError('--slippage does not go with --example: the examples name their own prices', {
    hint: 'leave out one of the two',
  })
}

/** Prints a worked example; nothing is read. */
export function runExample(name: ExampleName, flags: GlobalFlags): ExitCode {
  const report = { asOfMs: Date.now(), example: workedExample(name) }
  const screen = screenOf(process.stdout, flags)
  printAnswer(flags.json === true ? jsonText(exampleDocument(report)) : exampleScreen(report, screen))
  return EXIT.ok
}

/** Plays the liquidation of the user's own margin accounts. */
export async function runOwnSimulation(services: Services, slippagePct: Decimal): Promise<ExitCode> {
  const { flags, clock } = services
  const { account, details } = await readDetails(services, DEFAULT_TARGET)
  const simulated = (details?.accounts ?? []).map((detail) => {
    return { name: marginName(detail.row), outcome: simulatedOf(detail, slippagePct) }
  })
  const report = {
    account: account.account,
    environment: account.environment,
    asOfMs: clock.nowMs(),
    slippagePct: slippagePct.toFixed(),
    simulated,
  }
  const screen = screenOf(process.stdout, flags)
  printAnswer(flags.json === true ? jsonText(ownSimulationDocument(report)) : ownSimulationScreen(report, screen))
  return EXIT.ok
}

function simulatedOf({ row, figures, why }: MarginDetail, slippagePct: Decimal): OwnLiquidations {
  if (figures === null) return { status: 'none', why: why ?? 'its assets could not be valued' }
  return ownLiquidations(row, figures, slippagePct.div(HUNDRED))
}

import { type Evaluator, evaluate } from '../app/evaluate.ts'
import { type AccountOutcome, observeAccounts } from '../app/observe.ts'
import { scenarioOf } from '../demo/scenario.ts'
import { EXIT, type ExitCode } from '../errors.ts'
import { type DemoFate, demoAlertLines, demoClosing, demoOpening, demoStepLine } from '../view/demo-screen.ts'
import { money } from '../view/format.ts'
import { statusScreen } from '../view/status-screen.ts'
import type { DemoFlags } from './commands/demo.ts'
import { type DemoServices, openDemoServices, scenarioNamed, withPhone } from './demo-services.ts'
import { type DemoStage, openStage } from './demo-stage.ts'
import { openEvaluator } from './evaluator.ts'
import { printAnswer, printNotice } from './output.ts'
import { buildReport } from './report.ts'
import { screenOf } from './screen.ts'
import { type OpenAccount, openServices, type Services } from './services.ts'

/** How long the show takes at --speed 1, and how much of the crash it plays. */
const SHOW_SECONDS = 70
const CRASH_MINUTES = 38
const FRAME_MS = 700

/** Plays a market on the embedded exchange: the status screen as it falls, alerts as they would be sent, the end. */
export async function runDemo(flags: DemoFlags): Promise<ExitCode> {
  const { name, about, durationMs } = scenarioOf(scenarioNamed(flags.scenario ?? 'flash-crash'))
  const shownMs = name === 'flash-crash' ? CRASH_MINUTES * 60_000 : durationMs
  const seconds = SHOW_SECONDS / flags.speed
  const demo = await openDemoServices(name, { speed: shownMs / (seconds * 1000) })
  const services = await openServices(flags, demo)
  const screen = screenOf(process.stdout, flags)
  const stage = openStage(process.stdout)
  try {
    const opening = demoOpening({ scenario: name, about, minutes: shownMs / 60_000, seconds }, screen)
    const show = new Show({ services, demo, stage, screen })
    process.once('SIGTERM', () => show.stop())
    const closing = await show.play(opening, shownMs)
    stage.leave([...opening, ...closing])
    return EXIT.ok
  } finally {
    stage.leave([])
    await services.close()
  }
}

interface ShowParts {
  readonly services: Services
  readonly demo: DemoServices
  readonly stage: DemoStage
  readonly screen: ReturnType<typeof screenOf>
}

/** One playing of a market: what was warned of, what was lost. */
class Show {
  readonly #parts: ShowParts
  readonly #fates = new Map<string, DemoFate>()
  #stepsTold = 0
  #equityBefore: string | null = null
  #equityAfter = 'n/a'
  #isStopped = false

  constructor(parts: ShowParts) {
    this.#parts = parts
  }

  /** Ends the show after the frame that is being made. */
  stop(): void {
    this.#isStopped = true
  }

  async play(opening: readonly string[], shownMs: number): Promise<readonly string[]> {
    const { services, demo, stage, screen } = this.#parts
    const accounts = await services.openAccounts('all')
    const { evaluator, store } = await openEvaluator(services)
    // Alerts go to a phone that is this screen.
    const phoning = withPhone(evaluator, (message) => {
      stage.print(demoAlertLines(message, demo.exchange.nowMs(), screen))
    })
    const endsAtMs = demo.exchange.nowMs() + shownMs
    stage.print(opening)
    try {
      while (!this.#isStopped && demo.exchange.nowMs() < endsAtMs) {
        await this.#frame(accounts, phoning)
        await demo.clock.sleep(FRAME_MS)
      }
    } finally {
      store.close()
    }
    const equity = { before: this.#equityBefore ?? 'n/a', after: this.#equityAfter }
    return demoClosing([...this.#fates.values()], equity, screen)
  }

  async #frame(accounts: readonly OpenAccount[], evaluator: Evaluator): Promise<void> {
    const { services, demo, stage, screen } = this.#parts
    const outcomes = await observeAccounts(accounts, services.config.tiers)
    this.#tellSteps()
    const looks = outcomes.flatMap((outcome) => {
      const source = accounts.find(({ account }) => account === outcome.account)
      const result = 'observation' in outcome ? outcome.observation : outcome.failure
      return source === undefined ? [] : [{ source, result, streamed: null }]
    })
    await evaluate({ looks, lost: [], nowMs: demo.exchange.nowMs() }, evaluator)
    this.#note(outcomes)
    stage.frame(statusScreen(buildReport(services, { accounts, outcomes, command: 'demo' }), screen))
  }

  #tellSteps(): void {
    const { demo, stage, screen } = this.#parts
    const { liquidations } = demo.exchange.venue
    for (const step of liquidations.slice(this.#stepsTold)) {
      const tickSize = demo.exchange.venue.world.spec(step.symbol)?.tickSize ?? null
      stage.print([demoStepLine({ ...step, tickSize }, screen)])
      const lost = [...this.#fates].find(([, fate]) => fate.symbol === step.symbol && fate.liquidatedAtMs === null)
      if (step.name === 'trigger' && lost !== undefined) {
        this.#fates.set(lost[0], { ...lost[1], liquidatedAtMs: step.atMs })
      }
    }
    this.#stepsTold = liquidations.length
  }

  #note(outcomes: readonly AccountOutcome[]): void {
    for (const outcome of outcomes) {
      if (!('observation' in outcome)) continue
      const { risk } = outcome.observation
      this.#equityAfter = money(risk.equity)
      this.#equityBefore ??= this.#equityAfter
      for (const [key, fate] of this.#fates) this.#fates.set(key, { ...fate, isOpen: false })
      for (const { position, tier, distancePct } of risk.positions) {
        const { symbol, side } = position
        const known = this.#fates.get(`${symbol} ${side}`)
        const isWarned = tier !== null && distancePct !== null
        const firstWarning = known?.firstWarning ?? (isWarned ? { atMs: risk.takenAtMs, distancePct } : null)
        const liquidatedAtMs = known?.liquidatedAtMs ?? null
        this.#fates.set(`${symbol} ${side}`, { symbol, side, firstWarning, liquidatedAtMs, isOpen: true })
      }
    }
  }
}

/** Runs only the exchange, until it is interrupted. */
export async function serveDemo(flags: DemoFlags): Promise<ExitCode> {
  const { exchange, close } = await openDemoServices(flags.scenario, { speed: flags.speed, port: flags.port ?? 0 })
  const account = { apiKey: 'file:demo.key', apiSecret: 'file:demo.secret', endpoints: exchange.endpoints }
  printAnswer(
    [
      `REST     ${exchange.httpBase}`,
      `streams  ${exchange.wsBase}`,
      `key      ${exchange.apiKey}`,
      `secret   ${exchange.apiSecret}`,
      '',
      'config.json (with key and secret in demo.key and demo.secret beside it, chmod 600 all three):',
      JSON.stringify({ accounts: { demo: account }, channels: {} }, null, 2),
    ].join('\n'),
  )
  printNotice('serving until interrupted (Ctrl-C)')
  await new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()))
  await close()
  return EXIT.ok
}

import type { OutgoingMessage } from '../alerts/message.ts'
import { type Decimal, d } from '../model/decimal.ts'
import { money, percent, price, timeOfDay } from './format.ts'
import { foreign, type Screen, wrap } from './screen.ts'

/** What a demo shows, for its first lines. */
export interface DemoOpening {
  readonly scenario: string
  readonly about: string
  readonly minutes: number
  readonly seconds: number
}

/** Announces the market and how long it takes. */
export function demoOpening({ scenario, about, minutes, seconds }: DemoOpening, screen: Screen): readonly string[] {
  return [
    ...wrap(`liqwatch demo: ${scenario}, ${about}`, screen),
    ...wrap(
      `an embedded exchange plays ${Math.round(minutes)} minutes of market in ${Math.round(seconds)} s; no key, no network`,
      screen,
    ),
  ]
}

/** An alert as it would reach a phone, with the time of the exchange. */
export function demoAlertLines(message: OutgoingMessage, atMs: number, screen: Screen): readonly string[] {
  const [first = '', ...rest] = wrap(`${timeOfDay(atMs, screen.timeZone)}  ALERT  ${message.title}`, screen)
  const body = message.body.split('\n').flatMap((line) => wrap(line, screen, 10))
  return [screen.palette(message.severity === 'critical' ? 'critical' : 'warning', first), ...rest, ...body]
}

/** What the exchange did to a position. */
export interface DemoStep {
  readonly name: string
  readonly atMs: number
  readonly symbol: string
  readonly price: string | null
  readonly quantity: string
  readonly fee: string
  /** The symbol's grid; `null` when the exchange lists it no longer. */
  readonly tickSize: string | null
}

const STEP_WORDS: Readonly<Record<string, string>> = {
  trigger: 'mark reached the liquidation price',
  'orders-cancelled': 'open orders were cancelled',
  close: 'closed at the market',
  takeover: 'the rest was taken over at the bankruptcy price',
  adl: 'auto-deleveraging of the other side',
  cleared: 'liquidation is over',
}

/** One step of a liquidation, as the exchange acts it out. */
export function demoStepLine(step: DemoStep, screen: Screen): string {
  const tickSize = step.tickSize === null ? null : d(step.tickSize)
  const at = step.price === null ? '' : ` at ${price(d(step.price), tickSize)}`
  const fee = d(step.fee).isZero() ? '' : `, fee ${money(d(step.fee))}`
  const text = `${foreign(step.symbol)} ${STEP_WORDS[step.name] ?? step.name}${at}${fee}`
  return screen.palette('critical', `${timeOfDay(step.atMs, screen.timeZone)}  EXCHANGE  ${text}`)
}

/** How a position fared, from the first warning to its end. */
export interface DemoFate {
  readonly symbol: string
  readonly side: string
  readonly firstWarning: { readonly atMs: number; readonly distancePct: Decimal } | null
  readonly liquidatedAtMs: number | null
  /** Still held at the end. */
  readonly isOpen: boolean
}

/** What happened, position by position, and where to go from here. */
export function demoClosing(
  fates: readonly DemoFate[],
  equity: { readonly before: string; readonly after: string },
  screen: Screen,
): readonly string[] {
  return [
    '',
    ...fates.flatMap((fate) => wrap(fateText(fate), screen)),
    ...wrap(`equity went from ${equity.before} to ${equity.after}`, screen),
    '',
    ...wrap('next: liqwatch init sets up your own account (a key that only reads is enough)', screen),
    ...wrap('try: liqwatch --demo   liqwatch check --demo   liqwatch explain joint --demo', screen),
  ]
}

function fateText({ symbol, side, firstWarning, liquidatedAtMs, isOpen }: DemoFate): string {
  const name = `${foreign(symbol)} ${side.toLowerCase()}`
  const warned =
    firstWarning === null ? 'no warning was due' : `first warning ${percent(firstWarning.distancePct)} away`
  if (liquidatedAtMs === null) return `${name}: ${warned}; ${isOpen ? 'survived' : 'closed by its stop'}`
  if (firstWarning === null) return `${name}: liquidated without a warning`
  const minutes = (liquidatedAtMs - firstWarning.atMs) / 60_000
  return `${name}: ${warned}, liquidated ${minutes.toFixed(1)} minutes later`
}

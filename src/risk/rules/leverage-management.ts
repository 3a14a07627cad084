import { type Decimal, d, HUNDRED, ONE } from '../../model/decimal.ts'
import { assessAccount } from '../assess.ts'
import { type Halving, halvingOf, lookBefore } from '../halving.ts'
import { allIsolated } from '../modes.ts'
import { cash, joinPhrases, mult, num, type Phrase, pct, phrase, units, when } from '../phrase.ts'
import type { PositionRisk } from '../report.ts'
import { auditVerdict } from './order-types.ts'
import {
  inSection,
  type Judgement,
  nameOf,
  nearestOf,
  type Rule,
  type RulesInput,
  type RuleVerdict,
  unknown,
  unreadRows,
  verdictOver,
  verdictOverPositions,
} from './rule.ts'

/** What Binance sets for a symbol that nobody touched. */
const DEFAULT_LEVERAGE = 20
/** Effective leverage of so many times the setting is no longer a matter of degree. */
const FAR_ABOVE = d('2')

function chosenLeverage(input: RulesInput): RuleVerdict {
  const figure = phrase`a setting that is neither ${DEFAULT_LEVERAGE}x nor the maximum, or that you changed`
  const { leverageChanges, snapshot } = input
  return verdictOverPositions(input, figure, (one): Judgement => {
    const { symbol, leverage } = one.position
    const allowed = snapshot.brackets.get(symbol)?.rows[0]?.initialLeverage ?? null
    if (leverage === null) return unknown(phrase`${nameOf(one)}: its leverage setting could not be read`)
    const isSuspect = leverage === DEFAULT_LEVERAGE || leverage === allowed
    const changed =
      leverageChanges.status === 'known' && leverageChanges.value.some((change) => change.symbol === symbol)
    if (!isSuspect || changed)
      return { status: 'pass', text: phrase`${nameOf(one)}: ${leverage}x${changed ? ', chosen by you' : ''}` }
    const what = leverage === allowed ? 'the most that is allowed' : 'what every symbol starts with'
    return { status: 'warn', text: phrase`${nameOf(one)}: ${leverage}x is ${what}; choose it by your stop distance` }
  })
}

function halvedAroundEvents(input: RulesInput): RuleVerdict {
  const { calendar, risk, looks, snapshot } = input
  const figure = phrase`half the effective leverage inside the window`
  const [window] = calendar.open
  if (risk.positions.length === 0 && risk.unreadable.length === 0) {
    return { status: 'info', figure, evidence: [phrase`no open positions`] }
  }
  const missing = calendar.coverage
    .filter(({ isKnown }) => !isKnown)
    .map(
      ({ kind }): Judgement => unknown(phrase`${kind} dates are not known or have run out: add them to calendar.files`),
    )
  if (window === undefined) {
    const next = calendar.windows[0]
    const calm =
      next === undefined
        ? phrase`no event lies ahead`
        : phrase`next: ${next.event.name}, window from ${when(next.fromMs)}`
    return verdictOver(figure, [...missing, { status: 'pass', text: calm }], calm)
  }
  const halving = halvingOf(risk, lookBefore(looks, window.fromMs), snapshot.rules)
  const event = phrase`${window.event.name} at ${when(window.event.atMs)}`
  if (halving === null)
    return { status: 'unknown', figure, evidence: [phrase`${event}: effective leverage is not known`] }
  return verdictOver(
    figure,
    [{ status: halvingStatus(halving), text: phrase`${event}: ${halvingText(halving)}` }, ...missing],
    event,
  )
}

function halvingStatus({ isDone }: Halving): Judgement['status'] {
  if (isDone === null) return 'unknown'
  return isDone ? 'pass' : 'fail'
}

/** Effective leverage now and before, and what halves it. */
export function halvingText(halving: Halving): Phrase {
  const { effectiveLeverage, before, target, isDone } = halving
  const now = phrase`effective leverage ${precise(effectiveLeverage)}`
  const basis =
    before === null
      ? phrase`${now}; what it was before is not known, half of the present is ${precise(target)}`
      : phrase`${now}, ${precise(before.effectiveLeverage)} on ${when(before.atMs)}, half of that is ${precise(target)}`
  return isDone === true ? phrase`${basis}: halved` : phrase`${basis}: ${halvingRemedy(halving)}`
}

/** One decimal would round a half of a small leverage away. */
function precise(leverage: Decimal): Phrase {
  return phrase`${num(leverage.toDecimalPlaces(2))}x`
}

/** A sentence names this many positions; more of them are counted. */
const MOST_NAMED = 5

/** What halves the exposure: money, or closing the same share of everything. */
export function halvingRemedy({ addEquity, closeNotional, closes, closeSharePct }: Halving): Phrase {
  const named = closes.length > MOST_NAMED ? closes.slice(0, MOST_NAMED - 1) : closes
  const parts = named.map(({ symbol, side, quantity }) => phrase`${units(quantity)} ${symbol} ${side.toLowerCase()}`)
  const rest = closes.length - named.length
  const more = rest === 0 ? '' : phrase` and ${pct(closeSharePct)} of ${rest} more`
  return phrase`add ${cash(addEquity)} of equity, or close ${cash(closeNotional)} of notional (${joinPhrases(parts, ', ')}${more})`
}

function crossWithStops(input: RulesInput): RuleVerdict {
  const { figures, risk } = input
  const figure = phrase`a cross position has a stop within ${pct(figures.stopWithinPct)}`
  const cross = risk.positions.filter(({ position }) => position.marginType === 'CROSSED')
  const judgements = cross.map((one) => crossJudgement(one, input))
  const verdict = verdictOver(figure, [...judgements, ...unreadRows(input)], phrase`no cross positions`)
  const sides = new Set(cross.map(({ position }) => position.side))
  return sides.size < 2 ? verdict : { ...verdict, evidence: [...verdict.evidence, ...bothWays(input)] }
}

function crossJudgement(one: PositionRisk, { snapshot, figures }: RulesInput): Judgement {
  const { position, stop } = one
  if (!snapshot.orders.has(position.symbol)) return unknown(phrase`${nameOf(one)}: its orders could not be read`)
  const beginner = figures.profile === 'beginner' ? '; the beginner profile advises isolated margin' : ''
  if (stop === null) return { status: 'warn', text: phrase`${nameOf(one)} is cross and has no stop${beginner}` }
  const awayPct = stop.price.minus(position.markPrice).abs().times(HUNDRED).div(position.markPrice)
  const text = phrase`${nameOf(one)} is cross with a stop ${pct(awayPct)} away${beginner}`
  const isTight = awayPct.lte(figures.stopWithinPct) && figures.profile === 'default'
  return { status: isTight ? 'pass' : 'warn', text }
}

/** Both documents of the guidance contradict each other about hedges: the same book both ways, without a verdict. */
function bothWays({ snapshot, tiers, risk }: RulesInput): readonly Phrase[] {
  const joint = risk.pools[0]?.jointDistancePct ?? null
  const now =
    joint === null
      ? phrase`as it is, no joint move below 100% kills the pool`
      : phrase`as it is, the pool dies when all legs lose ${pct(joint)}`
  if (snapshot.multiAssetsMode || snapshot.positions.some(({ leverage }) => leverage === null)) return [now]
  const apart = assessAccount(allIsolated(snapshot), { tiers, nowMs: snapshot.takenAtMs })
  const wasCross = new Set(risk.positions.filter(({ position }) => position.marginType === 'CROSSED').map(nameOf))
  const first = nearestOf(apart.positions.filter((one) => wasCross.has(nameOf(one))))
  if (first?.distancePct == null) return [now]
  return [
    phrase`opposite legs, simulated both ways: ${now}; all isolated, ${nameOf(first)} dies first, at ${pct(first.distancePct)}`,
  ]
}

function effectiveOverNominal(input: RulesInput): RuleVerdict {
  const { risk } = input
  const figure = phrase`effective leverage not above the setting`
  const verdict = verdictOverPositions(input, figure, (one): Judgement | readonly Judgement[] => {
    const { leverage, marginType } = one.position
    if (marginType === 'CROSSED') return []
    const effective = one.effectiveLeverage()
    if (leverage === null || effective === null)
      return unknown(phrase`${nameOf(one)}: its setting or its equity is not known`)
    const text = phrase`${nameOf(one)}: ${mult(effective)} effective, ${leverage}x set`
    const times = effective.div(leverage)
    return { status: times.lte(ONE) ? 'pass' : times.lt(FAR_ABOVE) ? 'warn' : 'fail', text }
  })
  return accountLeverage(verdict, input, risk.equity)
}

function accountLeverage(verdict: RuleVerdict, { risk }: RulesInput, equity: Decimal | null): RuleVerdict {
  if (risk.positions.length === 0) return verdict
  // Cross positions alone leave nothing to judge one by one, which is not the same as nothing open.
  const isNone = verdict.status === 'info'
  const evidence = isNone ? [] : verdict.evidence
  if (equity === null || risk.effectiveLeverage === null) {
    const status = isNone || verdict.status === 'pass' ? 'unknown' : verdict.status
    return { ...verdict, status, evidence: [...evidence, phrase`account: its equity is not known`] }
  }
  const net = risk.positions.reduce(
    (total: Decimal, { position, notional }) =>
      position.side === 'LONG' ? total.plus(notional) : total.minus(notional),
    equity.minus(equity),
  )
  const account = phrase`account: ${mult(risk.effectiveLeverage)} gross, ${mult(net.abs().div(equity))} net`
  const settings = risk.positions.flatMap(({ position }) => position.leverage ?? [])
  const isAbove = settings.length > 0 && risk.effectiveLeverage.gt(Math.max(...settings))
  const status = isNone ? 'pass' : verdict.status
  if (!isAbove) return { ...verdict, status, evidence: [...evidence, account] }
  const above = phrase`${account}, above every setting`
  const concerns = (verdict.concerns ?? 0) + 1
  return { ...verdict, status: status === 'pass' ? 'warn' : status, evidence: [above, ...evidence], concerns }
}

/** Section "leverage management protocol" of the guidance. */
export const LEVERAGE_RULES: readonly Rule[] = inSection({ section: 'Leverage', isCore: true }, [
  {
    id: 'LM1',
    title: 'choose leverage yourself',
    source: 'doubtful: no automatic leverage was found at Binance; kept as "you have not chosen this number"',
    more: 'liqwatch leverage',
    judge: chosenLeverage,
  },
  {
    id: 'LM2',
    title: 'half the leverage around Fed and CPI',
    source:
      'sound with limits: lowering the setting moves nothing in cross margin and is refused (-4161) for an open isolated position, so exposure or equity is meant',
    more: 'liqwatch calendar',
    judge: halvedAroundEvents,
  },
  {
    id: 'LM3',
    title: 'cross margin only with tight stops',
    source:
      'doubtful: another document of the guidance recommends cross margin for hedges; both are simulated, neither is prescribed',
    more: 'liqwatch modes',
    judge: crossWithStops,
  },
  {
    id: 'LM4',
    title: 'closing orders that cannot open the other side',
    source:
      'doubtful: the "leverage lock" of the source was not found in any Binance page; the check behind it is kept',
    more: 'liqwatch orders',
    judge: (input) => auditVerdict(input, 'LM4', phrase`no closing order without reduce-only can outgrow its position`),
  },
  {
    id: 'LM5',
    title: 'watch effective leverage, not the setting',
    source: 'sound: the most useful leverage number',
    more: 'liqwatch explain effective-leverage',
    judge: effectiveOverNominal,
  },
])

import { d, ZERO } from '../../model/decimal.ts'
import type { Side } from '../../model/position.ts'
import type { PositionFunding, SymbolFunding } from '../funding.ts'
import type { FundingCost } from '../funding-cost.ts'
import { NOISE_FLOOR_PCT, PERSISTENT } from '../funding-history.ts'
import { cash, lasting, num, type Phrase, pct, phrase } from '../phrase.ts'
import type { PositionRisk } from '../report.ts'
import {
  inSection,
  type Judgement,
  nameOf,
  type Rule,
  type RulesInput,
  type RuleVerdict,
  unknown,
  verdictOverPositions,
} from './rule.ts'

const DAY_MS = 86_400_000
/** A rate above nine tenths of its own past is unusual. */
const UNUSUAL_PERCENTILE = d('90')
/** Funding that takes so many times the allowed share of the cushion is no longer a matter of degree. */
const FAR_ABOVE = 5

function fundingOf(one: PositionRisk, { funding }: RulesInput): SymbolFunding | null {
  return funding.get(one.position.symbol) ?? null
}

function pays(side: Side, rate: { lt(other: string): boolean; gt(other: string): boolean }): boolean {
  return side === 'LONG' ? rate.gt('0') : rate.lt('0')
}

function historyRead(input: RulesInput): RuleVerdict {
  const figure = phrase`the present rate is not among the dearest tenth of its last 90`
  return verdictOverPositions(input, figure, (one): Judgement => {
    const funding = fundingOf(one, input)
    const history = funding?.history ?? null
    const past = history?.last90 ?? null
    if (funding?.rate8hPct == null || history === null || past?.percentile == null) {
      return unknown(phrase`${nameOf(one)}: its funding history could not be read`)
    }
    const { streak } = history
    const run = streak === null ? '' : phrase`, ${streak.count} ${streak.sign} in a row`
    const text = phrase`${nameOf(one)}: ${pct(funding.rate8hPct)} per 8 h now; last ${past.count}: mean ${pct(past.meanPct)}, median ${pct(past.medianPct)}, ${pct(past.positiveSharePct)} positive${run}`
    const dear = one.position.side === 'LONG' ? past.percentile : past.percentile.neg().plus('100')
    const isDear = pays(one.position.side, funding.rate8hPct) && dear.gt(UNUSUAL_PERCENTILE)
    return {
      status: isDear ? 'warn' : 'pass',
      text: isDear ? phrase`${text}; dearer than usual for a ${one.position.side.toLowerCase()}` : text,
    }
  })
}

function crowding(input: RulesInput, side: Side): RuleVerdict {
  const { fundingLongPct, fundingShortPct } = input.figures
  const [bar, sign] =
    side === 'LONG' ? ([fundingLongPct, 'positive'] as const) : ([fundingShortPct, 'negative'] as const)
  const beyond = side === 'LONG' ? 'above' : 'below'
  const figure = phrase`not ${beyond} ${pct(bar)} per 8 h in ${PERSISTENT.atLeast} of the last ${PERSISTENT.of} settlements`
  const verdict = verdictOverPositions(input, figure, (one): Judgement | readonly Judgement[] => {
    if (one.position.side !== side) return []
    const past = fundingOf(one, input)?.history ?? null
    if (past === null) return unknown(phrase`${nameOf(one)}: its funding history could not be read`)
    const isCrowded = past.bias?.sign === sign
    const count = past.settled
      .slice(-PERSISTENT.of)
      .filter(({ rate8hPct }) => (side === 'LONG' ? rate8hPct.gt(bar) : rate8hPct.lt(bar))).length
    const text = phrase`${nameOf(one)}: ${count} of the last ${Math.min(PERSISTENT.of, past.settled.length)} settlements ${beyond} ${pct(bar)}`
    const crowded = phrase`${text}: the ${side.toLowerCase()} side is crowded and pays to stay`
    return { status: isCrowded ? 'warn' : 'pass', text: isCrowded ? crowded : text }
  })
  const isNone = verdict.status === 'info' && input.risk.positions.length > 0
  return isNone ? { ...verdict, evidence: [phrase`no ${side.toLowerCase()} positions`] } : verdict
}

function accrual(input: RulesInput): RuleVerdict {
  const bar = input.figures.fundingCushionPct
  const figure = phrase`funding takes at most ${pct(bar)} of the cushion a day`
  return verdictOverPositions(input, figure, (one): Judgement => {
    const own = fundingOf(one, input)?.positions.find(({ risk }) => risk.position.side === one.position.side) ?? null
    const cost = own?.cost ?? null
    if (own === null || cost === null || cost.cushionPctPerDay === null) {
      return unknown(phrase`${nameOf(one)}: its funding or its cushion is not known`)
    }
    const share = cost.cushionPctPerDay.neg()
    const status = share.lte(bar) ? 'pass' : share.lte(bar.times(FAR_ABOVE)) ? 'warn' : 'fail'
    return { status, text: accrualText(one, own, cost) }
  })
}

function accrualText(one: PositionRisk, { paid }: PositionFunding, cost: FundingCost): Phrase {
  const perDay = phrase`${nameOf(one)}: ${cash(cost.perDay)} a day, ${pct(cost.cushionPctPerDay ?? ZERO)} of its cushion`
  const drift =
    cost.liquidationDrift === null
      ? ''
      : phrase`, distance ${num(cost.liquidationDrift.distancePct.toDecimalPlaces(4))} points a day`
  const days =
    cost.next === null
      ? ''
      : phrase`, ${num(cost.next.days.toDecimalPlaces(1))} days to ${cost.next.tierPct === null ? 'liquidation' : phrase`the ${num(cost.next.tierPct)}% tier`}`
  const since = paid.amount === null ? '' : phrase`; ${cash(paid.amount)} since it was opened`
  return phrase`${perDay}${drift}${days}${since}`
}

function flips(input: RulesInput): RuleVerdict {
  const figure = phrase`no change of sign within 24 h, beyond ${pct(NOISE_FLOOR_PCT)} on either side`
  return verdictOverPositions(input, figure, (one): Judgement => {
    const funding = fundingOf(one, input)
    const past = funding?.history ?? null
    if (funding === null || past === null) return unknown(phrase`${nameOf(one)}: its funding history could not be read`)
    const every = funding.interval.hours === null ? '' : phrase`; settles every ${funding.interval.hours} h`
    const { flip } = past
    if (flip === null) return { status: 'pass', text: phrase`${nameOf(one)}: no flip in its history${every}` }
    const ageMs = input.nowMs - flip.atMs
    const text = phrase`${nameOf(one)}: FLIP to ${flip.to} ${lasting(ageMs)} ago${every}`
    if (ageMs >= DAY_MS) return { status: 'pass', text }
    const against = (flip.to === 'positive') === (one.position.side === 'LONG')
    return { status: 'warn', text: phrase`${text}; it now ${against ? 'pays' : 'receives'}` }
  })
}

const more = 'liqwatch funding'

/** Section "funding rate awareness" of the guidance. */
export const FUNDING_RULES: readonly Rule[] = inSection({ section: 'Funding', isCore: true }, [
  {
    id: 'FR1',
    title: 'know the funding history',
    source: 'sound; dividends of stock contracts are left out of averages',
    more,
    judge: historyRead,
  },
  {
    id: 'FR2',
    title: 'no new longs while longs keep paying',
    source: 'sound with limits: "persistent" is not defined (6 of 9 assumed), rates are brought to 8 h',
    more,
    judge: (input) => crowding(input, 'LONG'),
  },
  {
    id: 'FR3',
    title: 'no new shorts while shorts keep paying',
    source: 'sound with limits: the source says counterparty risk, crowding and carry cost are meant',
    more,
    judge: (input) => crowding(input, 'SHORT'),
  },
  {
    id: 'FR4',
    title: 'know what funding takes from your cushion',
    source: 'sound with limits: nothing is ever unpaid, it is settled in steps from whoever holds then',
    more,
    judge: accrual,
  },
  {
    id: 'FR5',
    title: 'notice when funding changes its sign',
    source:
      'doubtful: no evidence for leaving within 24 h, and funding every 8 h is wrong for most symbols; the fact is told, no exit is advised',
    more,
    judge: flips,
  },
])

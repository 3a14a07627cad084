import { MARGIN_OF_TRADE } from '../../model/account-history.ts'
import { tiersOf } from '../../model/tiers.ts'
import type { UseFlagKind } from '../abnormal-use.ts'
import type { CheckedSource } from '../cross-check.ts'
import { cash, joinPhrases, lasting, num, type Phrase, pct, phrase } from '../phrase.ts'
import type { PoolRisk, PositionRisk } from '../report.ts'
import { poolVerdict, positionVerdict } from '../verdict.ts'
import {
  heldSymbols,
  inSection,
  type Judgement,
  nameOf,
  type Rule,
  type RulesInput,
  type RuleVerdict,
  unknown,
  unreadRows,
  verdictOver,
} from './rule.ts'

const DAY_MS = 86_400_000
/** A check by cron looks at least this often. */
const WATCHED_WITHIN_MS = 10 * 60_000

function watched({ lastEvaluatedAtMs, nowMs, risk }: RulesInput): RuleVerdict {
  const figure = phrase`an evaluation by check or watch within ${lasting(WATCHED_WITHIN_MS)}`
  const conclude = (status: Judgement['status'], text: Phrase): RuleVerdict => ({ status, figure, evidence: [text] })
  if (lastEvaluatedAtMs.status === 'unknown') return conclude('unknown', phrase`${lastEvaluatedAtMs.why}`)
  const { value } = lastEvaluatedAtMs
  if (value === null) {
    const status = risk.positions.length === 0 ? 'info' : 'fail'
    return conclude(status, phrase`neither check nor watch has ever looked at this account`)
  }
  const ageMs = nowMs - value
  const text = phrase`last looked at ${lasting(ageMs)} ago`
  return conclude(ageMs <= WATCHED_WITHIN_MS ? 'pass' : 'warn', text)
}

function distanceTiers(input: RulesInput): RuleVerdict {
  const { risk, tiers } = input
  const figure = joinPhrases(
    tiers.default.map((tier) => phrase`${num(tier)}%`),
    ' / ',
  )
  const positions = risk.positions.map((one): Judgement => distanceJudgement(one, input))
  const pools = risk.pools.filter(({ symbols }) => symbols.length > 1).map((pool) => poolJudgement(pool, input))
  return verdictOver(figure, [...positions, ...pools, ...unreadRows(input)], phrase`no open positions`)
}

const STATUS = { OK: 'pass', WARNING: 'warn', CRITICAL: 'fail', UNKNOWN: 'unknown' } as const

function distanceJudgement(one: PositionRisk, { tiers }: RulesInput): Judgement {
  const { liquidation, distancePct, tier, position } = one
  if (liquidation.status === 'unknown') return unknown(phrase`${nameOf(one)}: ${liquidation.reason}`)
  if (liquidation.reason === 'already-liquidatable')
    return { status: 'fail', text: phrase`${nameOf(one)} can be liquidated now` }
  const status = STATUS[positionVerdict(one, tiersOf(tiers, position.symbol))]
  if (distancePct === null) return { status: 'pass', text: phrase`${nameOf(one)}: no price liquidates it` }
  const inside = tier === null ? '' : phrase`, inside the ${num(tier)}% tier`
  return { status, text: phrase`${nameOf(one)}: ${pct(distancePct)} from liquidation${inside}` }
}

function poolJudgement(pool: PoolRisk, { tiers }: RulesInput): Judgement {
  const status = STATUS[poolVerdict(pool, tiers.default)]
  if (pool.isUnknown) return unknown(phrase`${pool.asset} pool: ${pool.why ?? 'not known'}`)
  const move = pool.jointDistancePct
  if (move === null) return { status, text: phrase`${pool.asset} pool: no joint move below 100% liquidates it` }
  return { status, text: phrase`${pool.asset} pool: ${pct(move)} if every leg goes against you` }
}

function loggedChanges(input: RulesInput): RuleVerdict {
  const figure = phrase`nothing added and no leverage raised while losing, no jump of the used margin, within 24 h`
  const losing = input.risk.positions.filter(({ unrealizedPnl }) => unrealizedPnl.lt('0'))
  const judgements = [...losing.flatMap((one) => changesOf(one, input)), ...journalJudgements(input)]
  const unread = unreadJournal(input)
  const isCalm = input.risk.positions.length > 0 && judgements.length === 0 && unread.length === 0
  const calm: readonly Judgement[] = isCalm ? [{ status: 'pass', text: phrase`nothing is losing` }] : []
  return verdictOver(figure, [...judgements, ...calm, ...unread, ...unreadRows(input)], phrase`no open positions`)
}

/** What of the journal could not be read, once there is something that it could tell of. */
function unreadJournal({ risk, leverageChanges, abnormalUse }: RulesInput): readonly Judgement[] {
  if (risk.positions.length === 0) return []
  const parts = [
    { what: 'leverage changes', found: leverageChanges },
    { what: 'use of margin', found: abnormalUse },
  ]
  return parts.flatMap(({ what, found }) => (found.status === 'unknown' ? unknown(phrase`${what}: ${found.why}`) : []))
}

const ANYWHERE: readonly UseFlagKind[] = ['size-added-to-loser', 'used-margin-jump']

/** What only the journal shows; margin and leverage of a position that still loses are judged above. */
function journalJudgements({ abnormalUse, risk, nowMs }: RulesInput): readonly Judgement[] {
  if (abnormalUse.status === 'unknown') return []
  const losing = risk.positions
    .filter(({ unrealizedPnl }) => unrealizedPnl.lt('0'))
    .map(({ position }) => position.symbol)
  return abnormalUse.value
    .filter(({ kind, symbol }) => ANYWHERE.includes(kind) || symbol === null || !losing.includes(symbol))
    .map(({ symbol, atMs, evidence }) => ({
      status: 'warn',
      text: phrase`${symbol ?? 'used margin'}: ${evidence}, ${lasting(nowMs - atMs)} ago`,
    }))
}

function changesOf(one: PositionRisk, { marginChanges, leverageChanges, nowMs }: RulesInput): readonly Judgement[] {
  const { symbol, positionSide, marginType } = one.position
  const found: Judgement[] = []
  if (marginType === 'ISOLATED') {
    const changes = marginChanges.get(symbol)
    if (changes === undefined) return [unknown(phrase`${nameOf(one)}: its margin changes could not be read`)]
    const added = changes.filter(
      (change) =>
        change.positionSide === positionSide &&
        change.reason !== MARGIN_OF_TRADE &&
        change.amount.gt('0') &&
        nowMs - change.atMs < DAY_MS,
    )
    for (const { amount, atMs } of added) {
      found.push({
        status: 'warn',
        text: phrase`${nameOf(one)}: ${cash(amount)} of margin added ${lasting(nowMs - atMs)} ago, while it loses ${cash(one.unrealizedPnl.abs())}`,
      })
    }
  }
  const raised = leverageChanges.status === 'known' ? leverageChanges.value : []
  for (const { from, to, atMs } of raised.filter(
    (change) => change.symbol === symbol && nowMs - change.atMs < DAY_MS,
  )) {
    if (from !== null && to > from)
      found.push({
        status: 'warn',
        text: phrase`${nameOf(one)}: leverage raised from ${from}x to ${to}x ${lasting(nowMs - atMs)} ago, while it loses`,
      })
  }
  return found.length > 0
    ? found
    : [{ status: 'pass', text: phrase`${nameOf(one)} loses, and nothing was added to it` }]
}

function markAgainstOthers(input: RulesInput): RuleVerdict {
  const judgements = heldSymbols(input).map((symbol): Judgement => {
    const checked = input.crossCheck.get(symbol)
    if (checked === undefined || checked.result === 'unknown')
      return unknown(phrase`${symbol}: nothing to compare its index with could be read`)
    const parts = checked.sources.flatMap(sourceText)
    const text = phrase`${symbol}: index against ${joinPhrases(parts, ', ')} (from ${num(checked.thresholdPct)}%${checked.isSmallCap ? ', small cap' : ''})`
    return { status: checked.result === 'divergence' ? 'warn' : 'pass', text }
  })
  const figure = phrase`index within its threshold of spot and constituents`
  return verdictOver(figure, [...judgements, ...unreadRows(input)], phrase`no open positions`)
}

/** Nothing of a source that could not be compared. */
function sourceText({ name, divergencePct, ageSeconds }: CheckedSource): readonly Phrase[] {
  if (divergencePct === null) return []
  const age = ageSeconds === null || ageSeconds === 0 ? '' : phrase`, ${lasting(ageSeconds * 1000)} old`
  return [phrase`${name} ${pct(divergencePct)}${age}`]
}

function openInterestSpikes(input: RulesInput): RuleVerdict {
  const figure = phrase`an hourly rise below ${num(input.figures.openInterestZ)} standard deviations`
  const judgements = heldSymbols(input).map((symbol): Judgement => {
    const found = input.openInterest.get(symbol)
    if (found === undefined || found.zScore30d === null || found.spike === null) {
      return unknown(phrase`${symbol}: ${found?.zScoreWhy ?? 'its open interest could not be read'}`)
    }
    const { hour, past } = found
    const change = hour.quantityPct === null ? '' : phrase`${pct(hour.quantityPct)} in an hour, `
    const before = past === null ? '' : phrase`, ${past.spikes.length} such spikes in 30 days`
    const text = phrase`${symbol}: ${change}z ${num(found.zScore30d.toDecimalPlaces(1))}${before}`
    return { status: found.spike ? 'warn' : 'pass', text }
  })
  return verdictOver(figure, [...judgements, ...unreadRows(input)], phrase`no open positions`)
}

/** Section "risk monitoring infrastructure" of the guidance. */
export const MONITORING_RULES: readonly Rule[] = inSection({ section: 'Monitoring', isCore: true }, [
  {
    id: 'RM1',
    title: 'have the account watched',
    source:
      'sound with limits: the streams tell changes, not prices, and a margin call can come together with the liquidation; watch uses streams as triggers and REST as truth',
    more: 'liqwatch watch',
    judge: watched,
  },
  {
    id: 'RM2',
    title: 'warnings at 15, 10 and 5 % from the mark',
    source: 'sound: distance is |mark - liquidation| / mark, never multiplied by leverage',
    more: 'liqwatch fix',
    judge: distanceTiers,
  },
  {
    id: 'RM3',
    title: 'keep a log of every change',
    source:
      'sound with limits: fills alone do not show changes of margin or leverage, which are read elsewhere; "abnormal" is defined here as feeding a loss',
    more: 'liqwatch history',
    judge: loggedChanges,
  },
  {
    id: 'RM4',
    title: 'compare the price with other markets',
    source:
      'sound with limits: the word is divergence, not manipulation; 0.3 % fits large coins and is far too tight for small ones and stale quotes',
    more: 'liqwatch xcheck',
    judge: markAgainstOthers,
  },
  {
    id: 'RM5',
    title: 'look at open interest every hour',
    source:
      'sound with limits: that spikes come before liquidations is not proven; told with how often such spikes happen, in coins',
    more: 'liqwatch oi',
    judge: openInterestSpikes,
  },
])
